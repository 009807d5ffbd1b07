import assert from 'node:assert/strict';
import { after, afterEach, beforeEach, describe, test } from 'node:test';
import { Registration } from '../../../server/contract/registrations.js';
import { createLogger } from '../../../server/lib/logger.js';
import {
  createRegistrationService,
  type RegistrationServiceDeps,
} from '../../../server/registration/create-service.js';
import type { RegistrationConfig } from '../../../server/registration/options.js';
import { RegistrationError } from '../../../server/registration/service.js';
import { openStore } from '../../../server/store/open-store.js';
import { StoreError } from '../../../server/store/store-error.js';
import type { RegistrationRepository } from '../../../server/store/repositories.js';
import type { Store } from '../../../server/store/store.js';
import { newVault } from '../../support/engines.js';
import { freshId, startWorld, type Profile } from './kit.js';

const world = await startWorld();
const { control } = world.sandbox;
after(() => world.sandbox.close());

const context = { traceId: 'trace', actor: 'key 0123abcd' };
let store: Store;
let lines: string[] = [];

beforeEach(async () => {
  lines = [];
  store = await openStore({
    engine: { kind: 'sqlite', path: ':memory:' },
    vault: await newVault(),
    now: () => control.clock.now(),
  });
});
afterEach(async () => {
  await store.close();
  control.reset();
  for (const { clientId } of control.clients.list()) control.clients.revoke(clientId);
});

function serviceOf(configs: readonly RegistrationConfig[], overrides: Partial<RegistrationServiceDeps> = {}) {
  return createRegistrationService({
    configs,
    store: store.registrations,
    now: () => control.clock.now(),
    randomId: freshId,
    random: () => 0,
    environment: 'sandbox',
    logger: createLogger({ level: 'info', destination: { write: (line) => void lines.push(line) } }),
    limits: { totalMs: 3_000 },
    pause: () => Promise.resolve(),
    ...overrides,
  });
}
const service = (profile: Profile, settings?: Record<string, unknown>, overrides?: Partial<RegistrationServiceDeps>) =>
  serviceOf([world.config(profile, settings)], overrides);

const withSecret = {
  client: { scopes: ['openid'], tokenEndpointAuthMethod: 'client_secret_basic', applicationType: 'web' },
};
const registrationCalls = () => control.calls.list().filter(({ path }) => path.endsWith('/register'));
const kept = async () => (await store.registrations.find('some-bank'))?.state;
const fails = (code: string, path?: string) => (error: unknown) => {
  assert.ok(error instanceof RegistrationError, String(error));
  assert.equal(error.code, code);
  if (path !== undefined) assert.equal(error.fields?.[0]?.path, path);
  return true;
};

describe('registering at a bank that answers with the client', () => {
  test('keeps the client, and shows all of it but the secret', async () => {
    const registrations = service('obie', withSecret);
    const { registration, created } = await registrations.register('some-bank', context);
    assert.equal(created, true);
    Registration.parse(registration);
    assert.ok(registration.status === 'registered' && registration.client.hasSecret);
    assert.equal(registration.softwareId, world.softwareId);
    const state = await kept();
    assert.ok(state?.status === 'registered' && state.client.clientSecret !== undefined);
    assert.ok(!JSON.stringify(registration).includes(state.client.clientSecret));
    assert.ok(!lines.join('').includes(state.client.clientSecret));
    assert.deepEqual(await registrations.get('some-bank'), registration);
  });

  test('says who did it, and when, in the log', async () => {
    await service('obie').register('some-bank', context);
    const [submit, answer] = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    assert.deepEqual(
      [submit?.['event'], submit?.['actor'], submit?.['status']],
      ['submit', 'key 0123abcd', 'submitting'],
    );
    assert.deepEqual([answer?.['event'], answer?.['traceId'], answer?.['status']], ['answer', 'trace', 'registered']);
  });

  test('is idempotent: the second time sends nothing', async () => {
    const registrations = service('obie');
    const first = await registrations.register('some-bank', context);
    const second = await registrations.register('some-bank', context);
    assert.deepEqual(second, { registration: first.registration, created: false });
    assert.equal(registrationCalls().length, 1);
  });

  test('sends one of many at the same time, also from several instances', async () => {
    const instances = [service('obie'), service('obie')];
    const all = await Promise.allSettled(
      Array.from({ length: 10 }, (_, index) =>
        (instances[index % 2] ?? service('obie')).register('some-bank', context),
      ),
    );
    assert.equal(registrationCalls().length, 1);
    assert.equal(all.filter(({ status }) => status === 'fulfilled').length, 1);
    for (const one of all) if (one.status === 'rejected') fails('wrong_state')(one.reason);
  });

  test('tells what the bank changed, and keeps to it', async () => {
    control.settings.change({
      oddAnswer: true,
      overrides: { token_endpoint_auth_method: 'client_secret_basic', scope: 'openid' },
    });
    const registrations = service('obie');
    const { registration } = await registrations.register('some-bank', context);
    assert.ok(registration.status === 'registered');
    assert.deepEqual(registration.changes, [
      { claim: 'token_endpoint_auth_method', asked: 'private_key_jwt', given: 'client_secret_basic' },
      { claim: 'scope', asked: 'accounts openid', given: 'openid' },
    ]);
    assert.equal((await registrations.read('some-bank', context)).status, 'registered');
    assert.equal(control.calls.list().find(({ path }) => path.endsWith('/token'))?.headers['authorization'], 'Basic');
  });

  test('refuses before anything is sent, with every fault', async () => {
    const registrations = service('obie', { client: { scopes: ['makepayment'], redirectUris: ['http://and.here'] } });
    await assert.rejects(registrations.register('some-bank', context), (error: RegistrationError) => {
      assert.equal(error.code, 'invalid_request');
      assert.deepEqual(error.fields?.map(({ path }) => path).sort(), ['redirect_uris.0', 'redirect_uris.0', 'scope']);
      return true;
    });
    assert.deepEqual(control.calls.list(), []);
    assert.equal(await kept(), undefined);
  });

  test('knows no other ids than those of the configuration', async () => {
    for (const id of ['other', '__proto__', '']) {
      await assert.rejects(service('obie').register(id, context), fails('not_found'));
    }
    assert.deepEqual(service('obie').targets(), ['some-bank']);
  });
});

describe('a registration that is refused', () => {
  test('says what it means and what the bank said, and can be tried again', async () => {
    const software = control.directory.software.get(world.softwareId);
    assert.ok(software);
    software.reachable = false;
    const registrations = service('priora');
    await assert.rejects(registrations.register('some-bank', context), (error: RegistrationError) => {
      assert.equal(error.code, 'registration_refused');
      assert.match(
        error.fields?.[0]?.message ?? '',
        /does not find the software.*\(404\): NotFound: The software's key/,
      );
      return true;
    });
    const state = await registrations.get('some-bank');
    assert.ok(state.status === 'refused' && state.refusal.reason === 'unknown_software');
    software.reachable = true;
    const { registration, created } = await registrations.register('some-bank', context);
    assert.deepEqual([registration.status, created], ['pending', true]);
  });
});

describe('a registration whose answer does not come', () => {
  test('is left unanswered, and the error says when to try again', async () => {
    control.faults.add({ path: '/open-banking/*', answer: { status: 503, headers: { 'retry-after': '7' }, body: '' } });
    const registrations = service('obie');
    await assert.rejects(
      registrations.register('some-bank', context),
      (error: RegistrationError) => fails('provider_unavailable')(error) && error.retryAfterMs === 7_000,
    );
    assert.equal((await registrations.get('some-bank')).status, 'unanswered');
    assert.equal((await registrations.register('some-bank', context)).registration.status, 'registered');
  });

  for (const drop of ['before', 'after'] as const) {
    test(`because the connection broke ${drop} the bank took it, ends as registered all the same`, async () => {
      control.faults.add({ path: '/open-banking/v3.3/register', drop });
      const registrations = service('obie');
      await assert.rejects(registrations.register('some-bank', context), fails('provider_unavailable'));
      assert.equal((await registrations.get('some-bank')).status, 'unanswered');
      assert.equal((await registrations.register('some-bank', context)).registration.status, 'registered');
      assert.equal(control.clients.list().length, 1);
    });
  }

  test('because the server died, is busy for a minute and unanswered afterwards', async () => {
    await service('obie').register('some-bank', context);
    const stored = await store.registrations.find('some-bank');
    assert.ok(stored);
    const state = { status: 'submitting', since: control.clock.now(), jti: 'x' } as const;
    await store.registrations.replace({ ...stored, version: stored.version + 1, state });
    const registrations = service('obie');
    await assert.rejects(registrations.register('some-bank', context), fails('wrong_state', 'target'));
    assert.equal((await registrations.get('some-bank')).status, 'submitting');
    control.clock.advance(60_001);
    assert.equal((await registrations.get('some-bank')).status, 'unanswered');
    assert.equal((await registrations.register('some-bank', context)).registration.status, 'registered');
  });

  test('is written down when it comes, though the store was away for a while', async () => {
    let away = 3;
    const flaky: RegistrationRepository = {
      ...store.registrations,
      async replace(next) {
        if ((away -= 1) >= 0) throw new StoreError('unavailable', 'gone for a moment');
        return store.registrations.replace(next);
      },
    };
    const { registration } = await service('obie', {}, { store: flaky }).register('some-bank', context);
    assert.equal(registration.status, 'registered');
    assert.equal((await kept())?.status, 'registered');
  });

  test('does not wait for ever for the store', async () => {
    const gone: RegistrationRepository = {
      ...store.registrations,
      replace: () => Promise.reject(new StoreError('unavailable', 'gone')),
    };
    await assert.rejects(service('obie', {}, { store: gone }).register('some-bank', context), { code: 'unavailable' });
  });

  test('is seen through to its end when the server stops', async () => {
    control.faults.add({ path: '/open-banking/v3.3/register', delayMs: 150 });
    const registrations = service('obie');
    const registering = registrations.register('some-bank', context);
    while ((await kept())?.status !== 'submitting') await new Promise((resolve) => setImmediate(resolve));
    await registrations.stop(5_000);
    assert.equal((await kept())?.status, 'registered');
    await registering;
  });

  test('does not hold up a server that has no time left', async () => {
    control.faults.add({ path: '/open-banking/v3.3/register', delayMs: 400 });
    const registrations = service('obie');
    const registering = registrations.register('some-bank', context);
    while ((await kept())?.status !== 'submitting') await new Promise((resolve) => setImmediate(resolve));
    await registrations.stop(0);
    assert.equal((await kept())?.status, 'submitting');
    await registering;
  });
});

describe('registering at a bank that decides later', () => {
  test('is pending until the credentials of the e-mail are handed in', async (t) => {
    const own = await startWorld();
    t.after(() => own.sandbox.close());
    const registrations = serviceOf([
      own.config('priora', { client: { scopes: ['openid'], tokenEndpointAuthMethod: 'client_secret_basic' } }),
    ]);
    const { registration, created } = await registrations.register('some-bank', context);
    assert.ok(created && registration.status === 'pending' && registration.message.includes('via email'));
    assert.deepEqual(await registrations.register('some-bank', context), { registration, created: false });

    own.sandbox.control.applications.decide(own.softwareId, 'approved');
    const { credentials } = own.sandbox.control.mails.list()[0] ?? {};
    assert.ok(credentials?.clientSecret !== undefined);
    const supplied = await registrations.supply('some-bank', credentials, context);
    assert.ok(supplied.status === 'registered' && supplied.client.hasSecret);
    assert.equal(supplied.client.clientId, credentials.clientId);
    assert.ok(!`${JSON.stringify(supplied)}${lines.join('')}`.includes(credentials.clientSecret));
    const state = await kept();
    assert.ok(state?.status === 'registered' && state.client.clientSecret === credentials.clientSecret);
  });

  test('wants the secret where the client authenticates with one', async () => {
    const registrations = service('priora', {
      client: { scopes: ['openid'], tokenEndpointAuthMethod: 'client_secret_basic' },
    });
    await registrations.register('some-bank', context);
    await assert.rejects(
      registrations.supply('some-bank', { clientId: 'c' }, context),
      fails('invalid_request', 'clientSecret'),
    );
  });

  test('takes credentials for nothing that was not asked', async () => {
    const registrations = service('priora');
    await assert.rejects(registrations.supply('some-bank', { clientId: 'c' }, context), fails('not_found'));
    await assert.rejects(registrations.supply('other', { clientId: 'c' }, context), fails('not_found'));
    control.faults.add({ path: '/api/*', answer: { status: 406, body: '{}' } });
    await assert.rejects(registrations.register('some-bank', context), fails('registration_refused'));
    await assert.rejects(registrations.supply('some-bank', { clientId: 'c' }, context), fails('wrong_state', 'id'));
  });

  test('has nothing to read, update or delete at the bank', async () => {
    const registrations = service('priora');
    await registrations.register('some-bank', context);
    await assert.rejects(registrations.read('some-bank', context), fails('wrong_state', 'id'));
    await registrations.supply('some-bank', { clientId: 'c' }, context);
    for (const call of ['read', 'update', 'remove'] as const) {
      await assert.rejects(registrations[call]('some-bank', context), fails('bank_not_supported'));
    }
    assert.equal((await registrations.get('some-bank')).status, 'registered', 'nothing was lost by asking');
  });
});

describe('a registered client', () => {
  test('is read at the bank, and what the bank does not repeat stays', async () => {
    const registrations = service('obie', withSecret);
    await registrations.register('some-bank', context);
    const before = await kept();
    control.faults.add({
      method: 'GET',
      path: '/open-banking/*',
      answer: {
        status: 200,
        body: JSON.stringify({ client_id: control.clients.list()[0]?.clientId, scope: 'openid payments' }),
      },
    });
    const read = await registrations.read('some-bank', context);
    assert.ok(read.status === 'registered' && read.client.hasSecret);
    assert.deepEqual(read.client.scopes, ['openid', 'payments']);
    const after = await kept();
    assert.ok(before?.status === 'registered' && after?.status === 'registered');
    assert.equal(after.client.clientSecret, before.client.clientSecret);
  });

  test('takes a new secret that the bank gives it', async () => {
    const registrations = service('obie', withSecret);
    await registrations.register('some-bank', context);
    const clientId = control.clients.list()[0]?.clientId;
    control.faults.add({
      method: 'PUT',
      path: '/open-banking/*',
      answer: {
        status: 200,
        body: JSON.stringify({ client_id: clientId, client_secret: 'new', client_secret_expires_at: 1_900_000_000 }),
      },
    });
    const updated = await registrations.update('some-bank', context);
    assert.ok(updated.status === 'registered');
    assert.equal(updated.client.secretExpiresAt, '2030-03-17T17:46:40.000Z');
    const state = await kept();
    assert.ok(state?.status === 'registered' && state.client.clientSecret === 'new');
  });

  test('is updated with what the configuration says now', async () => {
    await service('obie').register('some-bank', context);
    const wider = service('obie', { client: { scopes: ['openid', 'accounts', 'payments'] } });
    const updated = await wider.update('some-bank', context);
    assert.ok(updated.status === 'registered');
    assert.deepEqual(updated.client.scopes, ['openid', 'accounts', 'payments']);
    const [{ claims } = { claims: {} }] = control.clients.list();
    assert.equal((claims as { scope?: string }).scope, 'openid accounts payments');
  });

  test('is not updated with faults', async () => {
    await service('obie').register('some-bank', context);
    control.calls.clear();
    const wrong = service('obie', { client: { scopes: ['makepayment'] } });
    await assert.rejects(wrong.update('some-bank', context), fails('invalid_request', 'scope'));
    assert.deepEqual(control.calls.list(), []);
  });

  test('is deleted at the bank, then here', async () => {
    const registrations = service('obie');
    await registrations.register('some-bank', context);
    await registrations.remove('some-bank', context);
    assert.deepEqual(control.clients.list(), []);
    await assert.rejects(registrations.get('some-bank'), fails('not_found'));
    assert.equal((await registrations.register('some-bank', context)).created, true);
  });

  test('is kept when the bank cannot be reached, or says no', async () => {
    const registrations = service('obie');
    await registrations.register('some-bank', context);
    control.faults.add({ method: 'DELETE', path: '/open-banking/*', answer: { status: 503, body: '' } });
    await assert.rejects(registrations.remove('some-bank', context), fails('provider_unavailable'));
    control.faults.add({ method: 'DELETE', path: '/open-banking/*', answer: { status: 403, body: '' } });
    await assert.rejects(registrations.remove('some-bank', context), fails('registration_refused'));
    assert.equal((await registrations.get('some-bank')).status, 'registered');
  });

  test('is kept when the bank says that it knows it no more, until it is forgotten', async () => {
    const registrations = service('obie');
    await registrations.register('some-bank', context);
    control.clients.revoke(control.clients.list()[0]?.clientId ?? '');
    for (const call of ['read', 'update', 'remove'] as const) {
      await assert.rejects(registrations[call]('some-bank', context), fails('registration_refused'));
    }
    control.calls.clear();
    await registrations.forget('some-bank', context);
    assert.deepEqual(control.calls.list(), []);
    await assert.rejects(registrations.forget('some-bank', context), fails('not_found'));
  });

  test('is not swapped for another one by an answer', async () => {
    const registrations = service('obie');
    await registrations.register('some-bank', context);
    const before = await kept();
    control.faults.add({
      method: 'GET',
      path: '/open-banking/*',
      answer: { status: 200, body: '{"client_id":"another","client_secret":"x"}' },
    });
    await assert.rejects(registrations.read('some-bank', context), fails('bad_provider_answer'));
    assert.deepEqual(await kept(), before);
  });
});

describe('an id that now means something else', () => {
  const changed = () => service('obie', { audience: 'otherBank' });

  test('does not touch what was registered under it', async () => {
    await service('obie').register('some-bank', context);
    for (const call of ['register', 'read', 'update', 'remove', 'get'] as const) {
      await assert.rejects(changed()[call]('some-bank', context), fails('wrong_state', 'target'));
    }
  });

  test('can be forgotten, and registered anew', async () => {
    await service('obie').register('some-bank', context);
    await changed().forget('some-bank', context);
    assert.equal((await service('obie').register('some-bank', context)).created, true);
  });
});
