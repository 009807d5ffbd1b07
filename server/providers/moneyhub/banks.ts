import { cleanText } from '../../lib/clean-text.js';
import { badAnswer } from '../../lib/provider-http.js';
import { parseSafeUrl, type Environment } from '../../lib/safe-url.js';
import type { CallContext } from '../authorisation.js';
import type { ProviderBank } from '../provider-data.js';
import type { MoneyhubClient } from './client.js';
import type { MoneyhubConfig } from './options.js';
import { WireBank } from './wire.js';

/** Entries of the list that value things instead of holding accounts. */
const notBanks: ReadonlySet<string> = new Set(['zoopla', 'mouseprice', 'autotrader']);

/** The banks of the configured list (sheet section 1); those that cannot be used at the moment are marked as down. */
export async function readBanks(
  client: MoneyhubClient,
  { identityUrl }: MoneyhubConfig,
  environment: Environment,
  { signal }: CallContext,
): Promise<ProviderBank[]> {
  const listed = await client.bankList(signal);
  const read = listed.flatMap((entry) => toBank(entry, identityUrl, environment) ?? []);
  // Some faulty banks are the banks' fault, nothing else is the list's.
  if (listed.length > 0 && read.length === 0) throw badAnswer('bank list: no readable bank');
  return [...new Map(read.map((bank) => [bank.id, bank])).values()];
}

/** A bank of the list as ours; undefined for one that cannot be read, and for what is no bank. */
export function toBank(entry: unknown, identityUrl: string, environment: Environment): ProviderBank | undefined {
  const parsed = WireBank.safeParse(entry);
  if (!parsed.success || notBanks.has(parsed.data.type ?? '')) return undefined;
  const { id, status } = parsed.data;
  const name = cleanText(parsed.data.name, 120);
  const country = countryCode(parsed.data.country);
  if (name === '' || country === undefined) return undefined;
  const logo = iconAddress(parsed.data, identityUrl, environment);
  const down = isDown(status?.auth) || isDown(status?.sync);
  return {
    id,
    name,
    countries: [country],
    ...(logo === undefined ? {} : { logoUrl: logo }),
    ...(down ? { down } : {}),
    data: {},
  };
}

const isDown = (availability = ''): boolean =>
  availability === 'TEMPORARILY_UNAVAILABLE' || availability === 'PERMANENTLY_UNAVAILABLE';

/** Moneyhub is British: a bank without a country is as well. */
function countryCode(country: WireBank['country']): string | undefined {
  const code = (country ?? '').trim().toUpperCase();
  if (code === '' || code === 'UK') return 'GB';
  return /^[A-Z]{2}$/.test(code) ? code : undefined;
}

function iconAddress(
  { iconUrl, bankRef }: WireBank,
  identityUrl: string,
  environment: Environment,
): string | undefined {
  const stated = iconUrl ? parseSafeUrl(iconUrl, environment) : undefined;
  if (stated !== undefined) return stated.href;
  return bankRef ? `${identityUrl}/bank-icons/${encodeURIComponent(bankRef)}` : undefined;
}
