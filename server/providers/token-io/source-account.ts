import type { CredentialField } from '../../contract/fields.js';
import type { MandatoryField } from './banks.js';
import type { TokenRequestBody } from './requests.js';

/** The account that some banks want named before they are asked (`accessBody.resourceTypeList.source`). */
export type SourceAccount = NonNullable<TokenRequestBody['requestPayload']['accessBody']['resourceTypeList']['source']>;

const ibanId = 'source-iban';
const currencyId = 'source-currency';

/** Currencies of the countries in which Token.io reaches banks, the most used first. */
const currencies = ['EUR', 'GBP', 'SEK', 'DKK', 'NOK', 'PLN', 'CZK', 'HUF', 'RON', 'BGN', 'CHF', 'ISK', 'USD'];
const currencyOf: Readonly<Record<string, string>> = {
  GB: 'GBP', SE: 'SEK', DK: 'DKK', NO: 'NOK', PL: 'PLN', CZ: 'CZK', HU: 'HUF', RO: 'RON', BG: 'BGN', CH: 'CHF', LI: 'CHF', IS: 'ISK',
}; // prettier-ignore

/** The fields that ask for the source account. The currency of the country comes first. */
export function sourceFields(mandatory: readonly MandatoryField[], country: string): CredentialField[] {
  const local = currencyOf[country] ?? 'EUR';
  const options = [local, ...currencies.filter((currency) => currency !== local)];
  const fields = {
    iban: { kind: 'text', id: ibanId, label: 'IBAN' },
    currency: {
      kind: 'choice',
      id: currencyId,
      label: 'Currency of the account',
      options: options.map((value) => ({ value, label: value })),
    },
  } as const satisfies Record<MandatoryField, CredentialField>;
  return mandatory.map((field) => fields[field]);
}

/** Reads the source account from what was answered. `invalid`: the IBAN is none, or the currency was not offered. */
export function readSource(
  values: Readonly<Record<string, string>>,
  fields: readonly CredentialField[],
): SourceAccount | 'invalid' {
  const asked = (id: string): boolean => fields.some((field) => field.id === id);
  const iban = (values[ibanId] ?? '').replace(/\s/g, '').toUpperCase();
  const currency = values[currencyId] ?? '';
  if ((asked(ibanId) && !isIban(iban)) || (asked(currencyId) && !currencies.includes(currency))) return 'invalid';
  return {
    ...(asked(ibanId) ? { accountIdentifier: { iban: { iban } } } : {}),
    ...(asked(currencyId) ? { currency } : {}),
  };
}

/** The fields once more after an IBAN that is none. */
export const withIbanHint = (fields: readonly CredentialField[]): CredentialField[] =>
  fields.map((field) =>
    field.id === ibanId ? { ...field, help: 'This IBAN is not valid. Check it and try again.' } : field,
  );

/** Form and check digits of an IBAN (ISO 13616: mod 97 = 1). */
export function isIban(text: string): boolean {
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(text)) return false;
  const digits = (text.slice(4) + text.slice(0, 4)).replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  return BigInt(digits) % 97n === 1n;
}
