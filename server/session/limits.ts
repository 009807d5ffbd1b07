/** Every bound of a session, in milliseconds or counts. Tests make them small; production keeps the defaults. */
export interface Limits {
  /** Life of a session and of its client token. */
  readonly sessionMs: number;
  /** A client token may still read the outcome for this long after the session's end. */
  readonly tokenGraceMs: number;
  /** Idle time on credential fields. */
  readonly credentialsMs: number;
  /** Longest stay at the bank, and longest wait for an approval elsewhere. */
  readonly stepMs: number;
  /** Longest wait for a provider's result after the shopper is done. */
  readonly resultMs: number;
  /** The same, when it is not known whether the provider received what was sent. */
  readonly doubtMs: number;
  /** Age up to which a journalled callback is still sent; the codes of some banks live 60 seconds. */
  readonly callbackMs: number;
  /** Deadline of one provider call. */
  readonly callMs: number;
  /** How long the balances that a shopper may see are waited for, and of how many accounts they are read. */
  readonly balancesMs: number;
  readonly balances: number;
  /** An operation that shows no sign of life for this long is lost; renewed at a third of it. */
  readonly leaseMs: number;
  readonly attempts: number;
  readonly submissions: number;
  readonly steps: number;
  /** How often one callback is sent: once, and once more when the first try broke or got lost. */
  readonly callbackTries: number;
  /** How often any other operation is sent. */
  readonly operationTries: number;
  /** Delay before a broken or lost operation is sent again. */
  readonly retryMs: number;
  /** Consecutive looks that may break before a wait is given up. */
  readonly brokenLooks: number;
  /** Delay before the nth look of a wait; the last one repeats. */
  readonly pollScheduleMs: readonly [number, ...number[]];
  /** Delay after the first look that broke; doubles with every one in a row, up to 15 times as long. */
  readonly brokenLookMs: number;
  /** Delay before the nth look for the result of a shopper who left and has not come back; the last one repeats. */
  readonly lateScheduleMs: readonly [number, ...number[]];
  /** How long such a result must have been there before it counts: a callback elsewhere would have come by then. */
  readonly lateProofMs: number;
  /** How much longer than the provider's answer a session lives that waits for it. */
  readonly lateGraceMs: number;
  /** A longer `retryAfterMs` of a provider counts as this one. */
  readonly retryAfterCapMs: number;
  /** Binding cookies that are valid at once: a double click sets two, and the last to arrive wins in the browser. */
  readonly departures: number;
  /** Longest time between two looks at what is due, and at what other instances changed. */
  readonly tickMs: number;
  /** How long a session that is over can still be read, and how often those past it are deleted. */
  readonly retentionMs: number;
  readonly cleanMs: number;
}

const second = 1_000;
const minute = 60 * second;

export const defaultLimits: Limits = {
  sessionMs: 30 * minute,
  tokenGraceMs: 5 * minute,
  credentialsMs: 5 * minute,
  stepMs: 15 * minute,
  resultMs: 5 * minute,
  doubtMs: 20 * second,
  callbackMs: 50 * second,
  callMs: 30 * second,
  balancesMs: 5 * second,
  balances: 10,
  leaseMs: 4 * second,
  attempts: 6,
  submissions: 5,
  steps: 8,
  callbackTries: 2,
  operationTries: 3,
  retryMs: second,
  brokenLooks: 20,
  pollScheduleMs: [0.5 * second, second, 2 * second, 3 * second, 5 * second, 5 * second, 8 * second, 10 * second],
  brokenLookMs: 2 * second,
  lateScheduleMs: [minute, minute, 2 * minute, 2 * minute, 4 * minute],
  lateProofMs: 2 * minute,
  lateGraceMs: 5 * minute,
  retryAfterCapMs: minute,
  departures: 4,
  tickMs: second,
  retentionMs: 7 * 24 * 60 * minute,
  cleanMs: 10 * minute,
};

/** Delay before the next look: the schedule or what the provider asks for, and up to a tenth more so that crowds spread. */
export function lookDelay(polls: number, retryAfterMs: number | undefined, jitter: number, limits: Limits): number {
  const schedule = limits.pollScheduleMs;
  const planned = schedule[Math.min(polls, schedule.length - 1)] ?? schedule[0];
  return Math.round(Math.max(planned, cappedRetryAfter(retryAfterMs, limits)) * (1 + jitter / 10));
}

/** Delay before the next look for a late result. */
export function lateLookDelay(polls: number, jitter: number, { lateScheduleMs: schedule }: Limits): number {
  return Math.round((schedule[Math.min(polls, schedule.length - 1)] ?? schedule[0]) * (1 + jitter / 10));
}

/** The same after a look that broke. */
export function brokenLookDelay(
  broken: number,
  retryAfterMs: number | undefined,
  jitter: number,
  limits: Limits,
): number {
  const backOff = limits.brokenLookMs * Math.min(2 ** broken, 15);
  return Math.round(Math.max(backOff, cappedRetryAfter(retryAfterMs, limits)) * (1 + jitter / 10));
}

/** What a provider asks for, made a sane number: never negative, never longer than the cap. */
function cappedRetryAfter(retryAfterMs: number | undefined, limits: Limits): number {
  if (retryAfterMs === undefined || Number.isNaN(retryAfterMs)) return 0;
  return Math.min(Math.max(retryAfterMs, 0), limits.retryAfterCapMs);
}
