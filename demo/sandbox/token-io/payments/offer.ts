import type { PaymentJourney } from './journey.js';

/** Ways of paying (sheet §15) but AUTO_SELECT, which lets Token.io choose. */
export type Rail =
  | 'SEPA'
  | 'SEPA_INSTANT'
  | 'FASTER_PAYMENTS'
  | 'ELIXIR'
  | 'EU_DOMESTIC_NON_EURO'
  | 'EU_DOMESTIC_NON_EURO_INSTANT'
  | 'BANKGIRO'
  | 'PLUSGIRO';
export type LocalInstrument = Rail | 'AUTO_SELECT';

/** How a bank pays. */
export interface PaymentOffer {
  /** `supportedLocalInstruments`. */
  readonly rails: readonly Rail[];
  readonly journey: PaymentJourney;
  /** Paths into the order that must be filled (`mandatoryFields`). */
  readonly mandatory?: readonly string[];
}

/** The rails of a currency; what is not listed goes by the domestic ones. */
export const railsOf = (currency: string): readonly Rail[] => {
  if (currency === 'EUR') return ['SEPA', 'SEPA_INSTANT'];
  if (currency === 'GBP') return ['FASTER_PAYMENTS'];
  if (currency === 'PLN') return ['ELIXIR'];
  if (currency === 'SEK') return ['BANKGIRO', 'PLUSGIRO', 'EU_DOMESTIC_NON_EURO', 'EU_DOMESTIC_NON_EURO_INSTANT'];
  return ['EU_DOMESTIC_NON_EURO', 'EU_DOMESTIC_NON_EURO_INSTANT'];
};
