import { createHash } from 'node:crypto';

/** Words of the `status` of a bank. */
export type Availability = 'AVAILABLE' | 'PARTIALLY_AVAILABLE' | 'TEMPORARILY_UNAVAILABLE' | 'PERMANENTLY_UNAVAILABLE';

/** What is special about the accounts behind a bank. */
export type Specialty = 'ordinary' | 'currencies' | 'many-transactions' | 'slow-sync';

export interface MoneyhubBank {
  /** 32 hex digits. */
  readonly id: string;
  readonly name: string;
  readonly bankRef: string;
  readonly country: string;
  readonly type: string;
  readonly userTypes: readonly ('personal' | 'business')[];
  readonly specialty: Specialty;
  status: { readonly sync: Availability; readonly auth: Availability };
}

const idOf = (ref: string): string => createHash('md5').update(`moneyhub ${ref}`).digest('hex');
const available = { sync: 'AVAILABLE', auth: 'AVAILABLE' } as const;

type Sketch = Pick<MoneyhubBank, 'name' | 'bankRef'> & Partial<MoneyhubBank>;
const bank = (sketch: Sketch): MoneyhubBank => ({
  id: idOf(sketch.bankRef),
  country: 'GB',
  type: 'api',
  userTypes: ['personal'],
  specialty: 'ordinary',
  status: available,
  ...sketch,
});

/** The list of the sandbox; the README says what each is for. */
export const createBanks = (): MoneyhubBank[] => [
  bank({
    id: '1ffe704d39629a929c8e293880fb449a',
    name: 'Moneyhub Open Banking Mock',
    bankRef: 'mock-open-banking',
    type: 'test',
    userTypes: ['personal', 'business'],
  }),
  bank({ id: 'b5d4c9a3e8f7460192a3b4c5d6e7f809', name: 'Test Bank Signed Requests', bankRef: 'signed-requests' }),
  bank({ name: 'Test Bank Currencies', bankRef: 'currencies', specialty: 'currencies' }),
  bank({ name: 'Test Bank Many Transactions', bankRef: 'many-transactions', specialty: 'many-transactions' }),
  bank({ name: 'Test Bank Slow Sync', bankRef: 'slow-sync', specialty: 'slow-sync' }),
  bank({ name: 'Test Bank Business', bankRef: 'business', userTypes: ['business'] }),
  bank({ name: 'Test Bank Screen Scraping', bankRef: 'legacy', type: 'legacy' }),
  bank({
    name: 'Test Bank Closed',
    bankRef: 'closed',
    status: { sync: 'TEMPORARILY_UNAVAILABLE', auth: 'TEMPORARILY_UNAVAILABLE' },
  }),
  bank({ name: 'House Prices', bankRef: 'house-prices', type: 'zoopla' }),
];

const accountKinds = (bankOf: MoneyhubBank): object[] =>
  bankOf.type === 'zoopla'
    ? [{ name: 'properties', beta: false }]
    : [
        { name: 'cash', beta: false },
        { name: 'savings', beta: false },
      ];

/** An entry of a connections document. */
export const bankEntry = (bankOf: MoneyhubBank, origin: string): object => ({
  id: bankOf.id,
  name: bankOf.name,
  bankRef: bankOf.bankRef,
  parentRef: bankOf.bankRef,
  iconUrl: `${origin}/bank-icons/${bankOf.bankRef}`,
  country: bankOf.country,
  type: bankOf.type,
  accountTypes: accountKinds(bankOf),
  userTypes: bankOf.userTypes,
  payments: bankOf.type === 'api' ? ['domestic'] : [],
  isBeta: false,
  status: bankOf.status,
});
