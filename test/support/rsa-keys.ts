import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const file = fileURLToPath(new URL('../../node_modules/.cache/bank-connect-test-keys.json', import.meta.url));
const count = 4;
let keys: readonly string[] | undefined;

/**
 * RSA keys of 2048 bits that tests sign with; other numbers are other keys. To make one takes longer than most files of tests
 * do, so that they are made once and kept.
 */
export function rsaKeyPair(number: 0 | 1 | 2 | 3): { readonly publicKey: KeyObject; readonly privateKey: KeyObject } {
  keys ??= kept() ?? make();
  const privateKey = createPrivateKey(keys[number] ?? '');
  return { privateKey, publicKey: createPublicKey(privateKey) };
}

function kept(): readonly string[] | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as string[];
  } catch {
    return undefined;
  }
}

function make(): readonly string[] {
  const made = Array.from({ length: count }, () =>
    generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  );
  mkdirSync(dirname(file), { recursive: true });
  // Moved into its place, so that nobody reads half of it.
  const own = `${file}-${process.pid}`;
  writeFileSync(own, JSON.stringify(made), { mode: 0o600 });
  renameSync(own, file);
  return made;
}
