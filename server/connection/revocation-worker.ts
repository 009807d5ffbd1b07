import type { Clock } from '../lib/clock.js';
import type { Logger } from '../lib/logger.js';
import { createRepeating, type Repeating } from '../lib/repeating.js';
import type { Schedule } from '../lib/schedule.js';
import type { ConnectionRepository } from '../store/repositories.js';
import type { Revocation } from './revocation.js';

interface RevocationWorkerDeps {
  readonly connections: ConnectionRepository;
  readonly revocation: Revocation;
  readonly schedule: Schedule;
  readonly now: Clock;
  readonly randomId: () => string;
  readonly logger: Pick<Logger, 'error'>;
}

const lookEveryMs = 60_000;
const batchSize = 10;
/** Longer than one provider call may take. */
const callTimeoutMs = 25_000;
const leaseMs = 120_000;

/** Looks once a minute for consents whose end has still to reach the provider. */
export function createRevocationWorker(deps: RevocationWorkerDeps): Repeating {
  const { connections, revocation, now, randomId, schedule, logger } = deps;

  async function carryOutDue(stopping: AbortSignal): Promise<void> {
    for (const stored of await connections.claimRevocations(now(), leaseMs, batchSize)) {
      if (stopping.aborted) return;
      const signal = AbortSignal.any([stopping, AbortSignal.timeout(callTimeoutMs)]);
      await revocation.carryOut(stored, { signal, traceId: randomId() });
    }
  }

  return createRepeating(
    (stopping) => carryOutDue(stopping).catch((err: unknown) => logger.error({ err }, 'Consents could not be ended')),
    lookEveryMs,
    schedule,
  );
}
