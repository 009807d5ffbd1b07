import { ProviderError } from '../provider-error.js';

/**
 * What a call comes to that several callers wait for (a token, the issuer's keys). A caller who goes away leaves it to the
 * others; one who is gone already does not start it. Throws `interrupted` then.
 */
export async function sharedCall<T>(call: () => Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) throw interrupted(signal);
  const gone = new AbortController();
  try {
    return await Promise.race([call(), abortOf(signal, gone.signal)]);
  } finally {
    gone.abort();
  }
}

/** Rejects when `signal` aborts, and forgets about it when `until` does. */
const abortOf = (signal: AbortSignal, until: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(interrupted(signal)), { once: true, signal: until });
  });

const interrupted = ({ reason }: AbortSignal): ProviderError =>
  new ProviderError('interrupted', { cause: reason, retryable: true });
