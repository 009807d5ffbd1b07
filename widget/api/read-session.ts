import type { AccountSummary, AccountType } from '../../server/contract/accounts.js';
import type { Bank, BankList } from '../../server/contract/banks.js';
import type { Money } from '../../server/contract/money.js';
import type { CreditorAccount, PaymentStatus, PaymentView } from '../../server/contract/payments.js';
import type { SessionStatus, SessionView, TerminalStatus } from '../../server/contract/session.js';
import {
  flag,
  integer,
  list,
  members,
  oneOf,
  optional,
  own,
  path,
  text,
  textLike,
  time,
  type Read,
  type Shape,
} from './parse.js';
import { readInlineFields } from './inline-fields.js';
import { readProblem } from './read-problem.js';

const terminal: readonly SessionStatus[] = [
  'completed',
  'failed',
  'cancelled',
  'expired',
] satisfies readonly TerminalStatus[];

/** Whether nothing comes after this status. */
export const isTerminal = (status: SessionStatus): boolean => terminal.includes(status);

/** Present, or as good as absent. */
const onlyTrue: Read<true | undefined> = (value) => (value === true ? true : undefined);

const bank = members<Bank>({
  id: text,
  name: text,
  bic: optional(text),
  logo: optional(path),
  down: onlyTrue,
});

/** An address that may become a link: absolute, https, or http for a shop on this machine. */
const webAddress = textLike((value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol));

const consent = members<Extract<SessionView, { status: 'consent' }>['consent']>({
  merchantName: text,
  tppName: optional(text),
  purpose: text,
  scopes: list(oneOf(['accounts', 'balances', 'transactions', 'standing_orders'])),
  accessUntil: optional(time),
  termsUrl: optional(webAddress),
  privacyUrl: optional(webAddress),
});

/** `Intl` throws at anything else. */
const money = members<Money>({
  value: textLike((value) => /^-?\d+(\.\d+)?$/.test(value)),
  currency: textLike((value) => /^[A-Z]{3}$/.test(value)),
});

const accounts = list(
  members<AccountSummary>({
    id: text,
    name: text,
    maskedIdentifier: text,
    type: optional(oneOf<AccountType>(['current', 'savings', 'card', 'loan', 'other'])),
    currency: optional(text),
    balance: optional(money),
  }),
);

const iban = members<Extract<CreditorAccount, { scheme: 'iban' }>>({ scheme: oneOf(['iban']), iban: text });
const sortCode = members<Extract<CreditorAccount, { scheme: 'sort_code' }>>({
  scheme: oneOf(['sort_code']),
  sortCode: text,
  accountNumber: text,
});

const payment = members<PaymentView>({
  id: text,
  status: oneOf<PaymentStatus>([
    'pending',
    'accepted',
    'completed',
    'settled',
    'rejected',
    'failed',
    'cancelled',
    'expired',
    'unknown',
  ]),
  order: members<PaymentView['order']>({
    amount: money,
    creditor: members({
      name: text,
      account: (value): CreditorAccount => (own(value, 'scheme') === 'iban' ? iban : sortCode)(value),
    }),
    reference: text,
  }),
});

/** What every view has. */
const base = {
  id: text,
  version: integer,
  expiresAt: time,
  merchantName: text,
  framePath: path,
  bankFixed: onlyTrue,
  payment: optional(payment),
};
type Base = Record<keyof typeof base | 'status', unknown>;

const failure = { bank: optional(bank), problem: readProblem };

/** What a view has besides, by its status: `SessionView` of server/contract/session.ts, member by member. */
const views: { readonly [S in SessionStatus]: Shape<Omit<Extract<SessionView, { status: S }>, keyof Base>> } = {
  bank_selection: { country: optional(text) },
  consent: { bank, consent },
  processing: { bank },
  redirect: { bank, leftAt: optional(time), deadline: time },
  credentials: { bank, round: integer, deadline: time, inlineFields: readInlineFields },
  decoupled: { bank, round: integer, message: text, needsConfirmation: flag, deadline: time },
  account_selection: { bank, select: oneOf(['one', 'many']), accounts, deadline: time },
  attempt_failed: failure,
  completed: { bank, connectionId: optional(text), accounts, autofill: optional(flag) },
  failed: failure,
  cancelled: {},
  expired: {},
};
const readStatus = oneOf(Object.keys(views) as SessionStatus[]);

export const readSession: Read<SessionView> = (json) => {
  const status = readStatus(own(json, 'status'), 'status');
  return { ...members(base)(json), status, ...members<object>(views[status])(json) } as SessionView;
};

/** `BankList` of server/contract/banks.ts. */
export const readBanks = members<BankList>({ country: text, countries: list(text), banks: list(bank) });
