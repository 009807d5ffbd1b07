import { createSecureContext } from 'node:tls';
import type { Secret } from './secret.js';

/** For services that want to see a certificate, or whose own was issued by somebody browsers do not know. PEM. */
export interface TlsIdentity {
  readonly certificate?: string | undefined;
  readonly key?: Secret | undefined;
  /** Trusted instead of the public authorities. */
  readonly authority?: string | undefined;
}

/** The same as options of `node:tls`. */
export const tlsOptions = ({ certificate, key, authority }: TlsIdentity) => ({
  ...(certificate === undefined ? {} : { cert: certificate }),
  ...(key === undefined ? {} : { key: key.reveal() }),
  ...(authority === undefined ? {} : { ca: authority }),
});

/** True when all of it is PEM, and the key is that of the certificate. */
export function isTlsIdentity(identity: TlsIdentity): boolean {
  try {
    createSecureContext(tlsOptions(identity));
    return true;
  } catch {
    // Without the cause: OpenSSL may quote what it read.
    return false;
  }
}
