import type { SandboxBank } from '../banks/bank.js';
import { ApiError } from '../errors.js';
import type { Member } from '../members.js';
import { checkShape } from '../routes/shape.js';
import { isObject, type JsonObject } from '../wire.js';
import { bankError, expected, fieldError } from './field-error.js';
import { railsOf, type LocalInstrument } from './offer.js';
import { checkParty } from './parties.js';
import { paymentShape } from './payment-shape.js';

export const FLOW_TYPES = {
  API_ONLY: 'api',
  FULL_HOSTED_PAGES: 'hosted',
  EMBEDDED_HOSTED_PAGES: 'hosted-credentials',
} as const;
const INSTRUMENTS: ReadonlySet<string> = new Set<LocalInstrument>([
  'SEPA',
  'SEPA_INSTANT',
  'FASTER_PAYMENTS',
  'ELIXIR',
  'EU_DOMESTIC_NON_EURO',
  'EU_DOMESTIC_NON_EURO_INSTANT',
  'BANKGIRO',
  'PLUSGIRO',
  'AUTO_SELECT',
]);
const CHARGE_BEARERS = ['CRED', 'DEBT', 'SHAR', 'SLEV'];
const LOOPBACK = /^(localhost|[a-z0-9-]+\.localhost|127\.0\.0\.1|\[::1\])$/;

/** The checked input of `POST /v2/payments`. */
export interface Order {
  readonly initiation: JsonObject;
  readonly refId: string;
  readonly amount: { readonly value: string; readonly currency: string };
  readonly flowType: keyof typeof FLOW_TYPES;
  readonly callbackUrl: string;
  readonly consented: boolean;
  readonly initial: Readonly<Record<string, string>>;
  readonly bank?: SandboxBank;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** https, not under token.io; plain http on loopback only, for demos; registered where the member has a list. */
const checkCallbackUrl = (url: string, member: Member): void => {
  const path = 'initiation.callbackUrl';
  if (url === '') throw expected(path);
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const isSecure = parsed?.protocol === 'https:' || (parsed?.protocol === 'http:' && LOOPBACK.test(parsed.hostname));
  if (parsed === undefined || !isSecure) throw fieldError('InvalidFormat', path, 'must be an https URL');
  if (/(^|\.)token\.io$/.test(parsed.hostname)) throw fieldError('Invalid', path, 'must not be under token.io');
  const bare = `${parsed.origin}${parsed.pathname}`;
  if (member.redirectUrls !== undefined && !member.redirectUrls.includes(bare)) {
    throw fieldError('Invalid', path, 'not registered for this member');
  }
};

const checkText = (value: unknown, path: string, max: number, isRequired: boolean): void => {
  if (isRequired && text(value) === '') throw expected(path);
  if (text(value).length > max) throw fieldError('InvalidFormat', path, `longer than ${max}`);
};

/** A card number has no business in a payment: 13 to 19 digits whose check digit is right (Luhn). */
const checkNoCard = (value: unknown, path: string): void => {
  const [digits = ''] = /\d{13,19}/.exec(text(value).replace(/[ -]/g, '')) ?? [];
  const sum = Array.from(digits)
    .reverse()
    .map((digit, index) => Number(digit) * (index % 2 === 0 ? 1 : 2))
    .reduce((total, digit) => total + (digit > 9 ? digit - 9 : digit), 0);
  if (digits === '' || sum % 10 !== 0) return;
  throw new ApiError('INVALID_ARGUMENT', `${path}: a card number`, { named: { errorCode: 'PanDetected' } });
};

const checkAmount = (amount: unknown): Order['amount'] => {
  if (!isObject(amount)) throw expected('initiation.amount');
  const [value, currency] = [text(amount['value']), text(amount['currency'])];
  if (value === '') throw expected('initiation.amount.value');
  if (!/^\d{1,12}(\.\d{1,4})?$/.test(value))
    throw fieldError('InvalidFormat', 'initiation.amount.value', 'not a decimal');
  if (Number(value) <= 0) throw fieldError('Invalid', 'initiation.amount.value', 'must be positive');
  if (!/^[A-Z]{3}$/.test(currency)) throw fieldError('InvalidFormat', 'initiation.amount.currency', 'not ISO 4217');
  return { value, currency };
};

const readInstrument = (initiation: Record<string, unknown>, currency: string): LocalInstrument => {
  const path = 'initiation.localInstrument';
  const instrument = text(initiation['localInstrument']);
  if (instrument === '') throw expected(path);
  if (!INSTRUMENTS.has(instrument)) throw fieldError('Invalid', path, 'unknown value');
  const known = instrument as LocalInstrument;
  const domestic = known.startsWith('EU_DOMESTIC') && currency !== 'EUR' && currency !== 'GBP';
  if (known !== 'AUTO_SELECT' && !domestic && !railsOf(currency).includes(known)) {
    throw fieldError('Invalid', path, `${known} does not carry ${currency}`);
  }
  return known;
};

/** Whether the bank pays like this, and has been told what it wants to know. */
const checkBank = (
  bank: SandboxBank,
  initiation: Record<string, unknown>,
  instrument: LocalInstrument,
  currency: string,
): void => {
  const { payments } = bank;
  const rails = instrument === 'AUTO_SELECT' ? railsOf(currency) : [instrument];
  if (!rails.some((rail) => payments?.rails.includes(rail))) throw bankError('FeatureNotSupported', bank.id);
  if (initiation['executionDate'] !== undefined) throw bankError('FeatureNotSupported', bank.id);
  for (const path of payments?.mandatory ?? []) {
    const value = path
      .split('.')
      .reduce<unknown>((object, name) => (isObject(object) ? object[name] : undefined), { initiation });
    if (value === undefined || value === '') throw expected(path);
  }
};

const readBank = (
  initiation: Record<string, unknown>,
  flowType: string,
  banks: ReadonlyMap<string, SandboxBank>,
): SandboxBank | undefined => {
  const id = text(initiation['bankId']);
  if (id === '' && flowType !== 'FULL_HOSTED_PAGES') throw expected('initiation.bankId');
  const bank = banks.get(id);
  if (id !== '' && bank === undefined) throw fieldError('Invalid', 'initiation.bankId', `bank ${id} not found`);
  return bank;
};

const readInitial = (value: unknown, bank: SandboxBank | undefined): Record<string, string> => {
  const given = isObject(value)
    ? Object.entries(value).map(([id, typed]): [string, string] => [id, String(typed)])
    : [];
  const fields = bank?.payments?.journey.first?.fields ?? [];
  const stray = given.find(([id]) => !fields.some((field) => field.id === id));
  if (stray !== undefined) throw fieldError('Invalid', `initialEmbeddedAuth.${stray[0]}`, 'the bank has no such field');
  const absent = fields.find(
    ({ id }) => given.length > 0 && !given.some(([name, typed]) => name === id && typed !== ''),
  );
  if (absent !== undefined) throw expected(`initialEmbeddedAuth.${absent.id}`);
  return Object.fromEntries(given);
};

const checkTexts = (initiation: Record<string, unknown>, instrument: LocalInstrument): void => {
  const at = (name: string): string => `initiation.${name}`;
  const refId = text(initiation['refId']);
  checkText(refId, at('refId'), 18, true);
  if (!/^[A-Za-z0-9-]+$/.test(refId)) throw fieldError('InvalidFormat', at('refId'), 'only letters, digits and hyphen');
  const primary = instrument === 'FASTER_PAYMENTS' ? 18 : 35;
  checkText(initiation['remittanceInformationPrimary'], at('remittanceInformationPrimary'), primary, true);
  checkText(initiation['remittanceInformationSecondary'], at('remittanceInformationSecondary'), 140, false);
  for (const name of ['remittanceInformationPrimary', 'remittanceInformationSecondary']) {
    checkNoCard(initiation[name], at(name));
  }
  checkText(initiation['externalPsuReference'], at('externalPsuReference'), 64, false);
  const bearer = initiation['chargeBearer'];
  if (bearer !== undefined && !CHARGE_BEARERS.includes(text(bearer))) {
    throw fieldError('Invalid', at('chargeBearer'), 'unknown value');
  }
};

const isFlowType = (value: string): value is Order['flowType'] => Object.hasOwn(FLOW_TYPES, value);

/** Every rule of sheet §15 but that a refId is new. @throws ApiError */
export const readOrder = (body: unknown, member: Member, banks: ReadonlyMap<string, SandboxBank>): Order => {
  checkShape(body, paymentShape, 'InitiatePayment');
  const initiation = isObject(body) ? body['initiation'] : undefined;
  if (!isObject(body) || !isObject(initiation)) throw expected('initiation');
  const flowType = text(initiation['flowType']);
  if (flowType === '') throw expected('initiation.flowType');
  if (!isFlowType(flowType)) throw fieldError('Invalid', 'initiation.flowType', 'unknown value');
  const amount = checkAmount(initiation['amount']);
  const instrument = readInstrument(initiation, amount.currency);
  checkTexts(initiation, instrument);
  checkParty(initiation['creditor'], 'initiation.creditor', instrument);
  if (initiation['debtor'] !== undefined) checkParty(initiation['debtor'], 'initiation.debtor', instrument);
  checkCallbackUrl(text(initiation['callbackUrl']), member);
  const bank = readBank(initiation, flowType, banks);
  if (bank !== undefined) checkBank(bank, initiation, instrument, amount.currency);
  const consented = body['pispConsentAccepted'] === true;
  if (!consented && flowType !== 'FULL_HOSTED_PAGES') throw expected('pispConsentAccepted');
  return {
    initiation: initiation as JsonObject,
    refId: text(initiation['refId']),
    amount,
    flowType,
    callbackUrl: text(initiation['callbackUrl']),
    consented,
    initial: readInitial(body['initialEmbeddedAuth'], bank),
    ...(bank !== undefined && { bank }),
  };
};
