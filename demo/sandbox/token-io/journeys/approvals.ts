import type { SandboxBank } from '../banks/bank.js';
import { newSecret } from '../ids.js';
import type { World } from '../world.js';
import { hasExpired, type Approval, type TokenRequest } from './token-request.js';

/** Puts a question on the user's phone and lets the request wait for the answer. */
export const openApproval = (world: World, request: TokenRequest, bank: SandboxBank, description: string): void => {
  const approval: Approval = {
    id: newSecret(),
    requestId: request.id,
    bankName: bank.name,
    description,
    createdAtMs: world.now(),
  };
  world.approvals.set(approval.id, approval);
  request.approvalId = approval.id;
};

/** The approvals that still wait for an answer, oldest first. */
export const waitingApprovals = (world: World): readonly Approval[] =>
  [...world.approvals.values()].filter((approval) => {
    const request = world.requests.get(approval.requestId);
    return (
      approval.decision === undefined &&
      request?.approvalId === approval.id &&
      request.outcome === undefined &&
      !hasExpired(request, world.now())
    );
  });

/** False when there is no such approval or it was answered before. */
export const decideApproval = (world: World, id: string, decision: 'approved' | 'declined'): boolean => {
  const approval = world.approvals.get(id);
  if (approval === undefined || approval.decision !== undefined) return false;
  approval.decision = decision;
  return true;
};
