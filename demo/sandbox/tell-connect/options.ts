import type { SandboxControl } from './control.js';

/** Sandbox and production differ in lifetimes, in the uniqueness of uuids and in `sandbox_sca` (sheet §1, §4). */
export type Profile = 'sandbox' | 'production';

/** A registered application of a TPP. */
export interface ApplicationOptions {
  /** The id that signatures name. */
  readonly id: string;
  /** Without one the browser ends at a holding page that shows the outcome as text. */
  readonly redirectUrl?: string;
  /** The bytes of the uploaded certificate, as text. */
  readonly certificate: string;
  /** Default: sandbox. */
  readonly environment?: Profile;
}

/** A TPP that is known to the portal. */
export interface ClientOptions {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Who asks, on the bank's pages. */
  readonly name: string;
  readonly applications: readonly ApplicationOptions[];
}

export interface AspspOptions {
  readonly id: string;
  readonly name: string;
}

export interface TellConnectOptions {
  /** 0 or absent: any free port. */
  readonly port?: number;
  readonly host?: string;
  /** Origin of everything a browser visits. Default: `http://<host>:<port>`. `{port}` stands for the port in use. */
  readonly publicOrigin?: string;
  /** First segment of API paths. Default: `v1`. */
  readonly version?: string;
  readonly clients: readonly ClientOptions[];
  /** Default: Pockit. */
  readonly aspsps?: readonly AspspOptions[];
  /** The wall clock. Epoch milliseconds. */
  readonly now?: () => number;
}

export interface TellConnectSandbox {
  readonly apiOrigin: string;
  readonly publicOrigin: string;
  readonly control: SandboxControl;
  close(): Promise<void>;
}

export const POCKIT: AspspOptions = { id: '8ddb14f1-fecd-41fe-90b7-f8fbda9494ac', name: 'Pockit' };
