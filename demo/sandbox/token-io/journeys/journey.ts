import type { GrpcName, ErrorDetails } from '../errors.js';
import type { JsonObject } from '../wire.js';

export type FieldType =
  | 'FIELD'
  | 'PASSWORD'
  | 'PSU_MESSAGE'
  | 'IMAGE'
  | 'FLICKER'
  | 'DECOUPLED'
  | 'CONFIRMATION'
  /** Not in any document: what a client must survive. */
  | 'VOICE_SAMPLE';

/** CredentialField as it goes over the wire (sheet §7.3); absent members are left out. */
export interface WireField {
  readonly id?: string;
  readonly displayName?: string;
  readonly description?: string;
  readonly type?: FieldType;
  readonly options?: readonly string[];
  /** Base64 of a picture. */
  readonly image?: string;
  readonly flickerCode?: string;
  /** Legacy: mask the input. */
  readonly password?: boolean;
}

/** Ask for values and compare them. */
export interface FieldsStage {
  readonly kind: 'fields';
  readonly fields: readonly WireField[];
  /** Field id → the right answers. A field without an entry takes anything that is not empty. */
  readonly right?: Readonly<Record<string, readonly string[]>>;
  /**
   * A wrong answer: the same fields once more and then AUTHENTICATION_FAILED (`again`), AUTHENTICATION_FAILED at once
   * (`fail`), or an HTTP error with the text of Token.io's documents (`error`).
   */
  readonly onWrong: 'again' | 'fail' | 'error';
  /** This answer means that the user said no. */
  readonly decline?: { readonly field: string; readonly value: string };
}

export type Stage =
  | FieldsStage
  /** An approval on the phone page. `beside` are further fields shown with it. */
  | { readonly kind: 'decoupled'; readonly description: string; readonly beside?: readonly WireField[] }
  | { readonly kind: 'redirect' }
  | {
      readonly kind: 'fault';
      readonly status: GrpcName;
      readonly message: string;
      readonly details?: ErrorDetails;
    };

export type ResultStatus = 'PROCESSED' | 'REJECTED' | 'EXPIRED' | 'PENDING';

export interface Ending {
  /** Answer of the last authorization call. */
  readonly reply: JsonObject;
  readonly result: ResultStatus;
  readonly reason?: string;
  /** Reads of the result that still say this before it says `result`. */
  readonly meanwhile?: { readonly status: string; readonly reads: number };
}

/** What the user goes through at one bank. */
export interface Journey {
  /** `credentialFields` of `GET /banks`: values that the first authorization call must bring. */
  readonly first?: FieldsStage;
  readonly stages: readonly Stage[];
  /** How it ends when every stage was passed. Default: `{"status":"AUTHENTICATED"}` and PROCESSED. */
  readonly ending?: Ending;
  /** Credentials are taken by the hosted page only (`useWebappCredentialsFlow`). */
  readonly hostedCredentialsOnly?: boolean;
  /** The bank page offers every way in which a bank can fail. */
  readonly offersFaults?: boolean;
}
