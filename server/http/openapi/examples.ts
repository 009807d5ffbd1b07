/** What answers look like, by the id of their operation; a test holds each against its schema. */
const connection = {
  id: 'Zk3vJ0cW6uG5s1m2pQxR8A',
  status: 'active',
  bank: { id: 'token-io:sim-redirect', name: 'Test Bank Redirect' },
  scopes: ['accounts', 'balances', 'transactions', 'standing_orders'],
  sessionId: 'b7c9Y1dTz0yS4kq8Lw2eNg',
  reference: 'order-1042',
  createdAt: '2026-11-02T09:30:00.000Z',
  expiresAt: '2027-01-31T09:30:00.000Z',
};

const account = {
  id: 'h2Xq9sVbM4tC7rK1nD0fUw',
  name: 'Everyday account',
  type: 'current',
  currency: 'GBP',
  holder: 'Zoë Åkesson-Müller',
  bic: 'TSTBGB00XXX',
  identifiers: [
    { scheme: 'sort_code', sortCode: '040075', accountNumber: '12345678' },
    { scheme: 'iban', iban: 'GB68TSTB04007512345678' },
  ],
  maskedIdentifier: '•••• 5678',
};

const transactions = [
  {
    id: 't:9d2f4b',
    status: 'pending',
    direction: 'debit',
    amount: { value: '12.50', currency: 'GBP' },
    description: 'Marigold Grocers',
  },
  {
    id: 't:1c7a0e',
    status: 'booked',
    direction: 'credit',
    amount: { value: '2450', currency: 'GBP' },
    description: 'Salary Lantern & Loom Ltd',
    bookingDate: '2026-11-27',
    bookedAt: '2026-11-27T03:10:00.000Z',
    valueDate: '2026-11-27',
    counterparty: {
      name: 'Lantern & Loom Ltd',
      account: { scheme: 'sort_code', sortCode: '200000', accountNumber: '55779911' },
    },
    remittance: 'Salary November',
    endToEndId: 'LL-2026-11-0042',
    bankTransactionCode: 'PMNT-RCDT-SALA',
  },
];

export const examples: Readonly<Record<string, object | undefined>> = {
  createSession: {
    id: connection.sessionId,
    clientToken: 'kR4w0m9yTzq2Vf7Jc1sXb8uPhL3nDgE6aY5iOtM2QxU',
    expiresAt: '2026-11-02T10:00:00.000Z',
  },
  readSession: {
    id: connection.sessionId,
    status: 'completed',
    reference: connection.reference,
    createdAt: '2026-11-02T09:28:41.120Z',
    expiresAt: '2026-11-02T09:58:41.120Z',
    bank: connection.bank,
    connectionId: connection.id,
  },
  listConnections: { connections: [connection] },
  readConnection: connection,
  listAccounts: { accounts: [account] },
  readAccount: account,
  listBalances: {
    balances: [
      { type: 'available', amount: { value: '1187.65', currency: 'GBP' }, updatedAt: '2026-11-27T08:00:00.000Z' },
      { type: 'current', amount: { value: '-312.35', currency: 'GBP' }, updatedAt: '2026-11-27T08:00:00.000Z' },
    ],
  },
  listTransactions: { transactions, nextCursor: 'eyJhbGciOiJkaXIi…' },
  listStandingOrders: {
    standingOrders: [
      {
        id: 'so:rent',
        status: 'active',
        frequency: 'monthly',
        amount: { value: '980', currency: 'GBP' },
        nextPaymentDate: '2026-12-01',
        counterparty: { name: 'Gable & Hearth Lettings' },
        remittance: 'Rent 3b',
      },
    ],
  },
};
