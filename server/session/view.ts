import { assertNever } from '../lib/assert-never.js';
import { isoTime } from '../lib/clock.js';
import type { Bank } from '../contract/banks.js';
import { problem } from '../contract/errors.js';
import type { Problem } from '../contract/errors.js';
import type { CredentialsView } from '../contract/fields.js';
import type { ConsentView, SessionView } from '../contract/session.js';
import { summariesOf } from './account-choice.js';
import type { SessionMerchant } from './ports.js';
import { paymentStatus } from './paying.js';
import type { Failure, Session, SessionBank } from './types.js';

const dayMs = 86_400_000;

/** When the access that the shopper agrees to ends; the same on the consent screen and in the request to the provider. */
export const accessUntil = (session: Session): string => isoTime(session.createdAt + session.params.accessDays * dayMs);

/** The one place that decides what a browser may see of a session. What is not named here stays on the server. */
export function toView(session: Session, merchant: SessionMerchant): SessionView {
  const { state, payment } = session;
  const base = {
    id: session.id,
    version: session.version,
    expiresAt: isoTime(session.expiresAt),
    merchantName: merchant.name,
    framePath: `/frame/${session.id}`,
    ...(session.params.connectionId === undefined ? {} : { bankFixed: true as const }),
    payment: payment && { id: payment.id, status: paymentStatus(session, payment), order: payment.order },
  };
  switch (state.status) {
    case 'bank_selection':
      return { ...base, status: 'bank_selection', country: session.params.country };
    case 'consent':
      return { ...base, status: 'consent', bank: toBank(state.bank), consent: toConsent(session, merchant) };
    case 'processing':
    case 'awaiting_result':
      return { ...base, status: 'processing', bank: toBank(state.bank) };
    case 'redirect': {
      // The shopper's time is up, the provider's is not.
      if (state.isOver) return { ...base, status: 'processing', bank: toBank(state.bank) };
      const leftAt = state.leftAt === undefined ? undefined : isoTime(state.leftAt);
      return { ...base, status: 'redirect', bank: toBank(state.bank), leftAt, deadline: isoTime(state.deadline) };
    }
    case 'credentials': {
      const { bank, fields, deadline } = state;
      const inlineFields = merchant.inlineFields ? [...fields] : undefined;
      const { round } = session;
      return { ...base, status: 'credentials', bank: toBank(bank), round, deadline: isoTime(deadline), inlineFields };
    }
    case 'decoupled': {
      const { message, needsConfirmation, deadline } = state.approval;
      const step = { round: session.round, message, needsConfirmation, deadline: isoTime(deadline) };
      return { ...base, status: 'decoupled', bank: toBank(state.bank), ...step };
    }
    case 'account_selection': {
      const { bank, select, deadline } = state;
      const accounts = [...summariesOf(state.accounts, state.balances)];
      return {
        ...base,
        status: 'account_selection',
        bank: toBank(bank),
        select,
        accounts,
        deadline: isoTime(deadline),
      };
    }
    case 'attempt_failed':
    case 'failed':
      return { ...base, status: state.status, bank: toBank(state.bank), problem: toProblem(state.failure) };
    case 'completed': {
      const bank = toBank(state.bank);
      if (!('connectionId' in state)) return { ...base, status: 'completed', bank, accounts: [] };
      const { connectionId, accounts } = state;
      const autofill = session.params.accounts?.autofill === true ? true : undefined;
      return { ...base, status: 'completed', bank, connectionId, accounts: [...accounts], autofill };
    }
    case 'cancelled':
    case 'expired':
      return { ...base, status: state.status };
    default:
      return assertNever(state);
  }
}

/** The fields of the current round, for the credential frame only. Undefined when none are asked for. */
export function toCredentialsView({ state, round }: Session): CredentialsView | undefined {
  if (state.status !== 'credentials') return undefined;
  return { bankName: state.bank.name, round, fields: [...state.fields], ...(state.again && { again: true }) };
}

/** A failure without what is for the operator only. */
export const toProblem = ({ code, traceId, retryAfterMs }: Failure): Problem =>
  problem(code, traceId, retryAfterMs === undefined ? {} : { retryAfterMs });

const toBank = ({ id, name, bic, logo }: SessionBank): Bank => ({ id, name, bic, logo });

function toConsent(session: Session, merchant: SessionMerchant): ConsentView {
  return {
    merchantName: merchant.name,
    tppName: merchant.tppName,
    purpose: session.params.purpose,
    scopes: [...session.params.scopes],
    accessUntil: session.payment ? undefined : accessUntil(session),
    termsUrl: merchant.termsUrl,
    privacyUrl: merchant.privacyUrl,
  };
}
