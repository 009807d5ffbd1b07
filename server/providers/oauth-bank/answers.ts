import { z } from 'zod';

/** Names with points between them, from the outside in: `identification.iban`. */
const place = z
  .string()
  .max(200)
  .regex(/^[\w-]+(\.[\w-]+)*$/, 'Give names with points between them, such as amount.value.');

/** Where something stands in an answer of the bank; of several places the first one that has it counts. */
export type Places = readonly string[];
const places = (...standard: string[]) => z.array(place).max(8).default(standard);

/**
 * Where the bank's answers say what we need. The defaults are the names of the Slovak Banking API Standard; no place at all
 * means that the bank does not say it.
 */
export const Answers = z.strictObject({
  accounts: z
    .strictObject({
      /** The list of accounts; a bare list is taken as well. */
      list: places('accounts'),
      /** By which the bank is asked about the account. */
      id: places('identification.iban', 'identification.identifier', 'iban'),
      /** Shown as the account's number: an IBAN, or anything else. */
      number: places('identification.iban', 'identification.identifier', 'iban'),
      name: places('name', 'productName'),
      type: places('type'),
      currency: places('baseCurrency', 'currency'),
      holder: places(),
      bic: places('servicer.bic', 'servicer.financialInstitutionIdentification'),
    })
    .prefault({}),
  balances: z
    .strictObject({
      /** The list of balances; a bare list is taken as well. */
      list: places('balances'),
      type: places('typeCodeOrProprietary', 'type'),
      amount: places('amount.value', 'amount'),
      currency: places('amount.currency', 'currency'),
      /** `CRDT` or `DBIT`, in whatever spelling; without it the amount has its sign. */
      indicator: places('creditDebitIndicator'),
      at: places('dateTime', 'date'),
    })
    .prefault({}),
  transactions: z
    .strictObject({
      /** The list of transactions; a bare list is taken as well. */
      list: places('transactions'),
      /** The bank's own reference. It tells repeated transactions from others that look alike. */
      reference: places('transactionDetails.references.accountServicerReference'),
      amount: places('amount.value', 'amount'),
      currency: places('amount.currency', 'currency'),
      indicator: places('creditDebitIndicator'),
      status: places('status'),
      /** A day or a time. */
      bookedAt: places('bookingDate'),
      valueAt: places('valueDate'),
      description: places('transactionDetails.remittanceInformation', 'additionalTransactionInformation'),
      creditor: places('transactionDetails.relatedParties.creditor.name'),
      debtor: places('transactionDetails.relatedParties.debtor.name'),
    })
    .prefault({}),
});
export type Answers = z.infer<typeof Answers>;
