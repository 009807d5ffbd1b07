import { z } from 'zod';
import { tlsFaults, tlsOption, type OptionFault } from '../providers/provider-options.js';
import { parseSafeUrl, type Environment } from '../lib/safe-url.js';
import { Secret } from '../lib/secret.js';
import { createSigningKey } from '../signing/keys.js';
import { lifetimeSeconds } from './claim-rules.js';
import { maxJwtBytes } from './compact-jwt.js';
import { profileNames } from './profiles.js';
import { tryStatement } from './statement.js';
import { KeySet } from './verify-jws.js';

/** An absolute address without fragment; that it is https is checked with the environment (`registrationConfigFaults`). */
const address = z
  .string()
  .max(2000)
  .refine(
    (text) => !text.includes('#') && parseSafeUrl(text, 'sandbox') !== undefined,
    'Give an absolute https address without fragment; http is for this machine only.',
  );
const claimText = (max: number) =>
  z.string().regex(new RegExp(`^[\\x20-\\x7e]{1,${max}}$`), `Use 1 to ${max} printable ASCII characters.`);
const claimList = z.array(claimText(2000)).min(1).max(50);

/** What the client asks to be. Values that the profile does not know are refused before anything is sent. */
const ClientSettings = z.strictObject({
  /** Of openid, accounts, payments, fundsconfirmations. */
  scopes: z.array(claimText(64)).min(1).max(20),
  /** Default: all of the software statement. */
  redirectUris: claimList.optional(),
  grantTypes: claimList.default(['client_credentials', 'authorization_code', 'refresh_token']),
  /** Default: the profile's. */
  responseTypes: claimList.optional(),
  /** Not the documents' default: of the methods that banks offer, this one shares no secret. */
  tokenEndpointAuthMethod: claimText(64).default('private_key_jwt'),
  /** Default: `algorithm`, where the method signs. */
  tokenEndpointAuthSigningAlg: claimText(16).optional(),
  idTokenSignedResponseAlg: claimText(16).optional(),
  requestObjectSigningAlg: claimText(16).optional(),
  applicationType: claimText(16).optional(),
  tlsClientAuthSubjectDn: claimText(512).optional(),
});

const jwkOrPem = z
  .union([z.string().min(1), z.record(z.string(), z.unknown()).transform((jwk) => JSON.stringify(jwk))])
  .transform((text) => new Secret(text));

/** A JWK set as an object, or as the text of its file. */
const keySet = z.union([KeySet, z.string().transform(parseJson).pipe(KeySet)]);

function parseJson(text: string, context: z.core.$RefinementCtx<string>): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    context.addIssue({ code: 'custom', message: 'Is not JSON.' });
    return z.NEVER;
  }
}

/** A bank at which one piece of software is registered as a client. */
export const RegistrationConfig = z.strictObject({
  /** By which the API and the command line name it. Never change it once the client is registered. */
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'Use 1 to 40 of a-z, 0-9 and the hyphen.'),
  profile: z.enum(profileNames),
  /** The registration endpoint, in full. */
  url: address,
  /** The bank's id, as the issuer of the software statement gives it: `aud`. */
  audience: claimText(255),
  /** The compact JWT that the directory issued; mostly `{"file": …}`. */
  softwareStatement: z
    .string()
    .min(1)
    .max(maxJwtBytes)
    .transform((text) => text.trim()),
  /** The software's private RSA key: PEM or JWK. */
  signingKey: jwkOrPem,
  /** Names the key in the software's key set at the directory. */
  keyId: claimText(128),
  /** RS256 on demand of a bank; the conformance suite of Open Banking refuses it. */
  algorithm: z.enum(['PS256', 'RS256']).default('PS256'),
  /** Default: the profile's. */
  mediaType: z.enum(['application/jwt', 'application/jose', 'application/json']).optional(),
  /** From `iat` to `exp` of a registration JWT. */
  lifetimeSeconds: z.number().int().min(lifetimeSeconds.min).max(lifetimeSeconds.max).default(lifetimeSeconds.min),
  client: ClientSettings,
  /** The directory's public keys; with them the software statement is verified before it is sent. */
  directoryKeys: keySet.optional(),
  /** The bank's token endpoint, where clients are read, updated and deleted with a bearer of client credentials. */
  token: z
    .strictObject({
      url: address,
      /** `aud` of the client assertion: one text, as the bank names itself. Default: `url`. */
      audience: claimText(2000).optional(),
      /** Default: none. */
      scope: claimText(256).optional(),
    })
    .optional(),
  /** For banks that ask for mutual TLS, and those whose own certificate a directory issued. PEM. */
  tls: tlsOption.optional(),
});
export type RegistrationConfig = z.infer<typeof RegistrationConfig>;

/** What makes two registrations the same one: the same software at the same bank in the same way. */
export function identityOf({ profile, url, audience, softwareStatement }: RegistrationConfig): string {
  const statement = tryStatement(softwareStatement);
  const software = 'rule' in statement ? '' : (statement.softwareId ?? '');
  return JSON.stringify([profile, url, audience, software]);
}

/** What is wrong with an entry whatever the time is: addresses, key, statement. All else is said when it is registered. */
export function registrationConfigFaults(config: RegistrationConfig, environment: Environment): OptionFault[] {
  const faults: OptionFault[] = [];
  const checkAddress = (path: string[], url: string | undefined) => {
    if (url !== undefined && parseSafeUrl(url, environment) === undefined) {
      faults.push({ path, message: 'must use https; plain http is for loopback hosts in the sandbox' });
    }
  };
  checkAddress(['url'], config.url);
  checkAddress(['token', 'url'], config.token?.url);
  try {
    createSigningKey(config.signingKey, config.algorithm);
  } catch (error) {
    faults.push({ path: ['signingKey'], message: (error as TypeError).message });
  }
  faults.push(...tlsFaults(config.tls));
  const statement = tryStatement(config.softwareStatement);
  if ('rule' in statement) faults.push({ path: ['softwareStatement'], message: statement.message });
  return faults;
}
