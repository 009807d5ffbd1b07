import type { Shape } from './shape.js';

/** Every field of `POST /token-requests` (sheet §6.1); others do not exist. */
const accountIdentifier: Shape = {
  bankgiro: { bankgiroNumber: 'string' },
  bban: { bban: 'string', clearingNumber: 'string' },
  gbDomestic: { accountNumber: 'string', sortCode: 'string' },
  iban: { iban: 'string' },
  msisdn: { msisdn: 'string' },
  pan: { pan: 'string' },
  plusgiro: { plusgiroNumber: 'string' },
  token: { accountId: 'string', memberId: 'string' },
};

const alias: Shape = { type: 'string', value: 'string', realmId: 'string', realm: 'string' };

const requestOptions: Shape = {
  bankId: 'string',
  from: { id: 'string', alias },
  psuId: 'string',
  receiptRequested: 'boolean',
  tokenInternal: { redirectUrl: 'string', usingWebApp: 'boolean' },
  sourceAccountId: 'string',
  sourceIban: 'string',
};

const accessBody: Shape = {
  resourceTypeList: { resources: 'strings', source: { accountIdentifier, currency: 'string' } },
  transactionHistoryDays: 'int',
  accountResourceList: 'any',
  type: 'strings',
};

const requestPayload: Shape = {
  to: { id: 'string', alias },
  refId: 'string',
  redirectUrl: 'string',
  accessBody,
  transferBody: 'any',
  standingOrderBody: 'any',
  bulkTransferBody: 'any',
  tokenExpiration: 'string',
  callbackState: 'string',
  countries: 'strings',
  description: 'string',
  actingAs: { displayName: 'string', refId: 'string', secondaryName: 'string', logoUrl: 'string' },
  userRefId: 'string',
  disableFutureDatedPaymentConversion: 'boolean',
  credentials: 'string-map',
  useCredentialFlow: 'boolean',
  customizationId: 'string',
  destinationCountry: 'string',
};

export const tokenRequestShape: Shape = { requestOptions, requestPayload };

export const RESOURCES: ReadonlySet<string> = new Set([
  'ACCOUNTS',
  'BALANCES',
  'TRANSACTIONS',
  'TRANSFER_DESTINATIONS',
  'STANDING_ORDERS',
  'FUNDS_CONFIRMATIONS',
  'SCHEDULED_PAYMENTS',
  'DIRECT_DEBITS',
  'TRUSTED_BENEFICIARIES',
  'PARTIES',
]);

export const ALIAS_TYPES: ReadonlySet<string> = new Set([
  'INVALID',
  'UNKNOWN',
  'EMAIL',
  'PHONE',
  'DOMAIN',
  'BANK',
  'CUSTOM',
  'EIDAS',
  'USERNAME',
]);
