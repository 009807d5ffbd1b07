import { decideApproval, waitingApprovals } from '../journeys/approvals.js';
import { finish } from '../journeys/outcome.js';
import type { Approval } from '../journeys/token-request.js';
import { createPaymentControl, type PaymentControl } from '../payments/payment-control.js';
import type { World } from '../world.js';
import type { LoggedCall } from './call-log.js';
import type { FaultRule } from './fault-desk.js';
import { defaultSettings, type Settings } from './settings.js';

/** What a test or the demo may do behind the back of the API. The same is offered over HTTP at `/sandbox/…`. */
export interface SandboxControl {
  readonly calls: { list(): readonly LoggedCall[]; clear(): void };
  readonly faults: { add(rule: FaultRule): void; clear(): void };
  /** The clock of lifetimes and budgets; signatures are checked against the wall clock. */
  readonly clock: { now(): number; advance(ms: number): void };
  readonly approvals: {
    waiting(): readonly Approval[];
    decide(id: string, decision: 'approved' | 'declined'): boolean;
  };
  readonly tokens: {
    ids(): readonly string[];
    /** How many are neither cancelled nor over. */
    alive(): number;
    revoke(id: string): boolean;
    expire(id: string): boolean;
  };
  readonly requests: {
    ids(): readonly string[];
    /** Ends an open request behind the user's back. False when there is none. */
    end(id: string, result: 'REJECTED' | 'EXPIRED'): boolean;
  };
  readonly payments: PaymentControl;
  readonly banks: { setDown(id: string, down: boolean): void };
  readonly settings: { get(): Settings; change(settings: Partial<Settings>): void };
  /** Settings, faults and the call log as they were at the start; requests, tokens, payments and the ledger stay. */
  reset(): void;
}

const tokenControl = (world: World): SandboxControl['tokens'] => ({
  ids: () => [...world.tokens.keys()],
  alive: () =>
    [...world.tokens.values()].filter(
      ({ cancelledAtMs, expiresAtMs }) => cancelledAtMs === undefined && expiresAtMs > world.now(),
    ).length,
  revoke: (id) => {
    const token = world.tokens.get(id);
    if (token !== undefined) token.cancelledAtMs ??= world.now();
    return token !== undefined;
  },
  expire: (id) => {
    const token = world.tokens.get(id);
    if (token !== undefined) token.expiresAtMs = world.now();
    return token !== undefined;
  },
});

export const createControl = (world: World): SandboxControl => ({
  calls: { list: () => world.calls.list(), clear: () => world.calls.clear() },
  faults: { add: (rule) => world.faults.add(rule), clear: () => world.faults.clear() },
  clock: { now: () => world.now(), advance: (ms) => world.advance(ms) },
  approvals: {
    waiting: () => waitingApprovals(world),
    decide: (id, decision) => decideApproval(world, id, decision),
  },
  tokens: tokenControl(world),
  requests: {
    ids: () => [...world.requests.keys()],
    end: (id, result) => {
      const request = world.requests.get(id);
      if (request === undefined || request.outcome !== undefined) return false;
      finish(world, request, { reply: {}, result, reason: 'Ended by the sandbox' });
      return true;
    },
  },
  payments: createPaymentControl(world),
  banks: {
    setDown: (id, down) => {
      if (down) world.down.add(id);
      else world.down.delete(id);
    },
  },
  settings: {
    get: () => world.settings,
    change: (settings) => {
      world.settings = { ...world.settings, ...settings };
    },
  },
  reset: () => {
    world.settings = defaultSettings();
    world.faults.clear();
    world.calls.clear();
  },
});
