import type { GrpcName } from '../errors.js';
import type { World } from '../world.js';
import { enter, type Move } from './engine.js';
import { finish } from './outcome.js';
import type { Decision, TokenRequest, Visit } from './token-request.js';

/** What Token.io makes of the bank's callback. */
export type AfterVisit =
  | { readonly kind: 'moved'; readonly move: Move }
  | { readonly kind: 'refused'; readonly status: GrpcName; readonly code: number; readonly message: string };

/** A bank's OAuth error → the number in the callback (sheet §4.3: 2 is the user's no). */
const REFUSALS: Readonly<Record<string, readonly [GrpcName, number]>> = {
  access_denied: ['CANCELED', 2],
  temporarily_unavailable: ['UNAVAILABLE', 14],
  timeout: ['DEADLINE_EXCEEDED', 4],
  unsupported: ['UNIMPLEMENTED', 12],
};

const refusal = (world: World, request: TokenRequest, decision: Extract<Decision, { kind: 'error' }>): AfterVisit => {
  const [status, code] = REFUSALS[decision.error] ?? ['INTERNAL', 13];
  finish(world, request, { reply: {}, result: 'REJECTED', reason: decision.description });
  return { kind: 'refused', status, code, message: decision.description };
};

/** Uses the visit up and moves the request on. */
export const afterVisit = (world: World, request: TokenRequest, visit: Visit): AfterVisit => {
  const { bank, position, outcome } = request;
  visit.used = true;
  if (outcome !== undefined) return { kind: 'moved', move: { kind: 'done', reply: outcome.reply } };
  if (bank === undefined || position === 'start' || visit.decision === undefined) {
    throw new Error('a visit without a bank, a stage or a decision');
  }
  if (visit.decision.kind === 'error') return refusal(world, request, visit.decision);
  return { kind: 'moved', move: enter(world, request, bank, position + 1) };
};
