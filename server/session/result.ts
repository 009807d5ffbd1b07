import { isoTime } from '../lib/clock.js';
import type { ConsentRecord, SessionResult, SessionStatus } from '../contract/session.js';
import type { AcceptedConsent, Failure, Session, SessionState } from './types.js';
import { paymentStatus } from './paying.js';
import { toProblem } from './view.js';

/** What the merchant's backend learns of a session. The connection is named only once the session is completed. */
export function toResult(session: Session): SessionResult {
  const { state, params, payment } = session;
  const bank = 'bank' in state ? state.bank : undefined;
  const failure = failureOf(session);
  const consent = session.consents.at(-1);
  return {
    id: session.id,
    status: publicStatus(state),
    reference: params.reference,
    createdAt: isoTime(session.createdAt),
    expiresAt: isoTime(session.expiresAt),
    bank: bank && { id: bank.id, name: bank.name, bic: bank.bic },
    connectionId: state.status === 'completed' && 'connectionId' in state ? state.connectionId : undefined,
    accountIds: state.status === 'completed' && 'accounts' in state ? state.accounts.map(({ id }) => id) : undefined,
    payment: payment && { id: payment.id, status: paymentStatus(session, payment) },
    problem: failure && toProblem(failure),
    consent: consent && toConsentRecord(consent),
  };
}

export const toConsentRecord = ({ scopes, ...consent }: Omit<AcceptedConsent, 'bankId'>): ConsentRecord => ({
  text: consent.text,
  locale: consent.locale,
  acceptedAt: consent.acceptedAt,
  scopes: [...scopes],
  ...(consent.orderHash !== undefined && { orderHash: consent.orderHash }),
});

/** Waiting for the provider's result is processing, to everybody outside. */
const publicStatus = (state: SessionState): SessionStatus =>
  state.status === 'awaiting_result' || (state.status === 'redirect' && state.isOver) ? 'processing' : state.status;

function failureOf({ state, lastFailure }: Session): Failure | undefined {
  if (state.status === 'completed') return undefined;
  return 'failure' in state ? state.failure : lastFailure;
}
