import { createHash, randomBytes } from 'node:crypto';

const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
/** Owner suffix of everything in the realm of Token.io. */
const REALM = '5zKtXEAq';

const base58 = (bytes: Uint8Array): string => {
  let number = BigInt(`0x${Buffer.from(bytes).toString('hex') || '0'}`);
  let text = '';
  while (number > 0n) {
    text = (BASE58[Number(number % 58n)] ?? '') + text;
    number /= 58n;
  }
  return text;
};

export const newTokenRequestId = (): string => `rq:${base58(randomBytes(20))}:${REALM}`;
export const newTokenId = (): string => `ta:${base58(randomBytes(32))}:${REALM}`;
export const newPaymentId = (): string => `pm2:${base58(randomBytes(20))}:${REALM}`;
export const newTraceId = (): string => base58(randomBytes(16)).slice(0, 16).padEnd(16, 'x');
/** Unguessable value of the bank's own protocol: code, state, approval id. */
export const newSecret = (): string => base58(randomBytes(24));

/** The same seed names the same account for ever. */
export const accountId = (seed: string): string =>
  `a:${base58(createHash('sha256').update(`account ${seed}`).digest())}:5zKcENpV`;

export const memberIdFor = (name: string): string =>
  `m:${base58(createHash('sha256').update(`member ${name}`).digest().subarray(0, 20))}:${REALM}`;
