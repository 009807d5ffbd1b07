import { z } from 'zod';
import { CredentialField } from '../contract/fields.js';
import { parseSafeUrl, type Environment } from '../lib/safe-url.js';
import { ProviderError } from '../providers/provider-error.js';
import type { Provider } from '../providers/provider.js';
import type { Step } from '../providers/authorisation.js';
import type { Failure } from './types.js';

/** A provider call that did not come back in time. */
class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
}

/** The server stops; what runs is left to the journal. */
export class StoppedError extends Error {
  override readonly name = 'StoppedError';
}

/**
 * Runs a call with its own abort signal. Settles at the deadline, or when `stopping` aborts, even if the call never looks
 * at its signal.
 */
export async function withDeadline<T>(
  ms: number,
  stopping: AbortSignal,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const stop = () => controller.abort(new StoppedError('The server stops'));
  if (stopping.aborted) stop();
  stopping.addEventListener('abort', stop, { once: true });
  const timer = setTimeout(() => controller.abort(new DeadlineError(`No answer within ${ms} ms`)), ms);
  try {
    return await new Promise<T>((resolve, reject) => {
      const abort = () => reject(controller.signal.reason as Error);
      controller.signal.addEventListener('abort', abort, { once: true });
      if (controller.signal.aborted) abort();
      else call(controller.signal).then(resolve, reject);
    });
  } finally {
    clearTimeout(timer);
    stopping.removeEventListener('abort', stop);
  }
}

const Fields = z.array(CredentialField).min(1).max(8);

/**
 * Refuses a step that would lead the shopper to a place where this provider has no business, or that cannot be shown.
 * The address comes back as the URL parser writes it, so that what was checked is what the browser gets.
 */
export function checkedStep(step: Step, provider: Provider, environment: Environment): Step {
  if (step.kind === 'redirect') {
    const url = parseSafeUrl(step.url, environment);
    if (!url) throw badAnswer('a redirect to an address that is not allowed');
    const origins = provider.authorizationOrigins;
    if (origins.length > 0 && !origins.includes(url.origin)) throw badAnswer('a redirect to an unknown origin');
    return { ...step, url: url.href };
  }
  if (step.kind === 'credentials') {
    const fields = Fields.safeParse(step.fields);
    if (!fields.success)
      throw new ProviderError('unsupported_step', { retryable: false, detail: 'fields out of bounds' });
    return { ...step, fields: fields.data };
  }
  return step;
}

const badAnswer = (detail: string): ProviderError =>
  new ProviderError('bad_provider_answer', { retryable: false, detail });

/** How a broken call is seen by the machine. Nothing of an unknown error is kept but its name. */
export function toFailure(
  error: unknown,
  traceId: string,
): { readonly failure: Failure; readonly retryable: boolean; readonly inDoubt: boolean } {
  if (error instanceof ProviderError) {
    const { code, retryable, retryAfterMs, detail, inDoubt } = error;
    return { failure: { code, traceId, retryAfterMs, detail }, retryable, inDoubt };
  }
  const detail = error instanceof Error ? error.name : typeof error;
  if (error instanceof DeadlineError)
    return { failure: { code: 'provider_unavailable', traceId, detail }, retryable: true, inDoubt: true };
  return { failure: { code: 'interrupted', traceId, detail }, retryable: false, inDoubt: true };
}
