import { z } from 'zod';
import { parseUrl } from '../lib/parse-url.js';
import { isLoopbackHost } from '../lib/safe-url.js';
import { Secret } from '../lib/secret.js';
import { isTlsIdentity, type TlsIdentity } from '../lib/tls-identity.js';

/** What every entry of `providers` in the configuration has. */
export const commonOptions = {
  /** Instance id: part of callback addresses and of bank ids. Never change it once connections exist. */
  id: z.string().regex(/^[a-z0-9-]{1,32}$/, 'Use 1 to 32 of a-z, 0-9 and the hyphen.'),
  /** Only banks whose provider id matches one of these patterns (`*` any text, `?` one character). Default: all. */
  include: z.array(z.string().min(1).max(200)).max(1000).optional(),
  /** Not the banks whose provider id matches one of these; wins over `include`. Default: none. */
  exclude: z.array(z.string().min(1).max(200)).max(1000).optional(),
};

/** A secret, already resolved by the configuration; wrapped at once, so that it cannot be printed. */
export const secretOption = z
  .string()
  .min(1)
  .transform((value) => new Secret(value));

/** A private key: PEM (PKCS #8, SEC 1 or PKCS #1) or JWK, the latter as an object or as JSON text. */
export const privateKeyOption = z
  .union([z.string().min(1), z.record(z.string(), z.unknown()).transform((jwk) => JSON.stringify(jwk))])
  .transform((text) => new Secret(text));

/**
 * The origin of a service: `https://host[:port]`, plain http for loopback hosts (the configuration as a whole refuses
 * those in production). Gives the origin without a trailing slash.
 */
export const originOption = z.string().transform((text, context) => {
  const url = parseUrl(text);
  const web = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopbackHost(url.hostname));
  if (url === undefined || !web || `${url.origin}/` !== url.href) {
    context.addIssue({
      code: 'custom',
      message: 'Give an origin such as https://api.example.com; http is for this machine only.',
    });
    return z.NEVER;
  }
  return url.origin;
});

/** For banks that ask for mutual TLS, and those whose own certificate a directory issued. PEM. */
export const tlsOption = z
  .strictObject({
    certificate: z.string().min(1).optional(),
    key: secretOption.optional(),
    authority: z.string().min(1).optional(),
  })
  .refine((tls) => (tls.certificate === undefined) === (tls.key === undefined), 'Give certificate and key together.');

/** What is wrong with what `tlsOption` took. */
export const tlsFaults = (tls: TlsIdentity | undefined): OptionFault[] =>
  tls === undefined || isTlsIdentity(tls)
    ? []
    : [{ path: ['tls'], message: 'certificate, key and authority must be PEM, and key that of the certificate' }];

/** A setting that the configuration as a whole does not allow: the path of the key, and why. */
export interface OptionFault {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** The faults of those of the options that hold plain http origins (one or a list), for production. */
export function httpOrigins<C>(config: C, keys: readonly (keyof C & string)[]): OptionFault[] {
  const message = 'Production needs https.';
  return keys.flatMap((key) => {
    const value: unknown = config[key];
    const isPlain = (origin: unknown): boolean => typeof origin === 'string' && origin.startsWith('http:');
    if (Array.isArray(value)) return value.flatMap((one, at) => (isPlain(one) ? [{ path: [key, at], message }] : []));
    return isPlain(value) ? [{ path: [key], message }] : [];
  });
}
