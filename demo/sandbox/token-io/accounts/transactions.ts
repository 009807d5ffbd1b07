import { createHash } from 'node:crypto';

import { between, pick, seededRandom } from '../pictures/random.js';

export interface BankTransaction {
  readonly id: string;
  readonly type: 'DEBIT' | 'CREDIT';
  readonly status: 'PENDING' | 'SUCCESS';
  readonly amount: { readonly currency: string; readonly value: string };
  readonly description: string;
  readonly createdAtMs: number;
  readonly counterparty: string;
}

const DAY_MS = 24 * 3_600_000;

type Shop = readonly [name: string, lowCents: number, highCents: number];
const SPENDING: readonly [Shop, ...Shop[]] = [
  ['Marigold Grocers', 420, 9_850],
  ['Café Zażółć', 280, 1_640],
  ['Northline Rail', 1_150, 7_900],
  ['Kestrel Energy – monthly bill', 6_400, 14_200],
  ['Blåbär Books', 890, 4_500],
  ['Drugstore “Linden & Söhne”', 310, 3_900],
  ['Tandem Bicycles', 1_500, 28_000],
  ['Cinema Étoile', 900, 3_600],
  ['Ice Rink Žižkov', 600, 2_400],
  ['Harbour Swimming Pool', 450, 1_800],
];

const cents = (amount: number): string => {
  const text = (amount / 100).toFixed(2);
  return text.replace(/\.?0+$/, '');
};

const salary = (index: number): boolean => index % 22 === 9;

/** `count` transactions going back from now, about three in four days, newest first. The first two are pending. */
export const transactionsOf = (request: {
  readonly seed: string;
  readonly currency: string;
  readonly count: number;
  readonly nowMs: number;
}): readonly BankTransaction[] => {
  const random = seededRandom(`transactions ${request.seed}`);
  let at = Math.floor(request.nowMs / DAY_MS) * DAY_MS - between(random, 1, 6) * 3_600_000;
  return Array.from({ length: request.count }, (_, index) => {
    const [name, low, high] = pick(random, SPENDING);
    const amount = between(random, low, high);
    const createdAtMs = at;
    at -= between(random, 8, 56) * 3_600_000;
    const credit = salary(index);
    return {
      id: `t:${createHash('sha256').update(`${request.seed} ${index}`).digest('hex').slice(0, 24)}`,
      type: credit ? 'CREDIT' : 'DEBIT',
      status: index < 2 ? 'PENDING' : 'SUCCESS',
      amount: { currency: request.currency, value: credit ? '2450' : cents(amount) },
      description: credit ? 'Salary Lantern & Loom Ltd' : name,
      createdAtMs,
      counterparty: credit ? 'Lantern & Loom Ltd' : name,
    };
  });
};
