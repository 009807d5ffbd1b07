import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { serverBundle } from '../../.ci/server-bundle.js';
import type { Registration } from '../../server/contract/registrations.js';
import { newPage } from '../support/playwright.js';
import { call } from './companion-api.js';
import { useDemo } from './shopper.js';

describe('registering as a client, in the demo', () => {
  const { demo, browser } = useDemo();
  const ask = async (method: string, path: string, body?: unknown) => {
    const answer = await call(demo(), method, path, { token: demo().operatorKey, body });
    return { status: answer.status, code: answer.code, registration: () => JSON.parse(answer.text) as Registration };
  };
  const register = (target: string) => ask('POST', '/v1/registrations', { target });

  /** Opens the mailbox in a browser, decides, and copies what the letter says. */
  const decide = async (decision: 'Approve' | 'Decline') => {
    const { page, context, complaints } = await newPage(browser());
    await page.goto(`${demo().dcr.publicOrigin}/mailbox`);
    await page.getByRole('heading', { name: 'Larch & Lumen checkout' }).waitFor();
    await page.getByRole('button', { name: decision }).click();
    await page.getByText('Nobody waits.').waitFor();
    const letter = await page.getByRole('listitem').first().innerText();
    assert.deepEqual(complaints, []);
    await context.close();
    const [, clientId, clientSecret] = /client_id: (\S+)\s+client_secret: (\S+)/.exec(letter) ?? [];
    return { letter, credentials: { clientId, clientSecret } };
  };

  it('gives a client at once at the OBIE bank, and none to a merchant', async () => {
    const asMerchant = await call(demo(), 'POST', '/v1/registrations', {
      token: demo().apiKey,
      body: { target: 'obie-sandbox' },
    });
    assert.deepEqual([asMerchant.status, asMerchant.code], [401, 'invalid_api_key']);
    const { status, registration } = await register('obie-sandbox');
    assert.deepEqual([status, registration().status], [201, 'registered']);
    assert.equal((await ask('DELETE', '/v1/registrations/obie-sandbox')).status, 204);
  });

  it('waits for the letter of the Priora bank: declined, asked again, approved', async () => {
    const first = await register('priora-sandbox');
    assert.deepEqual([first.status, first.registration().status], [202, 'pending']);
    assert.match((await decide('Decline')).letter, /was declined/);
    assert.equal((await ask('DELETE', '/v1/registrations/priora-sandbox?forget=true')).status, 204);

    assert.equal((await register('priora-sandbox')).status, 202);
    const { credentials } = await decide('Approve');
    const supplied = await ask('PUT', '/v1/registrations/priora-sandbox/credentials', credentials);
    const registration = supplied.registration();
    assert.ok(registration.status === 'registered' && registration.client.hasSecret);
    assert.equal(registration.client.clientId, credentials.clientId);
    const again = await register('priora-sandbox');
    assert.deepEqual([again.status, again.registration().status], [200, 'registered']);
  });

  it('shows the same on the command line, beside the server that runs', { timeout: 60_000 }, async () => {
    const config = join(dirname(dirname(demo().logFile)), 'keys', 'companion.json');
    const child = spawn(process.execPath, [serverBundle(), 'register', '--config', config]);
    const [stdout, [code]] = await Promise.all([text(child.stdout), once(child, 'exit') as Promise<[number]>]);
    const list = JSON.parse(stdout) as { id: string; status: string }[];
    assert.equal(code, 0);
    assert.deepEqual(
      list.map(({ id, status }) => `${id}: ${status}`),
      ['priora-sandbox: registered', 'obie-sandbox: not registered'],
    );
  });
});
