import { z } from 'zod';
import { Money } from './money.js';

export const AccountIdentifier = z.discriminatedUnion('scheme', [
  z.object({ scheme: z.literal('iban'), iban: z.string() }),
  z.object({ scheme: z.literal('sort_code'), sortCode: z.string(), accountNumber: z.string() }),
  z.object({ scheme: z.literal('bban'), bban: z.string() }),
  z.object({ scheme: z.literal('other'), value: z.string() }),
]);
export type AccountIdentifier = z.infer<typeof AccountIdentifier>;
export const AccountScheme = z.enum(['iban', 'sort_code', 'bban', 'other']) satisfies z.ZodType<
  AccountIdentifier['scheme']
>;
export type AccountScheme = z.infer<typeof AccountScheme>;

export const AccountType = z.enum(['current', 'savings', 'card', 'loan', 'other']);
export type AccountType = z.infer<typeof AccountType>;

/** Which accounts of the bank a connection is about, and who decides. Part of `POST /v1/sessions`. */
export const AccountRules = z.strictObject({
  /** `none`: every account that fits. `one`, `many`: the shopper chooses among them; nothing else is kept. Default: none. */
  select: z.enum(['none', 'one', 'many']).default('none'),
  /** Only accounts of these types. */
  types: z.array(AccountType).min(1).max(5).optional(),
  /** Only accounts in these currencies (ISO 4217); an account whose currency the bank does not say does not fit. */
  currencies: z
    .array(z.string().regex(/^[A-Z]{3}$/, 'Use ISO 4217 codes in upper case, such as EUR.'))
    .min(1)
    .max(20)
    .optional(),
  /** Only accounts that have a number of one of these schemes. */
  schemes: z.array(AccountScheme).min(1).max(4).optional(),
  /** Shows balances to the shopper; needs the scope `balances`. Default: false. */
  showBalances: z.boolean().default(false),
  /** The element may fill in the merchant's form, once the shopper agreed; needs `select: "one"`. Default: false. */
  autofill: z.boolean().default(false),
});
export type AccountRules = z.infer<typeof AccountRules>;

/** An account as the element shows it: masked, without holder. */
export const AccountSummary = z.object({
  id: z.string(),
  name: z.string(),
  /** Such as `•••• 4321`. */
  maskedIdentifier: z.string(),
  type: AccountType.optional(),
  currency: z.string().optional(),
  /** Where the session may show balances and the bank told it in time: what is available, else what is booked. */
  balance: Money.optional(),
});
export type AccountSummary = z.infer<typeof AccountSummary>;

/** `POST /v1/session/accounts`: ids of the view; one where `select` is `one`. */
export const ChooseAccounts = z.strictObject({ accountIds: z.array(z.string().min(1).max(64)).min(1).max(200) });
export type ChooseAccounts = z.infer<typeof ChooseAccounts>;

/** What a form can be filled in with. */
export const AutofillField = z.enum(['holder', 'iban', 'sortCode', 'accountNumber', 'bic']);
export type AutofillField = z.infer<typeof AutofillField>;

/** `POST /v1/session/autofill`, after the shopper agreed. `text` is the text exactly as it was shown; it is stored with its time. */
export const AgreeAutofill = z.strictObject({
  fields: z.array(AutofillField).min(1).max(5),
  text: z.string().min(1).max(1000),
  locale: z.string().min(2).max(35),
});
export type AgreeAutofill = z.infer<typeof AgreeAutofill>;

/** The fields that were asked for, as far as the bank knows them. */
export const AutofillDetails = z.object({
  holder: z.string().optional(),
  iban: z.string().optional(),
  sortCode: z.string().optional(),
  accountNumber: z.string().optional(),
  bic: z.string().optional(),
});
export type AutofillDetails = z.infer<typeof AutofillDetails>;

/** Details of an account that the shopper let the element give to the merchant's page, word for word as it was shown, and when. */
export const DisclosureRecord = z.object({
  accountId: z.string(),
  fields: z.array(AutofillField),
  text: z.string(),
  locale: z.string(),
  agreedAt: z.iso.datetime(),
});
export type DisclosureRecord = z.infer<typeof DisclosureRecord>;
