import type { Bank } from '../../server/contract/banks.js';
import type { PaymentOrder } from '../../server/contract/payments.js';
import type { ConsentView, Scope } from '../../server/contract/session.js';
import { fill, type Values } from '../i18n/format.js';
import { money } from '../i18n/money.js';
import type { Messages } from '../i18n/messages.js';
import type { IconPath } from '../ui/icon.js';
import * as icons from '../ui/icons.js';

/** One line of the consent: words of the dictionary and what is filled in. */
export interface ConsentLine {
  readonly text: string;
  readonly values: Values;
}

export interface ConsentItem {
  readonly icon?: IconPath;
  readonly title?: ConsentLine;
  readonly body: ConsentLine;
}

export interface ConsentSection {
  readonly name: 'payment' | 'purpose' | 'reads' | 'duration' | 'never';
  readonly title: ConsentLine;
  readonly items: readonly ConsentItem[];
}

/** The consent as it is shown: the view renders it and `consentText` writes it down, so that both say the same. */
export interface ConsentDocument {
  readonly title: ConsentLine;
  readonly intro: ConsentLine;
  readonly sections: readonly ConsentSection[];
  readonly withdraw: ConsentLine;
  /** On the button that agrees. */
  readonly accept: ConsentLine;
}

const scopeIcons: Readonly<Record<Scope, IconPath>> = {
  accounts: icons.accounts,
  balances: icons.balances,
  transactions: icons.transactions,
  standing_orders: icons.clock,
};

/** What the shopper is asked to agree to, in words. Dates are written for `locale`. */
export function consentDocument(bank: Bank, consent: ConsentView, messages: Messages, locale: string): ConsentDocument {
  const words = messages.consent;
  const values: Values = {
    merchant: consent.merchantName,
    bank: bank.name,
    tpp: consent.tppName ?? '',
    purpose: consent.purpose,
    date: consent.accessUntil
      ? new Intl.DateTimeFormat(locale, { dateStyle: 'long' }).format(new Date(consent.accessUntil))
      : '',
  };
  const line = (text: string): ConsentLine => ({ text, values });
  const regulated = consent.tppName !== undefined && consent.tppName !== consent.merchantName;
  return {
    title: line(words.title),
    intro: line(regulated ? words.introRegulated : words.intro),
    sections: [
      {
        name: 'reads',
        title: line(words.reads),
        items: consent.scopes.map((scope) => ({
          icon: scopeIcons[scope],
          title: line(words.scopes[scope].title),
          body: line(words.scopes[scope].body),
        })),
      },
      { name: 'purpose', title: line(words.purpose), items: [{ icon: icons.info, body: line('{purpose}') }] },
      { name: 'duration', title: line(words.duration), items: [{ icon: icons.clock, body: line(words.durationBody) }] },
      {
        name: 'never',
        title: line(words.never),
        items: [
          { icon: icons.never, body: line(words.neverPay) },
          { icon: icons.lock, body: line(words.neverPassword) },
        ],
      },
    ],
    withdraw: line(words.withdraw),
    accept: line(words.accept),
  };
}

/** The payment that the shopper is asked to agree to: how much, to whom, into which account, with which reference. */
export function paymentDocument(
  bank: Bank,
  consent: ConsentView,
  order: PaymentOrder,
  messages: Messages,
  locale: string,
): ConsentDocument {
  const words = messages.payment;
  const values: Values = {
    merchant: consent.merchantName,
    bank: bank.name,
    tpp: consent.tppName ?? '',
    amount: money(order.amount, locale),
    payee: order.creditor.name,
    account: accountText(order),
    reference: order.reference,
  };
  const line = (text: string): ConsentLine => ({ text, values });
  const regulated = consent.tppName !== undefined && consent.tppName !== consent.merchantName;
  return {
    title: line(words.title),
    intro: line(regulated ? words.introRegulated : words.intro),
    sections: [
      {
        name: 'payment',
        title: line(words.what),
        items: [
          { icon: icons.accounts, title: line(words.to), body: line(words.account) },
          { icon: icons.transactions, body: line(words.reference) },
        ],
      },
      {
        name: 'never',
        title: line(words.limits),
        items: [
          { icon: icons.never, body: line(words.once) },
          { icon: icons.lock, body: line(messages.consent.neverPassword) },
        ],
      },
    ],
    withdraw: line(words.approve),
    accept: line(words.accept),
  };
}

/** In groups, as it stands on paper; the groups stay on one line where there is room. */
const accountText = ({ creditor: { account } }: PaymentOrder): string =>
  account.scheme === 'iban'
    ? account.iban.replace(/(.{4})(?=.)/g, '$1\u00a0')
    : `${account.sortCode.replace(/(\d\d)(?=\d)/g, '$1-')}\u00a0${account.accountNumber}`;

/** The consent exactly as it is shown, one line per line on the screen's outline. Stored with the time of the answer. */
export function consentText({ title, intro, sections, withdraw }: ConsentDocument): string {
  const lines = [
    title,
    intro,
    ...sections.flatMap((section) => [section.title, ...section.items.flatMap((item) => [item.title, item.body])]),
    withdraw,
  ];
  return lines.flatMap((line) => (line ? fill(line.text, line.values) : [])).join('\n');
}
