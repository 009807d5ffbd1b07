import { newTokenId } from '../ids.js';
import type { TokenRequest } from '../journeys/token-request.js';
import type { JsonObject } from '../wire.js';
import type { World } from '../world.js';
import { accountsOf, type BankAccount } from './bank-accounts.js';

/** A consent that was given. */
export interface AccessToken {
  readonly id: string;
  readonly memberId: string;
  readonly requestId: string;
  readonly refId: string;
  readonly bankId: string;
  /** As requested: ACCOUNTS, BALANCES, … */
  readonly resources: readonly string[];
  readonly accounts: readonly BankAccount[];
  readonly historyDays?: number;
  readonly effectiveAtMs: number;
  expiresAtMs: number;
  cancelledAtMs?: number;
  /** Times of account reads without the user. */
  readonly unattendedReads: number[];
}

const expiryOf = (world: World, request: TokenRequest): number => {
  const asked = Number(request.payload['tokenExpiration'] ?? 0) * 1000;
  return asked > 0 ? asked : world.now() + world.settings.consentLifetimeMs;
};

const historyDays = (request: TokenRequest): number | undefined => {
  const body = request.payload['accessBody'];
  const days = typeof body === 'object' && body !== null && 'transactionHistoryDays' in body;
  return days ? Number(body['transactionHistoryDays']) : undefined;
};

export const createAccessToken = (world: World, request: TokenRequest): AccessToken => {
  if (request.bank === undefined) throw new Error('a token request without a bank cannot be granted');
  const days = historyDays(request);
  const token: AccessToken = {
    id: newTokenId(),
    memberId: request.memberId,
    requestId: request.id,
    refId: request.refId,
    bankId: request.bank.id,
    resources: request.resources,
    accounts: accountsOf(request.bank, world.now()),
    ...(days !== undefined && { historyDays: days }),
    effectiveAtMs: world.now(),
    expiresAtMs: expiryOf(world, request),
    unattendedReads: [],
  };
  world.tokens.set(token.id, token);
  return token;
};

const RESOURCE_KEYS: Readonly<Record<string, string>> = {
  ACCOUNTS: 'account',
  BALANCES: 'balance',
  TRANSACTIONS: 'transactions',
  STANDING_ORDERS: 'standingOrders',
  TRANSFER_DESTINATIONS: 'transferDestinations',
  FUNDS_CONFIRMATIONS: 'fundsConfirmation',
  SCHEDULED_PAYMENTS: 'scheduledPayments',
  DIRECT_DEBITS: 'directDebits',
};

const grantedResources = (token: AccessToken): JsonObject[] =>
  token.accounts.flatMap((account) =>
    token.resources.flatMap((resource): JsonObject[] => {
      const key = RESOURCE_KEYS[resource];
      return key === undefined ? [] : [{ [key]: { accountId: account.id } }];
    }),
  );

/** The token as `GET /tokens/{id}` shows it (sheet §9.1). */
export const wireToken = (world: World, token: AccessToken): JsonObject => {
  const signature = (tokenId: string): JsonObject => ({ ...world.tokenMember.sign(tokenId, undefined) });
  const signatures: JsonObject[] = [{ action: 'ENDORSED', signature: signature(token.id) }];
  if (token.cancelledAtMs !== undefined) signatures.push({ action: 'CANCELED', signature: signature(token.id) });
  return {
    id: token.id,
    tokenRequestId: token.requestId,
    payloadSignatures: signatures,
    payload: {
      version: '1.0',
      refId: token.refId,
      tokenRequestId: token.requestId,
      issuer: { id: world.tokenMember.id },
      to: { id: token.memberId },
      access: { resources: grantedResources(token), transactionHistoryDays: token.historyDays },
      effectiveAtMs: String(token.effectiveAtMs),
      expiresAtMs: String(token.expiresAtMs),
    },
  };
};
