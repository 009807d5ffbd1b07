import { deepStrictEqual } from 'node:assert/strict';
import type { Balance } from '../../../server/contract/connections.js';
import type {
  BeginRequest,
  CallContext,
  FlowState,
  Grant,
  ResumeInput,
  Step,
} from '../../../server/providers/authorisation.js';
import type { Provider } from '../../../server/providers/provider.js';
import type { ProviderAccount } from '../../../server/providers/provider-data.js';

/** What a provider was asked. */
export type Asked =
  | { readonly kind: 'begin'; readonly request: BeginRequest; readonly context: CallContext }
  | { readonly kind: 'resume'; readonly flow: FlowState; readonly input: ResumeInput; readonly context: CallContext }
  | { readonly kind: 'accounts'; readonly grant: Grant; readonly context: CallContext }
  | { readonly kind: 'balances'; readonly accountId: string; readonly context: CallContext };

/** A value, an error to throw, or something that decides (or waits) when it is asked. */
type Answer<T> = T | Error | ((asked: Asked) => T | Promise<T>);

export const account: ProviderAccount = {
  id: 'provider-account',
  name: 'Everyday',
  type: 'current',
  currency: 'EUR',
  holder: 'Ada Lovelace',
  identifiers: [{ scheme: 'iban', iban: 'DE89370400440532013000' }],
};

/**
 * A provider that gives the answers it was told to give, in that order. A question without an answer fails the call and
 * is held against the test, and so is an answer that nobody asked for.
 */
export class ScriptedProvider implements Provider {
  readonly id: string;
  capabilities: Provider['capabilities'] = {
    redirect: true,
    embedded: true,
    decoupled: true,
    revocation: true,
    refresh: false,
  };
  authorizationOrigins: readonly string[] = [];
  readonly asked: Asked[] = [];
  readonly cancelled: FlowState[] = [];
  readonly revoked: Grant[] = [];
  /** The step that is answered when no other is left. */
  otherwise: Step | undefined;
  /** Grants are of the same consent when the test says so. */
  sameConsent = false;
  readonly #steps: Answer<Step>[] = [];
  readonly #accounts: Answer<readonly ProviderAccount[]>[] = [];
  readonly #balances = new Map<string, Answer<readonly Balance[]>[]>();
  readonly #unexpected: string[] = [];

  constructor(id: string) {
    this.id = id;
  }

  /** The next steps, whatever is asked. */
  answers(...steps: readonly Answer<Step>[]): this {
    this.#steps.push(...steps);
    return this;
  }

  answersAccounts(...accounts: readonly Answer<readonly ProviderAccount[]>[]): this {
    this.#accounts.push(...accounts);
    return this;
  }

  answersBalances(accountId: string, ...balances: readonly Answer<readonly Balance[]>[]): this {
    this.#balances.set(accountId, [...balances]);
    return this;
  }

  /** What `resume` was called with, or `begin` and `accounts`, one word each. */
  get questions(): readonly string[] {
    return this.asked.map((asked) => (asked.kind === 'resume' ? asked.input.kind : asked.kind));
  }

  assertFinished(): void {
    deepStrictEqual(this.#unexpected, [], 'unexpected questions');
    const balances = [...this.#balances.values()].flat();
    const unused = [this.#steps.length, this.#accounts.length, balances.length];
    deepStrictEqual(unused, [0, 0, 0], 'answers that nobody asked for');
  }

  banks() {
    return Promise.resolve([]);
  }

  readonly consent = {
    begin: (request: BeginRequest, context: CallContext) =>
      this.#answer(this.#steps, { kind: 'begin', request, context }),
    correlate: (query: URLSearchParams) => query.get('state') ?? undefined,
    resume: (flow: FlowState, input: ResumeInput, context: CallContext) =>
      this.#answer(this.#steps, { kind: 'resume', flow, input, context }, this.otherwise),
    cancel: (flow: FlowState) => {
      this.cancelled.push(flow);
      return Promise.resolve();
    },
  };

  readonly data = {
    accounts: (grant: Grant, context: CallContext) =>
      this.#answer(this.#accounts, { kind: 'accounts', grant, context }),
    balances: (_: Grant, accountId: string, context: CallContext) =>
      this.#answer(this.#balances.get(accountId) ?? [], { kind: 'balances', accountId, context }),
    transactions: () => Promise.resolve({ items: [] }),
    revoke: (grant: Grant) => {
      this.revoked.push(grant);
      return Promise.resolve();
    },
    sharesConsent: () => this.sameConsent,
  };

  async #answer<T>(answers: Answer<T>[], asked: Asked, otherwise?: Answer<T>): Promise<T> {
    this.asked.push(asked);
    const answer = answers.shift() ?? otherwise;
    if (answer === undefined) {
      this.#unexpected.push(asked.kind === 'resume' ? asked.input.kind : asked.kind);
      throw new Error('No answer is left');
    }
    if (answer instanceof Error) throw answer;
    return typeof answer === 'function' ? (answer as (asked: Asked) => T | Promise<T>)(asked) : answer;
  }
}
