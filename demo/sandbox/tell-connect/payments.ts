import { randomUUID } from 'node:crypto';

import type { Consent } from './consents.js';
import { ApiError, invalidRequest } from './errors.js';
import type { JsonObject } from './strict.js';
import type { World } from './world.js';

/** How a payment stands, in the words of the ledger. */
export type LedgerStatus = 'Pending' | 'Accepted' | 'Completed' | 'Rejected' | 'Failed';

/** One line of the ledger: what was really ordered, and what became of it. Money moves exactly when it is `Completed`. */
export interface LedgerEntry {
  readonly reference: string;
  readonly consentId: string;
  readonly intentId: string;
  readonly amount: string;
  readonly currency: string;
  readonly creditorName: string;
  readonly creditorScheme: string;
  readonly creditorIdentification: string;
  readonly remittance: string;
  readonly at: number;
  readonly outcome: 'Completed' | 'Rejected' | 'Failed';
  /** Set by a test: stays so whatever the clock says. */
  decided?: LedgerStatus;
}

const MEMBERS: ReadonlySet<string> = new Set([
  'Amount',
  'Currency',
  'CreditorName',
  'CreditorSchemeName',
  'CreditorIdentification',
  'Reference',
]);

const textOf = (body: JsonObject, name: string, pattern: RegExp): string => {
  const value = body[name];
  if (typeof value !== 'string' || !pattern.test(value)) throw invalidRequest(`${name} is missing or malformed`);
  return value;
};

const identifications: Readonly<Record<string, RegExp>> = {
  SortCodeAccountNumber: /^\d{14}$/,
  IBAN: /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/,
};

/** @throws ApiError invalid_request */
const readOrder = (body: JsonObject) => {
  const other = Object.keys(body).find((name) => !MEMBERS.has(name));
  if (other !== undefined) throw invalidRequest('a member is unknown');
  const creditorScheme = textOf(body, 'CreditorSchemeName', /^(SortCodeAccountNumber|IBAN)$/);
  return {
    amount: textOf(body, 'Amount', /^(0|[1-9]\d{0,8})\.\d{2}$/),
    currency: textOf(body, 'Currency', /^[A-Z]{3}$/),
    creditorName: textOf(body, 'CreditorName', /^.{1,70}$/),
    creditorScheme,
    creditorIdentification: textOf(body, 'CreditorIdentification', identifications[creditorScheme] ?? /^$/),
    remittance: textOf(body, 'Reference', /^[A-Za-z0-9 ./-]{1,18}$/),
  };
};

/** Takes the one payment of a consent (sheet §4). @throws ApiError consent_inactive, invalid_request */
export const initiate = (world: World, consent: Consent, body: JsonObject): LedgerEntry => {
  const order = readOrder(body);
  if (consent.payments > 0) throw new ApiError('consent_inactive', 'the consent was for one payment');
  consent.payments += 1;
  const entry: LedgerEntry = {
    reference: randomUUID(),
    consentId: consent.id,
    intentId: consent.intentId,
    ...order,
    at: world.clock.now(),
    outcome: world.settings.paymentOutcome,
  };
  world.ledger.set(entry.reference, entry);
  return entry;
};

/** The payment of a consent; there is at most one. */
export const paymentOf = (world: World, consent: Consent): LedgerEntry | undefined =>
  [...world.ledger.values()].find(({ consentId }) => consentId === consent.id);

/** Pending, then accepted, then its end, as the clock goes on; rejected at once when it is. */
export const statusOf = (world: World, entry: LedgerEntry): LedgerStatus => {
  if (entry.decided !== undefined) return entry.decided;
  const age = world.clock.now() - entry.at;
  const { pendingMs, acceptedMs } = world.settings;
  if (age < pendingMs) return 'Pending';
  if (entry.outcome === 'Rejected') return 'Rejected';
  return age < pendingMs + acceptedMs ? 'Accepted' : entry.outcome;
};

/** What the API tells of a payment; a test can make it tell something else than the ledger holds. */
export const wirePayment = (world: World, entry: LedgerEntry): object => {
  const status = statusOf(world, entry);
  const { paymentEcho, echoInstead } = world.settings;
  return {
    PaymentReference: entry.reference,
    ...(paymentEcho !== 'reference' && {
      Status: status,
      ...(status === 'Rejected' && { StatusReason: 'InsufficientFunds' }),
    }),
    ...(paymentEcho === 'full' && {
      Amount: entry.amount,
      Currency: entry.currency,
      CreditorName: entry.creditorName,
      CreditorSchemeName: entry.creditorScheme,
      CreditorIdentification: entry.creditorIdentification,
      Reference: entry.remittance,
      ...echoInstead,
    }),
  };
};
