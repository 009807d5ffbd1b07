import { z } from 'zod';
import { cleanText } from '../../lib/clean-text.js';
import { badAnswer } from '../../lib/provider-http.js';
import { parseSafeUrl, type Environment } from '../../lib/safe-url.js';
import type { CallContext } from '../authorisation.js';
import type { JsonObject } from '../json.js';
import type { ProviderBank } from '../provider-data.js';
import type { TokenIoClient } from './client.js';
import type { TokenIoConfig } from './options.js';
import { banksRequest, bankStatusesRequest } from './requests.js';
import { readPayingBanks, type ListedPayer } from './payments/banks.js';
import { WireBank, WireBankPage, WireBankStatuses, WireField, type WireBankBasics } from './wire.js';

/** 200 banks a page; far beyond what Token.io lists, so that an endless list ends. */
const MAX_PAGES = 100;
const MAX_PAGE_BYTES = 8 * 1024 * 1024;

/** What the source account of a request can be asked to hold (sheet section 5.3). */
export const MandatoryField = z.enum(['iban', 'currency']);
export type MandatoryField = z.infer<typeof MandatoryField>;

/** What `begin` needs to know about a bank. */
export const BankData = z.object({
  /** Fields of the first embedded step. */
  credentialFields: z.array(WireField).default([]),
  mandatory: z.array(MandatoryField).default([]),
});
export type BankData = z.infer<typeof BankData>;

/** All banks that let this member read accounts or, where it may, make payments; with the down ones marked. */
export async function readBanks(
  client: TokenIoClient,
  config: TokenIoConfig,
  environment: Environment,
  context: CallContext,
): Promise<ProviderBank[]> {
  const banks = new Map<string, ProviderBank>();
  for (let page = 1, pages = 1; page <= pages; page++) {
    if (page > MAX_PAGES) throw badAnswer('GET /banks: endless list');
    const request = banksRequest(page, config.memberId, config.countries);
    const answer = await client.call(request, WireBankPage, context, { maxBytes: MAX_PAGE_BYTES });
    const listed = answer.banks ?? [];
    const read = listed.flatMap((bank) => toBank(bank, environment) ?? []);
    // Some faulty banks are the banks' fault, a page of nothing else is the list's.
    if (listed.length > 0 && read.length === 0) throw badAnswer('GET /banks: no readable bank on a page');
    for (const bank of read) banks.set(bank.id, bank);
    pages = listed.length === 0 ? page : (answer.paging?.pageCount ?? page);
  }
  const payers = config.payments ? await readPayingBanks(client, config, context) : new Map<string, ListedPayer>();
  for (const [id, payer] of payers) if (!banks.has(id)) addPayer(banks, payer, environment);
  const down = await readDownBanks(client, context);
  return [...banks.values()]
    .map((bank) => withPayments(bank, config, payers.get(bank.id)))
    .map((bank) => (down.has(bank.id) ? { ...bank, down: true } : bank));
}

/** A bank whose accounts cannot be read. */
function addPayer(banks: Map<string, ProviderBank>, { basics }: ListedPayer, environment: Environment): void {
  const bank = basicBank(basics, environment);
  if (bank) banks.set(bank.id, { ...bank, accounts: false, data: {} });
}

const withPayments = (
  bank: ProviderBank,
  { payments }: TokenIoConfig,
  payer: ListedPayer | undefined,
): ProviderBank => {
  if (!payments) return bank;
  return payer ? { ...bank, data: { ...bank.data, paying: payer.paying } } : { ...bank, payments: false };
};

/** Banks whose account information is reported down. Without a report every bank counts as up. */
async function readDownBanks(client: TokenIoClient, context: CallContext): Promise<ReadonlySet<string>> {
  try {
    const { banksStatus = [] } = await client.call(bankStatusesRequest(), WireBankStatuses, context);
    return new Set(banksStatus.filter(({ aisStatus }) => aisStatus === 'DOWN').map(({ bankId }) => bankId));
  } catch (error) {
    if (context.signal.aborted) throw error;
    return new Set();
  }
}

/** A bank of the list as ours; undefined for one that cannot be read or offered. */
export function toBank(wire: unknown, environment: Environment): ProviderBank | undefined {
  const parsed = WireBank.safeParse(wire);
  if (!parsed.success || parsed.data.supportsAccountInformation === false) return undefined;
  const { credentialFields = [], mandatoryFields } = parsed.data;
  const basics = basicBank(parsed.data, environment);
  const data: BankData = { credentialFields, mandatory: mandatoryOf(mandatoryFields?.access) };
  return basics && { ...basics, data: data as unknown as JsonObject };
}

/** What the catalogue needs of any bank; undefined for one without a name or a country. */
function basicBank(
  { id, name, bic, logoUri, ...bank }: WireBankBasics,
  environment: Environment,
): Omit<ProviderBank, 'data'> | undefined {
  const countries = (bank.countries ?? (bank.country === undefined ? [] : [bank.country]))
    .map((country) => country.toUpperCase())
    .filter((country) => /^[A-Z]{2}$/.test(country));
  const shownName = cleanText(name, 120);
  if (shownName === '' || countries.length === 0) return undefined;
  const logo = logoUri === undefined ? undefined : parseSafeUrl(logoUri, environment);
  return {
    id,
    name: shownName,
    countries: [...new Set(countries)],
    ...(bic !== undefined && /^[A-Z0-9]{8}([A-Z0-9]{3})?$/.test(bic) ? { bic } : {}),
    ...(logo ? { logoUrl: logo.href } : {}),
  };
}

type AccessFields = NonNullable<NonNullable<WireBank['mandatoryFields']>['access']>;

/**
 * Which mandatory fields are to be asked for: those whose paths name an IBAN, the account identifier or a currency. Paths
 * of what every request holds anyway need no asking.
 */
function mandatoryOf(access: AccessFields | undefined): MandatoryField[] {
  const paths = [access, access?.domestic, access?.international].flatMap((part) => part?.fields ?? []);
  const asks = (pattern: RegExp): boolean => paths.some((path) => pattern.test(path));
  return [
    ...(asks(/(^|[._])(iban|account_?identifier)\b/i) ? (['iban'] as const) : []),
    ...(asks(/(^|[._])currency$/i) ? (['currency'] as const) : []),
  ];
}
