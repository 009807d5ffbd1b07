/** The longest wait that a `Retry-After` header is believed, in milliseconds. */
export const MAX_RETRY_AFTER_MS = 60_000;

/**
 * The wait that a `Retry-After` header asks for (RFC 9110 section 10.2.3), in milliseconds: seconds or an HTTP date,
 * capped at one minute or at `longestMs`. Undefined for a missing or meaningless value.
 */
export function retryAfterMs(
  header: string | undefined,
  now: number,
  longestMs = MAX_RETRY_AFTER_MS,
): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d{1,15}$/.test(text)) return Math.min(Number(text) * 1000, longestMs);
  // Only dates that begin with a day's name: Date.parse takes "5", "-1" and much else for a date.
  if (!/^[A-Z][a-z]{2,8},? /.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.min(Math.max(at - now, 0), longestMs);
}
