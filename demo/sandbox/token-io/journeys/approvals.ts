import type { SandboxBank } from '../banks/bank.js';
import { newSecret } from '../ids.js';
import { takeApproval } from '../payments/engine.js';
import { isOver, ranOut } from '../payments/payment.js';
import type { World } from '../world.js';
import { hasExpired, type Approval, type Subject } from './token-request.js';

/** Puts a question on the user's phone and lets the request wait for the answer. */
export const openApproval = (world: World, request: Subject, bank: SandboxBank, description: string): void => {
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

/** Whether the token request or the payment can still use the answer. */
const isOpen = (world: World, { id, requestId }: Approval): boolean => {
  const request = world.requests.get(requestId);
  if (request?.approvalId === id) return request.outcome === undefined && !hasExpired(request, world.now());
  const payment = world.payments.get(requestId);
  return payment?.approvalId === id && !isOver(payment) && !ranOut(payment, world.now());
};

/** The approvals that still wait for an answer, oldest first. */
export const waitingApprovals = (world: World): readonly Approval[] =>
  [...world.approvals.values()].filter((approval) => approval.decision === undefined && isOpen(world, approval));

/** False when there is no such approval or it was answered before. */
export const decideApproval = (world: World, id: string, decision: 'approved' | 'declined'): boolean => {
  const approval = world.approvals.get(id);
  if (approval === undefined || approval.decision !== undefined) return false;
  approval.decision = decision;
  const payment = world.payments.get(approval.requestId);
  // Token.io asks the bank by itself how a payment stands; a token request waits for the TPP's next call.
  if (payment?.approvalId === id) takeApproval(world, payment, decision);
  return true;
};
