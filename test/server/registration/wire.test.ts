import assert from 'node:assert/strict';
import { constants, createSign, verify } from 'node:crypto';
import { after, afterEach, describe, test } from 'node:test';
import { audience, keyId, otherRsa, privatePem, redirectUris, rsa, startWorld, type Profile } from './kit.js';

const world = await startWorld();
const { control } = world.sandbox;
after(() => world.sandbox.close());
afterEach(() => control.reset());

const signal = () => AbortSignal.timeout(5_000);

async function registerOnce(profile: Profile, overrides?: Record<string, unknown>) {
  const registrar = world.registrar(profile, overrides);
  const { prepared, faults } = await registrar.prepare();
  assert.deepEqual(faults, []);
  return registrar.register(prepared, signal());
}

const lastReceived = () => {
  const received = control.received.list().at(-1);
  assert.ok(received);
  return received;
};
const partsOf = (jwt: string) => {
  const [header = '', claims = '', signature = ''] = jwt.split('.');
  const json = (part: string) => Buffer.from(part, 'base64url').toString('utf8');
  return { signed: `${header}.${claims}`, header: json(header), claims: json(claims), signature };
};

/** Verifies with Node's own RSA: no JOSE library has a part in it. */
const holds = (jwt: string, padding: { padding: number; saltLength?: number }): boolean => {
  const { signed, signature } = partsOf(jwt);
  return verify('sha256', Buffer.from(signed), { key: rsa.publicKey, ...padding }, Buffer.from(signature, 'base64url'));
};
const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };

describe('the registration on the wire', () => {
  test('is the compact JWT and nothing around it, as application/jwt', async () => {
    await registerOnce('priora');
    const { contentType, body } = lastReceived();
    assert.equal(contentType, 'application/jwt');
    assert.match(body, /^[\w-]+\.[\w-]+\.[\w-]+$/);
  });

  test('has a header of alg and kid, to the byte', async () => {
    await registerOnce('priora');
    assert.equal(partsOf(lastReceived().body).header, `{"alg":"PS256","kid":"${keyId}"}`);
  });

  test('is accepted by an independent verifier: PSS, SHA-256, a salt of 32 bytes', async () => {
    await registerOnce('obie');
    const { body } = lastReceived();
    assert.ok(holds(body, pss));
    assert.ok(!holds(body, { ...pss, saltLength: 20 }));
    assert.equal(Buffer.from(partsOf(body).signature, 'base64url').length, 256);
  });

  test('is signed with RS256 on demand', async () => {
    await registerOnce('priora', { algorithm: 'RS256' });
    const { body } = lastReceived();
    assert.match(partsOf(body).header, /"alg":"RS256"/);
    assert.ok(holds(body, { padding: constants.RSA_PKCS1_PADDING }));
    assert.ok(!holds(body, pss));
  });

  test('is what node:crypto makes of the same claims, byte for byte (RS256, which has no salt)', async () => {
    await registerOnce('priora', { algorithm: 'RS256', lifetimeSeconds: 600 });
    const { body } = lastReceived();
    const { iat, jti } = JSON.parse(partsOf(body).claims) as { iat: number; jti: string };
    const claims =
      `{"iss":"${world.softwareId}","iat":${iat},"exp":${iat + 600},"aud":"${audience}","jti":"${jti}",` +
      `"token_endpoint_auth_method":"private_key_jwt","token_endpoint_auth_signing_alg":"RS256",` +
      `"grant_types":["client_credentials","authorization_code","refresh_token"],"response_types":["code"],` +
      `"software_statement":"${world.statement}","software_id":"${world.softwareId}",` +
      `"redirect_uris":${JSON.stringify(redirectUris)},"scope":"openid accounts"}`;
    const input = [`{"alg":"RS256","kid":"${keyId}"}`, claims].map((text) => Buffer.from(text).toString('base64url'));
    const signature = createSign('sha256').update(input.join('.')).sign(rsa.privateKey).toString('base64url');
    assert.equal(body, [...input, signature].join('.'));
  });

  test('says what was asked, in the order of the parameters', async () => {
    const now = Math.floor(control.clock.now() / 1000);
    await registerOnce('priora', { lifetimeSeconds: 600, client: { scopes: ['openid', 'accounts', 'payments'] } });
    const claims = JSON.parse(partsOf(lastReceived().body).claims) as Record<string, unknown>;
    const { jti, iat, ...rest } = claims;
    assert.match(String(jti), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.ok(Number(iat) >= now && Number(iat) <= now + 1);
    assert.deepEqual(rest, {
      iss: world.softwareId,
      exp: Number(iat) + 600,
      aud: audience,
      token_endpoint_auth_method: 'private_key_jwt',
      token_endpoint_auth_signing_alg: 'PS256',
      grant_types: ['client_credentials', 'authorization_code', 'refresh_token'],
      response_types: ['code'],
      software_statement: world.statement,
      software_id: world.softwareId,
      redirect_uris: redirectUris,
      scope: 'openid accounts payments',
    });
    assert.deepEqual(Object.keys(claims).slice(0, 5), ['iss', 'iat', 'exp', 'aud', 'jti']);
  });

  test('holds the software statement to the letter, whatever its JSON looks like', async () => {
    // Members in another order and with spaces: to parse and write it again would break its signature.
    const odd = world.sandbox.control.directory.issue(world.softwareId, { header: { zulu: 'ü' } });
    await registerOnce('priora', { softwareStatement: `${odd}\n` });
    const { claims } = partsOf(lastReceived().body);
    assert.ok(claims.includes(`"software_statement":"${odd}"`));
  });

  for (const obieMediaType of ['application/jose', 'application/jwt', 'application/json'] as const) {
    test(`goes as ${obieMediaType} where the bank wants that`, async () => {
      control.settings.change({ obieMediaType });
      assert.equal((await registerOnce('obie', { mediaType: obieMediaType })).kind, 'registered');
      const { contentType, body } = lastReceived();
      assert.equal(contentType, obieMediaType);
      assert.equal(body.startsWith('"'), obieMediaType === 'application/json');
    });
  }

  test('has a new jti and a new signature at each attempt', async () => {
    const registrar = world.registrar('priora');
    const all = await Promise.all(Array.from({ length: 300 }, () => registrar.prepare()));
    assert.equal(new Set(all.map(({ prepared }) => prepared.claims.jti)).size, 300);
    assert.equal(new Set(all.map(({ prepared }) => prepared.jwt)).size, 300);
  });

  test('is sent once, also when the bank breaks', async () => {
    control.faults.add({ path: '/api/*', answer: { status: 503, body: '' }, times: 'always' });
    await assert.rejects(registerOnce('priora'), { code: 'provider_unavailable' });
    assert.equal(control.calls.list().length, 1);
  });
});

describe('a registration that is refused', () => {
  test('by a key that does not belong to the key id is noticed by the bank only', async () => {
    const registrar = world.registrar('priora', { signingKey: privatePem(otherRsa.privateKey) });
    const { prepared, faults } = await registrar.prepare();
    assert.deepEqual(faults, [], 'only the directory knows which key belongs to the id');
    const outcome = await registrar.register(prepared, signal());
    assert.equal(outcome.kind === 'refused' && outcome.refusal.reason, 'access_denied');
  });

  test('names every fault of the configuration at once', async () => {
    const { faults } = await world
      .registrar('obie', {
        algorithm: 'RS256',
        client: {
          scopes: ['makepayment'],
          redirectUris: ['http://and.here'],
          idTokenSignedResponseAlg: undefined,
          tokenEndpointAuthMethod: 'none',
        },
      })
      .prepare();
    assert.deepEqual(faults.map(({ rule, path }) => `${rule} ${path}`).sort(), [
      'algorithm header.alg',
      'claim_value token_endpoint_auth_method',
      'missing_claim id_token_signed_response_alg',
      'redirect_uri_https redirect_uris.0',
      'redirect_uri_not_in_statement redirect_uris.0',
      'scope_unknown scope',
      'signature header.kid',
    ]);
  });

  test('is one whose statement the directory did not sign', async () => {
    const foreign = world.sandbox.control.directory.issue(world.softwareId, { key: otherRsa.privateKey });
    const { faults } = await world.registrar('priora', { softwareStatement: foreign }).prepare();
    assert.deepEqual(
      faults.map(({ rule }) => rule),
      ['statement_signature'],
    );
  });
});
