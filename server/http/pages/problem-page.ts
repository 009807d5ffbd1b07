import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Problem } from '../../contract/errors.js';
import type { AppContext } from '../context.js';
import { respondWithPage } from './layout.js';
import { english, pageProblems } from './messages.js';

/** A problem in the shopper's words. The code is in a header for whoever looks; no provider's text is shown. */
export function problemPage(
  c: AppContext,
  problem: Problem,
  status: ContentfulStatusCode,
): Response | Promise<Response> {
  c.header('X-Bank-Connect-Error', problem.code);
  const words = english.problems[pageProblems[problem.code]];
  return respondWithPage(c, { sign: 'problem', ...words, reference: english.reference(problem.traceId) }, status);
}
