const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** The waits after the first tries; from then on the longest, again and again. */
const waitsMs = [5_000, 30_000, 2 * minuteMs, 10 * minuteMs, 30 * minuteMs, hourMs, 2 * hourMs];
const longestWaitMs = 4 * hourMs;
/** No try that is made earlier than this is the last one: after three days there is always one more. */
const patienceMs = 72 * hourMs + longestWaitMs;
/** Waits are up to a fifth shorter or longer, so that events which failed together do not come back together. */
const spread = 0.2;

/**
 * When to try again after a try that failed at `at`; undefined to give up. `tries` counts that one, too. `askedMs` is the wait
 * that the receiver asked for.
 */
export function nextTryAt(
  { beganAt, tries }: { readonly beganAt: number; readonly tries: number },
  at: number,
  random: () => number,
  askedMs = 0,
): number | undefined {
  if (at - beganAt >= patienceMs) return undefined;
  const waitMs = waitsMs[tries - 1] ?? longestWaitMs;
  const spreadMs = waitMs * (1 + spread * (2 * random() - 1));
  return at + Math.round(Math.max(spreadMs, Math.min(askedMs, longestWaitMs)));
}
