import { askOtp, usernameOnly } from './fields.js';
import type { TestBank } from './test-bank.js';

const phone = { kind: 'decoupled', description: 'Please, authorize AIS request using mobile device.' } as const;
const redirect = { kind: 'redirect' } as const;

/** Banks whose journey visits the bank's own page. */
export const redirectBanks: readonly TestBank[] = [
  { id: 'sim-redirect', name: 'Test Bank Redirect', scaMethods: ['REDIRECT'], journey: { stages: [redirect] } },
  {
    id: 'sim-multi-redirect',
    name: 'Test Bank Redirect Twice',
    scaMethods: ['MULTI_REDIRECT'],
    journey: { stages: [redirect, redirect] },
  },
  {
    id: 'sim-redirect-then-otp',
    name: 'Test Bank Redirect then OTP',
    scaMethods: ['REDIRECT', 'EMBEDDED_SINGLE_STEP'],
    journey: { stages: [redirect, askOtp()] },
  },
  {
    id: 'sim-redirect-then-decoupled',
    name: 'Test Bank Redirect then App Approval',
    scaMethods: ['REDIRECT', 'DECOUPLED'],
    journey: { stages: [redirect, phone] },
  },
  {
    id: 'sim-embedded-then-redirect',
    name: 'Test Bank Username then Redirect',
    scaMethods: ['EMBEDDED_SINGLE_STEP', 'REDIRECT'],
    journey: { first: usernameOnly, stages: [redirect] },
  },
  {
    id: 'sim-mandatory',
    name: 'Test Bank IBAN and Currency First',
    scaMethods: ['REDIRECT'],
    mandatory: [
      'access_body.resource_type_list.source.account_identifier.iban.iban',
      'access_body.resource_type_list.source.currency',
    ],
    journey: { stages: [redirect] },
  },
  { id: 'sim-hosted', name: 'Test Bank Hosted Page', scaMethods: ['REDIRECT'], journey: { stages: [redirect] } },
  {
    id: 'sim-tpp-redirect',
    name: 'Test Bank Direct Callback',
    scaMethods: ['REDIRECT'],
    journey: { stages: [redirect] },
  },
  {
    id: 'sim-tpp-redirect-then-otp',
    name: 'Test Bank Direct Callback then OTP',
    scaMethods: ['REDIRECT', 'EMBEDDED_SINGLE_STEP'],
    journey: { stages: [redirect, askOtp()] },
  },
  {
    id: 'sim-errors',
    name: 'Test Bank Errors',
    scaMethods: ['REDIRECT'],
    journey: { stages: [redirect], offersFaults: true },
  },
];
