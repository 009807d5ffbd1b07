import type { MoneyhubBank } from './banks.js';

/** What a token of the client-credentials grant may read or do (sheet §3.3); these act for the user in `sub`. */
export const USER_SCOPES = [
  'accounts:read',
  'accounts_details:read',
  'accounts:write',
  'accounts:write:all',
  'transactions:read:all',
  'transactions:read:in',
  'transactions:read:out',
  'transactions:write',
  'transactions:write:all',
  'transactions_unenriched:read:all',
  'categories:read',
  'categories:write',
  'standing_orders:read',
  'standing_orders_detail:read',
  'statements_basic:read',
  'statements_detail:read',
] as const;

/** What belongs to the client itself. */
export const CLIENT_SCOPES = [
  'user:create',
  'user:read',
  'user:delete',
  'connection:read',
  'connection:delete',
  'connection:update',
  'auth_requests:read',
  'auth_requests:write',
] as const;

/** Upkeep of a connection; only `openid` may stand beside them. */
export const UPKEEP_SCOPES = ['reauth', 'refresh', 'reconsent'] as const;

/** Scopes that leave the choice of a bank to the user. */
export const GROUP_SCOPES = ['id:all', 'id:api', 'id:legacy', 'id:test'] as const;

const credentials: ReadonlySet<string> = new Set([...USER_SCOPES, ...CLIENT_SCOPES]);
const exclusive: readonly string[] = ['transactions:read:all', 'transactions:read:in', 'transactions:read:out'];

/** Every scope that an authorization request may name. */
export const authorizationScopes = (banks: Iterable<MoneyhubBank>): string[] => [
  'openid',
  'offline_access',
  ...UPKEEP_SCOPES,
  ...GROUP_SCOPES,
  ...Array.from(banks, ({ id }) => `id:${id}`),
  ...USER_SCOPES,
];

/** What is wrong with the scope of a client-credentials request. */
export const credentialsScopeFault = (scopes: readonly string[]): string | undefined => {
  if (scopes.length === 0) return 'a scope is required';
  const unknown = scopes.find((scope) => !credentials.has(scope));
  if (unknown !== undefined) return `requested scope is not allowed: ${unknown}`;
  if (scopes.filter((scope) => exclusive.includes(scope)).length > 1) return 'transactions:read:* exclude each other';
  if (scopes.includes('transactions:write:all') && !scopes.some((scope) => exclusive.includes(scope))) {
    return 'transactions:write:all needs a scope to read';
  }
  return undefined;
};

/** What is wrong with the scope of an authorization request (sheet §11, item 5). */
export const authorizationScopeFault = (
  scopes: ReadonlySet<string>,
  known: ReadonlySet<string>,
): string | undefined => {
  const unknown = [...scopes].find((scope) => !known.has(scope));
  if (unknown !== undefined) return `unknown scope: ${unknown}`;
  if (!scopes.has('openid')) return 'openid is required';
  const upkeep = UPKEEP_SCOPES.filter((scope) => scopes.has(scope));
  if (upkeep.length > 0) return scopes.size === 2 ? undefined : 'only openid may stand beside reauth and refresh';
  const banks = [...scopes].filter((scope) => scope.startsWith('id:'));
  return banks.length === 1 ? undefined : 'exactly one id:* scope is required';
};
