import { createHash } from 'node:crypto';

/** How long a browser may stay at the bank. */
export const bindingCookieMaxAgeSeconds = 15 * 60;

const prefix = '__Host-bc_';

/** One cookie per session, so that two sessions in one browser do not touch each other. */
export function bindingCookieName(sessionId: string): string {
  return prefix + createHash('sha256').update(sessionId).digest('hex').slice(0, 8);
}

/**
 * The binding cookies of a `Cookie` header, by the 8 hex digits of their names. A name that is there twice is left out:
 * one of the two is not ours, and nobody can tell which.
 */
export function readBindings(cookieHeader: string | undefined): ReadonlyMap<string, string> {
  const bindings = new Map<string, string>();
  const doubtful = new Set<string>();
  for (const pair of (cookieHeader ?? '').split(';')) {
    const [, key, value] = /^\s*__Host-bc_([0-9a-f]{8})=([A-Za-z0-9_-]{16,128})\s*$/.exec(pair) ?? [];
    if (key === undefined || value === undefined) continue;
    if (bindings.has(key)) doubtful.add(key);
    bindings.set(key, value);
  }
  for (const key of doubtful) bindings.delete(key);
  return bindings;
}
