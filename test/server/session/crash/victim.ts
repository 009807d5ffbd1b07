// Child of crash.test.ts: a server in which every session stops dead at a point of its own, until the whole server is killed.
import type { SessionService } from '../../../../server/session/service.js';
import { startServer } from './server.js';

/** A request to the service, as the parent sends it. Maps do not travel; they come as entries. */
export interface VictimRequest {
  readonly id: number;
  readonly method: 'view' | 'giveConsent' | 'credentials' | 'submitCredentials' | 'leave' | 'receiveCallback';
  readonly args: readonly unknown[];
}
export type VictimMessage =
  | { readonly ready: true }
  /** This session has come to its point, and nothing happens for it any more. */
  | { readonly frozen: string }
  | { readonly id: number; readonly value: unknown; readonly refused: boolean };

const [folder = '', key = '', points = '[]'] = process.argv.slice(2);
const freezesAt = new Map(JSON.parse(points) as [string, number][]);
const passed = new Map<string, number>();
const never = new Promise<never>(() => undefined);
const tell = (message: VictimMessage) => process.send?.(message);

const { service } = await startServer(folder, key, (sessionId) => {
  const point = (passed.get(sessionId) ?? 0) + 1;
  passed.set(sessionId, point);
  const last = freezesAt.get(sessionId) ?? 0;
  if (point === last) tell({ frozen: sessionId });
  return point >= last ? never : Promise.resolve();
});

process.on('message', (message) => {
  const { id, method, args } = message as VictimRequest;
  answer(service, method, args).then(
    (value) => tell({ id, value, refused: false }),
    () => tell({ id, value: undefined, refused: true }),
  );
});
tell({ ready: true });

function answer(service: SessionService, method: VictimRequest['method'], args: readonly unknown[]): Promise<unknown> {
  const call = service[method].bind(service) as (...args: readonly unknown[]) => Promise<unknown>;
  return call(...args.map((arg) => (Array.isArray(arg) ? new Map(arg as [string, string][]) : arg)));
}
