import type { Logger } from '../lib/logger.js';
import { createRepeating, type Repeating } from '../lib/repeating.js';
import type { Schedule } from '../lib/schedule.js';
import type { GrantRefresher } from './refresh.js';

interface RefreshWorkerDeps {
  readonly schedule: Schedule;
  readonly randomId: () => string;
  readonly logger: Pick<Logger, 'warn'>;
}

/** With the lease, well below the half minute for which some providers take a used token again. */
const lookEveryMs = 5_000;

/** Looks every few seconds for refreshes that an instance did not live to finish, and for grants that the store could not take. */
export function createRefreshWorker(
  { schedule, randomId, logger }: RefreshWorkerDeps,
  refresher: Pick<GrantRefresher, 'sweep'>,
): Repeating {
  return createRepeating(
    () => refresher.sweep(randomId()).catch((err: unknown) => logger.warn({ err }, 'Broken refreshes must wait')),
    lookEveryMs,
    schedule,
  );
}
