import { ApiError, invalid, notFound } from '../errors.js';
import type { SandboxContext } from '../http.js';
import type { World } from '../world.js';
import type { AccessToken } from './access-token.js';
import type { BankAccount } from './bank-accounts.js';

const DAY_MS = 24 * 3_600_000;
const denied = (message: string): ApiError => new ApiError('PERMISSION_DENIED', message, { external: true });

/** A read without the user uses up the budget of the consent (sheet §4.1, §4.4). */
const spendUnattended = (world: World, token: AccessToken, context: SandboxContext): void => {
  const attended =
    context.req.header('token-customer-ip-address') !== undefined ||
    context.req.header('customer-initiated') === 'true';
  if (attended) return;
  const now = world.now();
  const recent = token.unattendedReads.filter((at) => now - at < DAY_MS);
  if (recent.length >= world.settings.unattendedReadsPerDay) {
    throw new ApiError('RESOURCE_EXHAUSTED', 'too many calls without the user', { external: true });
  }
  token.unattendedReads.splice(0, Infinity, ...recent, now);
};

/**
 * The consent on whose behalf an account endpoint is called; it must cover `resource`.
 * @throws ApiError INVALID_ARGUMENT without the header, PERMISSION_DENIED when the consent is over or does not cover it
 */
export const consentFor = (world: World, context: SandboxContext, resource: string): AccessToken => {
  const tokenId = context.req.header('on-behalf-of');
  if (!tokenId) throw invalid('on-behalf-of: the access token id is required');
  const token = world.tokens.get(tokenId);
  if (token?.memberId !== context.get('member').id) throw new ApiError('PERMISSION_DENIED', 'unknown access token');
  if (token.cancelledAtMs !== undefined) throw denied('the consent was cancelled');
  if (token.expiresAtMs <= world.now()) throw denied('the consent has expired');
  if (!token.resources.includes(resource)) throw denied(`the consent does not cover ${resource}`);
  spendUnattended(world, token, context);
  return token;
};

/** @throws ApiError NOT_FOUND */
export const accountOf = (token: AccessToken, id: string): BankAccount => {
  const account = token.accounts.find((candidate) => candidate.id === id);
  if (account === undefined) throw notFound(`Account ${id}`);
  return account;
};
