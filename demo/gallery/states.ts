import type { ConsentView } from '../../server/contract/session.js';
import { banks, ordinaryBank, plainBank } from './banks.js';
import { accountStates } from './states/accounts.js';
import { credentialStates } from './states/credentials.js';
import { type GalleryState, inTwelveMinutes, merchantName } from './states/gallery-state.js';
import { paymentStates } from './states/payments.js';
import { problemStates } from './states/problems.js';

const consent: ConsentView = {
  merchantName,
  purpose: 'To check that the account for your refund is yours.',
  scopes: ['accounts', 'balances', 'transactions'],
  accessUntil: '2027-02-18T12:00:00Z',
  termsUrl: 'https://example.com/terms',
  privacyUrl: 'https://example.com/privacy',
};

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

const handover = (name: string, properties: Record<string, unknown>): GalleryState => ({
  name: `hand-over: ${name}`,
  tag: 'bank-connect-handover',
  properties: { bank: ordinaryBank, merchantName, deadline: inTwelveMinutes(), ...properties },
});

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
  ...credentialStates,
  decoupled('the server looks', {}),
  decoupled('to be confirmed', { needsConfirmation: true }),
  decoupled('paused', { paused: true }),
  decoupled('out of time', { deadline: '2020-01-01T00:00:00Z' }),
  { name: 'processing', tag: 'bank-connect-processing', properties: { bank: plainBank } },
  ...accountStates,
  ...paymentStates,
  { name: 'cancelled', tag: 'bank-connect-notice', properties: {} },
  ...problemStates,
];
