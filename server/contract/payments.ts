import { z } from 'zod';
import { minorUnitDigits } from './minor-units.js';
import { Bank } from './banks.js';
import { Money } from './money.js';
import { Problem } from './errors.js';

const timestamp = z.iso.datetime();

/** One line without control characters. */
const line = (max: number) =>
  z
    .string()
    .trim()
    .min(1, 'Give a text that is not empty.')
    .max(max, `Use at most ${max} characters.`)
    .regex(/^[^\p{Cc}\p{Bidi_Control}]*$/u, 'Use one line of text without control characters.');

/** ISO 13616: the remainder of the rearranged number by 97 is 1. */
function isIban(text: string): boolean {
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(text)) return false;
  const digits = `${text.slice(4)}${text.slice(0, 4)}`.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  let rest = 0;
  for (const digit of digits) rest = (rest * 10 + Number(digit)) % 97;
  return rest === 1;
}

/** Where money goes: an IBAN, or a British sort code with an account number. */
export const CreditorAccount = z.discriminatedUnion('scheme', [
  z.strictObject({
    scheme: z.literal('iban'),
    /** In capitals, without spaces. */
    iban: z.string().refine(isIban, 'Give a valid IBAN in capitals and without spaces; its check digits must fit.'),
  }),
  z.strictObject({
    scheme: z.literal('sort_code'),
    sortCode: z.string().regex(/^\d{6}$/, 'Use six digits without dashes.'),
    accountNumber: z.string().regex(/^\d{8}$/, 'Use eight digits.'),
  }),
]);
export type CreditorAccount = z.infer<typeof CreditorAccount>;

/** Who is paid. */
export const Creditor = z.strictObject({
  /** The holder of the account, as the bank knows it. */
  name: line(70),
  account: CreditorAccount,
});
export type Creditor = z.infer<typeof Creditor>;

/** What is paid: more than nothing, with no more digits after the point than the currency has. */
export const PaymentAmount = z
  .strictObject({
    value: z
      .string()
      .regex(/^(0|[1-9]\d{0,8})(\.\d{1,4})?$/, 'Use a decimal such as 12.50, without a sign and below 1000000000.')
      .regex(/[1-9]/, 'Use an amount of more than zero.'),
    currency: z.string().regex(/^[A-Z]{3}$/, 'Use an ISO 4217 code in capitals, such as GBP.'),
  })
  .refine(({ value, currency }) => (value.split('.')[1] ?? '').length <= minorUnitDigits(currency), {
    path: ['value'],
    message: 'Use no more digits after the point than the currency has.',
  });
export type PaymentAmount = z.infer<typeof PaymentAmount>;

/**
 * What every scheme carries to the payee's statement: 18 characters fit Faster Payments (and Token.io's advice for `refId`),
 * the characters are those that SEPA and Faster Payments share.
 */
const statementReference = z
  .string()
  .min(1)
  .max(18, 'Use at most 18 characters: that is what Faster Payments carries.')
  .regex(/^[A-Za-z0-9](?:[A-Za-z0-9 .\/-]*[A-Za-z0-9])?$/, 'Use letters, digits, spaces, `.`, `/` and `-`; begin and end with a letter or digit.'); // prettier-ignore

/** `payment` of `POST /v1/sessions`: one payment, frozen when the session is created. */
export const PaymentRequest = z.strictObject({
  amount: PaymentAmount,
  /** Id of a creditor that is registered for the merchant; default `default`. */
  creditorId: z.string().min(1).max(64).optional(),
  /** Any other creditor: taken only from merchants whose configuration says `anyCreditor`. */
  creditor: Creditor.optional(),
  /** Stands on both statements, an order number say. */
  reference: statementReference,
});
export type PaymentRequest = z.infer<typeof PaymentRequest>;

/** What was ordered, and nothing else is ever sent: frozen with the session. `amount` has all digits of its currency. */
export const PaymentOrder = z.strictObject({
  amount: Money,
  creditor: Creditor,
  reference: z.string(),
});
export type PaymentOrder = z.infer<typeof PaymentOrder>;

export const PaymentStatus = z.enum([
  /** Nothing is paid yet: the shopper, or the bank, has still to say so. */
  'pending',
  /** The bank has taken the order and carries it out. */
  'accepted',
  /** The bank has carried the order out. Usually the last word; it does not say that the money has arrived. */
  'completed',
  /** The money has arrived. Only from providers that say so. */
  'settled',
  /** The bank does not carry the order out. */
  'rejected',
  /** It went wrong, or does not match what was ordered. */
  'failed',
  /** The shopper did not want it. */
  'cancelled',
  /** The time to approve it ran out. */
  'expired',
  /** Nobody could say yet what became of it. Never pay a second time for it. */
  'unknown',
]);
export type PaymentStatus = z.infer<typeof PaymentStatus>;

/** One payment of one session, for the merchant's backend. */
export const Payment = z.object({
  id: z.string(),
  status: PaymentStatus,
  sessionId: z.string(),
  /** The merchant's own reference of the session. */
  sessionReference: z.string().optional(),
  order: PaymentOrder,
  /** SHA-256 (hex) of the order as canonical JSON, the same from the first to the last day. */
  orderHash: z.string(),
  /** The bank it went to, once one was asked. */
  bank: Bank.pick({ id: true, name: true, bic: true }).optional(),
  /** The provider's own id, for its support. */
  providerPaymentId: z.string().optional(),
  createdAt: timestamp,
  /** When `status` changed last. */
  updatedAt: timestamp,
  /** Why it was not paid, where that is known. */
  problem: Problem.optional(),
});
export type Payment = z.infer<typeof Payment>;

/** Newest first; `nextCursor` is opaque. */
export const PaymentList = z.object({ payments: z.array(Payment), nextCursor: z.string().optional() });
export type PaymentList = z.infer<typeof PaymentList>;

/** Query of `GET /v1/payments`. */
export const PaymentQuery = z.strictObject({
  cursor: z.string().min(1).max(2048).optional(),
  /** How many at most; default 50. */
  limit: z
    .string()
    .regex(/^([1-9]\d?|100)$/, 'Use a whole number from 1 to 100.')
    .optional(),
});
export type PaymentQuery = z.infer<typeof PaymentQuery>;

/** The payment of a session, as the browser sees it from the first step to the last. */
export const PaymentView = z.object({
  order: PaymentOrder,
  /** How it stands. */
  status: PaymentStatus,
  id: z.string(),
});
export type PaymentView = z.infer<typeof PaymentView>;
