import type { NextAction, Problem } from '../../server/contract/errors.js';
import type { CredentialField } from '../../server/contract/fields.js';
import type { AccountSummary } from '../../server/contract/accounts.js';
import type { ConsentView } from '../../server/contract/session.js';
import type { WidgetErrorCode } from '../../widget/errors.js';
import type { ProblemWords } from '../../widget/i18n/messages.js';
import { problemTable } from '../../widget/views/problem-table.js';
import { banks, ordinaryBank, plainBank } from './banks.js';
import { photo } from './photo.js';

/** One picture of the gallery: a view and the properties that bring it into a state. */
export interface GalleryState {
  readonly name: string;
  readonly tag: keyof HTMLElementTagNameMap;
  readonly properties: Readonly<Record<string, unknown>>;
  /** What the shopper did before the picture was taken. */
  readonly after?: (view: HTMLElement) => void;
}

const merchantName = 'Fjord Living';
const inTwelveMinutes = (): string => new Date(Date.now() + 12 * 60_000 + 34_000).toISOString();

const consent: ConsentView = {
  merchantName,
  purpose: 'To check that the account for your refund is yours.',
  scopes: ['accounts', 'balances', 'transactions'],
  accessUntil: '2027-02-18T12:00:00Z',
  termsUrl: 'https://example.com/terms',
  privacyUrl: 'https://example.com/privacy',
};

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

const bankList = (name: string, properties: Record<string, unknown>, after?: GalleryState['after']): GalleryState => ({
  name: `bank list: ${name}`,
  tag: 'bank-connect-bank-list',
  properties: { banks, countries: ['DE', 'AT', 'CH', 'FR', 'PL'], country: 'DE', ...properties },
  ...(after ? { after } : {}),
});

const type = (text: string) => (view: HTMLElement) => {
  const input = view.shadowRoot?.querySelector('input');
  if (!input) return;
  input.value = text;
  input.dispatchEvent(new InputEvent('input', { bubbles: true }));
};

const submit = (view: HTMLElement): void => view.shadowRoot?.querySelector('form')?.requestSubmit();

const handover = (name: string, properties: Record<string, unknown>): GalleryState => ({
  name: `hand-over: ${name}`,
  tag: 'bank-connect-handover',
  properties: { bank: ordinaryBank, merchantName, deadline: inTwelveMinutes(), ...properties },
});

const credentials = (
  name: string,
  fields: readonly CredentialField[],
  properties: Record<string, unknown> = {},
  after?: GalleryState['after'],
): GalleryState => ({
  name: `credentials: ${name}`,
  tag: 'bank-connect-credential-form',
  properties: { view: { bankName: plainBank.name, round: 1, fields }, ...properties },
  ...(after ? { after } : {}),
});

const login: readonly CredentialField[] = [
  { id: 'user', kind: 'text', label: 'Login name', help: 'The one you use for online banking' },
  { id: 'pin', kind: 'password', label: 'Online banking PIN' },
];

const refusedLogin: Problem = {
  code: 'authentication_failed',
  message: '',
  retryable: true,
  action: 'retry',
  traceId: '4f1c9a',
};

const options = (count: number): { value: string; label: string }[] =>
  ['SMS to •••• 4711', 'pushTAN on “Pixel 9”', 'chipTAN optical', 'photoTAN', 'chipTAN manual', 'Phone call', 'Letter']
    .slice(0, count)
    .map((label, index) => ({ value: String(index), label }));

const decoupled = (name: string, properties: Record<string, unknown>): GalleryState => ({
  name: `decoupled: ${name}`,
  tag: 'bank-connect-decoupled',
  properties: {
    bank: plainBank,
    message: 'Please approve “Account access, Fjord Living” in your SecureGo app.',
    deadline: inTwelveMinutes(),
    ...properties,
  },
});

/** One code of each group of words; the others of a group look the same. */
const problemCodes = Object.keys(problemTable).filter(
  (code, index, codes) =>
    codes.findIndex((other) => problemTable[other as WidgetErrorCode] === problemTable[code as WidgetErrorCode]) ===
    index,
) as WidgetErrorCode[];

const actions: Readonly<Partial<Record<ProblemWords, NextAction>>> = {
  locked: 'new_session',
  expired: 'new_session',
  reconnect: 'new_session',
  merchant: 'contact_merchant',
  unsafe: 'contact_merchant',
  bankMissing: 'choose_bank',
  bankUnsupported: 'choose_bank',
  noAccount: 'choose_bank',
  moved: 'refresh',
  network: 'refresh',
  frame: 'refresh',
  busy: 'wait',
  offline: 'wait',
};

const problems: readonly GalleryState[] = problemCodes.map((code) => ({
  name: `problem: ${problemTable[code]} (${code})`,
  tag: 'bank-connect-problem',
  properties: {
    code,
    action: actions[problemTable[code]] ?? 'retry',
    retryable: ['bank_unavailable', 'interrupted'].includes(code),
    traceId: '4f1c9a7be02d4d18',
    bank: plainBank,
  },
}));

/** Every state of every view. The tests check each of them for accessibility, light and dark. */
export const states: readonly GalleryState[] = [
  bankList('all', { recent: ['g:7', 'g:1'] }),
  bankList('search', {}, type('sparkase')),
  bankList('nothing found', {}, type('xyzzy')),
  bankList('loading', { banks: [], loading: true }),
  bankList('no banks, one country', { banks: [], countries: ['DE'] }),
  {
    name: 'consent',
    tag: 'bank-connect-consent',
    properties: { bank: ordinaryBank, consent: { ...consent, tppName: 'Klarpfad Kontodienste GmbH' } },
  },
  {
    name: 'consent: accounts only, busy',
    tag: 'bank-connect-consent',
    properties: { bank: plainBank, consent: { ...consent, scopes: ['accounts'] }, busy: true },
  },
  handover('new window', { mode: 'popup' }),
  handover('this tab', { mode: 'tab' }),
  handover('window open', { mode: 'popup', left: true }),
  handover('came back unfinished', { mode: 'tab', left: true }),
  handover('window blocked', { mode: 'popup', blocked: true }),
  credentials('login', login),
  credentials('missing answers', login, {}, submit),
  credentials('not accepted', login, { problem: refusedLogin }),
  credentials('busy', login, { busy: true }),
  credentials('few choices', [{ id: 'm', kind: 'choice', label: 'How do you want to confirm?', options: options(3) }]),
  credentials('many choices', [{ id: 'm', kind: 'choice', label: 'How do you want to confirm?', options: options(7) }]),
  credentials('message and code', [
    { id: 'note', kind: 'message', label: 'We have sent a code to the phone number ending in 4711.' },
    { id: 'tan', kind: 'otp', label: 'smsTAN', help: '6 digits' },
  ]),
  credentials('confirmation', [
    {
      id: 'ok',
      kind: 'confirmation',
      label: 'Do you allow access to your accounts?',
      options: [
        { value: 'y', label: 'Allow' },
        { value: 'n', label: 'Do not allow' },
      ],
    },
  ]),
  credentials('photoTAN', [
    { id: 'p', kind: 'image', label: 'Scan this with your photoTAN app', image: photo, answerable: true },
  ]),
  credentials('broken picture', [
    { id: 'p', kind: 'image', label: 'Scan this', image: { ...photo, base64: 'AAAA' }, answerable: true },
  ]),
  credentials('chipTAN', [
    {
      id: 'f',
      kind: 'flicker',
      label: 'chipTAN optical',
      flickerCode: '039870110490631098765432100812345678041,00',
      answerable: false,
    },
    { id: 'tan', kind: 'otp', label: 'TAN' },
  ]),
  credentials('damaged chipTAN', [
    { id: 'f', kind: 'flicker', label: 'chipTAN optical', flickerCode: '0398701104906310987654321', answerable: true },
  ]),
  credentials('asks for a card secret', [{ id: 'c', kind: 'text', label: 'Enter the CVV on the back of your card' }]),
  credentials('asks for a card number', [{ id: 'c', kind: 'text', label: 'Card number' }]),
  credentials('hostile words', [
    { id: 'm', kind: 'message', label: '<img src=x onerror=alert(1)> اتصل بنا “1234” <b>now</b>' },
    { id: 'c', kind: 'text', label: 'W'.repeat(120), help: 'a'.repeat(280) },
  ]),
  decoupled('the server looks', {}),
  decoupled('to be confirmed', { needsConfirmation: true }),
  decoupled('paused', { paused: true }),
  decoupled('out of time', { deadline: '2020-01-01T00:00:00Z' }),
  { name: 'processing', tag: 'bank-connect-processing', properties: { bank: plainBank } },
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
  { name: 'cancelled', tag: 'bank-connect-notice', properties: {} },
  ...problems,
];
