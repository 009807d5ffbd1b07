import { fold } from '../ui/fold.js';

/**
 * Guards against fields that fish for payment cards (a hostile callback or provider may describe any field). The words are
 * folded: lower case, no accents. A PIN alone is not suspicious, since banks use it for the password of online banking; a card's PIN is.
 */
const secretWords = new RegExp(
  [
    'cvv2?|cvc2?',
    'card (verification|validation|security)',
    '(security|verification) (code|number) .*card(?! reader)',
    '(card|card s|expiry|expiration) (expiry|expiration|date)',
    'valid thru',
    'card pin',
    'pin (of|for|to|on) (your |the )?((debit|credit|bank|atm) )?card(?! reader)',
    'kartenpruf(nummer|ziffer|code)?',
    'karten ?pin',
    'pin (ihrer|der|zur|deiner) (\\w+ )?karte',
    'ablaufdatum|gultig bis',
    'cryptogramme|date d ?expiration',
    'code (de securite|secret|confidentiel) .*carte',
    '(codigo de seguridad|codigo secreto|pin) .*tarjeta|fecha de caducidad',
    '(codice di sicurezza|codice segreto|pin) .*carta|data di scadenza',
    'pincode .*(kaart|pas)|vervaldatum',
    'kod .*karty|data waznosci',
  ]
    .map((words) => `\\b(${words})\\b`)
    .join('|'),
);

const numberWords =
  /\b(card (number|no)|kartennummer|numero de (la )?(carte|tarjeta)|numero (della )?carta|(kaart|pas)nummer|numer karty)\b/;

/** The text asks for what only a fraudster needs: security code, expiry date or PIN of a payment card. */
export const asksForCardSecret = (text: string): boolean => secretWords.test(fold(text));

/** The text asks for a card number. Some banks do use it as a login, so it is a warning, not a refusal. */
export const asksForCardNumber = (text: string): boolean => numberWords.test(fold(text));

/** 13 to 19 digits with a valid Luhn check and a first digit that card schemes use. */
export function looksLikeCardNumber(value: string): boolean {
  const digits = value.replaceAll(/[\s-]/g, '');
  if (!/^[2-6]\d{12,18}$/.test(digits)) return false;
  const sum = Array.from(digits)
    .reverse()
    .reduce((total, digit, index) => {
      const weighed = Number(digit) * (index % 2 === 1 ? 2 : 1);
      return total + (weighed > 9 ? weighed - 9 : weighed);
    }, 0);
  return sum % 10 === 0;
}
