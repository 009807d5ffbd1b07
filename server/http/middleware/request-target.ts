import type { MiddlewareHandler } from 'hono';
import { rawTarget } from '../context.js';
import type { AppEnv } from '../context.js';
import { ApiError } from '../errors.js';

const maxTargetLength = 16 * 1024;
/** RFC 3986 path of pchar; no segment but the last is empty. */
const wellFormedPath = /^(?:\/(?:[A-Za-z0-9\-._~!$&'()*+,;=:@]|%[0-9A-Fa-f]{2})+)*\/?$/;
/** What must not hide in a segment: a slash, a backslash, a control character; and dot segments. */
const disguised = /%(?:2f|5c|7f|[01][0-9a-f])|\/(?:\.|%2e){1,2}(?:\/|$)/i;

/** Refuses addresses that are too long, and paths that two parsers could read differently. */
export function requestTarget(): MiddlewareHandler<AppEnv> {
  return async function requestTarget(c, next) {
    const target = rawTarget(c);
    if (target.length > maxTargetLength) throw new ApiError('uri_too_long');
    const mark = target.indexOf('?');
    const path = mark === -1 ? target : target.slice(0, mark);
    if (!wellFormedPath.test(path) || disguised.test(path)) throw new ApiError('invalid_request');
    await next();
  };
}
