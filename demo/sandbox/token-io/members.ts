import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';

import { importKey, keyIdOf, rawPublicKey, type MemberKey } from './auth/keys.js';
import { memberIdFor } from './ids.js';
import type { MemberOptions } from './options.js';

/** A TPP with the keys it has uploaded. */
export interface Member extends Omit<MemberOptions, 'keys'> {
  readonly keys: Map<string, MemberKey>;
}

export const createMembers = (options: readonly MemberOptions[]): Map<string, Member> =>
  new Map(
    options.map((member) => {
      const keys = (member.keys ?? []).map((key) => importKey(key.algorithm, key.publicKey));
      return [member.id, { ...member, keys: new Map(keys.map((key) => [key.id, key])) }];
    }),
  );

/** `{memberId, keyId, signature}` of results and callbacks. */
export interface TokenSignature {
  readonly memberId: string;
  readonly keyId: string;
  readonly signature: string;
}

/** Token.io itself: the member with alias `token.io`, whose key signs what came of a token request. */
export interface TokenMember {
  readonly id: string;
  readonly keyId: string;
  /** base64url of the 32 raw bytes. */
  readonly publicKey: string;
  sign(tokenId: string, state: string | undefined): TokenSignature;
}

/**
 * What is signed: compact JSON with sorted keys (sheet §10.4). `state` is the `callbackState` of the token request as
 * it was given, whether or not the callback returns it; without one the token id is signed alone (proto3 omits "").
 */
export const signedMessage = (tokenId: string, state: string | undefined): string =>
  JSON.stringify(state ? { state, tokenId } : { tokenId });

export const createTokenMember = (keys: { publicKey: KeyObject; privateKey: KeyObject } = newKeys()): TokenMember => {
  const id = memberIdFor('token.io');
  const keyId = keyIdOf(keys.publicKey);
  return {
    id,
    keyId,
    publicKey: rawPublicKey(keys.publicKey),
    sign: (tokenId, state) => {
      const signature = sign(null, Buffer.from(signedMessage(tokenId, state)), keys.privateKey).toString('base64url');
      return { memberId: id, keyId, signature };
    },
  };
};

const newKeys = (): { publicKey: KeyObject; privateKey: KeyObject } => generateKeyPairSync('ed25519');
