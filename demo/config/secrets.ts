import { createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Everything secret of one demo installation, made at its first start and kept between starts. */
export interface DemoSecrets {
  /** The shop's key for the companion server. */
  readonly apiKey: string;
  /** 32 bytes, base64url: encrypts flow state and grants. */
  readonly encryptionKey: string;
  /** PEM, Ed25519: signs requests to the sandbox. */
  readonly signingKey: string;
  readonly hostedSigningKey: string;
  /** The uuid half of a Basic key. */
  readonly basicKeyUuid: string;
  /** The client secret at tell.connect's portal. */
  readonly tellConnectSecret: string;
  /** What was uploaded there as certificate; its bytes are the key of the signatures. */
  readonly tellConnectCertificate: string;
  /** PEM, P-256: proves who calls Moneyhub. */
  readonly moneyhubKey: string;
  /** The client secret at the banks with OAuth 2 of their own. */
  readonly oauthBankSecret: string;
  /** PEM, RSA: the software's key at the directory. */
  readonly softwareKey: string;
  /** The operator's key for `/v1/registrations`. */
  readonly operatorKey: string;
  /** `whsec_…`: signs what the shop is told. */
  readonly webhookSecret: string;
}

const newSigningKey = (): string => pem(generateKeyPairSync('ed25519').privateKey);

/** In the sandbox nobody looks inside a certificate. */
const newCertificate = (): string => {
  const lines =
    randomBytes(576)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
};

const newApiKey = (): string => `bc_${randomBytes(32).toString('base64url')}`;
const pem = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();

const makers: { readonly [K in keyof DemoSecrets]: () => string } = {
  apiKey: newApiKey,
  encryptionKey: () => randomBytes(32).toString('base64url'),
  signingKey: newSigningKey,
  hostedSigningKey: newSigningKey,
  basicKeyUuid: randomUUID,
  tellConnectSecret: () => randomBytes(24).toString('base64url'),
  tellConnectCertificate: newCertificate,
  moneyhubKey: () => pem(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey),
  oauthBankSecret: () => randomBytes(24).toString('base64url'),
  softwareKey: () => pem(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey),
  operatorKey: newApiKey,
  webhookSecret: () => `whsec_${randomBytes(32).toString('base64')}`,
};

/** The secrets kept in `file`, those that it does not have yet added. */
export function demoSecrets(file: string): DemoSecrets {
  const kept = keptSecrets(file);
  const secrets = Object.fromEntries(
    Object.entries(makers).map(([name, make]) => [name, kept[name as keyof DemoSecrets] ?? make()]),
  ) as unknown as DemoSecrets;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  return secrets;
}

function keptSecrets(file: string): Partial<DemoSecrets> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Partial<DemoSecrets>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}

/** The PEM of the public half. */
export const publicKeyOf = (privateKey: string): string =>
  createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString();
