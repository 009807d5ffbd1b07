import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ProviderBankShape, StepShape } from './shapes.js';
import type { BeginRequest, CallContext, Grant, ResumeInput, Step } from '../../server/providers/authorisation.js';
import type { JsonObject } from '../../server/providers/json.js';
import type { Capabilities, Provider } from '../../server/providers/provider.js';
import { AccessTokenRejected, ProviderError } from '../../server/providers/provider-error.js';
import { Account, Balance, StandingOrder, Transaction } from '../../server/contract/connections.js';
import type { HttpLimits } from '../../server/lib/provider-http.js';
import { startScriptedServer, type ScriptedServer } from '../server/lib/scripted-server.js';
import { hostileAnswers, type Hostile } from './hostile-answers.js';

export type Redirect = Extract<Step, { kind: 'redirect' }>;

/** What a provider can do. What is not declared here must be absent or without effect; nothing is skipped. */
export interface Scenario {
  readonly name: string;
  readonly capabilities: Capabilities;
  /** Makes payments; then it runs `paymentsConformance` too. Default: false. */
  readonly payments?: boolean;
  /** Callbacks as other providers write them; each with an id of somebody else's flow. */
  readonly foreignCallbacks: readonly string[];
  /** Its lists are paged by counting, so that they move with everything that is booked. */
  readonly countsPages?: boolean;
  /** Transactions of the busiest account; more than one page of them. */
  readonly history: number;
}

/** A provider in front of its simulator. */
export interface Stage {
  readonly provider: Provider;
  /** The same configuration in front of another address. */
  providerAt(apiUrl: string, limits: Partial<HttpLimits>): Provider;
  readonly request: BeginRequest;
  /** The shopper at the bank; the raw query of the way back. */
  visit(url: string, decision: 'approve' | 'decline'): Promise<string>;
  /** Lets the time at the bank run out; what the provider is asked then. */
  expire(step: Redirect): Promise<ResumeInput>;
  /**
   * A callback of this step with a code that nobody gave out. Present where beginning makes no call: what can go wrong with the
   * provider's answers goes wrong at the exchange.
   */
  forgedCallback?(step: Redirect): string;
  /** Makes what lists of transactions answer come in several pages. */
  splitPages(): void;
  /** API calls so far. */
  calls(): number;
  /** What no error may say: keys and passwords of the configuration. */
  readonly secrets: readonly string[];
  close(): Promise<void>;
}

const context = (signal = AbortSignal.timeout(30_000)): CallContext => ({
  signal,
  traceId: 'trace-1',
  psu: { ipAddress: '192.0.2.7', userAgent: 'Test/1.0' },
});

/** What the session and the connection store of a flow or a grant goes through JSON. */
const stored = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** The suite that every kind of provider runs. */
export function providerConformance(make: () => Promise<Stage>, scenario: Scenario): void {
  describe(`${scenario.name}: conformance`, () => {
    let stage: Stage, provider: Provider;
    /** Secrets that came up on the way: tokens and codes. */
    const canaries = new Set<string>();

    before(async () => {
      stage = await make();
      ({ provider } = stage);
      for (const secret of stage.secrets) canaries.add(secret);
    });
    after(() => stage.close());

    /** The `ProviderError` that a call comes to; fails for anything else, and for one that says a secret. */
    async function failure(call: () => Promise<unknown>): Promise<ProviderError> {
      const error = await call().then(
        (value) => assert.fail(`it came to ${JSON.stringify(value)}`),
        (reason: unknown) => reason,
      );
      assert.ok(error instanceof ProviderError, `${String(error)} is no ProviderError`);
      keepsSecrets(`${error.message} ${error.detail ?? ''}`);
      return error;
    }
    const keepsSecrets = (said: string): void => {
      for (const secret of canaries) assert.ok(!said.includes(secret), 'an error says a secret');
    };

    async function begin(at = provider): Promise<Redirect> {
      const step = asDeclared(stored(await at.consent.begin(stage.request, context())));
      assert.ok(step.kind === 'redirect', `a ${step.kind} step instead of a redirect`);
      return step;
    }
    const resume = async (step: Step, input: ResumeInput): Promise<Step> =>
      asDeclared(stored(await provider.consent.resume(stored(step.flow), input, context())));
    /** A step in the shape of the contract, and of a kind that the provider says it has. */
    function asDeclared(step: Step): Step {
      StepShape.parse(step);
      const { redirect, embedded, decoupled } = provider.capabilities;
      const paid = provider.payments !== undefined;
      const has = { redirect, credentials: embedded, decoupled, pending: true, authorised: true, paid, refused: true };
      assert.ok(has[step.kind], `a ${step.kind} step that is not declared`);
      return step;
    }
    /** What a callback comes to, once the provider knows. */
    async function comeBack(step: Step, query: string): Promise<Step> {
      let next = await resume(step, { kind: 'callback', query });
      for (let looks = 0; next.kind === 'pending' && looks < 10; looks++) next = await resume(next, { kind: 'poll' });
      if (next.kind === 'refused') keepsSecrets(next.detail ?? '');
      return next;
    }
    /** The first call of an attempt. */
    async function firstCall(at: Provider, caller = context()): Promise<unknown> {
      if (stage.forgedCallback === undefined) return at.consent.begin(stage.request, caller);
      const step = await withoutCalls(() => begin(at));
      const query = stage.forgedCallback(step);
      return at.consent.resume(stored(step.flow), { kind: 'callback', query }, caller);
    }
    async function newGrant(): Promise<Grant> {
      const step = await begin();
      const end = await comeBack(step, await stage.visit(step.url, 'approve'));
      assert.ok(end.kind === 'authorised', `a ${end.kind} step instead of a grant`);
      for (const value of Object.values(end.grant.data)) {
        if (typeof value === 'string' && value.length >= 16 && !/^\d{4}-\d\d-\d\dT/.test(value)) canaries.add(value);
      }
      return end.grant;
    }
    /** Runs `call` and checks that the provider made no request for it. */
    async function withoutCalls<T>(call: () => Promise<T>): Promise<T> {
      const callsBefore = stage.calls();
      const result = await call();
      assert.equal(stage.calls(), callsBefore, 'the provider was called');
      return result;
    }

    describe('says what it can do', () => {
      test('as declared', () => assert.deepEqual(provider.capabilities, scenario.capabilities));

      test('and has the member for tokens exactly when it has tokens to refresh', () => {
        assert.equal(typeof provider.data.refresh, scenario.capabilities.refresh ? 'function' : 'undefined');
      });

      test('and has the member for standing orders exactly when it says so', () => {
        const { standingOrders } = scenario.capabilities;
        assert.equal(typeof provider.data.standingOrders, standingOrders ? 'function' : 'undefined');
      });

      test('and has the part for payments exactly when it makes some', () => {
        assert.equal(provider.payments !== undefined, scenario.payments === true);
      });

      test('and lists banks that can be shown', async () => {
        const banks = await provider.banks(context());
        assert.ok(banks.length > 0);
        for (const bank of banks) ProviderBankShape.parse(bank);
        assert.equal(new Set(banks.map(({ id }) => id)).size, banks.length, 'a bank is listed twice');
      });
    });

    describe('begin', () => {
      test('sends the shopper to an address of the provider, with an id to come back by', async () => {
        const { url, flow } = await begin();
        const origins = provider.authorizationOrigins;
        assert.ok(origins.length === 0 || origins.includes(new URL(url).origin), url);
        assert.ok((flow.correlationId ?? '').length >= 8);
      });

      test('gives every attempt an id of its own', async () => {
        const ids = [await begin(), await begin(), await begin()].map(({ flow }) => flow.correlationId);
        assert.equal(new Set(ids).size, 3);
      });
    });

    describe('correlate', () => {
      test('finds the id of the flow in its callback, as often as asked, without a call', async () => {
        for (const decision of ['approve', 'decline'] as const) {
          const step = await begin();
          const query = await stage.visit(step.url, decision);
          await withoutCalls(async () => {
            for (let times = 0; times < 2; times++) {
              assert.equal(provider.consent.correlate(new URLSearchParams(query)), step.flow.correlationId);
            }
            await Promise.resolve();
          });
        }
      });

      test('finds none in queries that are not its own', () => {
        const queries = ['', '=', '&&', 'a=b', '__proto__=x', 'toString=1', `state=${'x'.repeat(9000)}`, 'code=1'];
        for (const query of queries)
          assert.equal(provider.consent.correlate(new URLSearchParams(query)), undefined, query);
      });

      test('does not choose between two ids', async () => {
        const [step, other] = [await begin(), await begin()];
        const query = await stage.visit(step.url, 'approve');
        const foreign = new URLSearchParams(await stage.visit(other.url, 'approve'));
        for (const [name, value] of foreign) {
          const parameters = new URLSearchParams(query);
          parameters.append(name, value);
          const found = provider.consent.correlate(parameters);
          assert.notEqual(found, other.flow.correlationId, name);
          const without = new URLSearchParams(query);
          without.delete(name);
          if (provider.consent.correlate(without) === undefined) assert.equal(found, undefined, name);
        }
      });
    });

    describe('the way back', () => {
      test('ends with a grant that says until when', async () => {
        const { expiresAt } = await newGrant();
        assert.ok(expiresAt === undefined || Date.parse(expiresAt) > Date.now(), expiresAt);
      });

      test('is denied when the shopper declines', async () => {
        const step = await begin();
        const end = await comeBack(step, await stage.visit(step.url, 'decline'));
        assert.ok(end.kind === 'refused', end.kind);
        assert.ok(end.code === 'access_denied' || end.code === 'declined', end.code);
      });

      test('is over when the time at the bank ran out', async () => {
        const step = await begin();
        const end = await resume(step, await stage.expire(step));
        assert.ok(end.kind === 'refused', end.kind);
        assert.equal(end.code, 'authorisation_expired');
      });

      test('gives no second grant to a replayed callback', async () => {
        const step = await begin();
        const query = await stage.visit(step.url, 'approve');
        const first = await comeBack(step, query);
        assert.ok(first.kind === 'authorised');
        for (const from of [step, first]) {
          const again = await comeBack(from, query);
          if (again.kind === 'authorised') assert.deepEqual(again.grant.data, first.grant.data);
          else assert.equal(again.kind, 'refused');
        }
      });

      test('takes no callback of another flow, and makes no call for it', async () => {
        const [mine, theirs] = [await begin(), await begin()];
        const query = await stage.visit(theirs.url, 'approve');
        const { code } = await withoutCalls(() => failure(() => resume(mine, { kind: 'callback', query })));
        assert.equal(code, 'invalid_callback');
        assert.equal((await comeBack(theirs, query)).kind, 'authorised');
      });

      test('takes no callback of another provider, and makes no call for it', async () => {
        const step = await begin();
        for (const query of [...scenario.foreignCallbacks, '', 'a=b', '%', '%ff=%ff', 'x'.repeat(20_000)]) {
          assert.notEqual(provider.consent.correlate(new URLSearchParams(query)), step.flow.correlationId);
          const { code } = await withoutCalls(() => failure(() => resume(step, { kind: 'callback', query })));
          assert.equal(code, 'invalid_callback', query.slice(0, 80));
        }
      });

      test('takes no callback with a parameter twice, and makes no call for it', async () => {
        const step = await begin();
        const query = await stage.visit(step.url, 'approve');
        for (const pair of query.split('&')) {
          const twice = `${query}&${pair}`;
          const { code } = await withoutCalls(() => failure(() => resume(step, { kind: 'callback', query: twice })));
          assert.equal(code, 'invalid_callback', pair.split('=')[0]);
        }
      });

      test('is looked for without harm: the same step, and the journey goes on', async () => {
        const step = await begin();
        for (let looks = 0; looks < 3; looks++) {
          const same = await resume(step, { kind: 'poll' });
          assert.ok(same.kind === 'redirect', same.kind);
          assert.deepEqual([same.url, same.flow.correlationId], [step.url, step.flow.correlationId]);
        }
        assert.equal((await comeBack(step, await stage.visit(step.url, 'approve'))).kind, 'authorised');
      });

      test('shows the same step again to an answer that it did not ask for', async () => {
        const step = await begin();
        for (const input of [{ kind: 'confirm' }, { kind: 'credentials', values: { pin: '1' } }] as const) {
          const same = await resume(step, input);
          assert.ok(same.kind === 'redirect', same.kind);
          assert.equal(same.url, step.url);
        }
      });

      test('can be called off, as often as one likes', async () => {
        const step = await begin();
        for (let times = 0; times < 3; times++) await provider.consent.cancel(stored(step.flow), context());
      });

      test('of a flow that nobody can read is a failure of ours, without a call', async () => {
        const unreadable: readonly JsonObject[] = [{}, { at: 'nowhere' }, { at: null }];
        for (const data of unreadable) {
          const { code } = await withoutCalls(() =>
            failure(() => provider.consent.resume({ data }, { kind: 'poll' }, context())),
          );
          assert.equal(code, 'interrupted');
        }
      });
    });

    describe('an answer of the provider', () => {
      let server: ScriptedServer, hostile: Hostile, grant: Grant, accountId: string;
      before(async () => {
        server = await startScriptedServer((request, response) => hostile(response, request));
        grant = await newGrant();
        accountId = (await provider.data.accounts(grant, context()))[0]?.id ?? '';
      });
      after(() => server.close());
      const limits = { retryBaseMs: 1, maxRetries: 1, firstByteMs: 1_000, totalMs: 2_000 };

      for (const [name, answer] of Object.entries(hostileAnswers)) {
        test(`that is ${name} opens nothing and shows nothing`, async () => {
          hostile = answer;
          const other = stage.providerAt(server.origin, limits);
          await failure(() => firstCall(other));
          await failure(() => other.data.accounts(grant, context()));
          await failure(() => other.data.balances(grant, accountId, context()));
          await failure(() => other.data.transactions(grant, accountId, {}, context()));
        });
      }

      test('that repeats our secrets does not get them into an error', async () => {
        hostile = (response, request) => {
          const said = `${request.headers.authorization} ${request.rawHeaders.join(' ')}`;
          response.writeHead(400, { 'content-type': 'application/json' });
          response.end(
            JSON.stringify({ error: { message: said, errorCode: said }, error_description: said, message: said }),
          );
        };
        const other = stage.providerAt(server.origin, limits);
        await failure(() => firstCall(other));
        await failure(() => other.data.accounts(grant, context()));
        await failure(() => other.data.transactions(grant, accountId, {}, context()));
      });

      test('that never comes is waited for until the deadline, and may be asked for again', async () => {
        hostile = () => undefined;
        const impatient = stage.providerAt(server.origin, { ...limits, maxRetries: 0, firstByteMs: 50, totalMs: 100 });
        for (const call of [() => firstCall(impatient), () => impatient.data.accounts(grant, context())]) {
          const { code, retryable } = await failure(call);
          assert.deepEqual([code, retryable], ['provider_unavailable', true]);
        }
      });

      test('is not waited for after the caller has gone', async () => {
        const caller = new AbortController();
        hostile = () => caller.abort();
        const patient = stage.providerAt(server.origin, { firstByteMs: 20_000, totalMs: 20_000 });
        const started = performance.now();
        await failure(() => firstCall(patient, context(caller.signal)));
        assert.ok(performance.now() - started < 5_000);
        const asked = server.requests.length;
        await failure(() => patient.data.accounts(grant, context(caller.signal)));
        assert.equal(server.requests.length, asked, 'a call for a caller who has gone');
      });

      test('cannot be had where nobody listens', async () => {
        const closed = await startScriptedServer(() => undefined);
        await closed.close();
        const { code, retryable } = await failure(() => firstCall(stage.providerAt(closed.origin, limits)));
        assert.deepEqual([code, retryable], ['provider_unavailable', true]);
      });
    });

    describe('a grant', () => {
      test('reads accounts and balances that fit the contract', async () => {
        const grant = await newGrant();
        const accounts = await provider.data.accounts(grant, context());
        assert.ok(accounts.length > 0);
        for (const account of accounts) {
          Account.parse({ ...stored(account), maskedIdentifier: '' });
          const balances = await provider.data.balances(grant, account.id, context());
          assert.ok(balances.length > 0, account.id);
          for (const balance of balances) Balance.parse(stored(balance));
        }
      });

      test('reads standing orders that fit the contract, where there are any', async () => {
        const readOrders = provider.data.standingOrders?.bind(provider.data);
        if (readOrders === undefined) {
          assert.equal(scenario.capabilities.standingOrders, undefined);
          return;
        }
        const grant = await newGrant();
        const accounts = await provider.data.accounts(grant, context());
        const lists = await Promise.all(accounts.map(({ id }) => readOrders(grant, id, context())));
        assert.ok(lists.flat().length > 0);
        for (const order of lists.flat()) StandingOrder.parse(stored(order));
      });

      test('that cannot be read asks the shopper to connect again, without a call', async () => {
        const { code } = await withoutCalls(() =>
          failure(() => provider.data.accounts({ data: { at: 'nowhere' } }, context())),
        );
        assert.equal(code, 'reauth_required');
      });

      test(`${scenario.capabilities.refresh ? 'is' : 'is never'} refreshed`, async () => {
        const { refresh } = provider.data;
        if (refresh === undefined) {
          assert.equal(scenario.capabilities.refresh, false);
          return;
        }
        const grant = await newGrant();
        const renewed = stored(await refresh(grant, context()));
        assert.notDeepEqual(renewed.data, grant.data);
        assert.ok(Date.parse(renewed.accessExpiresAt ?? '') > Date.now());
        assert.equal(renewed.expiresAt, grant.expiresAt);
        assert.ok((await provider.data.accounts(renewed, context())).length > 0);
        const { code } = await failure(() => refresh(grant, context()));
        assert.equal(code, 'reauth_required');
      });

      test('is revoked, as often as one likes', async () => {
        const grant = await newGrant();
        const revoke = () => provider.data.revoke(grant, context());
        if (!scenario.capabilities.revocation) {
          await withoutCalls(() => Promise.all([revoke(), revoke()]));
          return;
        }
        await revoke();
        await revoke();
        await assert.rejects(
          provider.data.accounts(grant, context()),
          (error) =>
            error instanceof AccessTokenRejected ||
            (error instanceof ProviderError && ['reauth_required', 'connection_revoked'].includes(error.code)),
        );
      });
    });

    describe('transactions', () => {
      let grant: Grant;
      before(async () => {
        grant = await newGrant();
        stage.splitPages();
      });

      const history = async (accountId: string): Promise<{ ids: string[]; cursors: string[] }> => {
        const ids: string[] = [];
        const cursors: string[] = [];
        for (let cursor: string | undefined; cursors.length < 200;) {
          const query = cursor === undefined ? {} : { cursor };
          const { items, next } = await provider.data.transactions(grant, accountId, query, context());
          ids.push(...items.map((item) => Transaction.parse(item).id));
          if (next === undefined) return { ids, cursors };
          assert.ok(!cursors.includes(next), 'the pages go round in a circle');
          cursors.push((cursor = next));
        }
        return assert.fail('the pages have no end');
      };
      const accounts = async (): Promise<readonly string[]> =>
        (await provider.data.accounts(grant, context())).map(({ id }) => id);

      test('come page by page, none twice and none left out', async () => {
        let longest = 0;
        let pages = 0;
        for (const accountId of await accounts()) {
          const { ids, cursors } = await history(accountId);
          assert.equal(new Set(ids).size, ids.length, 'a transaction is there twice');
          longest = Math.max(longest, ids.length);
          pages = Math.max(pages, cursors.length + 1);
        }
        assert.equal(longest, scenario.history);
        assert.ok(pages > 1, 'there is one page only');
      });

      test('come again at the place where a list that moved is joined, and not at all where there is no such place', async () => {
        let joined = 0;
        for (const accountId of await accounts()) {
          const read = (cursor?: string) =>
            provider.data.transactions(grant, accountId, { limit: 40, ...(cursor && { cursor }) }, context());
          for (let cursor: string | undefined, pages = 0; pages < 20; pages += 1) {
            const { items, next, rejoin } = await read(cursor);
            if (next === undefined) break;
            if (rejoin !== undefined) {
              const again = (await read(rejoin)).items.map(({ id }) => id);
              const tail = items.slice(-5).map(({ id }) => id);
              assert.deepEqual(tail.filter((id) => again.includes(id)), tail); // prettier-ignore
              assert.ok(
                again.some((id) => !items.some((item) => item.id === id)),
                'nothing new behind the seam',
              );
              joined += 1;
            }
            cursor = next;
          }
        }
        assert.equal(joined > 0, scenario.countsPages ?? false);
      });

      test('of a cursor that is not ours are refused, and lead nowhere else', async () => {
        const [accountId = ''] = await accounts();
        const foreign = ['garbage', '%00', '../../other', '//127.0.0.1:9/', 'http://127.0.0.1:9/', '__proto__'];
        for (const cursor of foreign) {
          await failure(() => provider.data.transactions(grant, accountId, { cursor }, context()));
        }
      });
    });
  });
}
