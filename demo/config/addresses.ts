import { loopback } from '../ports.js';

/** The parts' ports. */
export interface DemoPorts {
  readonly shop: number;
  readonly companion: number;
  readonly sandbox: number;
}

/** Origins for browsers: three different sites on one machine, so that cookie, frame and CORS rules apply. */
export const browserOrigins = ({ shop, companion, sandbox }: DemoPorts): Record<keyof DemoPorts, string> => ({
  shop: `http://shop.localhost:${shop}`,
  companion: `http://connect.localhost:${companion}`,
  sandbox: `http://bank.localhost:${sandbox}`,
});

/** Origins for calls from server to server: not every resolver knows `*.localhost`. */
export const directOrigin = (port: number): string => `http://${loopback}:${port}`;
