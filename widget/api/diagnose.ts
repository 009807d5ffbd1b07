import { clientProblem, type WidgetProblem } from '../errors.js';
import { pageProblem } from '../page-errors.js';
import type { World } from './world.js';

/**
 * Notices when the page's own policy refuses the companion server. `blocked(origin)` tells afterwards.
 * The browser reports it a moment after the request failed.
 */
export class PolicyWitness {
  readonly #blocked = new Set<string>();
  #ended: AbortController | undefined;

  listen(): void {
    this.#ended ??= new AbortController();
    document.addEventListener(
      'securitypolicyviolation',
      ({ effectiveDirective, blockedURI, disposition }) => {
        if (disposition === 'enforce' && effectiveDirective === 'connect-src') this.#blocked.add(blockedURI);
      },
      { signal: this.#ended.signal },
    );
  }

  stop(): void {
    this.#ended?.abort();
    this.#ended = undefined;
  }

  blocked(origin: string): boolean {
    return [...this.#blocked].some((uri) => uri === origin || uri.startsWith(`${origin}/`));
  }
}

/**
 * Why requests get no answer: the page's policy, a server that answers but not this origin, or no way to it at all.
 * The browser tells scripts none of this; a request whose answer cannot be read tells "answers" from "does not".
 */
export async function whyLost(
  world: World,
  origin: string,
  witness: PolicyWitness,
  signal: AbortSignal,
): Promise<WidgetProblem> {
  if (witness.blocked(origin)) return pageProblem('connection_blocked');
  try {
    await world.fetch(`${origin}/healthz`, { mode: 'no-cors', credentials: 'omit', cache: 'no-store', signal });
    return pageProblem('origin_blocked');
  } catch {
    signal.throwIfAborted();
    return witness.blocked(origin) ? pageProblem('connection_blocked') : clientProblem('network');
  }
}
