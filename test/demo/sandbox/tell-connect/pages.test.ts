import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, afterEach, describe, test } from 'node:test';

import { APPS, authorise, newTokens, read, redeem, REDIRECT_URL, startSandbox, visit } from './tpp.js';

const sandbox = await startSandbox();
after(() => sandbox.close());
const { control } = sandbox;
afterEach(() => control.reset());

const newIntent = async (more: object = {}): Promise<{ uuid: string; id: string; location: string }> => {
  const uuid = randomUUID();
  const { json } = await authorise(sandbox, { uuid }, more);
  return { uuid, id: String(json['intent-id']), location: String(json['location']) };
};

describe('the way back', () => {
  test('carries intent id, uuid and code, and nothing else', async () => {
    const { uuid, id, location } = await newIntent();
    const { returned } = await visit(location, 'confirm', 'accept');
    assert.ok(returned);
    assert.ok(returned.href.startsWith(`${REDIRECT_URL}?`));
    const { authorisation_code: code, ...rest } = Object.fromEntries(returned.searchParams);
    assert.deepEqual(rest, { 'intent-id': id, uuid });
    assert.match(code ?? '', /^[0-9a-f-]{36}$/);
  });

  test('keeps the query of the registered address', async () => {
    const { location } = await newIntent({ header: { app: APPS.withQuery } });
    const { returned } = await visit(location, 'confirm', 'accept');
    assert.equal(returned?.searchParams.get('tenant'), '7');
    assert.ok(returned.searchParams.get('authorisation_code'));
  });

  const spellings = { null: 'null', empty: '', absent: null } as const;
  for (const [nullForm, expected] of Object.entries(spellings)) {
    for (const [why, actions] of Object.entries({ declined: ['confirm', 'decline'], 'not authenticated': ['fail'] })) {
      test(`has a code that is ${nullForm} when the user has ${why}`, async () => {
        control.settings.change({ nullForm: nullForm as keyof typeof spellings });
        const { location } = await newIntent();
        const { returned } = await visit(location, ...actions);
        assert.equal(returned?.searchParams.get('authorisation_code'), expected);
      });
    }
  }

  test('ends at a page with the answer as text when no address is registered', async () => {
    const approved = await newIntent({ header: { app: APPS.holding } });
    const success = await visit(approved.location, 'confirm', 'accept');
    assert.match(success.page, /successful/);
    assert.match(success.page, new RegExp(approved.uuid));
    const code = /authorisation_code: <code>([0-9a-f-]{36})</.exec(success.page)?.[1] ?? '';
    assert.equal((await redeem(sandbox, code, { header: { app: APPS.holding } })).status, 200);
    const declined = await newIntent({ header: { app: APPS.holding } });
    const refusal = await visit(declined.location, 'confirm', 'decline');
    assert.match(refusal.page, /unsuccessful/);
    assert.match(refusal.page, /<code>null</);
  });

  test('can bring a code that is too old', async () => {
    const { location } = await newIntent();
    const { returned } = await visit(location, 'confirm', 'accept-late');
    assert.equal((await redeem(sandbox, returned?.searchParams.get('authorisation_code') ?? '')).status, 400);
  });
});

describe('the check', () => {
  test('fails at the third wrong passcode', async () => {
    const { location, id } = await newIntent();
    const wrong = { action: 'confirm', passcode: '000000' };
    const second = await visit(location, wrong, wrong);
    assert.match(second.page, /That passcode is wrong/);
    const { returned } = await visit(location, wrong);
    assert.equal(returned?.searchParams.get('authorisation_code'), 'null');
    assert.equal(control.intents.list().find((intent) => intent.id === id)?.state, 'sca_failed');
  });

  test('cannot be left out', async () => {
    const { location } = await newIntent();
    assert.equal((await visit(location, 'accept')).status, 400);
    assert.equal((await visit(location, 'decline')).status, 400);
  });

  test('is needed again by a browser that did not pass it', async () => {
    const { location, id } = await newIntent();
    await visit(location, 'confirm');
    const form = new URLSearchParams({ 'consent-id': id, action: 'accept' });
    const stolen = await fetch(new URL('/auth', location), { method: 'POST', body: form, redirect: 'manual' });
    assert.equal(stolen.status, 400);
  });
});

describe('the pages', () => {
  test('decide once', async () => {
    const { location } = await newIntent();
    await visit(location, 'confirm', 'decline');
    const { status, page } = await visit(location);
    assert.equal(status, 410);
    assert.match(page, /Already decided/);
  });

  test('never return when the user just closes them', async () => {
    const { location, id } = await newIntent();
    const { returned, page } = await visit(location, 'confirm', 'leave');
    assert.equal(returned, undefined);
    assert.match(page, /Nothing was decided/);
    assert.equal(control.intents.list().find((intent) => intent.id === id)?.state, 'authenticated');
  });

  test('say who asks, and for what', async () => {
    const { location } = await newIntent();
    const { page } = await visit(location, 'confirm');
    assert.match(page, /First TPP/);
    assert.match(page, /90 days/);
  });

  test('are not found for an unknown intent', async () => {
    const answer = await fetch(`${sandbox.publicOrigin}/auth?consent-id=${randomUUID()}`);
    assert.equal(answer.status, 404);
  });

  test('load nothing from elsewhere and are not framed', async () => {
    const { location } = await newIntent();
    const policy = (await fetch(location)).headers.get('content-security-policy') ?? '';
    assert.match(policy, /default-src 'none'/);
    assert.match(policy, /frame-ancestors 'none'/);
  });

  test('have a style and a logo', async () => {
    const { location } = await newIntent();
    const { page } = await visit(location);
    for (const [, path = ''] of page.matchAll(/(?:src|href)="(\/[^"]+)"/g)) {
      const answer = await fetch(new URL(path, location));
      assert.equal(answer.status, 200, path);
      await answer.arrayBuffer();
    }
    assert.equal((await fetch(new URL('/logos/nobody.png', location))).status, 404);
  });
});

describe('the connected services', () => {
  test('list what was allowed and take it back', async () => {
    const { access } = await newTokens(sandbox);
    const id = control.consents.list().at(-1)?.id ?? '';
    const address = `${sandbox.publicOrigin}/consents`;
    assert.match(await (await fetch(address)).text(), new RegExp(id));
    await fetch(address, { method: 'POST', body: new URLSearchParams({ consent: id }) });
    assert.doesNotMatch(await (await fetch(address)).text(), new RegExp(id));
    assert.equal((await read(sandbox, access)).status, 401);
  });
});
