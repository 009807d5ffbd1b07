import { z } from 'zod';

const currency = z.string().regex(/^[A-Z]{3}$/);

/** Money is a decimal string with an ISO 4217 currency; below zero it has a minus sign. */
export const Money = z.object({ value: z.string().regex(/^-?\d+(\.\d+)?$/), currency });
export type Money = z.infer<typeof Money>;

/** Money that moves: without a sign, because `direction` says which way. */
export const Amount = z.object({ value: z.string().regex(/^\d+(\.\d+)?$/), currency });
export type Amount = z.infer<typeof Amount>;
