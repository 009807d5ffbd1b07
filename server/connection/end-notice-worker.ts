import type { Clock } from '../lib/clock.js';
import type { Logger } from '../lib/logger.js';
import { createRepeating, type Repeating } from '../lib/repeating.js';
import type { Schedule } from '../lib/schedule.js';
import type { ConnectionRepository } from '../store/repositories.js';
import { notice } from './end-notices.js';

interface EndNoticeWorkerDeps {
  readonly connections: Pick<ConnectionRepository, 'claimNotices' | 'replace'>;
  readonly schedule: Schedule;
  readonly now: Clock;
  readonly logger: Pick<Logger, 'warn'>;
}

const lookEveryMs = 30_000;
const batchSize = 100;
const leaseMs = 60_000;

/**
 * Looks twice a minute for consents whose end comes near. That a merchant was told is written with the event itself, so no
 * notice is given twice, by whichever instance, however often it is restarted.
 */
export function createEndNoticeWorker(deps: EndNoticeWorkerDeps): Repeating {
  const { connections, schedule, now, logger } = deps;

  async function tellDue(stopping: AbortSignal): Promise<void> {
    for (;;) {
      const due = await connections.claimNotices(now(), leaseMs, batchSize);
      for (const claimed of due) {
        if (stopping.aborted) return;
        const { stored, events } = notice(claimed, now());
        // Whoever was faster has written down when the next notice is due, too.
        await connections.replace({ ...stored, version: claimed.version + 1 }, { events });
      }
      if (due.length < batchSize) return;
    }
  }

  return createRepeating(
    (stopping) =>
      tellDue(stopping).catch((err: unknown) => logger.warn({ err }, 'Ends of consents could not be announced')),
    lookEveryMs,
    schedule,
  );
}
