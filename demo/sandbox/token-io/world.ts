import { CallLog } from './control/call-log.js';
import { FaultDesk } from './control/fault-desk.js';
import { defaultSettings, type Settings } from './control/settings.js';
import type { AccessToken } from './accounts/access-token.js';
import type { SandboxBank } from './banks/bank.js';
import { ordinaryBanks } from './banks/ordinary-banks.js';
import { testBanks } from './journeys/test-banks.js';
import type { Approval, TokenRequest, Visit } from './journeys/token-request.js';
import { Ledger } from './payments/ledger.js';
import type { Payment } from './payments/payment.js';
import { createMembers, createTokenMember, type Member, type TokenMember } from './members.js';
import type { TokenIoOptions } from './options.js';

/** Everything the sandbox knows, in memory. */
export interface World {
  readonly apiOrigin: string;
  readonly publicOrigin: string;
  readonly members: Map<string, Member>;
  readonly tokenMember: TokenMember;
  readonly banks: ReadonlyMap<string, SandboxBank>;
  /** Ids of banks that `/reports/banks/status` calls DOWN. */
  readonly down: Set<string>;
  readonly requests: Map<string, TokenRequest>;
  readonly tokens: Map<string, AccessToken>;
  readonly payments: Map<string, Payment>;
  /** The money that was moved. */
  readonly ledger: Ledger;
  /** Visits to a bank's own page, by id. */
  readonly visits: Map<string, Visit>;
  readonly approvals: Map<string, Approval>;
  readonly calls: CallLog;
  readonly faults: FaultDesk;
  settings: Settings;
  /** The wall clock: signatures are checked against it. Epoch milliseconds. */
  wallNow(): number;
  /** The clock of lifetimes and budgets, which tests can put forward. Epoch milliseconds. */
  now(): number;
  advance(ms: number): void;
}

export const createWorld = (
  options: TokenIoOptions,
  origins: { readonly apiOrigin: string; readonly publicOrigin: string },
): World => {
  const wallNow = options.now ?? Date.now;
  let ahead = 0;
  const banks = [...testBanks, ...ordinaryBanks()];
  return {
    ...origins,
    members: createMembers(options.members),
    tokenMember: createTokenMember(),
    banks: new Map(banks.map((bank) => [bank.id, bank])),
    down: new Set(banks.filter((bank) => bank.startsDown).map((bank) => bank.id)),
    requests: new Map(),
    tokens: new Map(),
    payments: new Map(),
    ledger: new Ledger(),
    visits: new Map(),
    approvals: new Map(),
    calls: new CallLog(),
    faults: new FaultDesk(),
    settings: defaultSettings(),
    wallNow,
    now: () => wallNow() + ahead,
    advance: (ms) => {
      ahead += ms;
    },
  };
};
