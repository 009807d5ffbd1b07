import type { OidcApp } from './visits.js';
import type { LoggedCall } from './call-log.js';
import type { FaultRule } from './faults.js';
import type { OidcWorld } from './world.js';

/** What a test or the demo may do behind the back of every simulator with an authorization server. */
export interface OidcControl {
  readonly calls: { list(): readonly LoggedCall[]; clear(): void };
  readonly faults: { add(rule: FaultRule): void; clear(): void };
  /** The clock of lifetimes; signed proofs are checked against the wall clock. */
  readonly clock: { now(): number; advance(ms: number): void };
  /** Faults and the call log as they were at the start; everything else stays. */
  reset(): void;
}

export const createOidcControl = (world: Pick<OidcWorld, 'calls' | 'clock' | 'faults'>): OidcControl => ({
  calls: { list: () => world.calls.list(), clear: () => world.calls.clear() },
  faults: { add: (rule) => world.faults.add(rule), clear: () => world.faults.clear() },
  clock: { now: () => world.clock.now(), advance: (ms) => world.clock.advance(ms) },
  reset: () => {
    world.calls.clear();
    world.faults.clear();
  },
});

/** A command of `POST /sandbox/command`: its body, without `do`. False when there was nothing to do it to. */
export type Command = (body: Readonly<Record<string, unknown>>) => boolean | undefined;

const readRule = (rule: unknown): FaultRule | undefined => {
  if (typeof rule !== 'object' || rule === null) return undefined;
  const { path, times = 1 } = rule as Partial<FaultRule>;
  const isGood = typeof path === 'string' && path !== '' && (times === 'always' || Number.isInteger(times));
  return isGood ? (rule as FaultRule) : undefined;
};

const ownCommands = (control: OidcControl): Record<string, Command> => ({
  fault: ({ rule }) => {
    const read = readRule(rule);
    if (read === undefined) return undefined;
    control.faults.add(read);
    return true;
  },
  'clear-faults': () => {
    control.faults.clear();
    return true;
  },
  'advance-clock': ({ ms }) => {
    if (typeof ms !== 'number') return undefined;
    control.clock.advance(ms);
    return true;
  },
  'clear-calls': () => {
    control.calls.clear();
    return true;
  },
  reset: () => {
    control.reset();
    return true;
  },
});

/**
 * The control over HTTP: `GET /sandbox/state`, `GET /sandbox/calls`, `POST /sandbox/command` with one JSON command
 * (JSON, so that no foreign page can post one: CORS preflight, never granted). A command answers undefined to a body
 * that it does not understand.
 */
export const controlRoutes = (
  app: OidcApp,
  control: OidcControl,
  more: { readonly commands?: Readonly<Record<string, Command>>; readonly state?: () => object } = {},
): void => {
  const commands = { ...ownCommands(control), ...more.commands };
  app.get('/sandbox/state', (context) => context.json({ nowMs: control.clock.now(), ...more.state?.() }));
  app.get('/sandbox/calls', (context) => context.json(control.calls.list()));
  app.post('/sandbox/command', async (context) => {
    const isJson = /^application\/json\s*(;|$)/i.test(context.req.header('content-type') ?? '');
    const body = isJson ? await context.req.json<Record<string, unknown>>().catch(() => ({})) : {};
    const { do: name, ...rest } = body as { readonly do?: unknown };
    const command = Object.hasOwn(commands, String(name)) ? commands[String(name)] : undefined;
    const done = command?.(rest);
    return done === undefined ? context.json({ error: 'unknown command' }, 400) : context.json({ done });
  });
};
