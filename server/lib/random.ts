import { randomFillSync } from 'node:crypto';

const idBytes = 16;
const poolBytes = idBytes * 256;

/**
 * A source of ids of 128 random bits, base64url. Random bytes are fetched for many ids at once: one by one they cost more
 * than the rest of a small request. A pool is used once and overwritten.
 */
export function createRandomId(): () => string {
  const pool = Buffer.alloc(poolBytes);
  let used = poolBytes;
  return () => {
    if (used === poolBytes) {
      randomFillSync(pool);
      used = 0;
    }
    used += idBytes;
    return pool.toString('base64url', used - idBytes, used);
  };
}
