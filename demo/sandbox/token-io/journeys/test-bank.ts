import type { BankShapes, SandboxBank, ScaMethod } from '../banks/bank.js';
import type { PaymentOffer } from '../payments/offer.js';
import type { Journey } from './journey.js';

/** What a test bank says about itself; the rest is the same for all of them. */
export interface TestBank {
  readonly id: string;
  readonly name: string;
  readonly scaMethods: readonly ScaMethod[];
  readonly journey: Journey;
  readonly mandatory?: readonly string[];
  readonly startsDown?: boolean;
  readonly shapes?: Partial<BankShapes>;
  /** How it pays; absent: it does not. */
  readonly payments?: Omit<PaymentOffer, 'rails'>;
}

const RAILS = ['SEPA', 'SEPA_INSTANT', 'FASTER_PAYMENTS'] as const;

/** Test banks are listed in Great Britain and in Germany. */
export const testBank = (bank: TestBank, index: number): SandboxBank => ({
  id: bank.id,
  name: bank.name,
  bic: `TSTB${index % 2 === 0 ? 'GB' : 'DE'}${String(index).padStart(2, '0')}XXX`,
  countries: ['GB', 'DE'],
  currency: 'EUR',
  group: 'Test Banks',
  provider: 'Mock',
  standard: 'Token',
  rank: index + 1,
  scaMethods: bank.scaMethods,
  supportsAccountInformation: true,
  ...(bank.mandatory !== undefined && { mandatory: bank.mandatory }),
  shapes: { credentialFields: 'array', mandatoryFields: 'flat', maintenanceWindow: 'array', ...bank.shapes },
  logo: 'png',
  startsDown: bank.startsDown ?? false,
  journey: bank.journey,
  ...(bank.payments !== undefined && { payments: { ...bank.payments, rails: RAILS } }),
});
