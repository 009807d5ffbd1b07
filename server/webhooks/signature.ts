import { createHmac } from 'node:crypto';
import type { Secret } from '../lib/secret.js';
import { decodeStrictBase64, StrictFormatError } from '../lib/strict-json.js';

const prefix = 'whsec_';
/** Standard Webhooks 1.0, signature scheme: 192 to 512 bits. */
const [minBytes, maxBytes] = [24, 64];

/** The key of a secret as it is configured: `whsec_` and base64. Undefined for anything else. */
export function parseWebhookSecret(secret: Secret): Buffer | undefined {
  const text = secret.reveal();
  // The URL alphabet is not what other receivers' libraries decode.
  if (!text.startsWith(prefix) || /[-_]/.test(text.slice(prefix.length))) return undefined;
  try {
    const key = decodeStrictBase64(text.slice(prefix.length));
    return key.length < minBytes || key.length > maxBytes ? undefined : key;
  } catch (error) {
    if (error instanceof StrictFormatError) return undefined;
    throw error;
  }
}

/**
 * The headers that prove where a request comes from (Standard Webhooks 1.0). One signature for each key, so that a
 * receiver which knows but one of them can verify it. `body` is signed as it is sent, to the byte.
 */
export function signedHeaders(
  keys: readonly Buffer[],
  { id, atSeconds, body }: { readonly id: string; readonly atSeconds: number; readonly body: string },
): Readonly<Record<string, string>> {
  const content = `${id}.${atSeconds}.${body}`;
  const signatures = keys.map((key) => `v1,${createHmac('sha256', key).update(content).digest('base64')}`);
  return { 'webhook-id': id, 'webhook-timestamp': String(atSeconds), 'webhook-signature': signatures.join(' ') };
}
