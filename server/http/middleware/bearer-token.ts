import type { AppContext } from '../context.js';

const bearer = /^Bearer +([A-Za-z0-9_.-]{16,200})$/i;

/** The token of `Authorization: Bearer <token>`; undefined when the header is absent or anything else. */
export function bearerToken(c: AppContext): string | undefined {
  return bearer.exec(c.req.header('authorization') ?? '')?.[1];
}
