import assert from 'node:assert/strict';
import { after, afterEach, describe, test } from 'node:test';
import { originOf } from '../../../server/registration/requests.js';
import { startWorld } from './kit.js';

/** The public conformance cases of Open Banking's client registration (DCR-001 to 011; 006 does not exist), by our client. */
const world = await startWorld();
const { sandbox } = world;
const { control } = sandbox;
after(() => sandbox.close());
afterEach(() => control.reset());

const signal = () => AbortSignal.timeout(5_000);

async function registered(overrides: Record<string, unknown> = {}) {
  const registrar = world.registrar('obie', overrides);
  const { prepared, faults } = await registrar.prepare();
  assert.deepEqual(faults, []);
  const outcome = await registrar.register(prepared, signal());
  assert.ok(outcome.kind === 'registered');
  return { registrar, client: outcome.client };
}
/** The statuses that the bank answered, in order. */
const statuses = () => control.calls.list().map(({ method, status }) => `${method} ${status}`);

describe('the conformance cases', () => {
  test('DCR-001: the address of registration is the one of discovery', async () => {
    const answer = await fetch(`${sandbox.apiOrigin}/.well-known/openid-configuration`);
    const { registration_endpoint: url } = (await answer.json()) as { registration_endpoint: string };
    assert.equal(url, world.config('obie').url);
    assert.equal(originOf(url), sandbox.apiOrigin);
  });

  test('DCR-002: a registered client gets bearers by client credentials', async () => {
    const { registrar, client } = await registered();
    assert.equal((await registrar.read(client, signal())).kind, 'registered');
    assert.deepEqual(statuses(), ['POST 201', 'POST 200', 'GET 200']);
  });

  for (const method of ['client_secret_basic', 'client_secret_post']) {
    test(`DCR-002: also by ${method}`, async () => {
      control.clients.list().forEach(({ clientId }) => control.clients.revoke(clientId));
      const { registrar, client } = await registered({
        client: { scopes: ['openid'], tokenEndpointAuthMethod: method, applicationType: 'web' },
      });
      assert.ok(client.clientSecret !== undefined);
      assert.equal((await registrar.read(client, signal())).kind, 'registered');
      control.clients.revoke(client.clientId);
    });
  }

  test('DCR-003 and 010: what was deleted is not there to be read', async () => {
    const { registrar, client } = await registered();
    assert.deepEqual(await registrar.remove(client, signal()), { kind: 'deleted' });
    const outcome = await registrar.read(client, signal());
    assert.equal(outcome.kind === 'refused' && outcome.refusal.word, 'invalid_client');
  });

  test('DCR-003: a bank that deleted it between the bearer and the call says 401', async () => {
    const { registrar, client } = await registered();
    control.faults.add({ method: 'GET', path: '/open-banking/*', answer: { status: 401, body: '' } });
    assert.deepEqual(await registrar.read(client, signal()), { kind: 'gone' });
  });

  test('DCR-005: reading gives the client', async () => {
    const { registrar, client } = await registered();
    assert.deepEqual(await registrar.read(client, signal()), { kind: 'registered', client });
  });

  test('DCR-007: a bearer that the bank does not know is a 401, and never asked for twice', async () => {
    const { registrar, client } = await registered();
    control.calls.clear();
    control.faults.add({
      path: '/open-banking/token',
      answer: { status: 200, body: '{"access_token":"foobar","token_type":"Bearer"}' },
    });
    assert.deepEqual(await registrar.read(client, signal()), { kind: 'gone' });
    assert.deepEqual(statuses(), ['POST 200', 'GET 401']);
  });

  test('DCR-008: updating gives the client with its new values', async () => {
    const { client } = await registered();
    const registrar = world.registrar('obie', {
      client: { scopes: ['openid', 'payments'], applicationType: 'mobile' },
    });
    const { prepared } = await registrar.prepare();
    const outcome = await registrar.update(client, prepared, signal());
    assert.ok(outcome.kind === 'registered');
    assert.equal(outcome.client.clientId, client.clientId);
    assert.deepEqual(outcome.client.metadata.scopes, ['openid', 'payments']);
    assert.equal(outcome.client.metadata.applicationType, 'mobile');
  });

  test('DCR-009: what was deleted is not updated', async () => {
    const { registrar, client } = await registered();
    await registrar.remove(client, signal());
    const { prepared } = await registrar.prepare();
    assert.equal((await registrar.update(client, prepared, signal())).kind, 'refused');
    assert.equal(control.clients.list().length, 0);
  });

  test('DCR-004 and 011: what the bank must refuse is refused here, and nothing is sent', async () => {
    const registrar = world.registrar('obie');
    const { prepared } = await registrar.prepare();
    control.clock.advance(301_000);
    const outcome = await registrar.register(prepared, signal());
    assert.equal(outcome.kind === 'refused' && outcome.refusal.httpStatus, 400, 'an exp that has passed');
    for (const [overrides, rule] of [
      [{ algorithm: 'RS256' }, 'algorithm'],
      [{ client: { scopes: ['openid'], responseTypes: ['id_token', 'token'] } }, 'response_type_missing'],
      [
        { softwareStatement: control.directory.issue(world.softwareId, { claims: { software_id: 'foo.is/invalid' } }) },
        'issuer_format',
      ],
      [
        { softwareStatement: control.directory.issue(world.softwareId, { claims: { software_id: '1'.repeat(30) } }) },
        'issuer_format',
      ],
      [
        { softwareStatement: control.directory.issue(world.softwareId, { claims: { software_id: '' } }) },
        'statement_claim',
      ],
    ] as const) {
      const { faults } = await world.registrar('obie', overrides).prepare();
      assert.ok(
        faults.some((fault) => fault.rule === rule),
        rule,
      );
    }
  });
});

describe('a bank', () => {
  test('that offers no deletion says so', async () => {
    const { registrar, client } = await registered();
    control.settings.change({ management: ['GET'] });
    const outcome = await registrar.remove(client, signal());
    assert.equal(outcome.kind === 'refused' && outcome.refusal.httpStatus, 405);
  });

  test('of a profile without management is not asked', async () => {
    const registrar = world.registrar('priora');
    const client = { clientId: 'x', metadata: {} };
    control.calls.clear();
    const { prepared } = await registrar.prepare();
    for (const outcome of [
      await registrar.read(client, signal()),
      await registrar.update(client, prepared, signal()),
      await registrar.remove(client, signal()),
    ]) {
      assert.deepEqual(outcome, { kind: 'unsupported' });
    }
    assert.deepEqual(control.calls.list(), []);
  });

  test('without a token endpoint in the configuration is not asked', async () => {
    const registrar = world.registrar('obie', { token: undefined });
    assert.deepEqual(await registrar.read({ clientId: 'x', metadata: {} }, signal()), { kind: 'unsupported' });
  });

  test('that redirects is not followed: nothing reaches another address', async () => {
    const { registrar, client } = await registered();
    for (const status of [301, 302, 303, 307, 308]) {
      control.faults.add({ path: '*', answer: { status, headers: { location: 'http://127.0.0.1:1/' }, body: '' } });
      await assert.rejects(registrar.read(client, signal()), { code: 'bad_provider_answer' });
    }
  });

  test('that gives a client id of dots gets no call that climbs its paths', async () => {
    const { registrar } = await registered();
    control.faults.add({
      path: '/open-banking/token',
      answer: { status: 200, body: '{"access_token":"x","token_type":"Bearer"}' },
    });
    await assert.rejects(registrar.read({ clientId: '..', metadata: {} }, signal()), TypeError);
  });

  test('that gives a client id with a slash is asked for that id, encoded', async () => {
    const { registrar } = await registered();
    control.faults.add({
      path: '/open-banking/token',
      answer: { status: 200, body: '{"access_token":"x","token_type":"Bearer"}' },
    });
    control.calls.clear();
    await registrar.read({ clientId: 'a/../b?c#d', metadata: {} }, signal());
    assert.equal(control.calls.list().at(-1)?.path, '/open-banking/v3.3/register/a%2F..%2Fb%3Fc%23d');
  });
});
