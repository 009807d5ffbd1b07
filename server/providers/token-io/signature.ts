import { createPublicKey } from 'node:crypto';
import { decodeStrictBase64 } from '../../lib/strict-json.js';
import { rawEd25519 } from '../../signing/keys.js';
import { verifyEd25519 } from '../../signing/jws.js';
import type { CallContext } from '../authorisation.js';
import type { TokenIoClient } from './client.js';
import { memberRequest, tokenMemberRequest } from './requests.js';
import { WireAlias, WireMember } from './wire.js';

/** How long Token.io's keys are believed, in milliseconds. */
const KEYS_FRESH_MS = 60 * 60_000;
/** How long after a load an unknown key id is taken for a forgery rather than for a new key. */
const KEYS_SETTLED_MS = 60_000;

/** A signature as callbacks and results carry it; results may carry an empty one. */
export interface WireSignature {
  readonly memberId?: string | undefined;
  readonly keyId?: string | undefined;
  readonly signature?: string | undefined;
}

export interface SignedClaims {
  readonly tokenId: string;
  /** The `callbackState` of the request. */
  readonly state: string;
}

/** Says whether Token.io itself signed this token id for this state. */
export type SignatureCheck = (signature: WireSignature, claims: SignedClaims, context: CallContext) => Promise<boolean>;

interface TokenKeys {
  readonly memberId: string;
  readonly keys: ReadonlyMap<string, Uint8Array>;
  readonly loadedAt: number;
}

/** The bytes that Token.io signs (sheet section 10.4): compact JSON with sorted keys; the state as it was sent. */
export const signedBytes = ({ tokenId, state }: SignedClaims): Buffer =>
  Buffer.from(JSON.stringify({ state, tokenId }));

/** A check that looks up Token.io's member and keys when it needs them, and keeps them for an hour. */
export function createSignatureCheck(client: TokenIoClient, now: () => number): SignatureCheck {
  let loading: Promise<TokenKeys> | undefined;

  async function load(context: CallContext): Promise<TokenKeys> {
    const { member } = await client.call(tokenMemberRequest(), WireAlias, context);
    const { member: found } = await client.call(memberRequest(member.id), WireMember, context);
    const keys = found.keys.flatMap(({ id, publicKey }) => {
      const raw = readPublicKey(publicKey);
      return raw ? [[id, raw] as const] : [];
    });
    return { memberId: member.id, keys: new Map(keys), loadedAt: now() };
  }

  /** One load for all who wait; a failed one is forgotten. */
  async function reload(context: CallContext): Promise<TokenKeys> {
    const current = load(context);
    loading = current;
    try {
      return await current;
    } catch (error) {
      if (loading === current) loading = undefined;
      throw error;
    }
  }

  async function keysWith(keyId: string, context: CallContext): Promise<TokenKeys> {
    const known = loading === undefined ? await reload(context) : await loading;
    const age = now() - known.loadedAt;
    const stale = age > KEYS_FRESH_MS || (!known.keys.has(keyId) && age > KEYS_SETTLED_MS);
    return stale ? reload(context) : known;
  }

  return async ({ memberId, keyId, signature }, claims, context) => {
    if (keyId === undefined || signature === undefined) return false;
    const bytes = readBytes(signature);
    if (bytes === undefined) return false;
    const token = await keysWith(keyId, context);
    const key = token.keys.get(keyId);
    return memberId === token.memberId && key !== undefined && verifyEd25519(key, signedBytes(claims), bytes);
  };
}

/** The raw Ed25519 key of a PEM or base64url text; undefined for keys of other kinds. */
function readPublicKey(text: string): Uint8Array | undefined {
  try {
    return text.includes('-----BEGIN') ? rawEd25519(createPublicKey(text)) : readBytes(text);
  } catch {
    return undefined;
  }
}

function readBytes(base64: string): Uint8Array | undefined {
  try {
    return decodeStrictBase64(base64);
  } catch {
    return undefined;
  }
}
