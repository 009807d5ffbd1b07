import { z } from 'zod';

/**
 * The shapes of tell.connect's answers, as far as they are documented. Unknown members are dropped, absent ones tolerated,
 * wrong types refused.
 */

/** The id of an intent: a UUID in the documents; held to what an address can carry unharmed. */
export const intentIdPattern = /^[\w-]{1,128}$/;

/** Answer to an authorisation request (sheet section 3.1); note the hyphen. */
export const WireIntent = z.object({
  'intent-id': z.string().regex(intentIdPattern),
  location: z.string().min(1).max(8000),
});

/** Goes into a header as it is. */
const token = z.string().regex(/^[\x21-\x7e]{1,4096}$/);

/** Answer of the token endpoint (section 3.4). */
export const WireTokens = z.object({
  access_token: token,
  refresh_token: token.optional(),
  token_type: z.string().regex(/^bearer$/i).optional(), // prettier-ignore
  expires_in: z.union([z.number().nonnegative(), z.string().regex(/^\d{1,9}$/).transform(Number)]).optional(), // prettier-ignore
  scope: z.string().max(4000).optional(),
});
export type WireTokens = z.infer<typeof WireTokens>;

/**
 * Data (section 3.6). Nobody has published these shapes: the names are those of tell.connect's bank-side gateway, with case,
 * hyphens and underscores folded away (see `fold.ts`), because the spelling on this side is unknown.
 */
const words = z.string().max(4000).optional();
const accountId = z.union([z.string().min(1).max(256), z.number().int().nonnegative().transform(String)]);

export const WireAccount = z.object({
  accountid: accountId,
  currency: words,
  accounttype: words,
  accountsubtype: words,
  nickname: words,
  name: words,
  identification: words,
  schemename: words,
});
export type WireAccount = z.infer<typeof WireAccount>;

export const WireBalance = z.object({
  amount: z.string(),
  currency: z.string(),
  creditdebit: words,
  type: words,
  datetime: words,
});
export type WireBalance = z.infer<typeof WireBalance>;

/** A payment, as it is answered when it is made and when it is asked about. Only its reference is known to be there. */
export const WirePayment = z.object({
  paymentreference: z.union([z.string().min(1).max(256), z.number().int().nonnegative().transform(String)]),
  status: words,
  statusreason: words,
  amount: words,
  currency: words,
  creditorname: words,
  creditorschemename: words,
  creditoridentification: words,
  reference: words,
});
export type WirePayment = z.infer<typeof WirePayment>;

export const WireTransaction = z.object({
  transactionid: z.union([z.string().min(1).max(256), z.number().int().nonnegative().transform(String)]),
  amount: z.string(),
  currency: z.string(),
  creditdebit: words,
  status: words,
  bookingdatetime: words,
  code: words,
  subcode: words,
  creditorname: words,
  creditoridentification: words,
  creditorschemename: words,
  debtorname: words,
  transactioninformation: words,
});
export type WireTransaction = z.infer<typeof WireTransaction>;
