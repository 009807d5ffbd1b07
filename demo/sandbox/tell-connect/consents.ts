import { randomBytes, randomUUID } from 'node:crypto';

import { invalidGrant } from './errors.js';
import type { Application, World } from './world.js';

const DAY_MS = 86_400_000;
const CONSENT_DAYS = 90;

/** A request for authorisation, before and while the user looks at it. */
export interface Intent {
  readonly id: string;
  readonly uuid: string;
  readonly aspsp: string;
  readonly scope: 'aisp' | 'pisp';
  readonly autoApprove: boolean;
  readonly application: Application;
  readonly expiresAtMs: number;
  state: 'created' | 'authenticated' | 'accepted' | 'declined' | 'sca_failed';
  wrongPasscodes: number;
  /** Known only to the browser that passed the check. */
  ticket?: string;
}

export interface Code {
  readonly consentId: string;
  readonly application: Application;
  readonly expiresAtMs: number;
  used: boolean;
}

/** What the user agreed to, and the family of tokens that comes from it. */
export interface Consent {
  readonly id: string;
  readonly intentId: string;
  readonly uuid: string;
  readonly aspsp: string;
  readonly scope: Intent['scope'];
  readonly application: Application;
  readonly grantedAtMs: number;
  readonly expiresAtMs: number;
  revoked: boolean;
  payments: number;
}

export interface IssuedToken {
  readonly consentId: string;
  readonly expiresAtMs: number;
  used: boolean;
}

const isAlive = (consent: Consent, nowMs: number): boolean => !consent.revoked && consent.expiresAtMs > nowMs;

/** The user accepted: a consent, and a code for it. A code can be made that is already too old. */
export const accept = (world: World, intent: Intent, expired = false): string => {
  const now = world.clock.now();
  const { profile, codeSeconds } = world.settings;
  const lifeMs = expired ? 0 : (codeSeconds ?? (profile === 'production' ? 60 : 600)) * 1000;
  const consent: Consent = {
    id: randomUUID(),
    intentId: intent.id,
    uuid: intent.uuid,
    aspsp: intent.aspsp,
    scope: intent.scope,
    application: intent.application,
    grantedAtMs: now,
    expiresAtMs: now + CONSENT_DAYS * DAY_MS,
    revoked: false,
    payments: 0,
  };
  const code = randomUUID();
  intent.state = 'accepted';
  world.consents.set(consent.id, consent);
  world.codes.set(code, {
    consentId: consent.id,
    application: intent.application,
    expiresAtMs: now + lifeMs,
    used: false,
  });
  return code;
};

const revoke = (world: World, consentId: string): void => {
  const consent = world.consents.get(consentId);
  if (consent !== undefined) consent.revoked = true;
};

/** The consent of a code that is good. A used one ends what came of it (sheet §8, 9 and 10). @throws ApiError invalid_grant */
export const redeemCode = (world: World, code: string | undefined, application: Application): Consent => {
  const found = world.codes.get(code ?? '');
  if (found?.application.id !== application.id) throw invalidGrant('the code is unknown');
  const consent = world.consents.get(found.consentId);
  if (found.used) {
    revoke(world, found.consentId);
    throw invalidGrant('the code was used before');
  }
  if (found.expiresAtMs <= world.clock.now()) throw invalidGrant('the code has expired');
  if (consent === undefined || !isAlive(consent, world.clock.now())) throw invalidGrant('the consent has ended');
  found.used = true;
  return consent;
};

/** The consent of a refresh token that is good; the token is dead afterwards (§8, 11 and 12). @throws ApiError invalid_grant */
export const redeemRefreshToken = (world: World, token: string | undefined, application: Application): Consent => {
  const found = world.refreshTokens.get(token ?? '');
  const consent = world.consents.get(found?.consentId ?? '');
  if (found === undefined || consent?.application.id !== application.id) {
    throw invalidGrant('the refresh token is unknown');
  }
  if (found.used) {
    if (world.settings.revokeFamilyOnReuse) revoke(world, consent.id);
    throw invalidGrant('the refresh token was rotated');
  }
  const now = world.clock.now();
  if (found.expiresAtMs <= now || !isAlive(consent, now)) throw invalidGrant('the consent has ended');
  found.used = true;
  return consent;
};

/** A fresh pair. The refresh token lives 90 days, but not past the consent (§4). */
export const issueTokens = (world: World, consent: Consent): { readonly access: string; readonly refresh: string } => {
  const now = world.clock.now();
  const access = randomBytes(32).toString('base64url');
  const refresh = randomBytes(32).toString('base64url');
  const common = { consentId: consent.id, used: false };
  world.accessTokens.set(access, { ...common, expiresAtMs: now + world.settings.accessSeconds * 1000 });
  world.refreshTokens.set(refresh, {
    ...common,
    expiresAtMs: Math.min(now + CONSENT_DAYS * DAY_MS, consent.expiresAtMs),
  });
  return { access, refresh };
};

/** The living consent behind an access token. */
export const consentOf = (world: World, accessToken: string): Consent | undefined => {
  const found = world.accessTokens.get(accessToken);
  const consent = world.consents.get(found?.consentId ?? '');
  const now = world.clock.now();
  return found !== undefined && consent !== undefined && found.expiresAtMs > now && isAlive(consent, now)
    ? consent
    : undefined;
};
