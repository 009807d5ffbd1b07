import { z } from 'zod';

/** Names with points between them, from the outside in: `identification.iban`. */
const place = z
  .string()
  .max(200)
  .regex(/^[\w-]+(\.[\w-]+)*$/, 'Give names with points between them, such as amount.value.');

/** Where something stands in an answer of the bank; of several places the first one that has it counts. */
export type Places = readonly string[];
const places = z.array(place).max(8);

/**
 * Where the bank's answers say what we need. The defaults are the names of the Slovak Banking API Standard; no place at all
 * means that the bank does not say it.
 */
export const Answers = z.strictObject({
  accounts: z
    .strictObject({
      /** The list of accounts; a bare list is taken as well. */
      list: places.default(['accounts']),
      /** By which the bank is asked about the account. */
      id: places.default(['identification.iban', 'identification.identifier', 'iban']),
      /** Shown as the account's number: an IBAN, or anything else. */
      number: places.default(['identification.iban', 'identification.identifier', 'iban']),
      name: places.default(['name', 'productName']),
      type: places.default(['type']),
      currency: places.default(['baseCurrency', 'currency']),
      holder: places.default([]),
      bic: places.default(['servicer.bic', 'servicer.financialInstitutionIdentification']),
    })
    .prefault({}),
  balances: z
    .strictObject({
      /** The list of balances; a bare list is taken as well. */
      list: places.default(['balances']),
      type: places.default(['typeCodeOrProprietary', 'type']),
      amount: places.default(['amount.value', 'amount']),
      currency: places.default(['amount.currency', 'currency']),
      /** `CRDT` or `DBIT`, in whatever spelling; without it the amount has its sign. */
      indicator: places.default(['creditDebitIndicator']),
      at: places.default(['dateTime', 'date']),
    })
    .prefault({}),
  transactions: z
    .strictObject({
      /** The list of transactions; a bare list is taken as well. */
      list: places.default(['transactions']),
      /** The bank's own reference. It tells repeated transactions from others that look alike. */
      reference: places.default(['transactionDetails.references.accountServicerReference']),
      amount: places.default(['amount.value', 'amount']),
      currency: places.default(['amount.currency', 'currency']),
      indicator: places.default(['creditDebitIndicator']),
      status: places.default(['status']),
      /** A day or a time. */
      bookedAt: places.default(['bookingDate']),
      valueAt: places.default(['valueDate']),
      description: places.default(['transactionDetails.remittanceInformation', 'additionalTransactionInformation']),
      /** What the payer wrote for the payee. */
      remittance: places.default(['transactionDetails.remittanceInformation']),
      endToEndId: places.default(['transactionDetails.references.endToEndIdentification']),
      code: places.default(['bankTransactionCode']),
      creditor: places.default(['transactionDetails.relatedParties.creditor.name']),
      creditorAccount: places.default([
        'transactionDetails.relatedParties.creditorAccount.identification.iban',
        'transactionDetails.relatedParties.creditorAccount.identification',
      ]),
      debtor: places.default(['transactionDetails.relatedParties.debtor.name']),
      debtorAccount: places.default([
        'transactionDetails.relatedParties.debtorAccount.identification.iban',
        'transactionDetails.relatedParties.debtorAccount.identification',
      ]),
    })
    .prefault({}),
});
export type Answers = z.infer<typeof Answers>;
