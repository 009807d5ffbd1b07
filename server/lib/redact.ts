import { errorTable } from '../contract/errors.js';
import { Secret } from './secret.js';

const REDACTED = '[redacted]';
const MAX_DEPTH = 6;
const MAX_TEXT = 2000;
const MAX_ITEMS = 50;

/** Keys whose values never reach a log, whatever they hold. A net below `Secret`, not a replacement for it. */
const secretKey =
  /token|secret|passw|passphrase|authori[sz]ation$|cookie|credential|apikey|api_key|privatekey|signature|binding|verifier|^(otp|pin|code|query|values|body|jws|jwt|key|cert|pem)$/i;

/**
 * A copy of `value` that is safe to log: `Secret`s and values under telling keys are replaced, text is clamped,
 * depth and width are bounded, cycles are cut. Never throws.
 */
export function redact(value: unknown): unknown {
  return copy(value, 0, new Set());
}

function copy(value: unknown, depth: number, seen: Set<object>): unknown {
  if (typeof value === 'string') return value.length > MAX_TEXT ? `${value.slice(0, MAX_TEXT)}…` : value;
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'function' || typeof value === 'symbol') return undefined;
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Secret) return REDACTED;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
  if (seen.has(value)) return '[circular]';
  if (depth >= MAX_DEPTH) return '[deep]';
  seen.add(value);
  try {
    if (value instanceof Error) return copyError(value, depth, seen);
    if (Array.isArray(value)) return value.slice(0, MAX_ITEMS).map((item) => copy(item, depth + 1, seen));
    return copyEntries(value, depth, seen);
  } finally {
    seen.delete(value);
  }
}

function copyEntries(value: object, depth: number, seen: Set<object>): Record<string, unknown> {
  const result: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const key of Object.keys(value).slice(0, MAX_ITEMS)) {
    const item = (value as Record<string, unknown>)[key];
    const hidden = item !== undefined && isTelling(key) && !isErrorCode(item);
    result[key] = hidden ? REDACTED : copy(item, depth + 1, seen);
  }
  return result;
}

/** Verdicts on keys that were seen before: few keys make up nearly all lines. */
const verdicts = new Map<string, boolean>();
const MAX_VERDICTS = 500;

function isTelling(key: string): boolean {
  const known = verdicts.get(key);
  if (known !== undefined) return known;
  const verdict = secretKey.test(key);
  if (verdicts.size < MAX_VERDICTS) verdicts.set(key, verdict);
  return verdict;
}

/** A `code` may be the one-time code of a bank; those of our own closed list say what went wrong. */
const isErrorCode = (value: unknown) => typeof value === 'string' && Object.hasOwn(errorTable, value);

/** What an operator needs of an error. Other own properties are left out: they may hold requests and answers. */
function copyError(error: Error, depth: number, seen: Set<object>): Record<string, unknown> {
  const { code, detail } = error as Error & { readonly code?: unknown; readonly detail?: unknown };
  return {
    type: error.name,
    message: copy(error.message, depth + 1, seen),
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    ...(typeof detail === 'string' ? { detail: copy(detail, depth + 1, seen) } : {}),
    stack: copy(error.stack, depth + 1, seen),
    ...(error.cause === undefined ? {} : { cause: copy(error.cause, depth + 1, seen) }),
  };
}
