/** Every status of a payment (sheet §15), and one that no document knows. */
export const PAYMENT_STATUSES = [
  'INITIATION_PENDING',
  'INITIATION_PENDING_REDIRECT_AUTH',
  'INITIATION_PENDING_REDIRECT_AUTH_VERIFICATION',
  'INITIATION_PENDING_REDIRECT_HP',
  'INITIATION_PENDING_REDIRECT_PBL',
  'INITIATION_PENDING_EMBEDDED_AUTH',
  'INITIATION_PENDING_EMBEDDED_AUTH_VERIFICATION',
  'INITIATION_PENDING_DECOUPLED_AUTH',
  'INITIATION_PENDING_REDEMPTION',
  'INITIATION_PENDING_REDEMPTION_VERIFICATION',
  'INITIATION_PROCESSING',
  'INITIATION_COMPLETED',
  'INITIATION_REJECTED',
  'INITIATION_REJECTED_INSUFFICIENT_FUNDS',
  'INITIATION_FAILED',
  'INITIATION_DECLINED',
  'INITIATION_EXPIRED',
  'INITIATION_NO_FINAL_STATUS_AVAILABLE',
  'SETTLEMENT_IN_PROGRESS',
  'SETTLEMENT_COMPLETED',
  'SETTLEMENT_INCOMPLETE',
  'CANCELED',
] as const;
export type DocumentedStatus = (typeof PAYMENT_STATUSES)[number];
/** What a client must survive: Token.io announces new values without notice. */
export type PaymentStatus = DocumentedStatus | 'INITIATION_ON_HOLD';

export const isPaymentStatus = (text: string): text is DocumentedStatus =>
  PAYMENT_STATUSES.some((known) => known === text);

/** Statuses after which the user has nothing to do and nothing can be called off. */
export const isFinal = (status: PaymentStatus): boolean =>
  status === 'CANCELED' ||
  status.startsWith('SETTLEMENT_') ||
  [
    'INITIATION_COMPLETED',
    'INITIATION_REJECTED',
    'INITIATION_REJECTED_INSUFFICIENT_FUNDS',
    'INITIATION_FAILED',
    'INITIATION_DECLINED',
    'INITIATION_EXPIRED',
    'INITIATION_NO_FINAL_STATUS_AVAILABLE',
  ].includes(status);
