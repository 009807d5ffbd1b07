import { z } from 'zod';
import { parseSafeUrl, type Environment } from '../../lib/safe-url.js';
import { createSigningKey } from '../../signing/keys.js';
import { commonOptions, httpOrigins, originOption, privateKeyOption, type OptionFault } from '../provider-options.js';

/** An absolute address without query and fragment; https, or http on this machine. */
const addressOption = z
  .string()
  .max(2000)
  .refine((text) => {
    const url = parseSafeUrl(text, 'sandbox');
    return url?.search === '' && url.hash === '' && url.href.replace(/\/$/, '') === text;
  }, 'Give an https address without a query, as it is written at Moneyhub.');

const pathOption = z
  .string()
  .max(200)
  .regex(/^(\/[\w.~-]+)+$/, 'Give a path such as /oidc/token, without a slash at its end.');

/** Where the identity server answers. */
const Paths = z.strictObject({
  token: pathOption.default('/oidc/token'),
  pushedRequest: pathOption.default('/oidc/request'),
  keys: pathOption.default('/oidc/certs'),
  /** The bank lists; `/<list>-connections` is added. */
  wellKnown: pathOption.default('/oidc/.well-known'),
  users: pathOption.default('/users'),
});
export type Paths = z.infer<typeof Paths>;

const scopeOption = z
  .string()
  .max(500)
  .regex(/^[\w:.-]+( [\w:.-]+)*$/, 'Give scopes with one space between them.');

/** The scopes of the tokens by which data is read and connections are kept. */
const Scopes = z.strictObject({
  accounts: scopeOption.default('accounts:read accounts_details:read'),
  transactions: scopeOption.default('transactions:read:all'),
  connections: scopeOption.default('connection:read'),
  deleteConnection: scopeOption.default('connection:delete'),
  createUser: scopeOption.default('user:create'),
  deleteUser: scopeOption.default('user:delete'),
});
export type Scopes = z.infer<typeof Scopes>;

/** `private_key_jwt`: a key of its own for Moneyhub, whose public half is registered there. */
const Authentication = z
  .strictObject({
    algorithm: z.enum(['RS256', 'PS256', 'ES256', 'EdDSA']).default('RS256'),
    privateKey: privateKeyOption,
    /** `kid` of the public key in the client's JWKS at Moneyhub. */
    keyId: z.string().regex(/^[\x21-\x7e]{1,200}$/),
  })
  .superRefine((auth, context) => {
    try {
      createSigningKey(auth.privateKey, auth.algorithm);
    } catch (error) {
      context.addIssue({ code: 'custom', path: ['privateKey'], message: (error as TypeError).message });
    }
  });

/** One API client registered at Moneyhub. */
export const MoneyhubConfig = z.strictObject({
  kind: z.literal('moneyhub'),
  ...commonOptions,
  /** The identity server. */
  identityUrl: originOption.default('https://identity.moneyhub.co.uk'),
  /** The data API. */
  apiUrl: originOption.default('https://api.moneyhub.co.uk'),
  /** First segment of every path of the data API: `v3`, or `v2.0` for clients of the documents of version 2. */
  apiVersion: z
    .string()
    .regex(/^v\d+(\.\d+)?$/)
    .default('v3'),
  paths: Paths.prefault({}),
  /** `iss` of id tokens. Default: `<identityUrl>/oidc`. */
  issuer: addressOption.optional(),
  /** Where shoppers are sent. Default: `<identityUrl>/oidc/auth`. */
  authorizationUrl: addressOption.optional(),
  clientId: z.string().regex(/^[\x21-\x7e]{1,200}$/),
  auth: Authentication,
  /** The one audience of client assertions. Moneyhub documents the token endpoint. */
  assertionAudience: z.enum(['token-endpoint', 'issuer']).default('token-endpoint'),
  /**
   * How the authorization request travels. `pushed`: as form fields, ahead of the shopper (PAR). `pushed-signed`: ahead of
   * the shopper as a signed request object. `signed`: as a signed request object in the address.
   */
  authorizationRequest: z.enum(['pushed', 'pushed-signed', 'signed']).default('pushed'),
  /** The algorithm of id tokens, as it is registered for the client. */
  idTokenAlgorithm: z.enum(['RS256', 'PS256', 'ES256', 'EdDSA']).default('RS256'),
  /** Which of Moneyhub's bank lists is offered. */
  bankList: z.enum(['all', 'api', 'legacy', 'test', 'payments', 'beta']).default('api'),
  /**
   * Registers a Moneyhub user for every attempt, so that the code can be exchanged although the shopper came back in another
   * app or browser. The user is deleted again with the connection, or when there will be none. Needs the scopes `user:create`
   * and `user:delete`. `false`: Moneyhub makes users up as connections are made.
   */
  registerUsers: z.boolean().default(true),
  /** Asks for a refresh token and keeps it in the grant. Reading data does not need one. */
  offlineAccess: z.boolean().default(false),
  /** How long a consent holds at most, in days. */
  consentDays: z.number().int().min(1).max(180).default(90),
  /** How far back transactions are asked for, in months. Default: left to the bank. */
  historyMonths: z.number().int().min(1).max(24).optional(),
  scopes: Scopes.prefault({}),
});
export type MoneyhubConfig = z.infer<typeof MoneyhubConfig>;

export const issuerOf = ({ issuer, identityUrl }: MoneyhubConfig): string => issuer ?? `${identityUrl}/oidc`;
export const authorizationUrlOf = ({ authorizationUrl, identityUrl }: MoneyhubConfig): string =>
  authorizationUrl ?? `${identityUrl}/oidc/auth`;

/** What is wrong with these options taken together, or in this environment. */
export function moneyhubFaults(config: MoneyhubConfig, environment: Environment): OptionFault[] {
  if (environment === 'sandbox') return [];
  return httpOrigins(config, ['identityUrl', 'apiUrl', 'issuer', 'authorizationUrl']);
}
