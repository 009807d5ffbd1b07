import type { AccountSummary } from '../../../server/contract/accounts.js';
import { ordinaryBank, plainBank } from '../banks.js';
import { type GalleryState, merchantName, submit } from './gallery-state.js';

const accounts: readonly AccountSummary[] = [
  { id: '1', name: 'Girokonto', type: 'current', maskedIdentifier: '•••• 4321', currency: 'EUR' },
  { id: '2', name: 'Tagesgeld', type: 'savings', maskedIdentifier: '•••• 8765', currency: 'EUR' },
  { id: '3', name: 'Gemeinsames Haushaltskonto Sommerhaus Lüneburger Heide', maskedIdentifier: '•••• 0042' },
];
const [giro] = accounts;
const withBalances: readonly AccountSummary[] = accounts.map((account, index) => ({
  ...account,
  balance: { value: ['1234.56', '-87.1', '10250000'][index] ?? '0', currency: account.currency ?? 'EUR' },
}));

const accountList = (
  name: string,
  properties: Record<string, unknown>,
  after?: GalleryState['after'],
): GalleryState => ({
  name: `accounts: ${name}`,
  tag: 'bank-connect-account-list',
  properties: { bank: ordinaryBank, accounts, merchantName, select: 'one', ...properties },
  ...(after ? { after } : {}),
});

const tick = (view: HTMLElement): void => view.shadowRoot?.querySelector('input')?.click();

/** A form as a merchant's page has it; the IBAN was typed already. */
function refundForm(): HTMLFormElement {
  const form = document.createElement('form');
  for (const [name, value] of [
    ['holder', ''],
    ['iban', 'DE02'],
  ] as const) {
    const input = document.createElement('input');
    Object.assign(input, { name, value });
    form.append(input);
  }
  return form;
}

/** The choice of accounts, and the end with them. */
export const accountStates: readonly GalleryState[] = [
  accountList('choose one', {}),
  accountList('one is chosen, with balances', { accounts: withBalances }, tick),
  accountList('choose many', { select: 'many' }),
  accountList('some are chosen, with balances', { select: 'many', accounts: withBalances }, tick),
  accountList('none is chosen', { select: 'many' }, submit),
  accountList('busy', { busy: true }, tick),
  { name: 'success', tag: 'bank-connect-success', properties: { bank: ordinaryBank, accounts, merchantName } },
  {
    name: 'success with balances',
    tag: 'bank-connect-success',
    properties: { bank: ordinaryBank, accounts: withBalances, merchantName },
  },
  {
    name: 'success after a reset of the form',
    tag: 'bank-connect-success',
    properties: { bank: plainBank, accounts: [giro], merchantName, unused: true },
  },
  {
    name: 'success, the form can be filled in',
    tag: 'bank-connect-success',
    properties: {
      bank: plainBank,
      accounts: [giro],
      merchantName,
      autofill: { form: refundForm(), client: { origin: '', clientToken: '' }, fields: 'holder iban' },
    },
  },
  { name: 'success without accounts', tag: 'bank-connect-success', properties: { bank: plainBank, merchantName } },
];
