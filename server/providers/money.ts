import type { Amount, Money } from '../contract/money.js';
import { badAnswer } from '../lib/provider-http.js';

/** A currency code in capitals, or undefined for what is none. */
export const currencyCode = (text = ''): string | undefined => /^[A-Z]{3}$/.exec(text.toUpperCase())?.[0];

/** Money as it was sent. Throws `bad_provider_answer` for what is no decimal amount: a guess about money is worse than none. */
export function decimalMoney({ value, currency }: { readonly value: string; readonly currency: string }): Money {
  const code = currencyCode(currency);
  if (code === undefined || !/^-?\d{1,18}(\.\d{1,8})?$/.test(value)) throw badAnswer('an amount that is none');
  return { value, currency: code };
}

/** For amounts whose direction is said apart. */
export const withoutSign = ({ value, currency }: Money): Amount => ({ value: value.replace(/^-/, ''), currency });
