import { randomUUID } from 'node:crypto';

import type { OidcWorld } from '../oidc/world.js';
import { createAccounts, type BankAccount } from './accounts.js';
import type { OAuthBankProfile } from './banks.js';
import type { OAuthClientOptions } from './options.js';
import type { Settings } from './settings.js';

/** The only customer of the bank. */
export const CUSTOMER = 'customer-1';

/** What a customer lets a client see. It outlives the tokens that were given for it. */
export interface Consent {
  readonly id: string;
  readonly clientId: string;
  readonly givenAt: number;
  /** IBANs */
  readonly accounts: readonly string[];
}

/** Everything the sandbox knows, in memory. */
export interface OAuthBankWorld extends OidcWorld {
  readonly profile: OAuthBankProfile;
  /** What stands in `iss`. */
  readonly issuer: string;
  readonly clients: ReadonlyMap<string, OAuthClientOptions>;
  readonly accounts: readonly BankAccount[];
  settings: Settings;
  readonly consents: Map<string, Consent>;
  /** Grants of the authorization server, by their id, with the consent that they are for. */
  readonly grants: Map<string, string>;
  /** How many transactions were booked while somebody read, by IBAN. */
  readonly arrived: Map<string, number>;
  /** When a consent was used without the customer, by consent and endpoint. */
  readonly unattended: Map<string, number[]>;
}

export const createWorld = (
  base: OidcWorld,
  profile: OAuthBankProfile,
  clients: readonly OAuthClientOptions[],
): OAuthBankWorld => ({
  ...base,
  profile,
  issuer: `${base.apiOrigin}${profile.mount}`,
  clients: new Map(clients.map((client) => [client.id, client])),
  accounts: createAccounts(profile.id, base.clock.now()),
  settings: profile.settings,
  consents: new Map(),
  grants: new Map(),
  arrived: new Map(),
  unattended: new Map(),
});

/** The consent that the customer has given to a client already. */
export const standingConsent = (world: OAuthBankWorld, clientId: string): Consent | undefined =>
  [...world.consents.values()].find((consent) => consent.clientId === clientId);

export const addConsent = (world: OAuthBankWorld, clientId: string, accounts: readonly string[]): Consent => {
  const consent = { id: randomUUID(), clientId, givenAt: world.clock.now(), accounts };
  world.consents.set(consent.id, consent);
  return consent;
};

/** The customer changes their mind: consent and tokens are gone. False when there is no such consent. */
export const revokeConsent = (world: OAuthBankWorld, id: string): boolean => {
  endTokens(world, id);
  return world.consents.delete(id);
};

/** The tokens of a consent end; the consent stands. */
export const endTokens = (world: OAuthBankWorld, id: string): void => {
  for (const [grantId, consentId] of world.grants) {
    if (consentId === id) world.artifacts.revoke(grantId);
  }
};

const DAY = 24 * 3_600_000;

/** Counts a call without the customer; false when there were as many as may be in 24 hours. */
export const mayCallUnattended = (world: OAuthBankWorld, consentId: string, endpoint: string): boolean => {
  const { unattendedPerDay } = world.settings;
  if (unattendedPerDay === 0) return true;
  const key = `${consentId} ${endpoint}`;
  const now = world.clock.now();
  const recent = (world.unattended.get(key) ?? []).filter((at) => now - at < DAY);
  if (recent.length >= unattendedPerDay) return false;
  world.unattended.set(key, [...recent, now]);
  return true;
};
