import { base64url, MEMBER_ID, rawKey, signEd25519, ed25519, type Signer } from './tpp.js';
import { createHash } from 'node:crypto';

/** Key id by the rule of the documents: 16 characters of base64url(SHA-256(raw public key)). */
export const KEY_ID = createHash('sha256')
  .update(Buffer.from(rawKey(ed25519.publicKey), 'base64url'))
  .digest('base64url')
  .slice(0, 16);

export interface BearerOptions {
  readonly host: string;
  readonly method?: string;
  readonly path: string;
  readonly body?: string;
  /** Replaces or, with undefined, removes claims of the header. */
  readonly claims?: Record<string, unknown>;
  /** Middle segment: empty, the body, or this text. */
  readonly payload?: 'detached' | 'attached' | { readonly text: string };
  readonly sign?: Signer;
  /** Changes the finished token. */
  readonly spoil?: (token: string) => string;
}

/** A per-request JWT made by hand: claims in the JOSE header, signature over `header.base64url(body)`. */
export const bearer = (options: BearerOptions): string => {
  const { host, path, body = '', payload = 'detached', sign = signEd25519, spoil = (token: string) => token } = options;
  const header = {
    alg: 'EdDSA',
    exp: Date.now() + 300_000,
    host,
    kid: KEY_ID,
    method: options.method ?? (body === '' ? 'GET' : 'POST'),
    mid: MEMBER_ID,
    path,
    ...options.claims,
  };
  const [head, content] = [base64url(JSON.stringify(header)), base64url(body)];
  const middle = payload === 'detached' ? '' : payload === 'attached' ? content : base64url(payload.text);
  const signature = base64url(sign(Buffer.from(`${head}.${content}`)));
  return `Bearer ${spoil(`${head}.${middle}.${signature}`)}`;
};
