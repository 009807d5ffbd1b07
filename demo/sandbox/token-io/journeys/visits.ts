import type { SandboxBank } from '../banks/bank.js';
import { newSecret } from '../ids.js';
import type { World } from '../world.js';
import type { Decision, Subject, Visit } from './token-request.js';

/** True when the bank sends the browser straight to the TPP. */
const isDirect = (world: World, request: Subject): boolean =>
  world.members.get(request.memberId)?.callbackType === 'TPP_CALLBACK' && request.mode === 'api';

/** The address of the bank's page for a fresh visit. */
export const openVisit = (world: World, request: Subject, bank: SandboxBank): string => {
  const state = (isDirect(world, request) ? request.callbackState : undefined) ?? newSecret();
  const visit: Visit = { id: newSecret(), requestId: request.id, state, used: false };
  world.visits.set(visit.id, visit);
  request.visitId = visit.id;
  return `${world.publicOrigin}/bank/${bank.id}/authorize?visit=${visit.id}`;
};

/** Where the bank sends the browser once the user has decided. */
export const bankReturnUrl = (world: World, request: Subject, visit: Visit, decision: Decision): string => {
  visit.decision = decision;
  const query = new URLSearchParams();
  if (decision.kind === 'approve') {
    visit.code = newSecret();
    query.set('code', visit.code);
  } else {
    query.set('error', decision.error);
    query.set('error_description', decision.description);
  }
  query.set('state', visit.state);
  const target = isDirect(world, request) ? request.redirectUrl : `${world.publicOrigin}/callback`;
  return `${target}${target.includes('?') ? '&' : '?'}${query.toString()}`;
};

/** The visit that a bank's callback query belongs to: by code, or by the state of a refusal. */
export const visitOfCallback = (world: World, query: URLSearchParams): Visit | undefined => {
  // The latest first: a state may be used for several visits.
  const visits = [...world.visits.values()].reverse();
  const code = query.get('code');
  const state = query.get('state');
  if (code !== null) return visits.find((visit) => visit.code === code && visit.state === state);
  if (query.get('error') === null) return undefined;
  return visits.find((visit) => visit.state === state && visit.decision?.kind === 'error');
};
