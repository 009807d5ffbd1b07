import type { GrpcName } from '../errors.js';
import type { PaymentStatus } from './status.js';

/** A field of `authentication.fields` and of `initialEmbeddedAuthFields` (sheet §15): type, id and displayName always stand. */
export interface RequiredField {
  readonly type: 'FIELD' | 'PASSWORD' | 'CHOICE_FIELD' | 'VOICE_SAMPLE';
  readonly id: string;
  readonly displayName: string;
  readonly additionalInformation?: string;
  readonly options?: readonly string[];
}

/** Asks for values. Text and pictures belong to the step, not to a field. */
export interface FormStage {
  readonly kind: 'form';
  readonly description?: string;
  /** Base64 of a picture. */
  readonly image?: string;
  readonly flickerCode?: string;
  readonly fields: readonly RequiredField[];
  /** Field id → the right answers. A field without an entry takes anything that is not empty. */
  readonly right?: Readonly<Record<string, readonly string[]>>;
  /** This answer means that the user said no. */
  readonly decline?: { readonly field: string; readonly value: string };
}

export type PaymentStage =
  | FormStage
  /** An approval on the phone page; the TPP posts nothing. */
  | { readonly kind: 'decoupled'; readonly description: string }
  | { readonly kind: 'redirect' }
  /** The bank cannot be reached. */
  | { readonly kind: 'fault'; readonly status: GrpcName; readonly message: string };

/** What the bank makes of a payment that the user has authorised. */
export interface PaymentEnding {
  /** Statuses that reads show first, each for `paymentReads` reads. Default: INITIATION_PROCESSING. */
  readonly through?: readonly PaymentStatus[];
  readonly status: PaymentStatus;
  readonly reason?: string;
  /** ISO 20022 status of the bank. */
  readonly bankStatus?: string;
  /** Whether money leaves the account. */
  readonly moves: boolean;
}

/** What the user goes through to pay at one bank. */
export interface PaymentJourney {
  /** `initialEmbeddedAuthFields` of the bank: may come with the payment, else they are asked for. */
  readonly first?: FormStage;
  readonly stages: readonly PaymentStage[];
  /** Default: {@link COMPLETED}. */
  readonly ending?: PaymentEnding;
  /** The result depends on the amount. */
  readonly endings?: Readonly<Record<string, PaymentEnding>>;
  /** The bank takes its time: every answer is `…PENDING` or `…VERIFICATION` first. */
  readonly slow?: boolean;
  /** The answers of Token.io name another amount than was ordered. */
  readonly wrongEcho?: boolean;
}

export const COMPLETED: PaymentEnding = { status: 'INITIATION_COMPLETED', bankStatus: 'ACSC', moves: true };
