import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, afterEach, describe, test } from 'node:test';

import { errorOf, KID, OTHER_KID, otherRsa, REDIRECT_URIS, rsa, signJwt, startWithSoftware } from './tpp.js';
import type { Claims, RegisterOptions, SignOptions } from './tpp.js';

const tpp = await startWithSoftware();
const { sandbox } = tpp;
const { control } = sandbox;
after(() => sandbox.close());
afterEach(() => control.reset());

interface Violation {
  /** Priora's status and class. */
  readonly priora: string;
  /** OBIE's status and error; default `400 invalid_client_metadata`. */
  readonly obie?: string;
  readonly claims?: Claims | (() => Claims);
  readonly options?: SignOptions & RegisterOptions;
}

const seconds = (offset: number): number => Math.floor(control.clock.now() / 1000) + offset;
const withStatement = (claims: Claims) => () => ({ software_statement: tpp.statement(claims) });
const statementBy =
  (options: SignOptions, claims: Claims = {}) =>
  () => ({
    software_statement: signJwt({ iss: 'OpenBanking Ltd', software_id: tpp.softwareId, ...claims }, options),
  });
const badStatement = '400 invalid_software_statement';

/** One violation each; everything else is as in a registration that is taken. By item of the sheet's checklist. */
const violations: Readonly<Record<string, Violation>> = {
  '1: JSON': {
    priora: '400 RequestFormatInvalid',
    obie: '415 invalid_client_metadata',
    options: { contentType: 'application/json' },
  },
  '1: no media type': {
    priora: '400 RequestFormatInvalid',
    obie: '415 invalid_client_metadata',
    options: { contentType: '' },
  },
  '1: a longer media type': {
    priora: '400 RequestFormatInvalid',
    obie: '415 invalid_client_metadata',
    options: { contentType: 'application/jwt+json' },
  },
  '1: the JWT in quotes': { priora: '400 RequestFormatInvalid', options: { text: `"${signJwt({})}"` } },
  '1: a line break after the JWT': { priora: '400 RequestFormatInvalid', options: { text: `${signJwt({})}\n` } },
  '1: two parts': { priora: '400 RequestFormatInvalid', options: { text: 'e30.e30' } },
  '1: padded base64': { priora: '400 RequestFormatInvalid', options: { text: 'e30=.e30=.YQ==' } },
  '1: a payload that is a list': { priora: '400 RequestFormatInvalid', options: { text: signJwt([]) } },
  '2: more than 64 KiB': { priora: '400 RequestFormatInvalid', claims: { scope: 'x'.repeat(64 * 1024) } },
  '3: HS256 outside': { priora: '401 AccessDenied', options: { algorithm: 'HS256' } },
  '3: no algorithm outside': { priora: '400 RequestFormatInvalid', options: { algorithm: 'none' } },
  '3: none with a signature': { priora: '401 AccessDenied', options: { header: { alg: 'none' } } },
  '3: RS256 that says PS256': { priora: '401 AccessDenied', options: { algorithm: 'RS256', header: { alg: 'PS256' } } },
  '3: HS256 in the statement': {
    priora: '401 AccessDenied',
    obie: badStatement,
    claims: statementBy({ algorithm: 'HS256' }),
  },
  '3: none in the statement': {
    priora: '401 AccessDenied',
    obie: badStatement,
    claims: statementBy({ header: { alg: 'none' } }),
  },
  '4: no kid': { priora: '401 AccessDenied', options: { header: { kid: undefined } } },
  '4: an unknown kid': { priora: '401 AccessDenied', options: { header: { kid: 'nobody' } } },
  "4: another key's kid": { priora: '401 AccessDenied', options: { header: { kid: OTHER_KID } } },
  '4: a signature by another key': { priora: '401 AccessDenied', options: { key: otherRsa.privateKey } },
  '4: a key that rides along': {
    priora: '401 AccessDenied',
    options: { header: { jwk: rsa.publicKey.export({ format: 'jwk' }) } },
  },
  '4: the address of a key': { priora: '401 AccessDenied', options: { header: { x5u: 'https://tpp.example/key' } } },
  '4: a statement by somebody else': {
    priora: '406 Invalid',
    obie: badStatement,
    claims: statementBy({ header: { kid: 'directory-1' } }),
  },
  '4: a statement of another issuer': {
    priora: '406 Invalid',
    obie: badStatement,
    claims: withStatement({ iss: 'Somebody' }),
  },
  '4: a statement that is no JWT': {
    priora: '400 RequestFormatInvalid',
    obie: badStatement,
    claims: { software_statement: 'x' },
  },
  '4: software that the directory does not know': {
    priora: '404 NotFound',
    obie: '400 unapproved_software_statement',
    claims: withStatement({ software_id: 'nobody' }),
  },
  '4: a key set that is not there': {
    priora: '404 NotFound',
    claims: withStatement({ software_jwks_endpoint: `${sandbox.apiOrigin}/nothing` }),
  },
  '4: a key set elsewhere': {
    priora: '404 NotFound',
    claims: withStatement({ software_jwks_endpoint: 'https://keys.example/k' }),
  },
  '5: an exp that has passed': { priora: '406 Invalid', claims: () => ({ iat: seconds(-3600), exp: seconds(-1) }) },
  '5: an exp of this moment': { priora: '406 Invalid', claims: () => ({ exp: seconds(0) }) },
  '5: an iat in the future': { priora: '406 Invalid', claims: () => ({ iat: seconds(120), exp: seconds(600) }) },
  '5: more than an hour': { priora: '406 Invalid', claims: () => ({ iat: seconds(0), exp: seconds(3602) }) },
  '6: a jti that is no UUID': { priora: '400 RequestFormatInvalid', claims: { jti: 'one' } },
  '6: a jti of version 1': {
    priora: '400 RequestFormatInvalid',
    claims: { jti: 'c0fd407d-134b-1091-8e04-ab49a98db217' },
  },
  '7: another audience': { priora: '406 Invalid', claims: { aud: 'another' } },
  '7: a list of audiences': { priora: '400 RequestFormatInvalid', claims: { aud: ['0dw23dsa13123'] } },
  '8: another issuer': { priora: '406 Invalid', claims: { iss: 'another' } },
  '8: an issuer that is not base62': { priora: '400 RequestFormatInvalid', claims: { iss: 'foo.is/invalid' } },
  '8: an empty issuer': { priora: '400 RequestFormatInvalid', claims: { iss: '' } },
  '8: an issuer of 30 digits': { priora: '400 RequestFormatInvalid', claims: { iss: '1'.repeat(30) } },
  '8: another software_id': { priora: '406 Invalid', claims: { software_id: 'another' } },
  '9: no redirect URI': {
    priora: '401 WrongRequiredFields',
    obie: '400 invalid_redirect_uri',
    claims: { redirect_uris: [] },
  },
  '9: a redirect URI that is not registered': {
    priora: '406 Invalid',
    obie: '400 invalid_redirect_uri',
    claims: { redirect_uris: ['https://tpp.example/third'] },
  },
  '9: a redirect URI with one slash more': {
    priora: '406 Invalid',
    obie: '400 invalid_redirect_uri',
    claims: { redirect_uris: [`${REDIRECT_URIS[0]}/`] },
  },
  '10: an unknown way to authenticate': { priora: '406 Invalid', claims: { token_endpoint_auth_method: 'none' } },
  '10: an unknown algorithm': { priora: '406 Invalid', claims: { token_endpoint_auth_signing_alg: 'HS256' } },
  '10: an unknown grant type': { priora: '406 Invalid', claims: { grant_types: ['password'] } },
  '10: no grant type': { priora: '401 WrongRequiredFields', claims: { grant_types: [] } },
  '10: an unknown response type': { priora: '406 Invalid', claims: { response_types: ['id_token', 'token'] } },
  '10: authorization_code without code': { priora: '406 Invalid', claims: { response_types: [] } },
  '10: an unknown type of application': { priora: '406 Invalid', claims: { application_type: 'desktop' } },
  '10: an unknown algorithm of request objects': {
    priora: '406 Invalid',
    claims: { request_object_signing_alg: 'none' },
  },
  '11: an unknown scope': { priora: '406 Invalid', claims: { scope: 'makepayment' } },
  '11: scopes with commas': { priora: '406 Invalid', claims: { scope: 'openid,accounts' } },
  '11: a scope beyond the roles': { priora: '406 Invalid', claims: { scope: 'fundsconfirmations' } },
  '12: an organisation that was withdrawn': {
    priora: '401 AccessDenied',
    obie: '400 unapproved_software_statement',
    claims: withStatement({ org_status: 'Withdrawn' }),
  },
  '12: an organisation without status': {
    priora: '401 WrongRequiredFields',
    obie: badStatement,
    claims: withStatement({ org_status: undefined }),
  },
  'a claim of the wrong type': { priora: '400 RequestFormatInvalid', claims: { exp: '1732201627' } },
  'no software statement': { priora: '401 WrongRequiredFields', claims: { software_statement: undefined } },
  'no audience': { priora: '401 WrongRequiredFields', claims: { aud: undefined } },
  'a statement without a key set': {
    priora: '401 WrongRequiredFields',
    obie: badStatement,
    claims: withStatement({ software_jwks_endpoint: undefined }),
  },
};

/** What OBIE wants and Priora does not. */
const obieViolations: Readonly<Record<string, Pick<Violation, 'obie' | 'claims' | 'options'>>> = {
  '3: RS256 outside': { options: { algorithm: 'RS256' } },
  '6: no jti': { claims: { jti: undefined } },
  '9: a redirect URI to this machine': {
    obie: '400 invalid_redirect_uri',
    claims: () => ({
      redirect_uris: ['https://localhost/cb'],
      software_statement: tpp.statement({ software_redirect_uris: ['https://localhost/cb'] }),
    }),
  },
  '9: a long redirect URI': {
    obie: '400 invalid_redirect_uri',
    claims: () => {
      const uri = `https://tpp.example/${'x'.repeat(240)}`;
      return { redirect_uris: [uri], software_statement: tpp.statement({ software_redirect_uris: [uri] }) };
    },
  },
  '10: no way to authenticate': { claims: { token_endpoint_auth_method: undefined } },
  '10: no scope': { claims: { scope: undefined } },
  '10: no type of application': { claims: { application_type: undefined } },
  '10: no algorithm of id tokens': { claims: { id_token_signed_response_alg: undefined } },
  '10: no algorithm of request objects': { claims: { request_object_signing_alg: undefined } },
  '10: an algorithm without a signature': { claims: { token_endpoint_auth_method: 'client_secret_basic' } },
  '10: a signature without an algorithm': { claims: { token_endpoint_auth_signing_alg: undefined } },
  '10: a certificate without its name': {
    claims: { token_endpoint_auth_method: 'tls_client_auth', token_endpoint_auth_signing_alg: undefined },
  },
  '11: a long scope': { claims: { scope: Array.from({ length: 40 }, () => 'accounts').join(' ') } },
};

const claimsOf = ({ claims = {} }: Pick<Violation, 'claims'>): Claims =>
  typeof claims === 'function' ? claims() : claims;

describe('Priora refuses', () => {
  for (const [name, violation] of Object.entries(violations)) {
    test(name, async () => {
      const answer = await tpp.register('priora', claimsOf(violation), violation.options);
      assert.equal(errorOf(answer), violation.priora, answer.text);
      assert.deepEqual(control.applications.list(), []);
    });
  }

  for (const scheme of ['http://and.here', 'https://tpp.example/callback#fragment', 'not an address']) {
    test(`9: ${scheme} even when the statement has it`, async () => {
      const software_statement = tpp.statement({ software_redirect_uris: [scheme] });
      const answer = await tpp.register('priora', { redirect_uris: [scheme], software_statement });
      assert.equal(errorOf(answer), '406 Invalid');
    });
  }

  test('4: a key that was revoked', async () => {
    const software = control.directory.software.get(tpp.softwareId);
    software?.revokedKeys.add(KID);
    assert.equal(errorOf(await tpp.register('priora')), '401 AccessDenied');
    software?.revokedKeys.delete(KID);
  });

  test('4: software whose key set cannot be reached', async () => {
    const software = control.directory.software.get(tpp.softwareId);
    assert.ok(software);
    software.reachable = false;
    assert.equal(errorOf(await tpp.register('priora')), '404 NotFound');
    software.reachable = true;
  });

  test('6: no jti, when told to', async () => {
    control.settings.change({ requireJti: true });
    assert.equal(errorOf(await tpp.register('priora', { jti: undefined })), '401 WrongRequiredFields');
  });

  test('6: a jti that it took before, in any spelling, until it expires', async () => {
    const claims = tpp.claims({ jti: randomUUID() });
    assert.equal((await tpp.register('priora', claims)).status, 200);
    const again = { ...claims, jti: String(claims['jti']).toUpperCase() };
    assert.equal(errorOf(await tpp.register('priora', again)), '401 AccessDenied');
    control.clock.advance(301_000);
    assert.equal((await tpp.register('priora', { jti: claims['jti'] })).status, 200);
  });
});

describe('an OBIE bank refuses', () => {
  for (const [name, violation] of Object.entries({ ...violations, ...obieViolations })) {
    test(name, async () => {
      const answer = await tpp.register('obie', claimsOf(violation), violation.options);
      assert.equal(errorOf(answer), violation.obie ?? '400 invalid_client_metadata', answer.text);
      assert.equal(control.clients.list().length, 0);
    });
  }
});

describe('both take', () => {
  const taken: Readonly<Record<string, [claims: Claims | (() => Claims), options?: SignOptions & RegisterOptions]>> = {
    'parameters of the media type': [{}, { contentType: 'application/jwt; charset=utf-8' }],
    RS256: [{}, { algorithm: 'RS256' }],
    'no jti': [{ jti: undefined }],
    'no software_id': [{ software_id: undefined }],
    'no scope': [{ scope: undefined }],
    'all redirect URIs': [{ redirect_uris: REDIRECT_URIS }],
    'an hour to the second': [() => ({ iat: seconds(0), exp: seconds(3600) })],
    'a clock that is a little ahead': [() => ({ iat: seconds(50), exp: seconds(600) })],
    'a claim that nobody knows': [{ whatever: 1 }],
  };
  for (const [name, [claims, options]] of Object.entries(taken)) {
    test(`${name} (Priora)`, async () => {
      const answer = await tpp.register('priora', claimsOf({ claims }), options);
      assert.equal(answer.status, 200, answer.text);
    });
  }

  test('a longer life, when told to', async () => {
    control.settings.change({ maxLifetimeSeconds: null });
    assert.equal((await tpp.register('priora', { exp: seconds(86_400) })).status, 200);
  });
});
