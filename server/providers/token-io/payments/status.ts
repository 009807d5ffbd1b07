import type { ErrorCode } from '../../../contract/errors.js';
import type { PaymentStatus } from '../../../contract/payments.js';
import { providerWords } from '../../../lib/provider-words.js';
import { decimalMoney } from '../../money.js';
import type { PaymentEcho, PaymentReport } from '../../authorisation.js';
import type { WirePayment } from './wire.js';

interface Meaning {
  readonly status: PaymentStatus;
  readonly code?: ErrorCode;
}

/** Every status of the documents (OAS, PaymentStatus). */
export const tokenStatuses = {
  INITIATION_PENDING: { status: 'pending' },
  INITIATION_PENDING_REDIRECT_AUTH: { status: 'pending' },
  INITIATION_PENDING_REDIRECT_AUTH_VERIFICATION: { status: 'pending' },
  INITIATION_PENDING_REDIRECT_HP: { status: 'pending' },
  INITIATION_PENDING_REDIRECT_PBL: { status: 'pending' },
  INITIATION_PENDING_EMBEDDED_AUTH: { status: 'pending' },
  INITIATION_PENDING_EMBEDDED_AUTH_VERIFICATION: { status: 'pending' },
  INITIATION_PENDING_DECOUPLED_AUTH: { status: 'pending' },
  INITIATION_PENDING_REDEMPTION: { status: 'pending' },
  INITIATION_PENDING_REDEMPTION_VERIFICATION: { status: 'pending' },
  INITIATION_PROCESSING: { status: 'accepted' },
  INITIATION_COMPLETED: { status: 'completed' },
  INITIATION_REJECTED: { status: 'rejected', code: 'payment_rejected' },
  INITIATION_REJECTED_INSUFFICIENT_FUNDS: { status: 'rejected', code: 'insufficient_funds' },
  INITIATION_FAILED: { status: 'failed' },
  INITIATION_DECLINED: { status: 'cancelled', code: 'declined' },
  INITIATION_EXPIRED: { status: 'expired', code: 'authorisation_expired' },
  INITIATION_NO_FINAL_STATUS_AVAILABLE: { status: 'unknown' },
  // The payer's bank is done with it in all three; whether the money was found on the other side is another question.
  SETTLEMENT_IN_PROGRESS: { status: 'completed' },
  SETTLEMENT_COMPLETED: { status: 'settled' },
  SETTLEMENT_INCOMPLETE: { status: 'completed' },
  CANCELED: { status: 'cancelled', code: 'declined' },
} as const satisfies Record<string, Meaning>;

const meaningOf = (status: string): Meaning =>
  Object.hasOwn(tokenStatuses, status) ? tokenStatuses[status as keyof typeof tokenStatuses] : { status: 'unknown' };

/** Whether the bank has the order: what comes after may be without an end, but is not without money. */
export const isAccepted = ({ status }: WirePayment): boolean =>
  ['accepted', 'completed', 'settled'].includes(meaningOf(status).status);

/** A payment as ours. `accepted`: the bank had the order when somebody looked before. */
export function reportOf(payment: WirePayment, accepted: boolean): PaymentReport {
  const { id, status: word, statusReasonInformation = '', errorInfo } = payment;
  const meaning = meaningOf(word);
  const reason = providerWords(statusReasonInformation, 200);
  const detail = `${providerWords(word, 64)}${reason === '' ? '' : `: ${reason}`}`;
  const echo = echoOf(payment);
  // Token.io stops asking the bank after a while, and calls that expired as well.
  if (meaning.status === 'expired' && accepted) return { id, status: 'unknown', detail, echo };
  const failure: ErrorCode = errorInfo?.tokenExternalError === true ? 'bank_unavailable' : 'payment_rejected';
  const code = meaning.status === 'failed' ? failure : meaning.code;
  return { id, status: meaning.status, ...(code && { code }), detail, echo };
}

/** The order as Token.io repeats it. */
function echoOf({ initiation = {} }: WirePayment): PaymentEcho {
  const { amount, creditor, remittanceInformationPrimary: reference } = initiation;
  const { name, iban, sortCode, accountNumber } = creditor ?? {};
  const british = sortCode !== undefined && accountNumber !== undefined;
  return {
    ...(amount && { amount: decimalMoney(amount) }),
    ...(name !== undefined && { creditorName: name }),
    ...(iban !== undefined && { creditorAccount: { scheme: 'iban', iban } }),
    ...(iban === undefined && british && { creditorAccount: { scheme: 'sort_code', sortCode, accountNumber } }),
    ...(reference !== undefined && { reference }),
  };
}
