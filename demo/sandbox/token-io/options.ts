import type { KeyAlgorithm } from './auth/keys.js';
import type { SandboxControl } from './control/control.js';

/** Who takes the bank's callback: Token.io, which sends the browser on, or the TPP itself (sheet §10.1, §10.2). */
export type CallbackType = 'TOKEN_CALLBACK' | 'TPP_CALLBACK';

export interface MemberKeyOptions {
  readonly algorithm: KeyAlgorithm;
  /** PEM SubjectPublicKeyInfo, or base64url of the raw key. */
  readonly publicKey: string;
}

/** A TPP that is known to the sandbox. */
export interface MemberOptions {
  /** `m:…` */
  readonly id: string;
  /** The uuid of the Basic key; without it Basic is refused. */
  readonly apiKeyUuid?: string;
  readonly keys?: readonly MemberKeyOptions[];
  readonly callbackType: CallbackType;
  /** The feature that returns `state` in Hosted Pages callbacks. */
  readonly stateInCallback?: boolean;
  /** When given, `redirectUrl` of a token request must be one of these, query aside. */
  readonly redirectUrls?: readonly string[];
}

export interface TokenIoOptions {
  /** 0 or absent: any free port. */
  readonly port?: number;
  readonly host?: string;
  /** Origin of everything a browser visits. Default: `http://<host>:<port>`. `{port}` stands for the port in use. */
  readonly publicOrigin?: string;
  readonly members: readonly MemberOptions[];
  /** Epoch milliseconds. */
  readonly now?: () => number;
}

export interface TokenIoSandbox {
  /** Base URL of the API; its host is what the JWT's `host` must say. */
  readonly apiOrigin: string;
  readonly publicOrigin: string;
  readonly control: SandboxControl;
  close(): Promise<void>;
}
