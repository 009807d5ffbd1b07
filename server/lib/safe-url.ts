import { parseUrl } from './parse-url.js';

/** Where the server runs. In the sandbox, plain http is allowed towards this machine, so that simulators can be used. */
export type Environment = 'sandbox' | 'production';

/** True for hosts that can only be this machine: `localhost`, `*.localhost`, 127.0.0.0/8 and `[::1]`. */
export function isLoopbackHost(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname)
  );
}

/**
 * Parses an absolute address that a browser or this server may visit: https (plain http only for loopback hosts in
 * the sandbox), no user name or password. Undefined for everything else, `javascript:` and `//host` included.
 */
export function parseSafeUrl(text: string, environment: Environment): URL | undefined {
  // The URL parser drops tabs and line breaks and trims; an address that needs that is not one of ours.
  const url = parseUrl(text);
  if (url === undefined || /[\p{Cc}\s\\]/u.test(text)) return undefined;
  if (url.username !== '' || url.password !== '' || /^[a-z]+:\/\/[^/?#]*@/i.test(text)) return undefined;
  if (url.protocol === 'https:') return url;
  return url.protocol === 'http:' && environment === 'sandbox' && isLoopbackHost(url.hostname) ? url : undefined;
}
