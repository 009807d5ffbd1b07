/** Words of Hosted Pages. */
export interface HostedWords {
  readonly chooseBank: string;
  readonly country: string;
  readonly search: string;
  readonly show: string;
  readonly noBank: string;
  readonly consentTitle: string;
  readonly consentText: (asker: string, bank: string) => string;
  readonly accept: string;
  readonly cancel: string;
  readonly signIn: string;
  readonly next: string;
  readonly waiting: string;
  readonly approved: string;
  readonly closed: string;
  readonly payTitle: string;
  readonly wrong: string;
}

const en: HostedWords = {
  chooseBank: 'Choose your bank',
  country: 'Country',
  search: 'Search',
  show: 'Show banks',
  noBank: 'No bank matches.',
  consentTitle: 'Share your account data',
  consentText: (asker, bank) => `Token.io (sandbox) will read for ${asker} at ${bank}:`,
  accept: 'Accept',
  cancel: 'Cancel',
  signIn: 'Your bank asks',
  next: 'Continue',
  waiting: 'Approve on your device',
  approved: 'I have approved',
  closed: 'This request is closed.',
  payTitle: 'Confirm your payment',
  wrong: 'That was not right. Please try again.',
};

const de: HostedWords = {
  chooseBank: 'Wählen Sie Ihre Bank',
  country: 'Land',
  search: 'Suche',
  show: 'Banken zeigen',
  noBank: 'Keine Bank passt.',
  consentTitle: 'Kontodaten teilen',
  consentText: (asker, bank) => `Token.io (Sandbox) liest für ${asker} bei ${bank}:`,
  accept: 'Zustimmen',
  cancel: 'Abbrechen',
  signIn: 'Ihre Bank fragt',
  next: 'Weiter',
  waiting: 'Auf Ihrem Gerät freigeben',
  approved: 'Ich habe freigegeben',
  closed: 'Diese Anfrage ist geschlossen.',
  payTitle: 'Zahlung bestätigen',
  wrong: 'Das war nicht richtig. Bitte noch einmal.',
};

/** English unless the language is German. */
export const hostedWords = (lang: string | undefined): HostedWords => (lang === 'de' ? de : en);
