import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import ts from 'typescript';
import type { Demo } from '../../demo/demo.js';
import { report } from '../../demo/merchant/report.js';
import { routesOf } from '../../demo/merchant/routes.js';
import { connectAtBank, type Places } from '../../demo/merchant/shopper.js';
import { walk, type Walked } from '../../demo/merchant/walk.js';
import { type BankConnectClient, createBankConnectClient } from '../../server/client/index.js';
import { Documented, type OpenApi } from '../support/documented.js';
import { isUp, startTestDemo } from '../support/test-demo.js';

interface LoggedCall {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

let demo: Demo;
let client: BankConnectClient;
let places: Places;
let documented: Documented;
before(async () => {
  demo = await startTestDemo();
  const document = (await (await fetch(`${demo.serverDirect}/openapi.json`)).json()) as OpenApi;
  documented = new Documented(document);
  const checking = documented.fetch(demo.serverDirect);
  client = createBankConnectClient({ baseUrl: demo.serverDirect, apiKey: demo.apiKey, fetch: checking });
  places = { direct: demo.serverDirect, companion: demo.server, shop: demo.shop, fetch: checking };
});
after(() => demo.stop());

/** What is special about a provider; everything else is the same for all. */
const special: Readonly<
  Record<string, { standingOrders: number | undefined; unattended: number; afterExpiry: RegExp }>
> = {
  'Token.io': { standingOrders: 3, unattended: 4, afterExpiry: /^nothing to refresh$/ },
  'tell.connect': { standingOrders: undefined, unattended: 4, afterExpiry: /^1 refused, 1 new$/ },
  Moneyhub: { standingOrders: undefined, unattended: 6, afterExpiry: /^[1-9] refused, [1-9] new$/ },
  'OAuth bank': { standingOrders: undefined, unattended: 4, afterExpiry: /^1 refused, 1 new$/ },
  'OAuth bank 2': { standingOrders: undefined, unattended: 4, afterExpiry: /^1 refused, 1 new$/ },
};

describe('npm run demo:merchant', () => {
  const walked: Walked[] = [];

  test('connects, reads everything, refreshes, renews and removes, for every provider', async () => {
    for (const route of routesOf(demo)) walked.push(await walk(client, places, route));
    assert.deepEqual(
      walked.map(({ provider }) => provider),
      Object.keys(special),
    );
    for (const { provider, accounts, unattended, afterExpiry, renewed, removed, erased } of walked) {
      const busiest = accounts.find(({ pages }) => pages.length > 2);
      const ids = busiest?.pages.flat().map(({ id }) => id) ?? [];
      assert.deepEqual(busiest?.pages.map((page) => page.length), [100, 100, 50], provider); // prettier-ignore
      assert.equal(new Set(ids).size, 250, provider);
      assert.ok(accounts.every(({ balances }) => balances.length > 0), provider); // prettier-ignore
      assert.equal(busiest?.standingOrders, special[provider]?.standingOrders, provider);
      assert.equal(unattended.reads, special[provider]?.unattended, provider);
      assert.match(afterExpiry, special[provider]?.afterExpiry ?? /never/, provider);
      assert.deepEqual([renewed, /\((.*)\)/.exec(removed)?.[1]], ['same ids', 'not_found'], provider);
      assert.match(erased, /^[1-9] sessions?, \d connections$/, provider);
    }
    assert.deepEqual(
      walked.map(({ removed }) => removed.startsWith('at the bank')),
      [true, false, true, false, false],
      'consents at tell.connect and at OAuth banks are ended by the shopper only',
    );
  });

  test('says when the next read without the shopper is allowed', () => {
    for (const { unattended } of walked.filter(({ unattended: { next } }) => next !== undefined)) {
      const hours = (Date.parse(unattended.next ?? '') - Date.now()) / 3_600_000;
      assert.ok(hours > 0 && hours <= 24, unattended.next);
    }
  });

  test('tells banks of the shopper when the shopper is there, and of nobody when not', () => {
    const addresses = (calls: readonly LoggedCall[], header: string): string[] =>
      calls.filter(({ path }) => /^(\/v1)?\/accounts\b/.test(path)).map(({ headers }) => headers[header] ?? 'nobody');
    const ofTell = addresses(demo.tellConnect.control.calls.list(), 'x-user-ip');
    const ofToken = addresses(demo.tokenIo.control.calls.list(), 'token-customer-ip-address');
    for (const all of [ofTell, ofToken]) {
      assert.deepEqual([...new Set(all)].sort(), ['127.0.0.1', 'nobody']);
      assert.ok(all.filter((address) => address === '127.0.0.1').length > 10);
    }
    const nobody = (all: string[]): number => all.filter((address) => address === 'nobody').length;
    // tell.connect's budget is counted before a call is sent; Token.io's banks count themselves, and refuse the fifth.
    assert.deepEqual([nobody(ofTell), nobody(ofToken)], [4, 5]);
  });

  test('prints a table whose columns are aligned, with a row for every account and every connection', () => {
    const [, accounts = '', , connections = ''] = report(walked).split('\n\n');
    for (const [text, rows] of [
      [accounts, walked.flatMap((each) => each.accounts).length],
      [connections, walked.length],
    ] as const) {
      const [heading = '', rule = '', ...lines] = text.split('\n');
      assert.equal(lines.length, rows);
      const columns = [...rule.matchAll(/─+/g)].map(({ index }) => index);
      assert.ok(columns.length >= 7);
      for (const line of [heading, ...lines]) {
        const letters = [...line];
        for (const column of columns.slice(1)) assert.equal(letters[column - 1] ?? ' ', ' ', line);
      }
    }
    assert.match(accounts, /^tell\.connect +Pockit account +current +•••• 5678 .* 317\.40 GBP +250 +3 /m);
  });

  test('gets answers that are as the OpenAPI document says, and from every read that there is', async () => {
    const checking = documented.fetch(demo.serverDirect);
    const ask = (path: string, token = demo.apiKey, method = 'GET') =>
      checking(demo.serverDirect + path, { method, headers: { authorization: `Bearer ${token}` } });
    await client.connections.page({ limit: 1 });
    await client.sessions.create().then(({ clientToken }) => ask('/v1/session/cancel', clientToken, 'POST'));
    for (const path of ['/healthz', '/readyz', '/openapi.json']) assert.equal((await ask(path)).status, 200);
    assert.equal((await ask('/v1/connections/none/accounts')).status, 404);
    assert.equal((await ask('/v1/connections/none/accounts/none/transactions?limit=0')).status, 400);
    assert.equal((await ask('/v1/connections', 'bc_wrong')).status, 401);

    const good = [...documented.seen].filter(([, statuses]) => [...statuses].some((status) => status < 300));
    const wanted = ['createSession', 'readSession', 'listConnections', 'readConnection', 'removeConnection', 'eraseShopper', 'listAccounts', 'listBalances', 'listTransactions', 'listStandingOrders', 'viewSession', 'listBanks', 'chooseBank', 'giveConsent', 'cancelSession', 'isAlive', 'isReady', 'readOpenApi']; // prettier-ignore
    const missing = wanted.filter((id) => !good.some(([seen]) => seen === id));
    assert.deepEqual(missing, []);
    for (const status of [429, 501]) {
      assert.ok([...documented.seen.values()].some((statuses) => statuses.has(status)), String(status)); // prettier-ignore
    }
  });
});

/** The examples of the documentation that say that they run, by their names. */
function runningExamples(file: string): Map<string, string> {
  const blocks = readFileSync(file, 'utf8').matchAll(/<!-- runs: (\w+) -->\s+```ts\n([\s\S]*?)```/g);
  return new Map([...blocks].map(([, name = '', code = '']) => [name, code]));
}

/** An example as it stands in the documentation; the package is found where its source is. */
async function load(file: string, name: string): Promise<(...args: unknown[]) => Promise<unknown>> {
  const code = runningExamples(file).get(name);
  assert.ok(code, `${file} has no example ${name} that runs`);
  const source = new URL('../../server/client/index.ts', import.meta.url).href;
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
  const { outputText, diagnostics = [] } = ts.transpileModule(code, { compilerOptions, reportDiagnostics: true });
  assert.deepEqual(diagnostics, []);
  const script = outputText.replaceAll("'bank-connect/server'", JSON.stringify(source));
  const module = (await import(`data:text/javascript,${encodeURIComponent(script)}`)) as Record<string, unknown>;
  const exported = module[name];
  assert.ok(typeof exported === 'function', `the example exports no ${name}`);
  return exported as (...args: unknown[]) => Promise<unknown>;
}

describe('the examples of the documentation', () => {
  let connectionId: string;
  before(async () => {
    Object.assign(process.env, { BANK_CONNECT_URL: demo.serverDirect, BANK_CONNECT_API_KEY: demo.apiKey });
    const [route] = routesOf(demo);
    assert.ok(route);
    const scopes = ['accounts' as const, 'balances' as const, 'transactions' as const];
    connectionId = await connectAtBank(client, places, { scopes }, route.visit);
  });
  after(() => {
    delete process.env['BANK_CONNECT_URL'];
    delete process.env['BANK_CONNECT_API_KEY'];
  });

  test('of the README read balances', async () => {
    const balances = await load('README.md', 'balances');
    const lines = (await balances(connectionId, '127.0.0.1')) as string[];
    assert.deepEqual(lines.slice(0, 3), ['Everyday account: 2874.19 GBP', 'Rainy day savings: 15200 GBP', 'Travel card: 1187.65 GBP']); // prettier-ignore
  });

  test('of docs/data.md write a statement', async () => {
    const statement = await load('docs/data.md', 'statement');
    const lines = (await statement(connectionId, { ipAddress: '127.0.0.1' })) as string[];
    assert.equal(lines.length, 5 + 250 + 24 + 41 + 3);
    assert.match(lines[0] ?? '', /^Everyday account •••• \d{4}: 2914\.19 GBP$/);
    assert.match(lines[3] ?? '', /^\d{4}-\d\d-\d\d -?\d+(\.\d+)? \S/);
  });

  test('of docs/data.md come again when the budget is used up', async () => {
    const nightly = await load('docs/data.md', 'nightly');
    const said: unknown[] = [];
    for (let night = 0; night < 5; night += 1) said.push(await nightly(connectionId));
    assert.deepEqual(said.slice(0, 4), Array(4).fill('5 accounts'));
    assert.match(String(said[4]), /^again at \d{4}-\d\d-\d\dT/);
  });

  test('are all run', () => {
    assert.deepEqual([...runningExamples('README.md').keys()], ['balances']);
    assert.deepEqual([...runningExamples('docs/data.md').keys()], ['statement', 'nightly']);
  });
});

test('a demo that is stopped leaves nothing behind', async () => {
  const origins = [demo.shop, demo.server, demo.sandbox];
  assert.deepEqual(await Promise.all(origins.map(isUp)), [true, true, true]);
  await demo.stop();
  assert.deepEqual(await Promise.all(origins.map(isUp)), [false, false, false]);
});
