import { z } from 'zod';
import { badAnswer } from '../../../lib/provider-http.js';
import type { CallContext } from '../../authorisation.js';
import type { JsonObject } from '../../json.js';
import type { TokenIoClient } from '../client.js';
import type { TokenIoConfig } from '../options.js';
import { WireBankPage, type WireBankBasics } from '../wire.js';
import { payingBanksRequest } from './requests.js';
import { WirePayingBank } from './wire.js';

const MAX_PAGES = 100;
const MAX_PAGE_BYTES = 8 * 1024 * 1024;

/** What `begin` needs to know about paying from a bank. */
export const PayingBank = z.object({
  /** Local instruments; none means that the bank list does not say. */
  rails: z.array(z.string()).default([]),
  /** The payer's account must be named before. */
  asksDebtor: z.boolean().default(false),
});
export type PayingBank = z.infer<typeof PayingBank>;

/** What every order holds, and what a payer can be asked for. A bank that wants more than these cannot be paid from. */
const alwaysThere =
  /^initiation\.(bankId|refId|remittanceInformationPrimary|amount|localInstrument|creditor|callbackUrl|callbackState|flowType)\b(?!\.(address|ultimate|bankName))/;
const askable = /^initiation\.debtor(\.(iban|name))?$/;

/** How a bank of `GET /v2/banks` pays; undefined for one that cannot be paid from by us. */
export function toPayingBank(bank: WirePayingBank): PayingBank | undefined {
  if (bank.supportsSinglePayment === false) return undefined;
  const paths = (bank.mandatoryFields ?? [])
    .filter(({ products = [] }) => products.length === 0 || products.includes('SIP'))
    .flatMap(({ fieldPaths = [] }) => fieldPaths);
  if (paths.some((path) => !alwaysThere.test(path) && !askable.test(path))) return undefined;
  return { rails: bank.supportedLocalInstruments ?? [], asksDebtor: paths.some((path) => askable.test(path)) };
}

/** A bank that can be paid from, with what the catalogue wants to know of any bank. */
export interface ListedPayer {
  readonly basics: WireBankBasics;
  readonly paying: JsonObject;
}

/** The banks of `GET /v2/banks` that this member can be paid from, by id. */
export async function readPayingBanks(
  client: TokenIoClient,
  config: TokenIoConfig,
  context: CallContext,
): Promise<ReadonlyMap<string, ListedPayer>> {
  const banks = new Map<string, ListedPayer>();
  for (let page = 1, pages = 1; page <= pages; page++) {
    if (page > MAX_PAGES) throw badAnswer('GET /v2/banks: endless list');
    const request = payingBanksRequest(page, config.memberId, config.countries);
    const answer = await client.call(request, WireBankPage, context, { maxBytes: MAX_PAGE_BYTES });
    const listed = answer.banks ?? [];
    for (const wire of listed) {
      const parsed = WirePayingBank.safeParse(wire);
      const paying = parsed.success ? toPayingBank(parsed.data) : undefined;
      if (parsed.success && paying) banks.set(parsed.data.id, { basics: parsed.data, paying: { ...paying } });
    }
    pages = listed.length === 0 ? page : (answer.paging?.pageCount ?? page);
  }
  return banks;
}
