import { BankConnectError } from '../errors.js';
import { pageProblem } from '../page-errors.js';
import { own } from './parse.js';
import { inTime } from './request.js';
import type { World } from './world.js';

/** What the merchant's session endpoint is asked with. */
export interface SessionEndpointRequest {
  /** True when the shopper begins anew, or the token of before no longer works: create another session. */
  readonly renew: boolean;
}

/**
 * Asks the merchant's backend for a client token: `POST <endpoint>` with `{"renew": boolean}` as JSON and the cookies of
 * the page's own origin; the answer is `{"clientToken": string}`, other keys are ignored.
 * Throws BankConnectError `session_endpoint_failed`, or `offline`. Aborting rejects with the signal's reason.
 */
export async function askSessionEndpoint(
  world: World,
  endpoint: string,
  body: SessionEndpointRequest,
  signal: AbortSignal,
): Promise<string> {
  try {
    return await inTime(world, signal, async (inTimeSignal) => {
      const response = await world.fetch(endpoint, {
        method: 'POST',
        headers: { accept: 'application/json', 'content-type': 'application/json' },
        body: JSON.stringify(body),
        credentials: 'same-origin',
        cache: 'no-store',
        redirect: 'error',
        signal: inTimeSignal,
      });
      if (!response.ok) throw new TypeError(`The session endpoint answered ${response.status}.`);
      return clientToken(await response.json());
    });
  } catch (cause) {
    signal.throwIfAborted();
    if (cause instanceof BankConnectError && cause.code === 'offline') throw cause;
    throw new BankConnectError(pageProblem('session_endpoint_failed'), { cause });
  }
}

function clientToken(json: unknown): string {
  const value = own(json, 'clientToken');
  if (typeof value !== 'string' || !/^[\x21-\x7e]{16,512}$/.test(value)) {
    throw new TypeError('The session endpoint answered without a `clientToken`.');
  }
  return value;
}
