import { z } from 'zod';
import { parseSafeUrl, type Environment } from '../../lib/safe-url.js';
import { createSigningKey } from '../../signing/keys.js';
import {
  commonOptions,
  httpOrigins,
  originOption,
  privateKeyOption,
  secretOption,
  tlsFaults,
  tlsOption,
  type OptionFault,
} from '../provider-options.js';
import { Answers } from './answers.js';

/** An absolute address without query and fragment; https, or http on this machine. */
const addressOption = z
  .string()
  .max(2000)
  .refine((text) => {
    const url = parseSafeUrl(text, 'sandbox');
    return url?.search === '' && url.hash === '';
  }, 'Give an https address without a query.');

const pathOption = z
  .string()
  .max(200)
  .regex(/^(\/[\w.~-]+)+$/, 'Give a path such as /auth/oauth/v2/token, without a slash at its end.');

/** A path that may name the account. */
const accountPathOption = z
  .string()
  .max(200)
  .regex(/^(\/([\w~-][\w.~-]*|\{account\}))+$/, 'Give a path such as /accounts/{account}/balances.');

/** Where the bank answers. */
const Paths = z.strictObject({
  /** The authorisation endpoint, where shoppers are sent. */
  authorize: pathOption.default('/auth/oauth/v2/authorize'),
  /** The token endpoint, for codes and refresh tokens. */
  token: pathOption.default('/auth/oauth/v2/token'),
  /** The endpoint that ends tokens (RFC 7009). Default: the bank has none. */
  revoke: pathOption.optional(),
  /** The list of accounts. */
  accounts: pathOption.default('/api/v1/accounts'),
  /** Balances of an account. With `{account}` in it, it is read by GET; without, by POST with the account in the body. */
  balances: accountPathOption.default('/api/v1/accounts/information'),
  /** Transactions of an account; the same. */
  transactions: accountPathOption.default('/api/v1/accounts/transactions'),
});
export type Paths = z.infer<typeof Paths>;

/** The bank, as shoppers see it. */
const Bank = z.strictObject({
  /** Its id in this instance; part of the bank ids of the list. */
  id: z
    .string()
    .regex(/^[\w-]{1,64}$/)
    .default('tatra-banka'),
  name: z.string().min(1).max(120).default('Tatra banka'),
  /** ISO 3166-1 alpha-2, upper case. */
  countries: z
    .array(z.string().regex(/^[A-Z]{2}$/, 'Use two capital letters.'))
    .min(1)
    .default(['SK']),
  bic: z
    .string()
    .regex(/^[A-Z0-9]{8}([A-Z0-9]{3})?$/)
    .optional(),
  /** Address of a picture; fetched and served by the companion server. */
  logo: addressOption.optional(),
});

/** How this client proves who it is at the token endpoint. */
const Authentication = z.discriminatedUnion('scheme', [
  /** `client_secret_basic`: in the header. */
  z.strictObject({ scheme: z.literal('basic'), clientSecret: secretOption }),
  /** `client_secret_post`: in the form. */
  z.strictObject({ scheme: z.literal('post'), clientSecret: secretOption }),
  /** `private_key_jwt`: by an assertion that is signed for each request. */
  z
    .strictObject({
      scheme: z.literal('private_key_jwt'),
      algorithm: z.enum(['PS256', 'RS256', 'ES256', 'EdDSA']).default('PS256'),
      privateKey: privateKeyOption,
      keyId: z.string().regex(/^[\x21-\x7e]{1,200}$/),
      /** `aud` of the assertion. Default: the address of the token endpoint. */
      audience: z.string().min(1).max(2000).optional(),
    })
    .superRefine((auth, context) => {
      try {
        createSigningKey(auth.privateKey, auth.algorithm);
      } catch (error) {
        context.addIssue({ code: 'custom', path: ['privateKey'], message: (error as TypeError).message });
      }
    }),
  /** `tls_client_auth`: by the certificate of `tls`. */
  z.strictObject({ scheme: z.literal('tls') }),
]);
export type Authentication = z.infer<typeof Authentication>;

const headerName = z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,63}$/, 'Give the name of a header.');
/** Names of the headers beyond `Authorization`. */
const Headers = z.strictObject({
  /** A version 4 UUID, fresh for every request. */
  requestId: headerName.default('Request-ID'),
  /** Sent only while the shopper is there and the address is sure. */
  psuAddress: headerName.default('PSU-IP-Address'),
  /** Sent with the address. */
  psuUserAgent: headerName.default('PSU-User-Agent'),
});
export type Headers = z.infer<typeof Headers>;

const parameterName = z.string().regex(/^[A-Za-z][\w.-]{0,63}$/, 'Give the name of a parameter.');
/** Names in requests: members of the JSON body, or parameters of the query where `{account}` stands in the path. */
const Request = z.strictObject({
  /** In bodies. */
  account: parameterName.default('iban'),
  from: parameterName.default('dateFrom'),
  to: parameterName.default('dateTo'),
  /** The number of a page; the first is 1. */
  page: parameterName.default('page'),
  pageSize: parameterName.default('pageSize'),
  /** Sent with every request for transactions. */
  fixed: z.record(parameterName, z.string().max(200)).default({ status: 'ALL' }),
});
export type RequestNames = z.infer<typeof Request>;

const ownParameters = [
  'client_id', 'response_type', 'redirect_uri', 'scope', 'state', 'code_challenge', 'code_challenge_method',
]; // prettier-ignore

/** One client registered at one bank. Without any option but the client's it is Tatra banka in production. */
export const OAuthBankConfig = z.strictObject({
  kind: z.literal('oauth-bank'),
  ...commonOptions,
  /** The bank, as shoppers see it. */
  bank: Bank.prefault({}),
  /** Origin of the bank's API. */
  apiUrl: originOption.default('https://api.tatrabanka.sk'),
  /** Stands before every path; `/sandbox` for Tatra banka's sandbox. */
  basePath: z.union([z.literal(''), pathOption]).default(''),
  /** Where the bank answers. */
  paths: Paths.prefault({}),
  /** The authorisation endpoint, where it has a host of its own. Default: `apiUrl`, `basePath` and `paths.authorize`. */
  authorizationUrl: addressOption.optional(),
  /** Origin of the token and revocation endpoints. Default: `apiUrl`. */
  tokenOrigin: originOption.optional(),
  /** From the bank's portal, or from a registration. */
  clientId: z.string().regex(/^[\x21-\x7e]{1,255}$/),
  /**
   * How the client proves who it is: `{"scheme": "basic" | "post", "clientSecret"}`, `{"scheme": "private_key_jwt", "privateKey",
   * "keyId", "algorithm": "PS256" | "RS256" | "ES256" | "EdDSA", "audience"}`, or `{"scheme": "tls"}`.
   */
  auth: Authentication,
  /** `{"certificate", "key", "authority"}` in PEM, for banks that want mutual TLS or whose own certificate a directory issued. */
  tls: tlsOption.optional(),
  /** Scopes of the authorisation request, with one space between them. */
  scope: z
    .string()
    .regex(/^[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*$/, 'Give scopes with one space between them.')
    .max(500)
    .default('AISP'),
  /** Further parameters of the authorisation request. */
  authorizationParameters: z
    .record(parameterName, z.string().max(500))
    .refine((own) => !ownParameters.some((name) => Object.hasOwn(own, name)), 'These are set by the server itself.')
    .default({}),
  /** `iss` of authorisation responses (RFC 9207). Default: whatever is at the origin of the authorisation endpoint. */
  issuer: z.string().min(1).max(2000).optional(),
  /** Refuses authorisation responses without `iss`. For banks that promise to send one. */
  requireIssuer: z.boolean().default(false),
  /**
   * By which the bank names a consent: a member of the token answer, and the parameter of an authorisation request that
   * renews it. Default: the bank knows by itself which consent is meant.
   */
  consentParameter: parameterName.optional(),
  /** How long a consent can be used, in days from when it was given; no refresh gets past them. */
  consentDays: z.number().int().min(1).max(3650).default(90),
  /** Life of an access token in seconds, where the bank does not say. */
  accessSeconds: z.number().int().min(1).max(86_400).default(3600),
  /** Calls without the shopper that the bank allows per consent, endpoint and day; `false` for no limit. */
  unattendedCallsPerDay: z.union([z.number().int().min(1).max(1000), z.literal(false)]).default(4),
  /** Names of headers. */
  headers: Headers.prefault({}),
  /** Names in requests: in JSON bodies, or in the query where `{account}` stands in the path. */
  request: Request.prefault({}),
  /** Transactions of a page: a multiple of ten, up to a hundred. */
  pageSize: z.number().int().min(10).max(100).multipleOf(10).default(100),
  /** Where an answer says how many pages there are; without it a page that is not full is the last. */
  pageCount: z
    .string()
    .regex(/^[\w-]+(\.[\w-]+)*$/)
    .default('pageCount'),
  /** Where the bank's answers say what we need. */
  answers: Answers.prefault({}),
});
export type OAuthBankConfig = z.infer<typeof OAuthBankConfig>;

export const authorizationUrlOf = ({ authorizationUrl, apiUrl, basePath, paths }: OAuthBankConfig): string =>
  authorizationUrl ?? `${apiUrl}${basePath}${paths.authorize}`;

export const tokenUrlOf = ({ tokenOrigin, apiUrl, basePath, paths }: OAuthBankConfig): string =>
  `${tokenOrigin ?? apiUrl}${basePath}${paths.token}`;

/** What is wrong with these options taken together, or in this environment. */
export function oauthBankFaults(config: OAuthBankConfig, environment: Environment): OptionFault[] {
  const faults = tlsFaults(config.tls);
  if (config.auth.scheme === 'tls' && config.tls?.certificate === undefined) {
    faults.push({ path: ['auth', 'scheme'], message: 'Give the certificate and its key as `tls`.' });
  }
  for (const name of ['balances', 'transactions'] as const) {
    if (config.paths[name].split('{account}').length > 2) {
      faults.push({ path: ['paths', name], message: 'Name {account} once.' });
    }
  }
  if (environment === 'sandbox') return faults;
  faults.push(...httpOrigins(config, ['apiUrl', 'authorizationUrl', 'tokenOrigin']));
  for (const { path, message } of httpOrigins(config.bank, ['logo'])) {
    faults.push({ path: ['bank', ...path], message });
  }
  return faults;
}
