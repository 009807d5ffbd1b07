import { createHash, timingSafeEqual } from 'node:crypto';
import type { Departure, Session } from './types.js';

/** SHA-256 as 64 hex digits. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** What names the binding cookie of a session (`__Host-bc_<key>`): the first 8 hex digits of the SHA-256 of its id. */
export const bindingKey = (sessionId: string): string => sha256(sessionId).slice(0, 8);

/**
 * The departure that this browser's cookie proves, or undefined when it did not start here. Every known hash is compared,
 * each in constant time.
 */
export function departureOf(session: Session, bindings: ReadonlyMap<string, string>): Departure | undefined {
  const binding = bindings.get(bindingKey(session.id));
  if (binding === undefined) return undefined;
  const hash = Buffer.from(sha256(binding), 'hex');
  const departures = session.authorisation?.departures ?? [];
  return departures.filter(({ bindingHash }) => timingSafeEqual(Buffer.from(bindingHash, 'hex'), hash)).at(-1);
}
