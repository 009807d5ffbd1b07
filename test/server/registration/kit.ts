import { constants, sign, type KeyObject } from 'node:crypto';
import { Secret } from '../../../server/lib/secret.js';
import { startDcr, type DcrOptions, type DcrSandbox } from '../../../demo/sandbox/dcr/index.js';
import { createRegistrar, type Registrar } from '../../../server/registration/registrar.js';
import { RegistrationConfig } from '../../../server/registration/options.js';
import { rsaKeyPair } from '../../support/rsa-keys.js';

/** The software's key pair, made once: RSA takes its time. */
export const rsa = rsaKeyPair(0);
export const otherRsa = rsaKeyPair(1);
export const keyId = 'software-key-1';
export const audience = '0dw23dsa13123';
export const redirectUris = ['https://tpp.example/callback', 'https://tpp.example/other'];
export const privatePem = (key: KeyObject = rsa.privateKey): string =>
  key.export({ type: 'pkcs8', format: 'pem' }).toString();
const publicPem = (key: KeyObject) => key.export({ type: 'spki', format: 'pem' }).toString();

type Settings = Record<string, unknown>;

/** What the profile needs of the client beyond its scopes. */
const clientOf = {
  priora: {},
  obie: { applicationType: 'web', idTokenSignedResponseAlg: 'PS256', requestObjectSigningAlg: 'PS256' },
} as const;
export type Profile = keyof typeof clientOf;

export interface World {
  readonly sandbox: DcrSandbox;
  readonly softwareId: string;
  readonly statement: string;
  /** An entry of the configuration as an operator would write it, with overrides. */
  settings(profile: Profile, overrides?: Settings): Settings;
  config(profile: Profile, overrides?: Settings): RegistrationConfig;
  registrar(profile: Profile, overrides?: Settings): Registrar;
}

/** A simulator with one piece of software in its directory. */
export async function startWorld(options: DcrOptions = {}): Promise<World> {
  const sandbox = await startDcr({ audience, ...options });
  const { softwareId } = sandbox.control.directory.enrol({
    redirectUris,
    roles: ['AISP', 'PISP'],
    keys: { [keyId]: publicPem(rsa.publicKey) },
  });
  const statement = sandbox.control.directory.issue(softwareId);
  const settings = (profile: Profile, overrides: Settings = {}): Settings => ({
    id: 'some-bank',
    profile,
    url: sandbox.registrationUrls[profile],
    audience,
    softwareStatement: statement,
    signingKey: privatePem(),
    keyId,
    token: { url: sandbox.tokenUrl },
    directoryKeys: { keys: sandbox.control.directory.keys },
    ...overrides,
    client: { scopes: ['openid', 'accounts'], ...clientOf[profile], ...(overrides['client'] as Settings | undefined) },
  });
  const config = (profile: Profile, overrides?: Settings) => RegistrationConfig.parse(settings(profile, overrides));
  return {
    sandbox,
    softwareId,
    statement,
    settings,
    config,
    registrar: (profile, overrides) =>
      createRegistrar(config(profile, overrides), {
        now: () => sandbox.control.clock.now(),
        randomId: freshId,
        random: () => 0,
        environment: 'sandbox',
        limits: { totalMs: 5_000 },
      }),
  };
}

let ids = 0;
/** A new id each time, of the form that the server's own ids have. */
export const freshId = (): string => `id-${(ids += 1)}`;

const b64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A compact JWT made by hand, PS256 unless said otherwise. */
export function signByHand(
  claims: unknown,
  { header = {}, key = rsa.privateKey }: { header?: Settings; key?: KeyObject } = {},
): string {
  const signed = `${b64({ alg: 'PS256', kid: keyId, ...header })}.${b64(claims)}`;
  const signature = sign('sha256', Buffer.from(signed), {
    key,
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: 32,
  });
  return `${signed}.${signature.toString('base64url')}`;
}

/** The software statement that is used where no directory is at hand. */
export const statementClaims: Settings = {
  iss: 'OpenBanking Ltd',
  iat: 1_700_000_000,
  software_id: 'beKuxC1RniVsTeLYwfpgNP',
  software_redirect_uris: redirectUris,
  software_roles: ['AISP', 'PISP'],
  software_jwks_endpoint: 'https://keystore.example/software.jwks',
  org_status: 'Active',
};

/** 2026-01-01T00:00:00Z in seconds. */
export const nowSeconds = Date.UTC(2026, 0, 1) / 1000;

/** Claims that both profiles take, with overrides; undefined leaves one out. */
export const goodClaims = (overrides: Settings = {}, statement: Settings = {}): Settings => ({
  iss: 'beKuxC1RniVsTeLYwfpgNP',
  iat: nowSeconds,
  exp: nowSeconds + 300,
  aud: audience,
  jti: 'c0fd407d-134b-4091-8e04-ab49a98db217',
  token_endpoint_auth_method: 'private_key_jwt',
  token_endpoint_auth_signing_alg: 'PS256',
  grant_types: ['client_credentials', 'authorization_code', 'refresh_token'],
  response_types: ['code'],
  software_statement: signByHand({ ...statementClaims, ...statement }),
  software_id: 'beKuxC1RniVsTeLYwfpgNP',
  redirect_uris: redirectUris,
  scope: 'openid accounts',
  application_type: 'web',
  id_token_signed_response_alg: 'PS256',
  request_object_signing_alg: 'PS256',
  ...overrides,
});

export const secretOf = (text: string): Secret => new Secret(text);
