import { createOidcControl, type Command, type OidcControl } from '../oidc/control.js';
import type { Consent, Intent } from './consents.js';
import { statusOf, type LedgerEntry, type LedgerStatus } from './payments.js';
import { defaultSettings, type Settings } from './settings.js';
import type { World } from './world.js';

/** What a test or the demo may do behind the back of the API. The same is offered over HTTP at `/sandbox/…`. */
export interface SandboxControl extends OidcControl {
  readonly settings: { get(): Settings; change(settings: Partial<Settings>): void };
  readonly intents: { list(): readonly Pick<Intent, 'id' | 'uuid' | 'scope' | 'state'>[] };
  readonly consents: {
    list(): readonly Pick<Consent, 'id' | 'intentId' | 'uuid' | 'scope' | 'revoked'>[];
    /** As the customer does it: nobody is told. False when there is none. */
    revoke(id: string): boolean;
  };
  readonly payments: {
    /** The ledger: every payment that was taken, with its status now. */
    list(): readonly (LedgerEntry & { readonly status: LedgerStatus })[];
    /** From now on it stands so, whatever the clock says. False when there is none. */
    decide(reference: string, status: LedgerStatus): boolean;
  };
}

export const createControl = (world: World): SandboxControl => {
  const common = createOidcControl(world);
  return {
    ...common,
    settings: {
      get: () => world.settings,
      change: (settings) => {
        world.settings = { ...world.settings, ...settings };
      },
    },
    intents: {
      list: () => [...world.intents.values()].map(({ id, uuid, scope, state }) => ({ id, uuid, scope, state })),
    },
    consents: {
      list: () =>
        [...world.consents.values()].map(({ id, intentId, uuid, scope, revoked }) => ({
          id,
          intentId,
          uuid,
          scope,
          revoked,
        })),
      revoke: (id) => {
        const consent = world.consents.get(id);
        if (consent !== undefined) consent.revoked = true;
        return consent !== undefined;
      },
    },
    payments: {
      list: () => [...world.ledger.values()].map((entry) => ({ ...entry, status: statusOf(world, entry) })),
      decide: (reference, status) => {
        const entry = world.ledger.get(reference);
        if (entry !== undefined) entry.decided = status;
        return entry !== undefined;
      },
    },
    // Intents, consents, tokens and payments stay.
    reset: () => {
      common.reset();
      world.settings = defaultSettings();
    },
  };
};

/** A value of the type that a setting has by default; where that is nothing, or can be turned off, nothing as well. */
const fits = (value: unknown, standard: unknown): boolean =>
  standard === null || typeof standard === 'number'
    ? value === null || typeof value === 'number' || typeof value === 'string'
    : typeof value === typeof standard && Array.isArray(value) === Array.isArray(standard);

const readSettings = (settings: unknown): Partial<Settings> | undefined => {
  if (typeof settings !== 'object' || settings === null) return undefined;
  const standard: Readonly<Record<string, unknown>> = { ...defaultSettings() };
  const good = Object.entries(settings).every(
    ([name, value]) => Object.hasOwn(standard, name) && fits(value, standard[name]),
  );
  return good ? settings : undefined;
};

const isLedgerStatus = (value: unknown): value is LedgerStatus =>
  typeof value === 'string' && ['Pending', 'Accepted', 'Completed', 'Rejected', 'Failed'].includes(value);

/** The commands that only this simulator has. */
export const commandsOf = (control: SandboxControl): Readonly<Record<string, Command>> => ({
  settings: ({ settings }) => {
    const read = readSettings(settings);
    if (read === undefined) return undefined;
    control.settings.change(read);
    return true;
  },
  'decide-payment': ({ reference, status }) =>
    typeof reference === 'string' && isLedgerStatus(status) ? control.payments.decide(reference, status) : undefined,
  'revoke-consent': ({ consentId }) => (typeof consentId === 'string' ? control.consents.revoke(consentId) : undefined),
});
