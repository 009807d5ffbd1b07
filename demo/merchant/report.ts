import { table } from './table.js';
import type { ReadAccount, Walked } from './walk.js';

/** What was read, account by account, and what became of each connection. */
export function report(walked: readonly Walked[]): string {
  const accounts = walked.flatMap(({ provider, accounts }) => accounts.map((read) => accountRow(provider, read)));
  return [
    'What the merchant’s backend read, the shopper being there:',
    '',
    table([accountHeading, ...accounts]),
    '',
    'What became of the connections:',
    '',
    table([connectionHeading, ...walked.map(connectionRow)]),
    '',
    'tell.connect’s documents name no scope for transactions; its simulator grants one, so that there is something to read.',
  ].join('\n');
}

const accountHeading = [
  'Provider', 'Account', 'Type', 'Number', 'Holder', 'Balance', 'Transactions', 'Pages', 'Newest', 'Oldest', 'Standing orders',
]; // prettier-ignore

function accountRow(provider: string, { account, balances, pages, standingOrders }: ReadAccount): string[] {
  const transactions = pages.flat();
  const dates = transactions.flatMap(({ bookingDate }) => bookingDate ?? []);
  const balance = balances.find(({ type }) => type === 'current') ?? balances[0];
  return [
    provider,
    account.name,
    account.type,
    account.maskedIdentifier,
    account.holder ?? '',
    balance === undefined ? '' : `${balance.amount.value} ${balance.amount.currency}`,
    `${transactions.length}`,
    `${pages.length}`,
    dates[0] ?? '',
    dates.at(-1) ?? '',
    standingOrders === undefined ? 'not supported' : `${standingOrders}`,
  ];
}

const connectionHeading = [
  'Provider',
  'Bank',
  'Accounts',
  'After expiry',
  'Without the shopper',
  'Renewed',
  'Removed',
  'Erased',
];

const connectionRow = (walked: Walked): string[] => [
  walked.provider,
  walked.bank,
  `${walked.accounts.length}`,
  walked.afterExpiry,
  unattendedText(walked.unattended),
  walked.renewed,
  walked.removed,
  walked.erased,
];

const unattendedText = ({ reads, next }: Walked['unattended']): string =>
  next === undefined ? `${reads} reads, no limit met` : `${reads} reads, next ${next.slice(0, 16)}Z`;
