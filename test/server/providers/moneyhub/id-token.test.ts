import assert from 'node:assert/strict';
import { createHmac, createSign, randomUUID, type KeyObject } from 'node:crypto';
import { describe, test } from 'node:test';
import { createLocalJWKSet, type JWTVerifyGetKey } from 'jose';
import {
  IdTokenError,
  tokenHash,
  verifyIdToken,
  type ExpectedIdentity,
} from '../../../../server/providers/moneyhub/id-token.js';
import { rsaKeyPair } from '../../../support/rsa-keys.js';

const { privateKey, publicKey } = rsaKeyPair(2);
const strange = rsaKeyPair(3);
const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'k1', use: 'sig' };
const strangeJwk = { ...strange.publicKey.export({ format: 'jwk' }), kid: 'k2', use: 'sig' };
const keys = createLocalJWKSet({ keys: [jwk, strangeJwk] }) as JWTVerifyGetKey;

const now = 1_800_000_000_000;
const seconds = now / 1000;
const accessToken = 'an.access.token';
const expected: ExpectedIdentity = {
  issuer: 'https://identity.example/oidc',
  clientId: 'our-client',
  algorithm: 'RS256',
  nonce: 'our-nonce',
  accessToken,
  userId: '60537b074c4b6fdf12024658',
  now,
};
const connectionId = `1ffe704d39629a929c8e293880fb449a:${randomUUID()}`;
const good = {
  iss: expected.issuer,
  sub: expected.userId,
  aud: expected.clientId,
  iat: seconds - 1,
  exp: seconds + 3600,
  auth_time: seconds - 13,
  nonce: expected.nonce,
  at_hash: tokenHash(accessToken, 'RS256'),
  sid: randomUUID(),
  'mh:con_id': connectionId,
};
type Changes = Readonly<Record<string, unknown>>;

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const inputOf = (claims: Changes, header: Changes): string =>
  `${encode({ alg: 'RS256', kid: 'k1', ...header })}.${encode({ ...good, ...claims })}`;
const idToken = (claims: Changes = {}, header: Changes = {}, key: KeyObject = privateKey): string => {
  const input = inputOf(claims, header);
  return `${input}.${createSign('sha256').update(input).sign(key).toString('base64url')}`;
};

test('a good id token names user and connection', async () => {
  assert.deepEqual(await verifyIdToken(idToken(), keys, expected), { userId: expected.userId, connectionId });
});

test('the audience may be a list of one, azp may be us, and the user may be new', async () => {
  await verifyIdToken(idToken({ aud: [expected.clientId], azp: expected.clientId }), keys, {
    ...expected,
    userId: undefined,
  });
});

test('clocks may differ by ten seconds', async () => {
  await verifyIdToken(idToken({ iat: seconds + 9, auth_time: seconds + 9 }), keys, expected);
  await verifyIdToken(idToken({ exp: seconds - 9 }), keys, expected);
});

describe('an id token is refused', () => {
  const pem = publicKey.export({ type: 'spki', format: 'pem' });
  const input = inputOf({}, { alg: 'HS256' });
  const refused: readonly (readonly [string, string])[] = [
    ['without a signature (alg none)', `${inputOf({}, { alg: 'none' })}.`],
    [
      'signed with our public key as a secret',
      `${input}.${createHmac('sha256', pem).update(input).digest('base64url')}`,
    ],
    ['with another algorithm than is registered', idToken({}, { alg: 'PS256' })],
    ['with a changed signature', idToken().replace(/.{8}$/, 'AAAAAAAA')],
    ['with changed claims', idToken().replace(/\.[^.]+\./, `.${encode({ ...good, sub: 'evil' })}.`)],
    ['by a key that is not published', idToken({}, { kid: 'k3' })],
    ['by another key than its kid says', idToken({}, { kid: 'k2' })],
    ['without a kid, where there are several keys', idToken({}, { kid: undefined })],
    ['with a key of its own (jwk)', idToken({}, { kid: 'k9', jwk: strangeJwk }, strange.privateKey)],
    ['with keys of its own (jku)', idToken({}, { kid: 'k9', jku: 'https://evil.example/keys' }, strange.privateKey)],
    ['with an extension that must be understood', idToken({}, { crit: ['x'], x: 1 })],
    ['that is encrypted', 'eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ.a.b.c.d'],
    ['that is no JWT', 'nonsense'],
    ['that is empty', ''],
    ['by another issuer', idToken({ iss: 'https://identity.example/oidc/' })],
    ['without an issuer', idToken({ iss: undefined })],
    ['for another audience', idToken({ aud: 'another' })],
    ['without an audience', idToken({ aud: undefined })],
    ['for us and somebody else', idToken({ aud: [expected.clientId, 'another'], azp: expected.clientId })],
    ['authorised for somebody else (azp)', idToken({ azp: 'another' })],
    ['that has expired', idToken({ exp: seconds - 11 })],
    ['without an end', idToken({ exp: undefined })],
    ['from the future', idToken({ iat: seconds + 30 })],
    ['without a time of issue', idToken({ iat: undefined })],
    ['from long ago', idToken({ iat: seconds - 700 })],
    ['with another nonce', idToken({ nonce: 'another' })],
    ['without a nonce', idToken({ nonce: undefined })],
    ['for another access token (at_hash)', idToken({ at_hash: tokenHash('another', 'RS256') })],
    ['without at_hash', idToken({ at_hash: undefined })],
    ['with the whole hash instead of its half', idToken({ at_hash: `${good.at_hash}AA` })],
    ['for an authentication in the future', idToken({ auth_time: seconds + 60 })],
    ['with a time that is text', idToken({ auth_time: 'yesterday' })],
    ['for another user', idToken({ sub: '000000000000000000000000' })],
    ['without a user', idToken({ sub: undefined })],
    ['without a connection', idToken({ 'mh:con_id': undefined })],
    ['with an empty connection', idToken({ 'mh:con_id': '' })],
  ];
  for (const [what, token] of refused) {
    test(what, async () => {
      await assert.rejects(verifyIdToken(token, keys, expected), (error) => {
        assert.ok(error instanceof IdTokenError, String(error));
        assert.ok(!token || !error.message.includes(token.slice(0, 20)), 'quotes nothing');
        return true;
      });
    });
  }
  test('for a user whose id could lead elsewhere', async () => {
    const anyUser = { ...expected, userId: undefined };
    await assert.rejects(verifyIdToken(idToken({ sub: '../users' }), keys, anyUser), IdTokenError);
  });
  test('for another connection than the one that is renewed', async () => {
    await assert.rejects(verifyIdToken(idToken(), keys, { ...expected, connectionId: 'bank:another' }), IdTokenError);
  });
});

test('at_hash is the one of the documents', () => {
  // The access token of the seed, section 4 of the sheet.
  const token =
    'eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6IlRxVk1laV9XdUtqZW5HWlJUbnJpeUxXRnZuS2tzTjNvLWFuWXBqS0JEbVUifQ.eyJqdGkiOiJLYkFwQVo1UDk5R2RfckdTQXl6bDMiLCJzdWIiOiI2MDUzN2IwNzRjNGI2ZmRmMTIwMjQ2NTgiLCJpc3MiOiJodHRwczovL2lkZW50aXR5Lm1vbmV5aHViLmNvLnVrL29pZGMiLCJpYXQiOjE2MTYwODM3NDMsImV4cCI6MTYxNjA5MDk0Mywic2NvcGUiOiJpZDoxZmZlNzA0ZDM5NjI5YTkyOWM4ZTI5Mzg4MGZiNDQ5YSBvcGVuaWQiLCJjbGFpbXMiOnsiaWRfdG9rZW4iOnsic3ViIjp7ImVzc2VudGlhbCI6dHJ1ZSwidmFsdWUiOiI2MDUzN2IwNzRjNGI2ZmRmMTIwMjQ2NTgifSwibWg6Y29uX2lkIjp7ImVzc2VudGlhbCI6dHJ1ZX0sImF1dGhfdGltZSI6eyJlc3NlbnRpYWwiOnRydWV9fSwicmVqZWN0ZWQiOltdfSwiYXVkIjoiMWUxYjI1NTYtNmUyOS00MjZjLTlhNTItOGNkNWI5MDE5YzcyIn0.eP90PFkfrh9syOpit_8SPutsjEN_KaZN23bR5VL43_tRjxKL5Rxc2M1HVMfUY2WraEEjC9fqwGpW3L3otPpzn1iZWy3SjS0iUcz1VCbucEOWvwjuAHUc0hQSqoDx97oJTnWiFZ_mGmk65xK_W4botUjaxlCu7iUUJsREB5C9vruo370Q2-m9fQZ4HthhsDxKAbjAy9v5ln6E4NUufkC7XPu3Yg1Nx8sTvI0a79XJ622t2Chy0z3QncoJIbBHawc6jbD-GfsrUMP0PEdB9RTlbSkn2mt1I8KpUomyWJ4E05ys3CuIoiWP2b6MMHRFgeAJinIN06uQZ0eQblySsC-urw';
  assert.equal(tokenHash(token, 'RS256'), '25886QsZL6Hce_gv9aOWQg');
});

test('keys that cannot be had are not the fault of the token', async () => {
  const { ProviderError } = await import('../../../../server/providers/provider-error.js');
  const down = () => Promise.reject(new ProviderError('provider_unavailable', { retryable: true }));
  await assert.rejects(verifyIdToken(idToken(), down, expected), { code: 'provider_unavailable' });
});
