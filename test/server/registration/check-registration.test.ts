import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { checkRegistrationJwt, type CheckOptions } from '../../../server/registration/check-registration.js';
import { goodClaims, nowSeconds, otherRsa, redirectUris, rsa, signByHand, statementClaims } from './kit.js';

type Claims = Record<string, unknown>;
const jwkOf = (kid: string, key = rsa.publicKey) => ({ ...key.export({ format: 'jwk' }), kty: 'RSA', kid });
const options: CheckOptions = {
  profile: 'priora',
  now: nowSeconds * 1000,
  environment: 'production',
  audience: '0dw23dsa13123',
  softwareKeys: { keys: [jwkOf('software-key-1')] },
  directoryKeys: { keys: [jwkOf('software-key-1')] },
};
const check = async (text: string, overrides: Partial<CheckOptions> = {}) =>
  (await checkRegistrationJwt(text, { ...options, ...overrides })).map(({ rule, path }) => `${rule} ${path}`);
const checkClaims = (claims: Claims, statement: Claims = {}, overrides: Partial<CheckOptions> = {}) =>
  check(signByHand(goodClaims(claims, statement)), overrides);

describe('a registration that is good', () => {
  for (const profile of ['priora', 'obie'] as const) {
    test(`has no fault in the profile ${profile}`, async () => {
      assert.deepEqual(await checkClaims({}, {}, { profile }), []);
    });
  }

  const fine: Record<string, Claims> = {
    'the shortest life': { exp: nowSeconds + 300 },
    'the longest life': { exp: nowSeconds + 3600 },
    'a clock a minute ahead': { iat: nowSeconds + 60, exp: nowSeconds + 600 },
    'a jti in upper case': { jti: 'C0FD407D-134B-4091-8E04-AB49A98DB217' },
    'one redirect URI of two': { redirect_uris: [redirectUris[1]] },
    'no software_id': { software_id: undefined },
    'no scope': { scope: undefined },
    'no response types': { response_types: undefined },
    'a claim that no rule knows': { whatever: 1 },
    'the default way to authenticate': { token_endpoint_auth_method: undefined },
  };
  for (const [name, claims] of Object.entries(fine)) {
    test(`may have ${name}`, async () => assert.deepEqual(await checkClaims(claims), []));
  }

  test('may rest on a statement without lists of redirect URIs and roles', async () => {
    const open = { software_redirect_uris: undefined, software_roles: undefined, org_status: undefined };
    assert.deepEqual(await checkClaims({ redirect_uris: ['https://any.example/'] }, open), []);
  });

  test('is judged without signatures where no keys are given', async () => {
    const text = signByHand(goodClaims(), { key: otherRsa.privateKey });
    assert.deepEqual(await check(text, { softwareKeys: undefined, directoryKeys: undefined }), []);
  });
});

describe('a registration is refused for', () => {
  const long = `https://tpp.example/${'x'.repeat(240)}`;
  const cases: Record<
    string,
    [faults: string[], claims: Claims, statement?: Claims, overrides?: Partial<CheckOptions>]
  > = {
    'a passed exp': [['expired exp'], { iat: nowSeconds - 600, exp: nowSeconds }],
    'an iat in the future': [['issued_in_future iat'], { iat: nowSeconds + 61, exp: nowSeconds + 600 }],
    'a short life': [['lifetime exp'], { exp: nowSeconds + 299 }],
    'a long life': [['lifetime exp'], { exp: nowSeconds + 3601 }],
    'times as text': [['claim_type exp'], { exp: '1732201627' }],
    'fractions of seconds': [['claim_type iat'], { iat: nowSeconds + 0.5 }],
    'no exp': [['missing_claim exp'], { exp: undefined }],
    'another audience': [['audience aud'], { aud: 'other' }],
    'several audiences': [['claim_type aud'], { aud: ['0dw23dsa13123'] }],
    'an audience of no bank': [
      ['audience aud'],
      { aud: 'https://bank.example' },
      {},
      { audience: undefined, profile: 'obie' },
    ],
    'no jti': [['jti_missing jti'], { jti: undefined }],
    'a jti that is no UUID': [['jti_format jti'], { jti: '1' }],
    'a jti of another version': [['jti_format jti'], { jti: 'c0fd407d-134b-1091-8e04-ab49a98db217' }],
    'an issuer with dots': [['issuer_format iss', 'software_mismatch iss'], { iss: 'foo.is/invalid' }],
    'an empty issuer': [['missing_claim iss'], { iss: '' }],
    'an issuer of 30 digits': [['issuer_format iss', 'software_mismatch iss'], { iss: '1'.repeat(30) }],
    'other software': [['software_mismatch software_id'], { software_id: 'other' }],
    'no grant type': [['missing_claim grant_types'], { grant_types: [] }],
    'an unknown grant type': [['claim_value grant_types.1'], { grant_types: ['client_credentials', 'password'] }],
    'an unknown response type': [['claim_value response_types.1'], { response_types: ['code', 'token'] }],
    'authorization_code without code': [
      ['claim_value response_types.0', 'claim_value response_types.1', 'response_type_missing response_types'],
      { response_types: ['id_token', 'token'] },
    ],
    'an unknown way to authenticate': [
      ['claim_value token_endpoint_auth_method'],
      { token_endpoint_auth_method: 'none' },
    ],
    'an unknown algorithm': [['claim_value request_object_signing_alg'], { request_object_signing_alg: 'none' }],
    'an unknown type of application': [['claim_value application_type'], { application_type: 'desktop' }],
    'a list where a text belongs': [['claim_type application_type'], { application_type: ['web'] }],
    'a text where a list belongs': [['claim_type grant_types'], { grant_types: 'client_credentials' }],
    'an unknown scope': [['scope_unknown scope'], { scope: 'openid makepayment' }],
    'scopes with commas': [['scope_unknown scope'], { scope: 'openid,accounts' }],
    'two spaces between scopes': [['scope_unknown scope'], { scope: 'openid  accounts' }],
    'a scope without its role': [['scope_without_role scope'], { scope: 'payments' }, { software_roles: ['AISP'] }],
    'a scope that is no own name': [['scope_unknown scope'], { scope: 'constructor' }],
    'no redirect URI': [['missing_claim redirect_uris'], { redirect_uris: [] }],
    'a foreign redirect URI': [
      ['redirect_uri_not_in_statement redirect_uris.1'],
      { redirect_uris: [redirectUris[0], 'https://evil.example/'] },
    ],
    'a redirect URI with a slash more': [
      ['redirect_uri_not_in_statement redirect_uris.0'],
      { redirect_uris: [`${redirectUris[0]}/`] },
    ],
    http: [
      ['redirect_uri_https redirect_uris.0'],
      { redirect_uris: ['http://a.example/'] },
      { software_redirect_uris: ['http://a.example/'] },
    ],
    'a custom scheme': [
      ['redirect_uri_https redirect_uris.0'],
      { redirect_uris: ['app:/cb'] },
      { software_redirect_uris: ['app:/cb'] },
    ],
    'a fragment': [
      ['redirect_uri_fragment redirect_uris.0'],
      { redirect_uris: ['https://a.example/#'] },
      { software_redirect_uris: ['https://a.example/#'] },
    ],
    'a user name': [
      ['redirect_uri_format redirect_uris.0'],
      { redirect_uris: ['https://u@a.example/'] },
      { software_redirect_uris: ['https://u@a.example/'] },
    ],
    'no address': [
      ['redirect_uri_format redirect_uris.0'],
      { redirect_uris: ['callback'] },
      { software_redirect_uris: ['callback'] },
    ],
    'a space': [
      ['redirect_uri_format redirect_uris.0'],
      { redirect_uris: [' https://a.example/'] },
      { software_redirect_uris: [' https://a.example/'] },
    ],
    'this machine (OBIE)': [
      ['redirect_uri_host redirect_uris.0'],
      { redirect_uris: ['https://localhost/'] },
      { software_redirect_uris: ['https://localhost/'] },
      { profile: 'obie' },
    ],
    'a long redirect URI (OBIE)': [
      ['redirect_uri_length redirect_uris.0'],
      { redirect_uris: [long] },
      { software_redirect_uris: [long] },
      { profile: 'obie' },
    ],
    'a long scope (OBIE)': [
      ['scope_length scope'],
      { scope: Array.from({ length: 40 }, () => 'accounts').join(' ') },
      {},
      { profile: 'obie' },
    ],
    'no algorithm of id tokens (OBIE)': [
      ['missing_claim id_token_signed_response_alg'],
      { id_token_signed_response_alg: undefined },
      {},
      { profile: 'obie' },
    ],
    'a signing algorithm with a secret (OBIE)': [
      ['authentication_claims token_endpoint_auth_signing_alg'],
      { token_endpoint_auth_method: 'client_secret_basic' },
      {},
      { profile: 'obie' },
    ],
    'no signing algorithm with a signature (OBIE)': [
      ['authentication_claims token_endpoint_auth_signing_alg'],
      { token_endpoint_auth_signing_alg: undefined },
      {},
      { profile: 'obie' },
    ],
    'a certificate without a name (OBIE)': [
      ['authentication_claims tls_client_auth_subject_dn'],
      { token_endpoint_auth_method: 'tls_client_auth', token_endpoint_auth_signing_alg: undefined },
      {},
      { profile: 'obie' },
    ],
    'no software statement': [['missing_claim software_statement'], { software_statement: undefined }],
    'a software statement that is none': [['statement_format software_statement'], { software_statement: 'x.y.z' }],
    'a statement without software': [
      ['statement_claim software_statement.software_id'],
      {},
      { software_id: undefined },
    ],
    'a statement without issuer': [['statement_claim software_statement.iss'], {}, { iss: undefined }],
    'a statement without key set': [
      ['statement_claim software_statement.software_jwks_endpoint'],
      {},
      { software_jwks_endpoint: undefined },
    ],
    'a statement with a plain key set': [
      ['statement_claim software_statement.software_jwks_endpoint'],
      {},
      { software_jwks_endpoint: 'http://keys.example/' },
    ],
    'roles that are no list': [['statement_claim software_statement.software_roles'], {}, { software_roles: 'AISP' }],
    'a revoked organisation': [['organisation_status software_statement.org_status'], {}, { org_status: 'Revoked' }],
    'an expired statement': [['statement_expired software_statement.exp'], {}, { exp: nowSeconds }],
  };
  for (const [name, [faults, claims, statement, overrides]] of Object.entries(cases)) {
    test(name, async () => assert.deepEqual(await checkClaims(claims, statement, overrides), faults));
  }
});

describe('the JWT around the claims is refused for', () => {
  const good = goodClaims();
  const b64 = (value: unknown) =>
    Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
  const hs256 = (claims: unknown): string => {
    const signed = `${b64({ alg: 'HS256', kid: 'x' })}.${b64(claims)}`;
    return `${signed}.${createHmac('sha256', 'secret').update(signed).digest('base64url')}`;
  };
  const cases: Record<string, [faults: string[], text: string, overrides?: Partial<CheckOptions>]> = {
    'no text': [['format '], ''],
    'two parts': [['format '], 'e30.e30'],
    'no signature': [['format '], `${b64({ alg: 'none' })}.${b64(good)}.`],
    padding: [['format '], `${b64({ alg: 'PS256' })}=.${b64(good)}.YQ`],
    'the other alphabet': [['format '], `${b64({ alg: 'PS256' })}.${b64(good)}.a+/a`],
    'a line break': [['format '], `${signByHand(good)}\n`],
    'claims that are a list': [['format '], signByHand([])],
    'a claim that is there twice': [['format '], `${b64({ alg: 'PS256' })}.${b64('{"iss":"a","iss":"b"}')}.YQ`],
    'claims that are no UTF-8': [
      ['format '],
      `${b64({ alg: 'PS256' })}.${Buffer.from([0x22, 0xff, 0x22]).toString('base64url')}.YQ`,
    ],
    'more than 64 KiB': [['format '], signByHand({ ...good, padding: 'x'.repeat(60_000) })],
    'a shared secret': [['algorithm header.alg', 'signature header.kid'], hs256(good)],
    'RS256 at an OBIE bank': [
      ['algorithm header.alg'],
      signByHand(good, { header: { alg: 'RS256' } }),
      { profile: 'obie', softwareKeys: undefined },
    ],
    'no kid': [['key_id header.kid'], signByHand(good, { header: { kid: undefined } })],
    'another kid': [['signature header.kid'], signByHand(good, { header: { kid: 'other' } })],
    'another key': [['signature header.kid'], signByHand(good, { key: otherRsa.privateKey })],
    'a certificate that rides along': [['header_member header.x5c'], signByHand(good, { header: { x5c: ['x'] } })],
    'the address of a key': [
      ['header_member header.jku'],
      signByHand(good, { header: { jku: 'https://evil.example' } }),
    ],
    'another type': [['header_member header.typ'], signByHand(good, { header: { typ: 'at+jwt' } })],
    'critical members': [
      ['header_member header.crit', 'header_member header.b64'],
      signByHand(good, { header: { crit: ['b64'], b64: true } }),
    ],
  };
  for (const [name, [faults, text, overrides]] of Object.entries(cases)) {
    test(name, async () => {
      const found = await check(text, overrides);
      for (const wanted of faults) assert.ok(found.includes(wanted), found.join());
      assert.ok(
        found.every((one) => faults.includes(one) || one.startsWith('header_member')),
        found.join(),
      );
    });
  }

  test('a statement that the directory did not sign', async () => {
    const software_statement = signByHand(statementClaims, { key: otherRsa.privateKey });
    assert.deepEqual(await checkClaims({ software_statement }), ['statement_signature software_statement']);
  });
});

describe('all faults are named at once', () => {
  /** A change to a good registration, and the rule that it breaks. */
  const breaks = [
    ['expired', { iat: nowSeconds - 600, exp: nowSeconds - 300 }],
    ['jti_missing', { jti: undefined }],
    ['audience', { aud: 'other' }],
    ['software_mismatch', { software_id: 'other' }],
    ['scope_unknown', { scope: 'makepayment' }],
    ['redirect_uri_https', { redirect_uris: ['http://and.here'] }],
    ['claim_value', { application_type: 'desktop' }],
    ['claim_type', { request_object_signing_alg: 1 }],
    ['missing_claim', { grant_types: undefined }],
  ] as const;

  test('whatever the combination', async () => {
    await fc.assert(
      fc.asyncProperty(fc.subarray([...breaks]), async (chosen) => {
        const claims = Object.assign({}, ...chosen.map(([, change]) => change)) as Claims;
        const rules = new Set((await checkClaims(claims)).map((fault) => fault.split(' ')[0]));
        rules.delete('redirect_uri_not_in_statement');
        assert.deepEqual([...rules].sort(), chosen.map(([rule]) => rule).sort());
      }),
      { numRuns: 60 },
    );
  });

  test('and no text makes the check throw', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.json({ maxDepth: 3 }), { minLength: 1, maxLength: 4 }), async (parts) => {
        const text = parts.map((part) => Buffer.from(part).toString('base64url')).join('.');
        assert.ok((await check(text)).length > 0);
      }),
      { numRuns: 200 },
    );
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.constantFrom(...Object.keys(goodClaims())), fc.jsonValue()), async (claims) => {
        await checkClaims(claims);
      }),
      { numRuns: 100 },
    );
  });
});
