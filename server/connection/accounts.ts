import type { Account, AccountIdentifier } from '../contract/connections.js';
import type { AccountSummary } from '../contract/session.js';
import type { ProviderAccount } from '../providers/provider.js';
import type { StoredAccount } from '../store/store.js';

/** Gives the accounts of a new connection their public ids and the masked summaries that a browser may see. */
export function describeAccounts(accounts: readonly ProviderAccount[], newId: () => string): readonly StoredAccount[] {
  return mergeAccounts([], accounts, newId);
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
  const ids = new Map(known.map(({ id, account }) => [account.id, id]));
  const merged = new Map<string, StoredAccount>();
  for (const account of listed) {
    if (merged.has(account.id)) continue;
    const id = ids.get(account.id) ?? newId();
    merged.set(account.id, { id, account, summary: summarise(id, account) });
  }
  const gone = known.filter(({ account }) => !merged.has(account.id));
  return [...merged.values(), ...gone.map((stored): StoredAccount => ({ ...stored, unlisted: true }))];
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

function summarise(id: string, { name, currency, identifiers }: ProviderAccount): AccountSummary {
  const [first] = identifiers;
  return {
    id,
    name: maskNumbers(name),
    maskedIdentifier: first === undefined ? '••••' : mask(significant(first)),
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
