import { isIban } from '../accounts/iban.js';
import type { SandboxBank } from '../banks/bank.js';
import { ApiError, invalid } from '../errors.js';
import type { Member } from '../members.js';
import { isObject, type JsonObject } from '../wire.js';
import { checkShape } from './shape.js';
import { ALIAS_TYPES, RESOURCES, tokenRequestShape } from './token-request-shape.js';

/** The checked input of `POST /token-requests`. */
export interface TokenRequestInput {
  readonly options: JsonObject;
  readonly payload: JsonObject;
  readonly resources: readonly string[];
  readonly refId: string;
  readonly redirectUrl: string;
  readonly bank?: SandboxBank;
}

const BODIES = ['accessBody', 'transferBody', 'standingOrderBody', 'bulkTransferBody'];
const EPOCH_SECONDS_LIMIT = 100_000_000_000;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const child = (value: unknown, name: string): unknown => (isObject(value) ? value[name] : undefined);

const checkRedirectUrl = (url: string, member: Member): void => {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol)) throw invalid('redirectUrl: must be an http(s) URL');
  const bare = `${parsed.origin}${parsed.pathname}`;
  if (member.redirectUrls !== undefined && !member.redirectUrls.includes(bare)) {
    throw invalid('redirectUrl: not registered for this member');
  }
};

const checkTo = (to: unknown, member: Member): void => {
  if (!isObject(to) || to['id'] !== member.id) throw invalid('to.id: must be the calling member');
  const type = child(to['alias'], 'type');
  if (type !== undefined && !ALIAS_TYPES.has(text(type))) throw invalid('to.alias.type: unknown value');
};

const checkRefId = (refId: string): void => {
  if (refId === '') throw invalid('refId: required');
  if (refId.length > 35) throw invalid('refId: must not be longer than 35');
  if (!/^[A-Za-z0-9-]+$/.test(refId)) throw invalid('refId: only letters, digits and hyphen');
};

const checkOptional = (payload: Record<string, unknown>, nowMs: number): void => {
  const { tokenExpiration, description, countries, actingAs } = payload;
  if (tokenExpiration !== undefined) {
    const seconds = /^\d{1,12}$/.test(text(tokenExpiration)) ? Number(tokenExpiration) : NaN;
    if (!(seconds * 1000 > nowMs && seconds < EPOCH_SECONDS_LIMIT)) {
      throw invalid('tokenExpiration: must be epoch seconds in the future');
    }
  }
  if (text(description).length > 255) throw invalid('description: must not be longer than 255');
  if (Array.isArray(countries) && !countries.every((code) => /^[A-Z]{2}$/.test(text(code)))) {
    throw invalid('countries: must be ISO 3166-1 alpha-2');
  }
  if (actingAs !== undefined && !text(child(actingAs, 'displayName'))) throw invalid('actingAs.displayName: required');
};

const readResources = (payload: Record<string, unknown>): readonly string[] => {
  if (BODIES.filter((name) => name in payload).length !== 1) throw invalid('exactly one body is required');
  if (!('accessBody' in payload)) throw new ApiError('UNIMPLEMENTED', 'the sandbox has account access only');
  const given = child(child(payload['accessBody'], 'resourceTypeList'), 'resources');
  const resources: readonly unknown[] = Array.isArray(given) ? given : [];
  if (resources.length === 0) throw invalid('resources: must not be empty');
  const unknown = resources.find((resource) => !RESOURCES.has(text(resource)));
  if (unknown !== undefined) throw invalid(`resources: unknown value ${text(unknown)}`);
  if (new Set(resources).size !== resources.length) throw invalid('resources: must not repeat');
  const days = child(payload['accessBody'], 'transactionHistoryDays');
  if (typeof days === 'number' && days < 1) throw invalid('transactionHistoryDays: must be positive');
  return resources.map(text);
};

const checkSource = (payload: Record<string, unknown>, bank: SandboxBank | undefined): void => {
  const source = child(child(payload['accessBody'], 'resourceTypeList'), 'source');
  const identifier = child(source, 'accountIdentifier');
  if (isObject(identifier) && Object.keys(identifier).length !== 1)
    throw invalid('accountIdentifier: exactly one kind');
  const iban = child(child(identifier, 'iban'), 'iban');
  if (iban !== undefined && !isIban(text(iban))) throw invalid('source.accountIdentifier.iban.iban: not an IBAN');
  const currency = child(source, 'currency');
  if (currency !== undefined && !/^[A-Z]{3}$/.test(text(currency))) throw invalid('source.currency: not ISO 4217');
  for (const path of bank?.mandatory ?? []) {
    const names = path.split('.').map((part) => part.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()));
    if (!text(names.reduce<unknown>(child, payload))) throw invalid(`mandatory field ${path} is missing`);
  }
};

/** Every rule of sheet §6.1. @throws ApiError */
export const readTokenRequest = (
  body: unknown,
  member: Member,
  banks: ReadonlyMap<string, SandboxBank>,
  nowMs: number,
): TokenRequestInput => {
  checkShape(body, tokenRequestShape, 'CreateTokenRequest');
  const payload = child(body, 'requestPayload');
  if (!isObject(payload)) throw invalid('requestPayload: required');
  const options = child(body, 'requestOptions');
  checkTo(payload['to'], member);
  checkRefId(text(payload['refId']));
  checkRedirectUrl(text(payload['redirectUrl']), member);
  checkOptional(payload, nowMs);
  const resources = readResources(payload);
  const bankId = child(options, 'bankId');
  const bank = banks.get(text(bankId));
  if (bankId !== undefined && bank === undefined) throw invalid(`Bank ${text(bankId)} not found`);
  if (bank?.supportsAccountInformation === false) throw invalid(`Bank ${bank.id} does not support account information`);
  checkSource(payload, bank);
  return {
    options: (isObject(options) ? options : {}) as JsonObject,
    payload: payload as JsonObject,
    resources,
    refId: text(payload['refId']),
    redirectUrl: text(payload['redirectUrl']),
    ...(bank !== undefined && { bank }),
  };
};
