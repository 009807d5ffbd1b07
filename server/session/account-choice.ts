import type { AccountRules, AccountSummary } from '../contract/accounts.js';
import type { Money } from '../contract/money.js';
import type { FieldFault } from '../contract/errors.js';
import type { CreateSession, Scope } from '../contract/session.js';
import type { ProviderAccount } from '../providers/provider-data.js';
import type { StoredAccount } from '../store/stored.js';
import type { StateOf } from './types.js';

/** Balances by public account id. */
export type ShownBalances = Readonly<Record<string, Money>>;

/** Whether only some accounts may ever be read: those that the shopper chose, or that the merchant's rules let through. */
export const isLimited = (rules: AccountRules | undefined): boolean =>
  rules !== undefined && (rules.select !== 'none' || hasFilter(rules));

const hasFilter = ({ types, currencies, schemes }: AccountRules): boolean =>
  types !== undefined || currencies !== undefined || schemes !== undefined;

/** The accounts that the merchant asks for. What the bank does not say about an account does not fit. */
export const fittingAccounts = (
  accounts: readonly StoredAccount[],
  rules: AccountRules | undefined,
): readonly StoredAccount[] =>
  rules === undefined ? accounts : accounts.filter(({ account }) => fitsRules(account, rules));

export function fitsRules({ type, currency, identifiers }: ProviderAccount, rules: AccountRules): boolean {
  const { types, currencies, schemes } = rules;
  return (
    (types?.includes(type) ?? true) &&
    (currencies === undefined || (currency !== undefined && currencies.includes(currency))) &&
    (schemes === undefined || identifiers.some(({ scheme }) => schemes.includes(scheme)))
  );
}

/** How the shopper must choose among these; undefined where there is nothing to choose. */
export function choiceAmong(
  accounts: readonly StoredAccount[],
  rules: AccountRules | undefined,
): 'one' | 'many' | undefined {
  return rules === undefined || rules.select === 'none' || accounts.length < 2 ? undefined : rules.select;
}

/** What the shopper sees of accounts. */
export const summariesOf = (
  accounts: readonly StoredAccount[],
  balances: ShownBalances = {},
): readonly AccountSummary[] =>
  accounts.map(({ id, summary }) => {
    const balance = Object.hasOwn(balances, id) ? balances[id] : undefined;
    return balance === undefined ? summary : { ...summary, balance };
  });

/** What is wrong with a choice. */
export function choiceFaults(
  { accounts, select }: StateOf<'account_selection'>,
  accountIds: readonly string[],
): readonly FieldFault[] {
  if (select === 'one' && accountIds.length > 1) {
    return [{ path: 'accountIds', message: 'One account only can be chosen.' }];
  }
  const offered = new Set(accounts.map(({ id }) => id));
  return accountIds.flatMap((id, index): FieldFault[] => {
    const path = `accountIds.${index}`;
    if (!offered.has(id)) return [{ path, message: 'This account is not in the list.' }];
    return accountIds.indexOf(id) === index ? [] : [{ path, message: 'Name every account once.' }];
  });
}

/** What does not go together in a request for a session. */
export function rulesFaults({ accounts: rules }: CreateSession, scopes: readonly Scope[]): readonly FieldFault[] {
  const faults: FieldFault[] = [];
  if (rules?.showBalances && !scopes.includes('balances')) {
    const message = 'Balances can be shown only where they are asked for; add `balances` to `scopes`.';
    faults.push({ path: 'accounts.showBalances', message });
  }
  if (rules?.autofill && rules.select !== 'one') {
    const message = 'A form is filled in with one account; set `select` to `one`.';
    faults.push({ path: 'accounts.autofill', message });
  }
  return faults;
}
