const dayMs = 86_400_000;
const refreshHourUtc = 23;
/** Spreads the instances, so that a provider does not get all their requests in one second. */
const maxJitterMs = 120_000;
const firstRetryMs = 5_000;
const lastRetryMs = 900_000;

/** The next 23:00 UTC after `now` and up to two minutes; `random` is in [0, 1). Epoch milliseconds. */
export function nextDailyRefresh(now: number, random: number): number {
  const refreshOffsetMs = refreshHourUtc * 3_600_000;
  const today = Math.floor(now / dayMs) * dayMs + refreshOffsetMs;
  return (today > now ? today : today + dayMs) + Math.floor(random * maxJitterMs);
}

/** The wait before the next try after `failures` failed ones in a row: 5 s, doubled each time, at most a quarter of an hour. */
export function retryDelayMs(failures: number): number {
  return Math.min(firstRetryMs * 2 ** (failures - 1), lastRetryMs);
}
