import assert from 'node:assert/strict';
import { after, afterEach, beforeEach, describe, test } from 'node:test';

import { call, enrol, startWithSoftware, tokenFor, type Tpp } from './tpp.js';

const { sandbox } = await startWithSoftware();
const { control } = sandbox;
after(() => sandbox.close());
afterEach(() => control.reset());

let tpp: Tpp;
beforeEach(() => {
  tpp = enrol(sandbox);
});

const MESSAGE = { message: 'Request is processed. We will send the response via email.' };
const mailsNow = () => control.mails.list().length;
const stateOf = (softwareId: string) =>
  control.applications.list().find((application) => application.softwareId === softwareId)?.state;

describe('Priora', () => {
  test('answers 200 with a message and no client, whatever comes of it', async () => {
    const { status, headers, json } = await tpp.register('priora');
    assert.equal(status, 200);
    assert.match(headers.get('content-type') ?? '', /^application\/json/);
    assert.deepEqual(json, MESSAGE);
    assert.equal(stateOf(tpp.softwareId), 'waiting');
  });

  test('mails the credentials when a person approves, and the client works', async () => {
    const asked = await tpp.register('priora', { token_endpoint_auth_method: 'client_secret_basic' });
    assert.equal(asked.status, 200, asked.text);
    const before = mailsNow();
    assert.equal(control.applications.decide(tpp.softwareId, 'approved'), true);
    assert.equal(mailsNow(), before + 1);
    const { to, credentials } = control.mails.list().at(-1) ?? {};
    assert.equal(to, 'tpp@example.com');
    const basic = Buffer.from(`${credentials?.clientId}:${credentials?.clientSecret}`).toString('base64');
    const answer = await call(sandbox.tokenUrl, {
      method: 'POST',
      headers: { authorization: `Basic ${basic}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    assert.equal(answer.status, 200);
    assert.equal(answer.json['token_type'], 'Bearer');
  });

  test('mails no secret to a client that signs', async () => {
    await tpp.register('priora');
    control.applications.decide(tpp.softwareId, 'approved');
    const { credentials } = control.mails.list().at(-1) ?? {};
    assert.deepEqual(Object.keys(credentials ?? {}), ['clientId']);
    assert.equal((await tokenFor(sandbox, credentials?.clientId ?? '')).status, 200);
  });

  test('mails a refusal without credentials, after which it can be asked again', async () => {
    await tpp.register('priora');
    assert.equal(control.applications.decide(tpp.softwareId, 'declined'), true);
    assert.equal(control.mails.list().at(-1)?.credentials, undefined);
    assert.deepEqual((await tpp.register('priora')).json, MESSAGE);
    assert.equal(stateOf(tpp.softwareId), 'waiting');
  });

  test('14: answers a second request for the same software like the first, and decides once', async () => {
    await tpp.register('priora');
    assert.deepEqual((await tpp.register('priora')).json, MESSAGE);
    assert.equal(control.applications.decide(tpp.softwareId, 'approved'), true);
    assert.deepEqual((await tpp.register('priora')).json, MESSAGE);
    assert.equal(control.applications.decide(tpp.softwareId, 'approved'), false);
    assert.equal(control.clients.list().filter(({ softwareId }) => softwareId === tpp.softwareId).length, 1);
  });

  const text = 'scope must be some of openid accounts payments fundsconfirmations';
  const forms = {
    sample: { tppMessages: [{ category: 'Invalid', code: 406, text }] },
    declared: { tppMessages: [{ category: 'ERROR', code: 'Invalid', text }] },
    legacy: { error_class: 'Invalid', error_message: text, meta: { time: '2020-11-25', version: '1' } },
  } as const;
  for (const [errorForm, body] of Object.entries(forms)) {
    test(`writes errors in the ${errorForm} form`, async () => {
      control.settings.change({ errorForm: errorForm as keyof typeof forms });
      const { status, json } = await tpp.register('priora', { scope: 'makepayment' });
      assert.deepEqual([status, json], [406, body]);
    });
  }
});

describe('the mailbox', () => {
  const page = () => call(`${sandbox.publicOrigin}/mailbox`);
  const press = (softwareId: string, decision: string) =>
    call(`${sandbox.publicOrigin}/mailbox/${softwareId}`, { method: 'POST', body: new URLSearchParams({ decision }) });

  test('shows who waits, lets a person approve, and shows the letter', async () => {
    await tpp.register('priora', { token_endpoint_auth_method: 'client_secret_basic' });
    const before = await page();
    assert.ok(before.text.includes(`<code>${tpp.softwareId}</code> asks for openid accounts.`));
    assert.match(before.headers.get('content-security-policy') ?? '', /default-src 'none'/);
    const pressed = await press(tpp.softwareId, 'approved');
    assert.deepEqual([pressed.status, pressed.headers.get('location')], [303, '/mailbox']);
    const { credentials } = control.mails.list().at(-1) ?? {};
    const { text } = await page();
    assert.ok(credentials?.clientSecret !== undefined && text.includes(credentials.clientSecret));
    assert.ok(!text.includes(`${tpp.softwareId}</code> asks`));
    const { json } = await call(`${sandbox.apiOrigin}/mailbox.json`);
    assert.deepEqual((json['mails'] as object[]).at(-1), control.mails.list().at(-1));
  });

  test('takes each decision once, and no other', async () => {
    await tpp.register('priora');
    assert.equal((await press(tpp.softwareId, 'maybe')).status, 410);
    assert.equal((await press('nobody', 'approved')).status, 410);
    assert.equal((await press(tpp.softwareId, 'declined')).status, 303);
    assert.equal((await press(tpp.softwareId, 'approved')).status, 410);
  });

  test('shows texts of strangers as text', async () => {
    await tpp.register('priora', {
      software_statement: tpp.statement({ software_client_name: '<img src=x onerror=alert(1)>' }),
    });
    assert.ok((await page()).text.includes('&lt;img src=x onerror=alert(1)&gt;'));
  });
});

describe('the switches over HTTP', () => {
  const command = (body: object) =>
    call(`${sandbox.apiOrigin}/sandbox/command`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  test('decide, revoke, change settings and let faults happen', async () => {
    await tpp.register('priora');
    assert.deepEqual((await command({ do: 'decide', softwareId: tpp.softwareId, decision: 'approved' })).json, {
      done: true,
    });
    const clientId = control.mails.list().at(-1)?.credentials?.clientId;
    assert.deepEqual((await command({ do: 'revoke-client', clientId })).json, { done: true });
    assert.deepEqual((await command({ do: 'revoke-client', clientId })).json, { done: false });
    assert.equal((await command({ do: 'settings', settings: { errorForm: 'legacy' } })).status, 200);
    assert.equal((await command({ do: 'settings', settings: { unknown: 1 } })).status, 400);
    assert.equal((await command({ do: 'decide', softwareId: tpp.softwareId })).status, 400);
    await command({ do: 'fault', rule: { path: '/api/*', answer: { status: 503, body: '{}' } } });
    assert.equal((await tpp.register('priora')).status, 503);
    const { json } = await call(`${sandbox.apiOrigin}/sandbox/state`);
    assert.equal((json['settings'] as { errorForm: string }).errorForm, 'legacy');
  });

  test('show the calls that came, without bodies that are JWTs', async () => {
    await tpp.register('priora');
    const { text } = await call(`${sandbox.apiOrigin}/sandbox/calls`);
    const [only] = JSON.parse(text) as Record<string, unknown>[];
    assert.deepEqual(
      [only?.['method'], only?.['path'], only?.['status'], only?.['json']],
      ['POST', '/api/open-banking/v3.1/tpp/register', 200, undefined],
    );
  });
});
