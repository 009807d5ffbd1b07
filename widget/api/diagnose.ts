import { clientProblem, type WidgetProblem } from '../errors.js';
import { pageProblem } from '../page-errors.js';
import { pause, type World } from './world.js';

/** The browser reports a breach of the page's policy a moment after the request failed. */
const reportsAfterMs = 100;

/**
 * Why requests get no answer: the page's policy, a server that answers but not this origin, or no way to it at all. The
 * browser tells scripts none of this; but a request whose answer cannot be read tells "answers" from "does not", and one
 * that the policy refuses is reported to the document.
 */
export async function whyLost(world: World, origin: string, signal: AbortSignal): Promise<WidgetProblem> {
  const url = `${origin}/healthz`;
  const blocked: string[] = [];
  const ended = new AbortController();
  const onViolation = ({ disposition, blockedURI }: SecurityPolicyViolationEvent): void => {
    if (disposition === 'enforce') blocked.push(blockedURI);
  };
  document.addEventListener('securitypolicyviolation', onViolation, { signal: ended.signal });
  try {
    await world.fetch(url, { mode: 'no-cors', credentials: 'omit', cache: 'no-store', signal });
    return pageProblem('origin_blocked');
  } catch {
    await pause(world, reportsAfterMs, signal);
    return blocked.includes(url) || blocked.includes(origin)
      ? pageProblem('connection_blocked')
      : clientProblem('network');
  } finally {
    ended.abort();
  }
}
