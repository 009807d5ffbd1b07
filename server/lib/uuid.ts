import { createHash } from 'node:crypto';

/** A version 4 UUID (RFC 9562 section 5.4) made of an unguessable id: the same id gives the same UUID. */
export function uuidV4(randomId: string): string {
  const bytes = createHash('sha256').update(randomId).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** Lower-case version 4 UUIDs, as `uuidV4` makes them. */
export const uuidV4Pattern = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
