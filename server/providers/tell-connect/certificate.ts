import { X509Certificate } from 'node:crypto';
import { z } from 'zod';
import type { Secret } from '../../lib/secret.js';
import { decodeStrictBase64 } from '../../lib/strict-json.js';

/** The readings of "the secret is the certificate uploaded via the portal" (sheet section 5, rule 7), the likeliest first. */
export const CertificateForm = z.enum(['pem', 'pem-trimmed', 'der', 'pem-body']);
export type CertificateForm = z.infer<typeof CertificateForm>;

/**
 * The bytes of the HMAC key. Throws a `TypeError` without any of the text when it is no certificate in PEM form, or several where
 * one is needed.
 */
export function certificateKey(certificate: Secret, form: CertificateForm): Uint8Array {
  const text = certificate.reveal();
  const bodies = pemBodies(text);
  switch (form) {
    case 'pem':
      return Buffer.from(withLineBreak(text));
    case 'pem-trimmed':
      return Buffer.from(text.replace(/[\r\n]+$/, ''));
    case 'der':
      return derOf(onlyOne(bodies));
    case 'pem-body':
      return Buffer.from(onlyOne(bodies));
  }
}

/** True for what parses as an X.509 certificate. */
export function isCertificate(certificate: Secret): boolean {
  try {
    return new X509Certificate(certificate.reveal()).raw.length > 0;
  } catch {
    return false;
  }
}

const notPem = 'This is no certificate in PEM form, from BEGIN CERTIFICATE to END CERTIFICATE.';

/** The base64 text of each certificate, in one line. Files may hold words before the first, and the issuers after it. */
function pemBodies(text: string): string[] {
  const armoured = /-----BEGIN CERTIFICATE-----\r?\n([A-Za-z0-9+/=\r\n]+?)\r?\n-----END CERTIFICATE-----/g;
  const bodies = [...text.matchAll(armoured)].map(([, body = '']) => body.replace(/[\r\n]/g, ''));
  if (bodies.length === 0 || text.includes('PRIVATE KEY')) throw new TypeError(notPem);
  return bodies;
}

function onlyOne([body = '', ...others]: readonly string[]): string {
  if (others.length > 0) throw new TypeError('This form of the key needs one certificate, and there are several.');
  return body;
}

/** Files end with a line break, which references to files in the configuration drop. */
function withLineBreak(text: string): string {
  if (text.endsWith('\n')) return text;
  return text + (text.includes('\r\n') ? '\r\n' : '\n');
}

function derOf(body: string): Uint8Array {
  try {
    return decodeStrictBase64(body);
  } catch {
    throw new TypeError(notPem);
  }
}
