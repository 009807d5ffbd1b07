import { html } from 'hono/html';

import type { Markup } from '../pages/layout.js';
import { isObject } from '../wire.js';
import type { Payment } from './payment.js';

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Who gets the money, and where. */
export const payeeOf = (payment: Payment): { readonly name: string; readonly account: string } => {
  const { creditor } = payment.initiation;
  const party: Record<string, unknown> = isObject(creditor) ? creditor : {};
  const names = ['iban', 'sortCode', 'accountNumber', 'bban', 'bankgiroNumber', 'plusgiroNumber', 'virtualAccountId'];
  return {
    name: text(party['name']),
    account: names.map((name) => text(party[name])).filter((part) => part !== '').join(' '), // prettier-ignore
  };
};

/** What will be paid, to whom and what for, as the user sees it on every page of the bank. */
export const paymentSummary = (payment: Payment): Markup => {
  const { name, account } = payeeOf(payment);
  return html`<dl class="order">
    <dt>Amount</dt>
    <dd>${payment.amount.value} ${payment.amount.currency}</dd>
    <dt>To</dt>
    <dd>${name}<br />${account}</dd>
    <dt>Reference</dt>
    <dd>${text(payment.initiation['remittanceInformationPrimary'])}</dd>
  </dl>`;
};
