import type { Clock } from '../lib/clock.js';
import type { RegistrationRepository } from '../store/repositories.js';
import { RegistrationError } from './service.js';
import type { StoredRegistration, StoredRegistrationState } from './stored-registration.js';
import type { Target } from './targets.js';

/** Longer than a call to a bank and the writing of its answer can take, in milliseconds. */
const leaseMs = 60_000;
/** Waits between tries to write an answer down, in milliseconds. A secret is shown once: it is worth some patience. */
const writeWaitsMs = [100, 300, 900, 2_700];

export interface RecordsDeps {
  readonly store: RegistrationRepository;
  readonly now: Clock;
  readonly pause: (ms: number) => Promise<void>;
}

/** How registrations are read and written: one call at a time for each, answers before anything else. */
export interface Records {
  /** The registration of a target. Throws `wrong_state` when what is kept was registered as something else. */
  find(target: Target): Promise<StoredRegistration | undefined>;
  /** The same, or `not_found`. */
  get(target: Target): Promise<StoredRegistration>;
  /** Writes before a request is sent that it will be; `wrong_state` when somebody else is at it. */
  begin(target: Target, before: StoredRegistration | undefined, jti: string): Promise<StoredRegistration>;
  /** Writes what came of it, with patience when the store cannot be reached. */
  keep(before: StoredRegistration, state: StoredRegistrationState): Promise<StoredRegistration>;
  erase(stored: StoredRegistration): Promise<void>;
}

export function createRecords({ store, now, pause }: RecordsDeps): Records {
  /** A request whose caller died leaves `submitting` behind; after the lease it says that nobody knows. */
  const settled = (stored: StoredRegistration): StoredRegistration =>
    stored.state.status === 'submitting' && now() - stored.state.since > leaseMs
      ? { ...stored, state: { status: 'unanswered', since: stored.state.since } }
      : stored;

  const find = async (target: Target) => {
    const stored = await store.find(target.config.id);
    if (stored !== undefined && stored.identity !== target.identity) throw otherSoftware();
    return stored === undefined ? undefined : settled(stored);
  };

  return {
    find,

    async get(target) {
      const stored = await find(target);
      if (stored === undefined) throw new RegistrationError('not_found');
      return stored;
    },

    async begin(target, before, jti) {
      if (before?.state.status === 'submitting') throw busy();
      const at = now();
      const state = { status: 'submitting', since: at, jti } as const;
      const next: StoredRegistration =
        before === undefined
          ? { id: target.config.id, version: 1, identity: target.identity, createdAt: at, state }
          : { ...before, version: before.version + 1, state };
      if (!(await (before === undefined ? store.insert(next) : store.replace(next)))) throw busy();
      return next;
    },

    async keep(before, state) {
      const next = { ...before, version: before.version + 1, state };
      if (!(await patiently(() => store.replace(next), pause))) throw busy();
      return next;
    },

    async erase({ id, version }) {
      if (!(await store.delete(id, version))) throw busy();
    },
  };
}

async function patiently<Result>(write: () => Promise<Result>, pause: (ms: number) => Promise<void>): Promise<Result> {
  for (const waitMs of writeWaitsMs) {
    try {
      return await write();
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'unavailable')) throw error;
      await pause(waitMs);
    }
  }
  return write();
}

const busy = () =>
  new RegistrationError('wrong_state', {
    fields: [{ path: 'target', message: 'Another call is at this registration; read it again in a minute.' }],
  });

const otherSoftware = () =>
  new RegistrationError('wrong_state', {
    fields: [
      {
        path: 'target',
        message:
          'What is kept under this id was registered with another profile, address, audience or software. Delete or forget it first, or give the entry a new id.',
      },
    ],
  });
