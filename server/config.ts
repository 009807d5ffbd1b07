import { z } from 'zod';
import { Creditor } from './contract/payments.js';
import { WebhookEventType } from './contract/webhooks.js';
import { logLevels } from './lib/logger.js';
import { parseNetwork } from './lib/ip-address.js';
import { parseUrl } from './lib/parse-url.js';
import { Secret } from './lib/secret.js';
import { ProviderConfig } from './providers/registry.js';
import { RegistrationConfig } from './registration/options.js';

const slug = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'use 1–40 of a–z, 0–9 and -, beginning with a letter or digit');
const line = (max: number) =>
  z
    .string()
    .min(1, 'must not be empty')
    .max(max, `use at most ${max} characters`)
    .regex(/^[^\p{Cc}\p{Bidi_Control}]*$/u, 'use one line of text without control characters');
const secret = z
  .string()
  .min(1, 'must not be empty; give a text, {"env": "NAME"} or {"file": "path"}')
  .transform((value) => new Secret(value));

const webUrl = z
  .string()
  .max(2000)
  .refine((text) => {
    const url = parseUrl(text);
    return url !== undefined && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
  }, 'use an absolute https URL without user name and password');
/** An origin as browsers write it in the `Origin` header. */
const origin = z
  .string()
  .max(255)
  .refine(
    (text) => /^https?:\/\/(?:[a-z0-9.-]+|\[[0-9a-f:]+\])(?::\d+)?$/.test(text) && text === parseUrl(text)?.origin,
    'use an exact origin: https, host and port only, in lower case, without path or trailing slash',
  );

const keyHash = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'use the SHA-256 of the key as 64 hex digits; `bank-connect new-key` prints it');

/** Where a merchant's backend wants to be told what happens; see docs/webhooks.md. */
const Webhooks = z.strictObject({
  /** Takes a POST for each event. */
  url: webUrl,
  /** `whsec_` and base64; two while one replaces the other. `bank-connect new-webhook-secret` prints one. */
  secrets: z
    .array(secret)
    .min(1, 'needs at least one secret; `bank-connect new-webhook-secret` prints one')
    .max(2, 'use at most two secrets: the current and the next'),
  /** Which types are sent; default: all. */
  events: z.array(WebhookEventType).min(1, 'name at least one type, or leave it out for all').optional(),
});

/** An embedding site: its own keys, origins and return URLs. */
export const Merchant = z.strictObject({
  /** Part of callback addresses; never change it. */
  id: slug,
  /** Who asks, on the consent screen. */
  name: line(80),
  /** The regulated party, when it is not the merchant itself. */
  tppName: line(80).optional(),
  /** Why, on the consent screen, when a session does not say. */
  purpose: line(280),
  /** Linked on the consent screen. */
  termsUrl: webUrl.optional(),
  /** Linked on the consent screen. */
  privacyUrl: webUrl.optional(),
  /** SHA-256 (hex) of the API keys; two while one replaces the other. */
  apiKeyHashes: z
    .array(keyHash)
    .min(1, 'needs at least one key')
    .max(2, 'use at most two keys: the current and the next'),
  /** Where the element is embedded, exactly as browsers write origins. */
  origins: z.array(origin).min(1, 'needs at least one origin').max(20),
  /** Where the shopper goes after the bank (tab mode), by the id that a session names. */
  returnUrls: z
    .record(z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'use 1–64 of A–Z, a–z, 0–9, _ and -'), webUrl)
    .refine((urls) => Object.hasOwn(urls, 'default'), 'needs an entry named "default"'),
  /**
   * Who may be paid, by the id that a session names: `{"default": {"name": "Shop Ltd", "account": {"scheme": "sort_code",
   * "sortCode": "040004", "accountNumber": "12345678"}}}`; an account may also be `{"scheme": "iban", "iban": …}`.
   */
  creditors: z
    .record(z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'use 1–64 of A–Z, a–z, 0–9, _ and -'), Creditor)
    .default({}),
  /** A session may name any other creditor. A downgrade: whoever has the API key can then have money sent to himself. */
  anyCreditor: z.boolean().default(false),
  /** Where its backend wants to be told what happens. */
  webhooks: Webhooks.optional(),
  /** Renders credential fields in the merchant's page instead of the frame. A downgrade: its scripts can read them. */
  inlineFields: z.boolean().default(false),
});
export type Merchant = z.infer<typeof Merchant>;

/** A token bucket. */
const Rate = z.strictObject({
  /** How many in the long run. */
  perSecond: z.number().positive().max(10_000),
  /** How many at once. */
  burst: z.number().int().min(1).max(100_000),
});

const Limits = z.strictObject({
  /** Requests with one client token. */
  perToken: Rate.default({ perSecond: 5, burst: 60 }),
  /** Requests with one API key. */
  perKey: Rate.default({ perSecond: 50, burst: 200 }),
  /** Of one client address (IPv6: of one /64): pages, pictures and refused tokens, each counted apart. */
  perAddress: Rate.default({ perSecond: 50, burst: 500 }),
  /** Open connections at once; more are not accepted. */
  maxConnections: z.number().int().min(10).max(100_000).default(20_000),
});

/** Everything that can be set. Secrets may be given as `{"env": "NAME"}` or `{"file": "path"}`. */
export const Config = z.strictObject({
  /** `sandbox` allows plain http towards this machine; `production` allows nothing that is weak. */
  environment: z.enum(['sandbox', 'production']),
  /** The origin under which browsers reach this server; `BANK_CONNECT_PUBLIC_URL` says it, too. */
  publicUrl: origin,
  /** Where this server listens; `BANK_CONNECT_LISTEN` = `host:port` says it, too. */
  listen: z
    .strictObject({
      /** An address of this machine. */
      host: z.string().min(1).max(255).default('127.0.0.1'),
      /** 0 takes a free one. */
      port: z.number().int().min(0).max(65535),
    })
    .default({ host: '127.0.0.1', port: 8080 }),
  /**
   * `{"path": …}`: a file of the embedded SQLite (`:memory:` for trials). `{"url": …}`: a PostgreSQL, which `DATABASE_URL`
   * says, too.
   */
  database: z.union(
    [z.strictObject({ path: z.string().min(1).max(1024) }), z.strictObject({ url: secret })],
    'give either {"path": …} (SQLite) or {"url": …} (PostgreSQL)',
  ),
  /**
   * A folder of this instance alone, on a disk that outlives the process: takes a grant, encrypted, that comes from a bank
   * while the database cannot take it. Default: `spool` beside the SQLite file. PostgreSQL needs one in production.
   */
  spoolDir: z.string().min(1).max(1024).optional(),
  /** The first key writes, all of them read. */
  encryptionKeys: z
    .array(
      z.strictObject({
        /** Written next to what it encrypts; never give it to another key. */
        id: z.string().regex(/^[A-Za-z0-9._-]{1,32}$/, 'use 1–32 of A–Z, a–z, 0–9, ., _ and -'),
        /** 32 random bytes, base64url; `bank-connect new-encryption-key` prints one. */
        key: secret,
      }),
    )
    .min(1, 'needs at least one key; `bank-connect new-encryption-key` prints one')
    .max(20),
  /** Who may embed the element. */
  merchants: z.array(Merchant).min(1, 'needs at least one merchant'),
  /** What banks are reached through; the first has precedence where two offer the same bank. */
  providers: z.array(ProviderConfig).min(1, 'needs at least one provider'),
  /** Banks at which this server's software is registered as a client, see docs/registration.md. */
  registrations: z.array(RegistrationConfig).max(100).default([]),
  /** SHA-256 (hex) of the keys for `/v1/registrations`, which no merchant's key opens. Without any, nobody may call it. */
  operatorKeyHashes: z.array(keyHash).max(2, 'use at most two keys: the current and the next').default([]),
  /** Where banks' pictures may be fetched from, besides the providers' own addresses. Default: Token.io's store of logos. */
  logoOrigins: z.array(origin).max(50).default(['https://s3-us-west-2.amazonaws.com']),
  /**
   * Networks such as `10.1.0.0/16` that webhooks may go to though they are not on the internet; a merchant's backend beside
   * this server, say. Loopback is for the sandbox.
   */
  webhookNetworks: z
    .array(z.string().refine((text) => parseNetwork(text) !== undefined, 'use a network such as 10.1.0.0/16'))
    .max(20)
    .default([]),
  /** How many proxies in front of this server append to `X-Forwarded-For`. */
  trustedProxyHops: z.number().int().min(0).max(5).default(0),
  /** `false` turns `/metrics` off; a token asks for it as a bearer token. */
  metrics: z.union([z.literal(false), z.strictObject({ token: secret.optional() })]).default({}),
  /** How much is taken from whom; a 429 says when to come back. */
  limits: Limits.prefault({}),
  /** For /.well-known/security.txt (RFC 9116): a `mailto:` or https address. */
  securityContact: z
    .string()
    .max(255)
    .regex(/^(mailto:[^\s@]+@[^\s@]+|https:\/\/\S+)$/, 'use mailto:name@example.com or an https URL')
    .optional(),
  /** Folder of the built browser files; default: the one of this package. */
  assetsDir: z.string().min(1).max(1024).optional(),
  /** From `trace` to `fatal`. */
  logLevel: z.enum(logLevels).default('info'),
});
export type Config = z.infer<typeof Config>;
