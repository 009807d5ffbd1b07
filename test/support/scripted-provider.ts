import assert from 'node:assert/strict';
import type { Provider } from '../../server/providers/provider.js';

interface Calls {
  readonly banks: Provider['banks'];
  readonly begin: Provider['consent']['begin'];
  readonly resume: Provider['consent']['resume'];
  readonly cancel: Provider['consent']['cancel'];
  readonly accounts: Provider['data']['accounts'];
  readonly balances: Provider['data']['balances'];
  readonly transactions: Provider['data']['transactions'];
  readonly standingOrders: NonNullable<Provider['data']['standingOrders']>;
  readonly revoke: Provider['data']['revoke'];
}

/** The same call, answered with a value or a promise of one. */
type Answer<K extends keyof Calls> = (
  ...args: Parameters<Calls[K]>
) => ReturnType<Calls[K]> | Awaited<ReturnType<Calls[K]>>;
type Expected = { [K in keyof Calls]: { readonly name: K; readonly answer: Answer<K> } }[keyof Calls];

/** A provider that answers the calls it was told to expect, in their order, and fails on any other. */
export class ScriptedProvider implements Provider {
  readonly authorizationOrigins = [];
  readonly capabilities: Provider['capabilities'];
  readonly #expected: Expected[] = [];

  constructor(
    readonly id: string,
    capabilities: Partial<Provider['capabilities']> = {},
  ) {
    const none = { redirect: false, embedded: false, decoupled: false, revocation: false, refresh: false };
    this.capabilities = { ...none, ...capabilities };
    this.data = {
      accounts: async (grant, context) => this.#next('accounts')(grant, context),
      balances: async (grant, accountId, context) => this.#next('balances')(grant, accountId, context),
      transactions: async (grant, accountId, wish, context) =>
        this.#next('transactions')(grant, accountId, wish, context),
      ...(this.capabilities.standingOrders && {
        standingOrders: async (grant, accountId, context) => this.#next('standingOrders')(grant, accountId, context),
      }),
      revoke: async (grant, context) => this.#next('revoke')(grant, context),
    };
  }

  expect<K extends keyof Calls>(name: K, answer: Answer<K>): this {
    this.#expected.push({ name, answer } as Expected);
    return this;
  }

  /** Fails when an expected call never came. */
  verify(): void {
    assert.deepEqual(
      this.#expected.map(({ name }) => name),
      [],
      `${this.id}: calls that never came`,
    );
  }

  readonly banks: Calls['banks'] = async (context) => this.#next('banks')(context);

  readonly consent: Provider['consent'] = {
    begin: async (request, context) => this.#next('begin')(request, context),
    correlate: () => undefined,
    resume: async (flow, input, context) => this.#next('resume')(flow, input, context),
    cancel: async (flow, context) => this.#next('cancel')(flow, context),
  };

  readonly data: Provider['data'];

  #next<K extends keyof Calls>(name: K): Answer<K> {
    const expected = this.#expected.shift();
    assert.equal(name, expected?.name, `${this.id}: an unexpected call`);
    return expected?.answer as Answer<K>;
  }
}
