import type { AccountIdentifier, AccountSummary, AutofillDetails, AutofillField } from '../contract/accounts.js';
import type { Account } from '../contract/connections.js';
import type { ProviderAccount } from '../providers/provider-data.js';
import type { StoredAccount, StoredConnection } from '../store/stored.js';

/** Gives accounts their public ids, those of before where they are known, and the masked summaries that a browser may see. */
export function describeAccounts(
  accounts: readonly ProviderAccount[],
  newId: () => string,
  known: readonly StoredAccount[] = [],
): readonly StoredAccount[] {
  return mergeAccounts(known, accounts, newId);
}

/**
 * The accounts as the provider lists them now, under the public ids they had before. One that is not listed any more stays,
 * marked, so that it has its old id should it come back.
 */
export function mergeAccounts(
  known: readonly StoredAccount[],
  listed: readonly ProviderAccount[],
  newId: () => string,
): readonly StoredAccount[] {
  const accounts = listed.filter(({ id }, at) => listed.findIndex((other) => other.id === id) === at);
  const before = recognise(known, accounts);
  const merged = accounts.map((account): StoredAccount => {
    const id = before.get(account)?.id ?? newId();
    return { id, account, summary: summarise(id, account) };
  });
  const found = new Set(before.values());
  const gone = known.filter((stored) => !found.has(stored));
  return [...merged, ...gone.map((stored): StoredAccount => ({ ...stored, unlisted: true }))];
}

/**
 * Which known account each listed one is: by the provider's id; where that is new, as ids may be after a renewal, by its number,
 * as long as only one fits (accounts in several currencies can share a number).
 */
function recognise(
  known: readonly StoredAccount[],
  listed: readonly ProviderAccount[],
): ReadonlyMap<ProviderAccount, StoredAccount> {
  const byId = new Map(known.map((stored) => [stored.account.id, stored]));
  const found = new Map<ProviderAccount, StoredAccount>();
  for (const account of listed) {
    const stored = byId.get(account.id);
    if (stored !== undefined) found.set(account, stored);
  }
  const taken = new Set(found.values());
  const newcomers = listed.filter((account) => !found.has(account));
  const missing = known.filter((stored) => !taken.has(stored));
  for (const account of newcomers) {
    const candidates = missing.filter((stored) => isSameNumber(stored.account, account));
    const rivals = newcomers.filter((other) => candidates.some((stored) => isSameNumber(stored.account, other)));
    const [only] = candidates;
    if (only !== undefined && candidates.length === 1 && rivals.length === 1) found.set(account, only);
  }
  return found;
}

function isSameNumber(one: ProviderAccount, other: ProviderAccount): boolean {
  if (one.currency !== undefined && other.currency !== undefined && one.currency !== other.currency) return false;
  const numbers = new Set(one.identifiers.flatMap(numberOf));
  return other.identifiers.flatMap(numberOf).some((number) => numbers.has(number));
}

/** What names an account everywhere; what a bank calls it besides may be masked, or the same for two. */
function numberOf(identifier: AccountIdentifier): string[] {
  if (identifier.scheme === 'other') return [];
  const parts =
    identifier.scheme === 'sort_code' ? [identifier.sortCode, identifier.accountNumber] : [significant(identifier)];
  const number = parts.map((part) => part.replace(/[\s-]/g, '').toUpperCase()).join('/');
  return /[•*X]{2}/.test(number) ? [] : [`${identifier.scheme}:${number}`];
}

/** The accounts that a connection may know of: all, or those that were chosen. */
export const withinLimit = (
  { connection: { accountIds } }: StoredConnection,
  accounts: readonly StoredAccount[],
): readonly StoredAccount[] =>
  accountIds === undefined ? accounts : accounts.filter(({ id }) => accountIds.includes(id));

/** Those details of an account that the shopper agreed to give away. */
export function detailsOf({ account }: StoredAccount, fields: readonly AutofillField[]): AutofillDetails {
  const { holder, bic, identifiers } = account;
  const all: AutofillDetails = { holder, bic };
  for (const identifier of identifiers) {
    if (identifier.scheme === 'iban') all.iban ??= identifier.iban;
    if (identifier.scheme !== 'sort_code') continue;
    all.sortCode ??= identifier.sortCode;
    all.accountNumber ??= identifier.accountNumber;
  }
  const agreed: AutofillDetails = {};
  for (const field of fields) if (all[field] !== undefined) agreed[field] = all[field];
  return agreed;
}

/** An account as the merchant's backend sees it. */
export function toAccount({ id, account, summary }: StoredAccount): Account {
  const { name, type, currency, holder, bic, identifiers } = account;
  return {
    id,
    name,
    type,
    ...(currency === undefined ? {} : { currency }),
    ...(holder === undefined ? {} : { holder }),
    ...(bic === undefined ? {} : { bic }),
    identifiers: [...identifiers],
    maskedIdentifier: summary.maskedIdentifier,
  };
}

function summarise(id: string, { name, type, currency, identifiers }: ProviderAccount): AccountSummary {
  const [first] = identifiers;
  return {
    id,
    name: maskNumbers(name),
    maskedIdentifier: first === undefined ? '••••' : mask(significant(first)),
    type,
    ...(currency === undefined ? {} : { currency }),
  };
}

function significant(identifier: AccountIdentifier): string {
  switch (identifier.scheme) {
    case 'iban':
      return identifier.iban;
    case 'sort_code':
      return identifier.accountNumber;
    case 'bban':
      return identifier.bban;
    case 'other':
      return identifier.value;
  }
}

/** `•••• 4321`: the last four characters, fewer when that would be more than half of the identifier. */
function mask(identifier: string): string {
  const characters = Array.from(identifier.replace(/[\s-]/g, ''));
  const visible = characters.slice(characters.length - Math.min(4, Math.floor(characters.length / 2)));
  return visible.length === 0 ? '••••' : `•••• ${visible.join('')}`;
}

/** An IBAN, or eight and more digits, however they are grouped. Banks like to put the number into the name. */
const accountNumber = /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b|\d(?:[ -]?\d){7,}/g;

const maskNumbers = (name: string): string => name.replace(accountNumber, mask);
