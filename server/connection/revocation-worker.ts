import type { Clock } from '../lib/clock.js';
import type { Logger } from '../lib/logger.js';
import type { Schedule } from '../lib/schedule.js';
import type { ConnectionRepository } from '../store/store.js';
import type { Revocation } from './revocation.js';

interface RevocationWorkerDeps {
  readonly connections: ConnectionRepository;
  readonly revocation: Revocation;
  readonly schedule: Schedule;
  readonly now: Clock;
  readonly randomId: () => string;
  readonly logger: Pick<Logger, 'error'>;
}

export interface RevocationWorker {
  start(): void;
  stop(): Promise<void>;
}

const lookEveryMs = 60_000;
const batchSize = 10;
/** Longer than one provider call may take. */
const callTimeoutMs = 25_000;
const leaseMs = 120_000;

/** Looks once a minute for consents whose end has still to reach the provider. */
export function createRevocationWorker(deps: RevocationWorkerDeps): RevocationWorker {
  const { connections, revocation, now, randomId, schedule, logger } = deps;
  const stopping = new AbortController();
  let callOff: () => void = () => undefined;
  let running: Promise<void> = Promise.resolve();

  async function carryOutDue(): Promise<void> {
    for (const stored of await connections.claimRevocations(now(), leaseMs, batchSize)) {
      if (stopping.signal.aborted) return;
      const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(callTimeoutMs)]);
      await revocation.carryOut(stored, { signal, traceId: randomId() });
    }
  }

  function plan(): void {
    callOff = schedule(() => {
      running = carryOutDue()
        .catch((err: unknown) => logger.error({ err }, 'Consents could not be ended'))
        .finally(() => {
          if (!stopping.signal.aborted) plan();
        });
    }, lookEveryMs);
  }

  return {
    start: plan,
    async stop() {
      stopping.abort();
      callOff();
      await running;
    },
  };
}
