import { setTimeout as delay } from 'node:timers/promises';
import type { Registration } from '../contract/registrations.js';
import type { Logger } from '../lib/logger.js';
import type { RegistrationOutcome } from './client.js';
import type { RegistrationConfig } from './options.js';
import { brokenCall, refused, unsupported } from './outcomes.js';
import { createRecords, type Records, type RecordsDeps } from './records.js';
import type { PreparedRegistration, RegistrarDeps } from './registrar.js';
import { RegistrationError, type RegistrationContext, type RegistrationService } from './service.js';
import { managed, submitted } from './states.js';
import type { StoredRegistration } from './stored-registration.js';
import { createTargets, targetOf, type Target } from './targets.js';
import { viewRegistration } from './view.js';

export interface RegistrationServiceDeps extends RegistrarDeps, Pick<RecordsDeps, 'store'> {
  readonly configs: readonly RegistrationConfig[];
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** Waits between tries to write; default: real time. */
  readonly pause?: (ms: number) => Promise<void>;
}

/** The service with what its owner needs at the end. */
export interface RunningRegistrationService extends RegistrationService {
  /** Lets calls to a bank come to their end, for at most `graceMs`. */
  stop(graceMs: number): Promise<void>;
}

/** For a token and a call; each has finer deadlines of its own. */
const callMs = 45_000;

export function createRegistrationService(deps: RegistrationServiceDeps): RunningRegistrationService {
  const { configs, store, now, logger, pause = (ms) => delay(ms) } = deps;
  const targets = createTargets(configs, deps);
  const records = createRecords({ store, now, pause });
  const running = new Set<Promise<unknown>>();

  /** Follows a piece of work to its end, whoever still waits for it. */
  const track = async <Result>(work: Promise<Result>): Promise<Result> => {
    running.add(work);
    try {
      return await work;
    } finally {
      running.delete(work);
    }
  };

  const log = (event: string, { id, state }: StoredRegistration, { actor, traceId }: RegistrationContext) =>
    logger.info({ registration: id, status: state.status, event, actor, traceId }, 'registration');

  const view = (target: Target, stored: StoredRegistration): Registration =>
    viewRegistration(stored, target.config, target.softwareId);

  return {
    targets: () => [...targets.keys()],
    async stop(graceMs) {
      const timeUp = new AbortController();
      const grace = delay(graceMs, undefined, { signal: timeUp.signal }).catch(() => undefined);
      await Promise.race([Promise.allSettled(running), grace]);
      timeUp.abort();
    },

    async register(id, context) {
      const target = targetOf(targets, id);
      const found = await records.find(target);
      if (found?.state.status === 'registered' || found?.state.status === 'pending') {
        return { registration: view(target, found), created: false };
      }
      const prepared = await prepare(target);
      const begun = await records.begin(target, found, prepared.claims.jti);
      log('submit', begun, context);
      const stored = await track(submit(target, records, begun, prepared, now));
      log('answer', stored, context);
      if (stored.state.status === 'refused') throw refused(stored.state.refusal);
      return { registration: view(target, stored), created: true };
    },

    async get(id) {
      const target = targetOf(targets, id);
      return view(target, await records.get(target));
    },

    async read(id, context) {
      const target = targetOf(targets, id);
      const stored = await records.get(target);
      const client = clientOf(stored);
      const outcome = await track(settle(target.registrar.read(client, AbortSignal.timeout(callMs))));
      const next = await records.keep(stored, managed(stored, outcome, stored.state.since));
      log('read', next, context);
      return view(target, next);
    },

    async update(id, context) {
      const target = targetOf(targets, id);
      const stored = await records.get(target);
      const client = clientOf(stored);
      const prepared = await prepare(target);
      const update = async () => {
        const outcome = await settle(target.registrar.update(client, prepared, AbortSignal.timeout(callMs)));
        return records.keep(stored, managed(stored, outcome, now(), prepared.claims));
      };
      const next = await track(update());
      log('update', next, context);
      return view(target, next);
    },

    async supply(id, credentials, context) {
      const target = targetOf(targets, id);
      const stored = await records.get(target);
      if (stored.state.status === 'submitting' || stored.state.status === 'refused') {
        const message = 'Credentials are taken for a registration that is pending, unanswered or registered.';
        throw new RegistrationError('wrong_state', { fields: [{ path: 'id', message }] });
      }
      const { tokenEndpointAuthMethod } = target.config.client;
      if (tokenEndpointAuthMethod.startsWith('client_secret_') && credentials.clientSecret === undefined) {
        const message = `Is needed: the client authenticates by ${tokenEndpointAuthMethod}.`;
        throw new RegistrationError('invalid_request', { fields: [{ path: 'clientSecret', message }] });
      }
      const { clientId, clientSecret } = credentials;
      const client = {
        clientId,
        ...(clientSecret === undefined ? {} : { clientSecret }),
        metadata: { tokenEndpointAuthMethod },
      };
      const next = await records.keep(stored, { status: 'registered', since: now(), client, changes: [] });
      log('credentials', next, context);
      return view(target, next);
    },

    async remove(id, context) {
      const target = targetOf(targets, id);
      const stored = await records.get(target);
      const outcome = await track(settle(target.registrar.remove(clientOf(stored), AbortSignal.timeout(callMs))));
      if (outcome.kind === 'refused') throw refused(outcome.refusal);
      if (outcome.kind === 'unsupported') throw unsupported();
      await records.erase(stored);
      log('delete', stored, context);
    },

    async forget(id, context) {
      targetOf(targets, id);
      // Also what was registered as something else: this is the way to get rid of it.
      const stored = await store.find(id);
      if (stored === undefined) throw new RegistrationError('not_found');
      await records.erase(stored);
      log('forget', stored, context);
    },
  };
}

/** A registration that a strict bank would take, or `invalid_request` with everything that is wrong. */
async function prepare({ registrar }: Target): Promise<PreparedRegistration> {
  const { prepared, faults } = await registrar.prepare();
  if (faults.length === 0) return prepared;
  throw new RegistrationError('invalid_request', { fields: faults.map(({ path, message }) => ({ path, message })) });
}

/** Sends a registration that was announced in the store, and writes down what came of it before anybody hears of it. */
async function submit(
  target: Target,
  records: Records,
  begun: StoredRegistration,
  prepared: PreparedRegistration,
  now: () => number,
): Promise<StoredRegistration> {
  let outcome: RegistrationOutcome;
  try {
    outcome = await target.registrar.register(prepared, AbortSignal.timeout(callMs));
  } catch (error) {
    await records.keep(begun, { status: 'unanswered', since: now() });
    throw brokenCall(error);
  }
  return records.keep(begun, submitted(outcome, prepared.claims, now()));
}

/** The client of a registration that has one, or `wrong_state`. */
function clientOf({ state }: StoredRegistration) {
  if (state.status === 'registered') return state.client;
  const message = 'There is no client yet; see the status of the registration.';
  throw new RegistrationError('wrong_state', { fields: [{ path: 'id', message }] });
}

async function settle<Result>(call: Promise<Result>): Promise<Result> {
  try {
    return await call;
  } catch (error) {
    throw brokenCall(error);
  }
}
