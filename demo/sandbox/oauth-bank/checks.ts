import { isIban } from './iban.js';
import { invalid } from './errors.js';

const MAX_PAGE = 99_999_999;

/** A page of a list as it was asked for. */
export interface Paging {
  readonly page: number;
  readonly pageSize: number;
}

/** The number of a page: 1 … 99999999. */
export const readPage = (value: unknown): number => {
  if (!Number.isInteger(value) || Number(value) < 1 || Number(value) > MAX_PAGE) throw invalid('page is out of bounds');
  return Number(value);
};

/** The size of a page: 10 … 100, in steps. */
export const readPageSize = (value: unknown, step: number): number => {
  const size = Number(value);
  if (!Number.isInteger(value) || size < 10 || size > 100 || size % step !== 0) {
    throw invalid('pageSize must be between 10 and 100');
  }
  return size;
};

/** A number in a query: digits only. */
export const digits = (text: string | undefined): unknown =>
  text === undefined ? undefined : /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;

/** A day that exists. */
export const readDay = (value: unknown, name: string): string | undefined => {
  if (value === undefined) return undefined;
  const isDay = typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value);
  const at = isDay ? Date.parse(`${value}T00:00:00Z`) : NaN;
  if (!isDay || Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== value) {
    throw invalid(`${name} must be a day, YYYY-MM-DD`);
  }
  return value;
};

/** Both ends of a period, in order. */
export const readPeriod = (from: unknown, to: unknown, names: readonly [string, string]) => {
  const period = { from: readDay(from, names[0]) ?? '0000-01-01', to: readDay(to, names[1]) ?? '9999-12-31' };
  if (period.from > period.to) throw invalid(`${names[0]} must not be later than ${names[1]}`);
  return period;
};

export const readIban = (value: unknown): string => {
  if (typeof value !== 'string' || !isIban(value)) throw invalid('iban is not valid');
  return value;
};

/** Refuses members or parameters that the API does not have. */
export const refuseUnknown = (found: Iterable<string>, known: readonly string[]): void => {
  for (const name of found) if (!known.includes(name)) throw invalid(`unknown parameter ${name}`);
};
