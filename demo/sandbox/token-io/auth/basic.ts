import { createHash, timingSafeEqual } from 'node:crypto';

import type { Member } from '../members.js';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/**
 * The member of a sandbox API key, or undefined. The decoded key is `<member id with ':' → '-'>:<uuid>` (sheet §3.1).
 * The comparison takes the same time for every member.
 */
export const memberOfBasicKey = (credentials: string, members: Iterable<Member>): Member | undefined => {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(credentials)) return undefined;
  const given = digest(Buffer.from(credentials, 'base64').toString('utf8'));
  let found: Member | undefined;
  for (const member of members) {
    if (member.apiKeyUuid === undefined) continue;
    if (timingSafeEqual(given, digest(`${member.id.replaceAll(':', '-')}:${member.apiKeyUuid}`))) found = member;
  }
  return found;
};
