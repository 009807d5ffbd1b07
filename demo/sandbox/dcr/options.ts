import type { SandboxControl } from './control.js';

export interface DcrOptions {
  /** 0 or absent: any free port. */
  readonly port?: number;
  readonly host?: string;
  /** Origin of everything a browser visits. Default: `http://<host>:<port>`. `{port}` stands for the port in use. */
  readonly publicOrigin?: string;
  /** The bank's id at the directory, which `aud` must name. */
  readonly audience?: string;
  /** Epoch milliseconds. */
  readonly now?: () => number;
}

export interface DcrSandbox {
  readonly apiOrigin: string;
  readonly publicOrigin: string;
  /** Where software is registered, by profile. */
  readonly registrationUrls: { readonly priora: string; readonly obie: string };
  readonly tokenUrl: string;
  readonly control: SandboxControl;
  close(): Promise<void>;
}
