import {
  confirmForm,
  flickerForm,
  methodForm,
  otpForm,
  pictureForm,
  usernameAndPinForm,
  usernameForm,
} from './forms.js';
import type { PaymentJourney } from './journey.js';
import type { PaymentOffer } from './offer.js';

const redirect = { kind: 'redirect' } as const;
const phone = (description: string) => ({ kind: 'decoupled', description }) as const;
const APPROVE = 'Please approve the payment in your banking app';

const journeys: Readonly<Record<string, PaymentJourney>> = {
  'sim-redirect': { stages: [redirect] },
  'sim-multi-redirect': { stages: [redirect, redirect] },
  'sim-redirect-then-otp': { stages: [redirect, otpForm] },
  'sim-redirect-then-decoupled': { stages: [redirect, phone(APPROVE)] },
  'sim-embedded-then-redirect': { first: usernameForm, stages: [redirect] },
  'sim-hosted': { stages: [redirect] },
  'sim-tpp-redirect': { stages: [redirect] },
  'sim-tpp-redirect-then-otp': { stages: [redirect, otpForm] },
  'sim-embedded-1': { first: usernameAndPinForm, stages: [] },
  'sim-embedded-n': { first: usernameAndPinForm, stages: [methodForm, otpForm] },
  'sim-image': { first: usernameForm, stages: [pictureForm] },
  'sim-flicker': { first: usernameForm, stages: [flickerForm] },
  'sim-confirm': { stages: [confirmForm] },
  'sim-decoupled': { first: usernameForm, stages: [phone(APPROVE)] },
  'sim-decoupled-rounds': {
    first: usernameForm,
    stages: [phone('Approve the sign-in in your banking app.'), phone('Now approve the payment.')],
  },
};

/** How the test banks pay that read accounts, by bank id. */
export const accountBankPayments: Readonly<Record<string, Omit<PaymentOffer, 'rails'>>> = Object.fromEntries(
  Object.entries(journeys).map(([id, journey]) => [id, { journey }]),
);
