import type { AccountSummary, AccountType } from '../../server/contract/accounts.js';
import type { Money } from '../../server/contract/money.js';
import type { CreditorAccount, PaymentStatus, PaymentView } from '../../server/contract/payments.js';
import type { SessionStatus, SessionView } from '../../server/contract/session.js';
import {
  flag,
  integer,
  list,
  members,
  oneOf,
  optional,
  own,
  text,
  textLike,
  time,
  type Read,
  type Shape,
} from './parse.js';
import { readInlineFields } from './inline-fields.js';
import { readBank } from './read-bank.js';
import { common } from './read-first-session.js';
import { readProblem } from './read-problem.js';

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
const base = { ...common, payment: optional(payment) };
type Base = Record<keyof typeof base | 'status', unknown>;

const failure = { bank: optional(readBank), problem: readProblem };

/** What a view has besides, by its status: `SessionView` of server/contract/session.ts, member by member. */
const views: { readonly [S in SessionStatus]: Shape<Omit<Extract<SessionView, { status: S }>, keyof Base>> } = {
  bank_selection: { country: optional(text) },
  consent: { bank: readBank, consent },
  processing: { bank: readBank },
  redirect: { bank: readBank, leftAt: optional(time), deadline: time },
  credentials: { bank: readBank, round: integer, deadline: time, inlineFields: readInlineFields },
  decoupled: { bank: readBank, round: integer, message: text, needsConfirmation: flag, deadline: time },
  account_selection: { bank: readBank, select: oneOf(['one', 'many']), accounts, deadline: time },
  attempt_failed: failure,
  completed: { bank: readBank, connectionId: optional(text), accounts, autofill: optional(flag) },
  failed: failure,
  cancelled: {},
  expired: {},
};
const readStatus = oneOf(Object.keys(views) as SessionStatus[]);

export const readSession: Read<SessionView> = (json) => {
  const status = readStatus(own(json, 'status'), 'status');
  return { ...members(base)(json), status, ...members<object>(views[status])(json) } as SessionView;
};
