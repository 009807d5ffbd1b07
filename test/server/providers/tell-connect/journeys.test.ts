import assert from 'node:assert/strict';
import { after, afterEach, describe, test } from 'node:test';
import type { Step } from '../../../../server/providers/authorisation.js';
import { uuidV4Pattern } from '../../../../server/lib/uuid.js';
import {
  asProduction,
  begin,
  beginRequest,
  callbackUrl,
  comeBack,
  context,
  newProvider,
  startSandbox,
  travel,
  visitBank,
} from './kit.js';
import { selfSigned } from './real-certificate.js';

const sandbox = await startSandbox();
after(() => sandbox.close());
const { control } = sandbox;
afterEach(() => control.reset());

const provider = newProvider(sandbox.apiOrigin);
const calls = (): string[] => control.calls.list().map(({ method, path, status }) => `${method} ${path} ${status}`);
const assertRefused = (step: Step, code: string): void => {
  assert(step.kind === 'refused', `a ${step.kind} step instead of a refusal`);
  assert.equal(step.code, code);
};

describe('a journey', () => {
  test('begins with a request for this bank under a fresh uuid', async () => {
    const [one, two] = [await begin(provider), await begin(provider)];
    assert.match(one.flow.correlationId ?? '', uuidV4Pattern);
    assert.notEqual(one.flow.correlationId, two.flow.correlationId);
    const { json, headers } = control.calls.list()[0] ?? {};
    assert.deepEqual(json, {
      aspsp: '8ddb14f1-fecd-41fe-90b7-f8fbda9494ac',
      uuid: one.flow.correlationId,
      scope: 'aisp',
    });
    assert.equal(headers?.['x-user-ip'], undefined, 'the address is for data calls only');
  });

  test('ends with a grant after the check and the approval, by two calls', async () => {
    const before = Date.now();
    const step = await travel(provider);
    assert(step.kind === 'authorised');
    assert.deepEqual(calls(), ['POST /v1/authorise 200', 'POST /v1/access-token 200']);
    const { data, expiresAt = '', accessExpiresAt = '' } = step.grant;
    assert.deepEqual(data['scopes'], [
      'balance:read',
      'product:read',
      'accounts:read',
      'beneficiaries:read',
      'transactions:read',
    ]);
    assert.equal(data['requestedScope'], 'aisp');
    const days = (Date.parse(expiresAt) - before) / 86_400_000;
    assert.ok(days >= 90 && days < 90.01, expiresAt);
    const seconds = (Date.parse(accessExpiresAt) - before) / 1000;
    assert.ok(seconds >= 3600 && seconds < 3605, accessExpiresAt);
  });

  test('ends sooner when the shopper agreed to less', async () => {
    const accessUntil = new Date(Date.now() + 7 * 86_400_000).toISOString();
    const step = await begin(provider, { accessUntil });
    const end = await comeBack(provider, step, await visitBank(step.url, 'confirm', 'accept'));
    assert(end.kind === 'authorised');
    assert.equal(end.grant.expiresAt, accessUntil);
  });

  for (const nullForm of ['null', 'empty', 'absent'] as const) {
    for (const [name, actions] of Object.entries({ 'a refusal': ['confirm', 'decline'], 'a failed check': ['fail'] })) {
      test(`is denied by ${name}, with a code that is ${nullForm}, without an exchange`, async () => {
        control.settings.change({ nullForm });
        assertRefused(await travel(provider, ...actions), 'access_denied');
        assert.deepEqual(calls(), ['POST /v1/authorise 200']);
      });
    }
  }

  test('runs out when the code is too old', async () => {
    assertRefused(await travel(provider, 'confirm', 'accept-late'), 'authorisation_expired');
  });

  test('runs out when the code was used before', async () => {
    const step = await begin(provider);
    const query = await visitBank(step.url, 'confirm', 'accept');
    assert.equal((await comeBack(provider, step, query)).kind, 'authorised');
    assertRefused(await comeBack(provider, step, query), 'authorisation_expired');
  });

  test('takes 201 for the request as well', async () => {
    control.settings.change({ authoriseStatus: 201 });
    assert.equal((await travel(provider)).kind, 'authorised');
  });

  for (const certificateForm of ['pem-trimmed', 'der', 'pem-body'] as const) {
    test(`works with the certificate as ${certificateForm}`, async () => {
      control.settings.change({ keyForm: certificateForm });
      assert.equal((await travel(newProvider(sandbox.apiOrigin, { certificateForm }))).kind, 'authorised');
      await assert.rejects(travel(provider), { code: 'provider_misconfigured' });
    });
  }

  test('shows the same visit again when it is looked at, or anything else is handed in', async () => {
    const step = await begin(provider);
    const inputs = [{ kind: 'poll' }, { kind: 'confirm' }, { kind: 'credentials', values: { a: 'b' } }] as const;
    for (const input of inputs) assert.deepEqual(await provider.consent.resume(step.flow, input, context()), step);
  });

  test('that is over stays over', async () => {
    const step = await travel(provider);
    assertRefused(await comeBack(provider, step, 'anything'), 'interrupted');
    assertRefused(await provider.consent.resume(step.flow, { kind: 'poll' }, context()), 'interrupted');
  });

  test('of another version is interrupted', async () => {
    const flow = { data: { at: 'nowhere' } };
    await assert.rejects(provider.consent.resume(flow, { kind: 'poll' }, context()), { code: 'interrupted' });
  });

  test('can be called off as often as one likes, without a call', async () => {
    const step = await begin(provider);
    control.calls.clear();
    await provider.consent.cancel(step.flow, context());
    await provider.consent.cancel(step.flow, context());
    assert.deepEqual(calls(), []);
  });
});

describe('sandbox_sca', () => {
  test('is sent when it is set, and needs no visit', async () => {
    const automatic = newProvider(sandbox.apiOrigin, { sandboxSca: true });
    const step = await begin(automatic);
    const { json } = control.calls.list()[0] ?? {};
    assert.equal((json as { sandbox_sca: unknown }).sandbox_sca, true);
    assert.equal((await comeBack(automatic, step, await visitBank(step.url))).kind, 'authorised');
  });

  test('cannot reach production: the options are refused', () => {
    for (const sandboxSca of [true, false]) {
      const options = { sandboxSca, certificate: selfSigned };
      assert.throws(
        () => newProvider('https://system.tell.money', options, { environment: 'production' }),
        /sandboxSca/,
      );
    }
  });
});

describe('production', () => {
  test('gives a code 60 seconds', async () => {
    control.settings.change({ profile: 'production' });
    const application = newProvider(sandbox.apiOrigin, asProduction);
    const [early, late] = [await begin(application), await begin(application)];
    const queries = [await visitBank(early.url, 'confirm', 'accept'), await visitBank(late.url, 'confirm', 'accept')];
    control.clock.advance(50_000);
    assert.equal((await comeBack(application, early, queries[0] ?? '')).kind, 'authorised');
    control.clock.advance(10_000);
    assertRefused(await comeBack(application, late, queries[1] ?? ''), 'authorisation_expired');
  });
});

describe('the redirect URL of the application', () => {
  test('is compared before the shopper leaves', async () => {
    const registered = newProvider(sandbox.apiOrigin, { redirectUrl: callbackUrl });
    assert.equal((await travel(registered)).kind, 'authorised');
    control.calls.clear();
    const other = beginRequest({ callbackUrl: callbackUrl.replace('/shop/', '/another/') });
    await assert.rejects(registered.consent.begin(other, context()), { code: 'provider_misconfigured' });
    assert.deepEqual(calls(), []);
  });
});

describe('the banks', () => {
  test('are those of the configuration, Pockit by default', async () => {
    assert.deepEqual(await provider.banks(context()), [
      { id: '8ddb14f1-fecd-41fe-90b7-f8fbda9494ac', name: 'Pockit', countries: ['GB'], data: {} },
    ]);
    const listed = newProvider(sandbox.apiOrigin, {
      aspsps: [
        {
          id: 'c0fd407d-134b-4091-8e04-ab49a98db217',
          name: 'Second\u202e Bank',
          countries: ['GB', 'IE'],
          bic: 'SECOGB2L',
          logo: 'https://second.example/logo.png',
        },
      ],
    });
    assert.deepEqual(await listed.banks(context()), [
      {
        id: 'c0fd407d-134b-4091-8e04-ab49a98db217',
        name: 'Second Bank',
        countries: ['GB', 'IE'],
        bic: 'SECOGB2L',
        logoUrl: 'https://second.example/logo.png',
        data: {},
      },
    ]);
    assert.deepEqual(calls(), [], 'there is no list to ask for');
  });

  test('that are not known to tell.connect are refused there', async () => {
    const bank = { id: 'c0fd407d-134b-4091-8e04-ab49a98db217', name: 'Nobody', countries: ['GB'], data: {} };
    await assert.rejects(begin(provider, { bank }), { code: 'provider_rejected' });
  });
});

test('the provider says what it can do', () => {
  assert.deepEqual(provider.capabilities, {
    redirect: true,
    embedded: false,
    decoupled: false,
    revocation: false,
    refresh: true,
    unattendedCallsPerDay: 4,
  });
  assert.equal(newProvider(sandbox.apiOrigin, { unattendedCallsPerDay: 2 }).capabilities.unattendedCallsPerDay, 2);
});
