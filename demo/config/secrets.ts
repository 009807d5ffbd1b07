import { createPublicKey, generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
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
}

const newSigningKey = (): string =>
  generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

const newSecrets = (): DemoSecrets => ({
  apiKey: `bc_${randomBytes(32).toString('base64url')}`,
  encryptionKey: randomBytes(32).toString('base64url'),
  signingKey: newSigningKey(),
  hostedSigningKey: newSigningKey(),
  basicKeyUuid: randomUUID(),
});

/** The secrets kept in `file`; new ones when there is none. */
export function demoSecrets(file: string): DemoSecrets {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as DemoSecrets;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const secrets = newSecrets();
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  return secrets;
}

/** The PEM of the public half. */
export const publicKeyOf = (privateKey: string): string =>
  createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString();
