import type { SandboxBank } from '../banks/bank.js';
import { testBank } from '../journeys/test-bank.js';
import { oddForm, usernameForm } from './forms.js';
import { COMPLETED, type PaymentEnding, type PaymentJourney } from './journey.js';
import type { PaymentOffer } from './offer.js';

const redirect = { kind: 'redirect' } as const;
const unavailable = { kind: 'fault', status: 'UNAVAILABLE', message: 'Bank is unavailable' } as const;
const rejected: PaymentEnding = {
  status: 'INITIATION_REJECTED',
  reason: 'The bank rejected the payment',
  bankStatus: 'RJCT',
  moves: false,
};
const declined: PaymentEnding = { status: 'INITIATION_DECLINED', reason: 'Declined by the user', moves: false };
const noFunds: PaymentEnding = {
  status: 'INITIATION_REJECTED_INSUFFICIENT_FUNDS',
  reason: 'There is not enough money in the account',
  bankStatus: 'RJCT',
  moves: false,
};
const processing: PaymentEnding = { status: 'INITIATION_PROCESSING', bankStatus: 'ACSP', moves: true };

/** The amounts of Token.io's own `mock-redirect` (sheet §14). Others complete. */
const BY_AMOUNT: Readonly<Record<string, PaymentEnding>> = {
  '101': COMPLETED,
  '103': rejected,
  '104': declined,
  '105': processing,
  '106': declined,
  '108': noFunds,
  '110': processing,
  '112': declined,
  '116': rejected,
  '117': declined,
  '118': declined,
  '119': declined,
};

const ending = (status: PaymentEnding['status'], more: Partial<PaymentEnding> = {}): PaymentJourney => ({
  stages: [redirect],
  ending: { status, moves: false, ...more },
});

const settlement = (status: PaymentEnding['status']): PaymentJourney =>
  ending(status, { moves: true, bankStatus: 'ACSC', through: ['INITIATION_PROCESSING', 'SETTLEMENT_IN_PROGRESS'] });

const REDEMPTION = [
  'INITIATION_PENDING_REDEMPTION',
  'INITIATION_PENDING_REDEMPTION_VERIFICATION',
  'INITIATION_PROCESSING',
] as const;

type Entry = readonly [id: string, name: string, offer: Omit<PaymentOffer, 'rails'>];
const entry = (id: string, name: string, journey: PaymentJourney): Entry => [id, `Test Bank ${name}`, { journey }];

const ENTRIES: readonly Entry[] = [
  entry('mock-redirect', 'Payment by Amount', { stages: [redirect], endings: BY_AMOUNT }),
  entry('sim-pay-rejected', 'Payment Rejected', { stages: [redirect], ending: rejected }),
  entry('sim-pay-no-funds', 'Payment without Funds', { stages: [redirect], ending: noFunds }),
  entry('sim-pay-failed', 'Payment Failed', { stages: [unavailable] }),
  entry('sim-pay-failed-later', 'Payment Failed after Redirect', { stages: [redirect, unavailable] }),
  entry(
    'sim-pay-expired',
    'Payment Expired',
    ending('INITIATION_EXPIRED', { reason: 'The bank did not answer in time' }),
  ),
  entry('sim-pay-processing', 'Payment for ever Processing', { stages: [redirect], ending: processing }),
  entry(
    'sim-pay-unknown-result',
    'Payment without Final Status',
    ending('INITIATION_NO_FINAL_STATUS_AVAILABLE', { moves: true, through: ['INITIATION_PROCESSING'] }),
  ),
  entry(
    'sim-pay-redemption',
    'Payment with Redemption',
    ending('INITIATION_COMPLETED', { moves: true, through: REDEMPTION }),
  ),
  entry('sim-pay-settled', 'Payment Settled', settlement('SETTLEMENT_COMPLETED')),
  entry('sim-pay-not-settled', 'Payment Settlement Incomplete', settlement('SETTLEMENT_INCOMPLETE')),
  entry(
    'sim-pay-unknown-status',
    'Payment with Unknown Status',
    ending('INITIATION_COMPLETED', { moves: true, through: ['INITIATION_ON_HOLD'] }),
  ),
  entry('sim-pay-unknown-field', 'Payment with Unknown Field', { stages: [oddForm] }),
  entry('sim-pay-slow', 'Payment Slow', { first: usernameForm, stages: [redirect], slow: true }),
  entry('sim-pay-wrong-echo', 'Payment with Wrong Echo', { stages: [redirect], wrongEcho: true }),
  [
    'sim-pay-debtor',
    'Test Bank Payment from IBAN',
    { mandatory: ['initiation.debtor.iban', 'initiation.debtor.name'], journey: { stages: [redirect] } },
  ],
];

/** Banks that only pay; each ends in its own way. `from` numbers their BICs on. */
export const payingBanks = (from: number): readonly SandboxBank[] =>
  ENTRIES.map(([id, name, payments], index) => ({
    ...testBank({ id, name, scaMethods: ['REDIRECT'], journey: { stages: [redirect] }, payments }, from + index),
    supportsAccountInformation: false,
  }));
