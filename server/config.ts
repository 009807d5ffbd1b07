import { z } from 'zod';
import { configFaults } from './config-rules.js';
import { logLevels } from './lib/logger.js';
import { Secret } from './lib/secret.js';
import { ProviderConfig } from './providers/registry.js';
import { resolveSecretRefs } from './lib/secret-refs.js';
import type { SettingSources } from './lib/secret-refs.js';

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

const parsed = (text: string): URL | undefined => (URL.canParse(text) ? new URL(text) : undefined);
const webUrl = z
  .string()
  .max(2000)
  .refine((text) => {
    const url = parsed(text);
    return url !== undefined && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
  }, 'use an absolute https URL without user name and password');
/** An origin as browsers write it in the `Origin` header. */
const origin = z
  .string()
  .max(255)
  .refine(
    (text) => /^https?:\/\/(?:[a-z0-9.-]+|\[[0-9a-f:]+\])(?::\d+)?$/.test(text) && text === parsed(text)?.origin,
    'use an exact origin: https, host and port only, in lower case, without path or trailing slash',
  );

/** An embedding site: its own keys, origins and return URLs. */
export const Merchant = z.strictObject({
  id: slug,
  /** Who asks, on the consent screen. */
  name: line(80),
  /** The regulated party, when it is not the merchant itself. */
  tppName: line(80).optional(),
  /** Why, on the consent screen, when a session does not say. */
  purpose: line(280),
  termsUrl: webUrl.optional(),
  privacyUrl: webUrl.optional(),
  /** SHA-256 (hex) of the API keys; two while one replaces the other. */
  apiKeyHashes: z
    .array(
      z
        .string()
        .regex(/^[0-9a-f]{64}$/, 'use the SHA-256 of the key as 64 hex digits; `bank-connect new-key` prints it'),
    )
    .min(1, 'needs at least one key')
    .max(2, 'use at most two keys: the current and the next'),
  origins: z.array(origin).min(1, 'needs at least one origin').max(20),
  /** Where the shopper goes after the bank (tab mode), by the id that a session names. */
  returnUrls: z
    .record(z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'use 1–64 of A–Z, a–z, 0–9, _ and -'), webUrl)
    .refine((urls) => Object.hasOwn(urls, 'default'), 'needs an entry named "default"'),
  /** Renders credential fields in the merchant's page instead of the frame. A downgrade: its scripts can read them. */
  inlineFields: z.boolean().default(false),
});
export type Merchant = z.infer<typeof Merchant>;

const rate = (perSecond: number, burst: number) =>
  z
    .strictObject({ perSecond: z.number().positive().max(10_000), burst: z.number().int().min(1).max(100_000) })
    .default({ perSecond, burst });

const Limits = z.strictObject({
  /** Requests with one client token. */
  perToken: rate(5, 60),
  /** Requests with one API key. */
  perKey: rate(50, 200),
  /** Of one client address (IPv6: of one /64): pages, pictures and refused tokens, each counted apart. */
  perAddress: rate(50, 500),
  maxConnections: z.number().int().min(10).max(100_000).default(20_000),
});

/** Everything that can be set. Secrets may be given as `{"env": "NAME"}` or `{"file": "path"}`. */
export const Config = z.strictObject({
  environment: z.enum(['sandbox', 'production']),
  /** The origin under which browsers reach this server. */
  publicUrl: origin,
  listen: z
    .strictObject({ host: z.string().min(1).max(255).default('127.0.0.1'), port: z.number().int().min(0).max(65535) })
    .default({ host: '127.0.0.1', port: 8080 }),
  /** A path (embedded SQLite, `:memory:` for trials) or the address of a PostgreSQL. */
  database: z.union(
    [z.strictObject({ path: z.string().min(1).max(1024) }), z.strictObject({ url: secret })],
    'give either {"path": …} (SQLite) or {"url": …} (PostgreSQL)',
  ),
  /** The first key writes, all of them read. */
  encryptionKeys: z
    .array(
      z.strictObject({
        id: z.string().regex(/^[A-Za-z0-9._-]{1,32}$/, 'use 1–32 of A–Z, a–z, 0–9, ., _ and -'),
        key: secret,
      }),
    )
    .min(1, 'needs at least one key; `bank-connect new-encryption-key` prints one')
    .max(20),
  merchants: z.array(Merchant).min(1, 'needs at least one merchant'),
  providers: z.array(ProviderConfig).min(1, 'needs at least one provider'),
  /** Where banks' pictures may be fetched from, besides the providers' own addresses. Default: Token.io's store of logos. */
  logoOrigins: z.array(origin).max(50).default(['https://s3-us-west-2.amazonaws.com']),
  /** How many proxies in front of this server append to `X-Forwarded-For`. */
  trustedProxyHops: z.number().int().min(0).max(5).default(0),
  /** `false` turns `/metrics` off; a token asks for it as a bearer token. */
  metrics: z.union([z.literal(false), z.strictObject({ token: secret.optional() })]).default({}),
  limits: Limits.default(Limits.parse({})),
  /** For /.well-known/security.txt (RFC 9116): a `mailto:` or https address. */
  securityContact: z
    .string()
    .max(255)
    .regex(/^(mailto:[^\s@]+@[^\s@]+|https:\/\/\S+)$/, 'use mailto:name@example.com or an https URL')
    .optional(),
  /** Folder of the built browser files; default: the one of this package. */
  assetsDir: z.string().min(1).max(1024).optional(),
  logLevel: z.enum(logLevels).default('info'),
});
export type Config = z.infer<typeof Config>;

/** Settings that the server does not start with. `faults` has one line per key; none holds a value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  constructor(readonly faults: readonly string[]) {
    super(`The configuration has ${faults.length} fault${faults.length === 1 ? '' : 's'}:\n${faults.join('\n')}`);
  }
}

/**
 * The checked configuration from the text of a JSON file and the environment (`DATABASE_URL`, `BANK_CONNECT_PUBLIC_URL`,
 * `BANK_CONNECT_LISTEN` = `host:port`, and whatever the file refers to). Throws `ConfigError` with every fault at once.
 */
export function parseConfig(text: string, sources: SettingSources): Config {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw new ConfigError(['(file): is not valid JSON; check quotes and commas']);
  }
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    throw new ConfigError(['(file): must be a JSON object']);
  }
  const faults: string[] = [];
  const merged = withEnvironment(document as Record<string, unknown>, sources.env, faults);
  const resolved = resolveSecretRefs(merged, sources);
  faults.push(...resolved.faults);
  const result = Config.safeParse(resolved.value);
  if (!result.success) faults.push(...issueLines(result.error).filter((fault) => !alreadyNamed(fault, faults)));
  else faults.push(...configFaults(result.data, { env: sources.env, files: resolved.files }));
  if (faults.length > 0 || !result.success) throw new ConfigError(faults);
  return result.data;
}

/** The environment fills in what the file leaves open; naming a thing twice is a contradiction. */
function withEnvironment(
  document: Record<string, unknown>,
  env: SettingSources['env'],
  faults: string[],
): Record<string, unknown> {
  const merged = { ...document };
  const set = (key: string, variable: string, value: unknown) => {
    if (Object.hasOwn(document, key)) {
      faults.push(`${key}: is set in the file and by ${variable}; remove one`);
    } else {
      merged[key] = value;
    }
  };
  if (env.DATABASE_URL) set('database', 'DATABASE_URL', { url: env.DATABASE_URL });
  if (env.BANK_CONNECT_PUBLIC_URL) set('publicUrl', 'BANK_CONNECT_PUBLIC_URL', env.BANK_CONNECT_PUBLIC_URL);
  if (env.BANK_CONNECT_LISTEN) {
    const [, host, port] = /^(.+):(\d{1,5})$/.exec(env.BANK_CONNECT_LISTEN) ?? [];
    if (host === undefined) faults.push('listen: BANK_CONNECT_LISTEN must look like 0.0.0.0:8080');
    else set('listen', 'BANK_CONNECT_LISTEN', { host: host.replace(/^\[|\]$/g, ''), port: Number(port) });
  }
  return merged;
}

function issueLines(error: z.ZodError): string[] {
  return error.issues.flatMap((issue) => {
    const path = issue.path.map(String).join('.');
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map(
        (key) => `${path === '' ? '' : `${path}.`}${key}: is not a setting; remove it or check its spelling`,
      );
    }
    const missing = issue.code === 'invalid_type' && issue.message.endsWith('received undefined');
    return [`${path === '' ? '(file)' : path}: ${missing ? 'is missing; set it' : issue.message}`];
  });
}

/** A reference that leads nowhere is reported once, not again as a missing value. */
const alreadyNamed = (fault: string, faults: readonly string[]) =>
  faults.some((other) => other.slice(0, other.indexOf(':')) === fault.slice(0, fault.indexOf(':')));
