import { loopback } from '../ports.js';

/** The parts of the demo that listen, each with its host name for browsers: different sites on one machine. */
const hosts = {
  shop: 'shop',
  companion: 'connect',
  /** Token.io and its banks. */
  sandbox: 'bank',
  /** tell.connect and Pockit. */
  tellConnect: 'pockit',
  /** Moneyhub and its banks. */
  moneyhub: 'moneyhub',
  /** Two banks with OAuth 2 of their own. */
  danube: 'danube',
  harbour: 'harbour',
  /** The directory, and the banks that register clients. */
  directory: 'directory',
} as const;
type Part = keyof typeof hosts;
export const parts = Object.keys(hosts) as readonly Part[];

/** The parts' ports. */
export type DemoPorts = Readonly<Record<Part, number>>;

const ofEach = <T>(make: (part: Part) => T): Record<Part, T> =>
  Object.fromEntries(parts.map((part) => [part, make(part)])) as Record<Part, T>;

/** A port for each part, in the order of the parts. */
export const demoPorts = (ports: readonly number[]): DemoPorts => ofEach((part) => ports[parts.indexOf(part)] ?? 0);

/** Origins for browsers, so that cookie, frame and CORS rules apply. */
export const browserOrigins = (ports: DemoPorts): Record<Part, string> =>
  ofEach((part) => `http://${hosts[part]}.localhost:${ports[part]}`);

/** Origins for calls from server to server: not every resolver knows `*.localhost`. */
export const directOrigin = (port: number): string => `http://${loopback}:${port}`;
