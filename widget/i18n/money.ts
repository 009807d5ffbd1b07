import type { Money } from '../../server/contract/money.js';

/** An amount in its currency, as this locale writes it; the decimal string is never turned into a number. */
export const money = ({ value, currency }: Money, locale: string): string =>
  new Intl.NumberFormat(locale, { style: 'currency', currency }).format(value as `${number}`);
