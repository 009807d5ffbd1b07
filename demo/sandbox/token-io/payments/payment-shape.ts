import type { Shape } from '../routes/shape.js';

/** Account identifiers of every way of paying. */
const account: Shape = {
  iban: 'string',
  bic: 'string',
  sortCode: 'string',
  accountNumber: 'string',
  bban: 'string',
  clearingNumber: 'string',
  bankgiroNumber: 'string',
  plusgiroNumber: 'string',
};

/** Every field of `POST /v2/payments` (sheet §15); others do not exist. */
export const paymentShape: Shape = {
  initiation: {
    bankId: 'string',
    refId: 'string',
    remittanceInformationPrimary: 'string',
    remittanceInformationSecondary: 'string',
    onBehalfOfId: 'string',
    amount: { value: 'string', currency: 'string' },
    localInstrument: 'string',
    debtor: { ...account, name: 'string', ultimateDebtorName: 'string', address: 'any' },
    creditor: {
      ...account,
      virtualAccountId: 'string',
      name: 'string',
      ultimateCreditorName: 'string',
      address: 'any',
      bankName: 'string',
      accountVerificationId: 'string',
    },
    executionDate: 'string',
    confirmFunds: 'boolean',
    returnRefundAccount: 'boolean',
    disableFutureDatedPaymentConversion: 'boolean',
    returnTokenizedAccount: 'boolean',
    callbackUrl: 'string',
    callbackState: 'string',
    chargeBearer: 'string',
    risk: 'any',
    flowType: 'string',
    externalPsuReference: 'string',
  },
  pispConsentAccepted: 'boolean',
  initialEmbeddedAuth: 'string-map',
};

export const embeddedAuthShape: Shape = { embeddedAuth: 'string-map' };
