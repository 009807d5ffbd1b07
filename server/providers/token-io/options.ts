import { z } from 'zod';
import type { Environment } from '../../lib/safe-url.js';
import type { Secret } from '../../lib/secret.js';
import { createSigningKey } from '../../signing/keys.js';
import {
  commonOptions,
  httpOrigins,
  originOption,
  privateKeyOption,
  secretOption,
  type OptionFault,
} from '../provider-options.js';

/** Basic key: the base64 text that Token.io's dashboard shows. Sandbox only. */
const BasicAuthentication = z.strictObject({ scheme: z.literal('basic'), key: secretOption });

/** A JWT made for every single request (Token.io's production scheme). */
const JwtAuthentication = z
  .strictObject({
    scheme: z.literal('jwt'),
    algorithm: z.enum(['EdDSA', 'ES256', 'RS256']),
    privateKey: privateKeyOption,
    /**
     * The id under which the public key is registered. Default for EdDSA: the first 16 characters of
     * base64url(SHA-256(raw public key)). Needed for ES256 and RS256, whose derivation Token.io does not publish.
     */
    keyId: z
      .string()
      .regex(/^[\w-]{1,64}$/)
      .optional(),
    /** Whether the JWT carries the body (`attached`, the form in production use) or not (the form of the API's sample). */
    bodyMode: z.enum(['attached', 'detached']).default('attached'),
  })
  .superRefine((auth, context) => {
    try {
      createSigningKey(auth.privateKey, auth.algorithm);
    } catch (error) {
      context.addIssue({ code: 'custom', path: ['privateKey'], message: (error as TypeError).message });
    }
    if (auth.algorithm !== 'EdDSA' && auth.keyId === undefined) {
      context.addIssue({ code: 'custom', path: ['keyId'], message: `Give the key id of the ${auth.algorithm} key.` });
    }
  });

/** One Token.io member (a set of keys) with the way it is used. */
export const TokenIoConfig = z.strictObject({
  kind: z.literal('token-io'),
  ...commonOptions,
  /** Default: Token.io's production API. The sandbox is `https://api.sandbox.token.io`. */
  apiUrl: originOption.default('https://api.token.io'),
  /** Hosted Pages v1. Default: production. The sandbox is `https://web-app.sandbox.token.io`. */
  webAppUrl: originOption.default('https://web-app.token.io'),
  /** Hosted Pages v2, for payments. Default: production. The sandbox is `https://app.sandbox.token.io`. */
  hostedPagesUrl: originOption.default('https://app.token.io'),
  /** The TPP's member id, `m:…`. */
  memberId: z.string().regex(/^m:[\w:-]{1,120}$/, 'Use the member id with its colons: m:….'),
  auth: z.discriminatedUnion('scheme', [BasicAuthentication, JwtAuthentication]),
  /** `api`: every page is ours. `hosted`: consent and authentication run on Token.io's Hosted Pages v1. */
  flow: z.enum(['api', 'hosted']).default('api'),
  /** Where embedded steps run in the `api` flow; `hosted` sends `useWebappCredentialsFlow`. */
  embeddedSteps: z.enum(['api', 'hosted']).default('api'),
  /** Whether banks return to Token.io (`token`) or straight to us (`tpp`). A setting of the member at Token.io. */
  callback: z.enum(['token', 'tpp']).default('token'),
  /** Hosted pages: a consent counts only with Token.io's valid Ed25519 signature over token id and state. */
  verifySignature: z.boolean().default(true),
  /** Hosted pages: the member has the feature that returns `state`; a callback without the right one is refused. */
  stateInCallback: z.boolean().default(false),
  /**
   * Whether an approval counts that was given at the bank and never brought back to us: Token.io is asked for it for 40
   * minutes. What that means for security is in SECURITY.md.
   */
  lateResults: z.boolean().default(true),
  /** How long a consent holds at most, in days; Token.io's own date counts where it is earlier. */
  consentDays: z.number().int().min(1).max(180).default(180),
  /** Sends `actingAs`, for a TPP that acts for others: the merchant of the session, or this fixed party. */
  actingAs: z
    .union([
      z.literal('merchant'),
      z.strictObject({
        displayName: z.string().min(1).max(140),
        refId: z.string().min(1).max(35).optional(),
        secondaryName: z.string().min(1).max(140).optional(),
      }),
    ])
    .optional(),
  /** Payments v2: the member may initiate payments, and the banks that can be paid from are offered for them. */
  payments: z.boolean().default(false),
  /**
   * How a payment travels. `by_currency`: SEPA (else SEPA Instant) for euros, Faster Payments for pounds, Elixir for zloty, the
   * domestic rail for other currencies. `auto_select`: Token.io chooses among what the bank has.
   */
  localInstrument: z.enum(['by_currency', 'auto_select']).default('by_currency'),
  /** How far back transactions are asked for, in days. Default: left to the bank. */
  transactionHistoryDays: z.number().int().min(1).max(1095).optional(),
  /** Only banks of these countries (ISO 3166-1 alpha-2, upper case). Default: all. */
  countries: z
    .array(z.string().regex(/^[A-Z]{2}$/))
    .min(1)
    .optional(),
  /**
   * Origins to which shoppers may be sent. Default: any https origin in the `api` flow (banks move), `webAppUrl` in the
   * `hosted` flow. Where embedded steps run on hosted pages, `webAppUrl` is always among them, and where payments are made
   * `hostedPagesUrl` is too.
   */
  authorizationOrigins: z.array(originOption).optional(),
});
export type TokenIoConfig = z.infer<typeof TokenIoConfig>;

/** What is wrong with these options taken together, or in this environment. */
export function tokenIoFaults(config: TokenIoConfig, environment: Environment): OptionFault[] {
  const faults: OptionFault[] = [];
  if (environment === 'production') {
    faults.push(...httpOrigins(config, ['apiUrl', 'webAppUrl', 'hostedPagesUrl', 'authorizationOrigins']));
    if (config.auth.scheme === 'basic') {
      faults.push({ path: ['auth', 'scheme'], message: 'Basic keys are for the sandbox; use "jwt".' });
    }
  }
  if (config.auth.scheme === 'basic' && !isBasicKeyOf(config.auth.key, config.memberId)) {
    faults.push({ path: ['auth', 'key'], message: 'This is not a Basic key of this member.' });
  }
  if (config.callback === 'tpp' && (config.flow === 'hosted' || config.embeddedSteps === 'hosted')) {
    faults.push({ path: ['callback'], message: 'Hosted pages always return through Token.io; use "token".' });
  }
  if (config.stateInCallback && config.flow !== 'hosted') {
    faults.push({ path: ['stateInCallback'], message: 'Only hosted pages return the state.' });
  }
  return faults;
}

/** A Basic key decodes to `<member id with ':' as '-'>:<uuid>`. */
function isBasicKeyOf(key: Secret, memberId: string): boolean {
  const decoded = Buffer.from(key.reveal(), 'base64').toString('latin1');
  return decoded.startsWith(`${memberId.replaceAll(':', '-')}:`);
}
