import type { MoneyhubWorld } from './world.js';

const DAY = 24 * 3_600_000;
/** How long a consent holds when the request names no end, and at most. */
export const CONSENT_DAYS = 90;
const HISTORY_MONTHS = 24;

const PERMISSIONS: ReadonlySet<string> = new Set([
  'ReadAccountsBasic',
  'ReadAccountsDetail',
  'ReadBalances',
  'ReadTransactionsCredits',
  'ReadTransactionsDebits',
  'ReadTransactionsDetail',
  'ReadStandingOrdersBasic',
  'ReadStandingOrdersDetail',
  'ReadBeneficiariesDetail',
  'ReadProducts',
  'ReadParty',
]);

/** The claims that Moneyhub understands, as the request names them (sheet §3.4). */
export interface RequestedClaims {
  readonly sub?: string;
  readonly connectionId?: string;
  /** Epoch milliseconds. */
  readonly expiresAt?: number;
}

type Members = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const valueOf = (claims: Members, name: string): unknown => {
  const claim = claims[name];
  return isObject(claim) ? claim['value'] : undefined;
};

const timeFault = (text: unknown, earliest: number, latest: number): boolean => {
  const at = typeof text === 'string' && /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : NaN;
  return !(at >= earliest && at <= latest);
};

const consentFault = (consent: unknown, now: number): string | undefined => {
  if (consent === undefined) return undefined;
  if (!isObject(consent)) return 'mh:consent must have a value';
  const { expirationDateTime, transactionFromDateTime, permissions, permissionsAction = 'add' } = consent;
  // A minute for clocks that differ.
  const latest = now + CONSENT_DAYS * DAY + 60_000;
  if (expirationDateTime !== undefined && timeFault(expirationDateTime, now, latest)) {
    return 'expirationDateTime must lie within 90 days';
  }
  const earliest = new Date(now);
  earliest.setUTCMonth(earliest.getUTCMonth() - HISTORY_MONTHS);
  if (transactionFromDateTime !== undefined && timeFault(transactionFromDateTime, earliest.getTime() - DAY, now)) {
    return 'transactionFromDateTime must lie within the last 24 months';
  }
  if (permissions !== undefined) {
    const good = Array.isArray(permissions) && permissions.every((name) => PERMISSIONS.has(String(name)));
    if (!good) return 'unknown permission';
  }
  return permissionsAction === 'add' || permissionsAction === 'replace' ? undefined : 'unknown permissionsAction';
};

const idTokenClaims = (claims: unknown): Members => {
  const parsed: unknown = typeof claims === 'string' ? JSON.parse(claims) : {};
  const idToken = isObject(parsed) ? parsed['id_token'] : undefined;
  return isObject(idToken) ? idToken : {};
};

/** The claims of a request that was found to be good. */
export const readClaims = (claims: unknown): RequestedClaims => {
  const members = idTokenClaims(claims);
  const sub = valueOf(members, 'sub');
  const connectionId = valueOf(members, 'mh:con_id');
  const consent = valueOf(members, 'mh:consent');
  const expiresAt = isObject(consent) ? Date.parse(String(consent['expirationDateTime'])) : NaN;
  return {
    ...(typeof sub === 'string' ? { sub } : {}),
    ...(typeof connectionId === 'string' ? { connectionId } : {}),
    ...(Number.isNaN(expiresAt) ? {} : { expiresAt }),
  };
};

/** What is wrong with the claims of a request; `upkeep` requests must name user and connection. */
export const claimsFault = (
  world: MoneyhubWorld,
  clientId: string,
  claims: unknown,
  upkeep: boolean,
): string | undefined => {
  const { sub, connectionId } = readClaims(claims);
  const user = sub === undefined ? undefined : world.users.get(sub);
  if (sub !== undefined && user?.clientId !== clientId) return 'sub: no such user';
  if (upkeep && (sub === undefined || connectionId === undefined)) return 'sub and mh:con_id need values';
  if (upkeep && !user?.connections.get(connectionId ?? '')?.sealed) return 'mh:con_id: no such connection';
  return consentFault(valueOf(idTokenClaims(claims), 'mh:consent'), world.clock.now());
};
