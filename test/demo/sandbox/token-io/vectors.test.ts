import assert from 'node:assert/strict';
import { createPrivateKey, createPublicKey, verify } from 'node:crypto';
import { test } from 'node:test';

import { verifyJwt } from '../../../../demo/sandbox/token-io/auth/jwt.js';
import { importKey } from '../../../../demo/sandbox/token-io/auth/keys.js';
import { createTokenMember, signedMessage } from '../../../../demo/sandbox/token-io/members.js';
import { hhdChallenge } from '../../../../demo/sandbox/token-io/pictures/hhd.js';

// The Ed25519 key with the seed 00 01 … 1f.
const PUBLIC_KEY = 'A6EHv_POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg';
const KEY_ID = 'Vkdap1RjR0wChd9d';
const TOKEN =
  'eyJhbGciOiJFZERTQSIsImV4cCI6MTcwMDAwMDAwMDAwMCwiaG9zdCI6ImFwaS5zYW5kYm94LnRva2VuLmlvIiwia2lkIjoiVmtkYXAxUmpSMHdDaGQ5ZCIsIm1ldGhvZCI6IkdFVCIsIm1pZCI6Im06VEVTVDo1ekt0WEVBcSIsInBhdGgiOiIvYmFua3MifQ..k6IO3IHqQDxRXFw6aP6eq5PRDtkHdePYUm7faacR9RQTRIlLyVAbDLyM3Q8HuAIU7S2oy9a0AI0eGJ51LZ31Dg';
const STATE =
  '%7B%22csrfTokenHash%22%3A%22Hv4r7Pf8w8ohfHwBpf351U1kvXg5X9JHRWUBA2wkvbWs%22%2C%22innerState%22%3A%22abc%22%7D';
const STATE_SIGNATURE = 'qz-P2omqJm9N2iuqpii_4xISx--JXTm4-bAtwC_eXsnHRtfBCWF9QdSFfs5hQmAoYnZ665ih9WFfbOtSMpcBAA';

const seed = Buffer.from(Array.from({ length: 32 }, (_, index) => index));
const privateKey = createPrivateKey({
  key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]),
  format: 'der',
  type: 'pkcs8',
});
const publicKey = createPublicKey(privateKey);

const call = {
  host: 'api.sandbox.token.io',
  method: 'GET',
  path: '/banks',
  body: Buffer.alloc(0),
  nowMs: 1_700_000_000_000 - 60_000,
};
const member = importKey('ED25519', PUBLIC_KEY);
const findKey = (memberId: string, keyId: string) =>
  memberId === 'm:TEST:5zKtXEAq' && keyId === KEY_ID ? member : undefined;

test('the key of the vector has the documented id, as raw bytes and as PEM', () => {
  assert.equal(member.id, KEY_ID);
  assert.equal(importKey('ED25519', String(publicKey.export({ type: 'spki', format: 'pem' }))).id, KEY_ID);
});

test('the request vector is accepted, and no other bit of it', () => {
  assert.deepEqual(verifyJwt(TOKEN, call, findKey), { ok: true, memberId: 'm:TEST:5zKtXEAq' });
  const spoilt = `${TOKEN.slice(0, -4)}AAAA`;
  assert.equal(verifyJwt(spoilt, call, findKey).ok, false);
});

test('the request vector is refused a millisecond after it has expired', () => {
  assert.equal(verifyJwt(TOKEN, { ...call, nowMs: 1_699_999_999_999 }, findKey).ok, true);
  assert.equal(verifyJwt(TOKEN, { ...call, nowMs: 1_700_000_000_000 }, findKey).ok, false);
});

test('the callback vector is signed byte for byte', () => {
  const token = createTokenMember({ publicKey, privateKey });
  const message = `{"state":"${STATE}","tokenId":"ta:TEST:5zKtXEAq"}`;
  assert.equal(signedMessage('ta:TEST:5zKtXEAq', STATE), message);
  const signed = token.sign('ta:TEST:5zKtXEAq', STATE);
  assert.deepEqual(signed, { memberId: token.id, keyId: KEY_ID, signature: STATE_SIGNATURE });
  assert.ok(verify(null, Buffer.from(message), publicKey, Buffer.from(STATE_SIGNATURE, 'base64url')));
});

test('a chipTAN challenge carries its length, its start code and its elements', () => {
  const challenge = hhdChallenge({ startCode: '1049063', elements: ['9876543210', '12345678', '1,00'] });
  assert.equal(challenge, '039870110490631098765432100812345678041,00');
  assert.equal(Number(challenge.slice(0, 3)), challenge.length - 3);
});
