import type { Counterparty, Transaction } from '../contract/connections.js';
import { cleanText } from '../lib/clean-text.js';

/**
 * When a payment was booked: the day, and the time (ISO 8601, UTC) where the bank names one. `said` is the bank's own text when
 * it begins with a day: around midnight that day is the bank's, and not the one of UTC.
 */
export function booking(
  at: string | undefined,
  { said = at ?? '', hasTime = true }: { readonly said?: string | undefined; readonly hasTime?: boolean } = {},
): Pick<Transaction, 'bookingDate' | 'bookedAt'> {
  if (at === undefined) return {};
  return { bookingDate: dayOf(said), ...(hasTime ? { bookedAt: at } : {}) };
}

export const dayOf = (at: string): string => at.slice(0, 10);

/** Who is on the other side; nothing where the bank says nothing of them. */
export function counterparty(
  name: string | null | undefined,
  account?: Counterparty['account'],
): { readonly counterparty?: Counterparty } {
  const cleaned = cleanText(name ?? '', 140);
  if (cleaned === '' && account === undefined) return {};
  return {
    counterparty: { ...(cleaned === '' ? {} : { name: cleaned }), ...(account === undefined ? {} : { account }) },
  };
}

/** The texts that say something, cleaned, by their names. */
export function texts<Name extends string>(
  said: Readonly<Record<Name, string | null | undefined>>,
): { readonly [name in Name]?: string } {
  const cleaned = Object.entries<string | null | undefined>(said).map(
    ([name, text]) => [name, cleanText(text ?? '', 500)] as const,
  );
  return Object.fromEntries(cleaned.filter(([, text]) => text !== '')) as { readonly [name in Name]?: string };
}
