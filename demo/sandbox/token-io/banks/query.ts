import { invalid } from '../errors.js';
import type { JsonObject } from '../wire.js';
import type { SandboxBank } from './bank.js';

/** The filters of `GET /banks` (sheet §5.1). */
export interface BankQuery {
  readonly page: number;
  readonly perPage: number;
  readonly sort: 'name' | 'provider' | 'country' | 'rank';
  readonly memberId?: string;
  readonly matches: readonly ((bank: SandboxBank) => boolean)[];
}

type Feature = (bank: SandboxBank) => boolean;
const no: Feature = () => false;
const pays: Feature = (bank) => bank.payments !== undefined;
const account: Feature = (bank) => bank.supportsAccountInformation;
const FEATURES: Readonly<Record<string, Feature>> = {
  supports_send_payment: pays,
  supports_receive_payment: no,
  supports_balance: account,
  supports_scheduled_payment: no,
  supports_standing_order: no,
  requires_one_step_payment: no,
  supports_funds_confirmation: no,
  supports_return_refund_account: no,
  supports_transactions_date_filter: account,
  supports_account_information: account,
  supports_single_payment: pays,
  supports_variable_recurring_payment: no,
};

const wholeNumber = (query: URLSearchParams, name: string, fallback: number): number => {
  const given = query.get(name);
  if (given === null) return fallback;
  if (!/^[1-9]\d{0,8}$/.test(given)) throw invalid(`${name}: must be a positive number`);
  return Number(given);
};

const list = (query: URLSearchParams, ...names: readonly string[]): ReadonlySet<string> | undefined => {
  const values = names.flatMap((name) => query.getAll(name)).filter((value) => value !== '');
  if (values.length > 1000) throw invalid(`${names[0] ?? ''}: at most 1000 values`);
  return values.length === 0 ? undefined : new Set(values.map((value) => value.toLowerCase()));
};

const searched = (bank: SandboxBank, search: string): boolean =>
  [bank.name, bank.identifier ?? '', bank.bic].some((text) => text.toLowerCase().includes(search.toLowerCase()));

const byList = (
  values: ReadonlySet<string> | undefined,
  read: (bank: SandboxBank) => readonly (string | undefined)[],
): ((bank: SandboxBank) => boolean)[] =>
  values === undefined ? [] : [(bank) => read(bank).some((value) => values.has((value ?? '').toLowerCase()))];

const readFeatures = (query: URLSearchParams): ((bank: SandboxBank) => boolean)[] =>
  [...query.entries()].flatMap(([name, value]) => {
    const feature = /^bank_features\.(\w+?)(?:\.value)?$/.exec(name)?.[1];
    if (feature === undefined) return [];
    const test = FEATURES[feature.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)];
    if (test === undefined) throw invalid(`bank_features.${feature}: unknown feature`);
    if (value !== 'true' && value !== 'false') throw invalid(`${name}: Expected boolean`);
    return [(bank: SandboxBank): boolean => test(bank) === (value === 'true')];
  });

const readSort = (query: URLSearchParams): BankQuery['sort'] => {
  const sort = query.get('sort') ?? 'name';
  if (sort !== 'name' && sort !== 'provider' && sort !== 'country' && sort !== 'rank')
    throw invalid('sort: unknown value');
  return sort;
};

const readCountries = (query: URLSearchParams): ReadonlySet<string> | undefined => {
  const given = [...query.getAll('countries'), ...query.getAll('country')];
  if (given.some((code) => !/^[A-Z]{2}$/.test(code)))
    throw invalid('countries: must be ISO 3166-1 alpha-2, upper case');
  return list(query, 'countries', 'country');
};

/** @throws ApiError INVALID_ARGUMENT */
export const readBankQuery = (query: URLSearchParams): BankQuery => {
  const perPage = wholeNumber(query, 'perPage', 200);
  if (perPage > 200) throw invalid('perPage: at most 200');
  const search = query.get('search');
  const memberId = query.get('memberId');
  return {
    page: wholeNumber(query, 'page', 1),
    perPage,
    sort: readSort(query),
    ...(memberId !== null && { memberId }),
    matches: [
      ...byList(list(query, 'ids'), (bank) => [bank.id]),
      ...byList(list(query, 'bics'), (bank) => [bank.bic]),
      ...byList(list(query, 'bankCode'), (bank) => [bank.bic, bank.bic.slice(0, 8), bank.identifier]),
      ...byList(readCountries(query), (bank) => bank.countries),
      ...byList(list(query, 'providers', 'provider'), (bank) => [bank.provider]),
      ...byList(list(query, 'bankGroup'), (bank) => [bank.group]),
      ...byList(list(query, 'bankSubGroup'), (bank) => [bank.subGroup]),
      ...(search === null ? [] : [(bank: SandboxBank): boolean => searched(bank, search)]),
      ...readFeatures(query),
    ],
  };
};

const sortKey = (bank: SandboxBank, sort: BankQuery['sort']): string => {
  if (sort === 'provider') return bank.provider;
  if (sort === 'country') return bank.countries[0] ?? '';
  return sort === 'rank' ? String(bank.rank ?? 999_999).padStart(6, '0') : '';
};

export const selectBanks = (banks: readonly SandboxBank[], query: BankQuery): readonly SandboxBank[] =>
  banks
    .filter((bank) => query.matches.every((matches) => matches(bank)))
    .sort(
      (one, other) =>
        sortKey(one, query.sort).localeCompare(sortKey(other, query.sort)) ||
        one.name.localeCompare(other.name) ||
        one.id.localeCompare(other.id),
    );

export const pageOf = (
  banks: readonly SandboxBank[],
  { page, perPage }: BankQuery,
): { readonly banks: readonly SandboxBank[]; readonly paging: JsonObject } => ({
  banks: banks.slice((page - 1) * perPage, page * perPage),
  paging: { page, perPage, pageCount: Math.ceil(banks.length / perPage), totalCount: banks.length },
});
