import { whyLost } from '../api/diagnose.js';
import { gotNoAnswer, type ApiClient } from '../api/request.js';
import { getSession } from '../api/routes.js';
import { askSessionEndpoint } from '../api/session-endpoint.js';
import { pause, type World } from '../api/world.js';
import { BankConnectError, clientProblem, type WidgetProblem } from '../errors.js';
import { pageProblem } from '../page-errors.js';

/** Where the session comes from. One of the two ways must be there to start. */
export interface FlowSource {
  /** Origin of the companion server; absent when nobody said. */
  readonly serverOrigin: string | undefined;
  readonly clientToken: string | undefined;
  /** Address on the merchant's own origin that answers a POST with a client token. */
  readonly sessionEndpoint: string | undefined;
}

/** Pauses before the first reading is tried again; a server that restarts is back by then. */
const pausesMs = [400, 1_600] as const;

/** The problem of whatever was thrown. */
export const problemOf = (error: unknown): WidgetProblem =>
  error instanceof BankConnectError ? error.problem : clientProblem('bad_answer');

/** A client with a token: the endpoint's, or the page's. Throws `not_configured`, `session_endpoint_failed`. */
export async function newClient(
  world: World,
  source: FlowSource,
  renew: boolean,
  signal: AbortSignal,
): Promise<ApiClient> {
  const { serverOrigin: origin, clientToken, sessionEndpoint } = source;
  if (origin === undefined) throw new BankConnectError(pageProblem('not_configured'));
  if (sessionEndpoint !== undefined) {
    return { origin, clientToken: await askSessionEndpoint(world, sessionEndpoint, { renew }, signal), world };
  }
  if (clientToken === undefined) throw new BankConnectError(pageProblem('not_configured'));
  return { origin, clientToken, world };
}

/** The answer to the first reading of a session: asked for again while the server cannot be reached; then throws why, as well as a page can say. */
export async function readPatiently(client: ApiClient, signal: AbortSignal): Promise<unknown> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await getSession(client, signal);
    } catch (error) {
      if (problemOf(error).code !== 'network') throw error;
      const pauseMs = pausesMs[attempt];
      if (pauseMs === undefined) {
        if (!gotNoAnswer(error)) throw error;
        throw new BankConnectError(await whyLost(client.world, client.origin, signal), { cause: error });
      }
      await pause(client.world, pauseMs, signal);
    }
  }
}
