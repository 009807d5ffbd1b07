import type { JSONWebKeySet, JWK } from 'jose';
import { z } from 'zod';

/**
 * The shapes of Moneyhub's answers. Unknown members are dropped, absent ones tolerated where we can do without, wrong types
 * refused. Words (types, statuses) are open: one unknown today is a text like any other.
 */

const id = z.string().min(1).max(200);
const word = z.string().max(100);
const text = z.string().max(4000);
/** Bytes of a token that we are willing to look at. */
const jwt = z.string().min(1).max(8192);

/** Sheet section 1. Entries are read one by one: a faulty bank is not a faulty list. */
export const WireBankList = z.array(z.unknown()).max(50_000);
const availability = word.optional();
export const WireBank = z.object({
  id: z.string().regex(/^[\w-]{1,64}$/),
  name: z.string().max(300),
  bankRef: z.string().max(200).optional(),
  iconUrl: z.string().max(2000).nullish(),
  country: word.nullish(),
  type: word.optional(),
  status: z.object({ sync: availability, auth: availability }).nullish(),
});
export type WireBank = z.infer<typeof WireBank>;

/** RFC 9126 section 2.2. */
export const WirePushed = z.object({
  request_uri: z.string().regex(/^[\x21-\x7e]{1,1000}$/),
  expires_in: z.number().positive().optional(),
});

/**
 * A token answer. `expires_in` is what is sent; `expires_at` (seconds since the epoch) is what the documents print (sheet
 * section 4).
 */
export const WireTokens = z.object({
  access_token: jwt,
  token_type: z.string().regex(/^bearer$/i),
  expires_in: z.number().positive().optional(),
  expires_at: z.number().positive().optional(),
  id_token: jwt.optional(),
  refresh_token: jwt.optional(),
  scope: z.string().max(8192).optional(),
});
export type WireTokens = z.infer<typeof WireTokens>;

/** RFC 7517 section 5; `jose` reads the keys. */
export const WireKeys: z.ZodType<JSONWebKeySet> = z.object({
  keys: z.array(z.custom<JWK>((key) => typeof key === 'object' && key !== null)).max(100),
});

const userId = z.string().regex(/^[\w-]{1,64}$/);

/** Claims of an id token whose signature, issuer, audience and times are good (sheet section 4). */
export const WireIdToken = z.object({
  sub: userId,
  nonce: z.string().optional(),
  at_hash: z.string().optional(),
  azp: z.string().optional(),
  auth_time: z.number().optional(),
  'mh:con_id': id,
});
export type WireIdToken = z.infer<typeof WireIdToken>;

/** `POST /users`. Wrapped in `data` by careless gateways. */
const user = z.object({ userId });
export const WireUser = z.union([user, z.object({ data: user }).transform(({ data }) => data)]);

/** Sheet section 7. */
export const WireConnection = z.object({
  id,
  accountIds: z.array(id).max(1000).nullish(),
  status: word.nullish(),
  error: word.nullish(),
  extendedStatus: word.nullish(),
});
export type WireConnection = z.infer<typeof WireConnection>;
export const WireConnections = z.object({ data: z.array(WireConnection).max(1000) });

/** Money in minor units; version 3 of the API says both units (sheet section 8). */
export const WireAmount = z.object({
  value: z.number(),
  minorUnits: z.number().optional(),
  majorUnits: z.number().optional(),
  currency: z.string().regex(/^[A-Za-z]{3}$/),
});
export type WireAmount = z.infer<typeof WireAmount>;

const WireBalance = z.object({ date: word.optional(), amount: WireAmount });

export const WireAccount = z.object({
  id,
  accountName: text.nullish(),
  productName: text.nullish(),
  type: word.optional(),
  currency: word.nullish(),
  balance: WireBalance.nullish(),
  connectionId: id.nullish(),
  accountReference: word.nullish(),
  accountHolderName: text.nullish(),
  details: z.object({ sortCodeAccountNumber: word.nullish(), iban: word.nullish(), pan: word.nullish() }).nullish(),
});
export type WireAccount = z.infer<typeof WireAccount>;

const party = z
  .object({
    name: text.nullish(),
    sortCode: word.nullish(),
    accountNumber: word.nullish(),
    iban: word.nullish(),
    pan: word.nullish(),
  })
  .nullish();
export type WireParty = z.infer<typeof party>;
export const WireTransaction = z.object({
  id,
  accountId: id.nullish(),
  amount: WireAmount,
  date: word,
  valueDate: word.nullish(),
  longDescription: text.nullish(),
  shortDescription: text.nullish(),
  status: word.nullish(),
  transactionCode: z.object({ code: word.nullish(), subCode: word.nullish() }).nullish(),
  proprietaryTransactionCode: z.object({ code: word.nullish() }).nullish(),
  creditorAccount: party,
  debtorAccount: party,
});
export type WireTransaction = z.infer<typeof WireTransaction>;

const links = z.object({ next: z.string().max(4000).nullish() }).nullish();
/** A page of a list (sheet section 8). */
export const pageOf = <T>(item: z.ZodType<T>) => z.object({ data: z.array(item).max(10_000), links });
export const WireAccountPage = pageOf(WireAccount);
export const WireTransactionPage = pageOf(WireTransaction);
export const WireOneAccount = z.object({ data: WireAccount });
