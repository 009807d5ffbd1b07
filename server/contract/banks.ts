import { z } from 'zod';

/** A bank (ASPSP) as the shopper sees it. */
export const Bank = z.object({
  id: z.string(),
  name: z.string(),
  bic: z.string().optional(),
  /** Path on the companion server; absent means initials. */
  logo: z.string().optional(),
  /** Present and true while the bank or its provider is known to be down. */
  down: z.literal(true).optional(),
});
export type Bank = z.infer<typeof Bank>;

/** `GET /v1/banks?country=DE`: the compact list of one country, sorted by name. */
export const BankList = z.object({
  /** ISO 3166-1 alpha-2, upper case. */
  country: z.string().length(2),
  /** Every country that has a bank, sorted. */
  countries: z.array(z.string().length(2)),
  banks: z.array(Bank),
});
export type BankList = z.infer<typeof BankList>;

/** Query of `GET /v1/banks`. Without a country the server picks one. */
export const BankQuery = z.strictObject({
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'Use an ISO 3166-1 alpha-2 code in upper case, such as DE.')
    .optional(),
});
export type BankQuery = z.infer<typeof BankQuery>;
