import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '../../../../server/providers/json.js';
import type { ResumeInput, Step } from '../../../../server/providers/authorisation.js';
import type { Provider } from '../../../../server/providers/provider.js';

/** The journey of every flow at this bank; the last one authorises. */
const journey = ['redirect', 'credentials', 'decoupled', 'pending', 'authorised'] as const;

/** What moves a flow on from each of its steps. */
const movesOn: Readonly<Record<(typeof journey)[number], ResumeInput['kind'] | undefined>> = {
  redirect: 'callback',
  credentials: 'credentials',
  decoupled: 'poll',
  pending: 'poll',
  authorised: undefined,
};

/**
 * A bank that outlives the server: where each flow stands is in a folder, and so is a ledger of everything that was asked.
 * `at` is awaited before and after each question takes effect, with the session that the flow belongs to.
 */
export function createBank(folder: string, at: (sessionId: string) => Promise<void>): Provider {
  const ledger = join(folder, 'ledger');
  const file = (flow: string) => join(folder, `flow-${flow}`);
  const position = (flow: string) => Number(readFileSync(file(flow), 'utf8'));

  function stepOf(flow: string): Step {
    const state = { correlationId: flow, data: { flow } };
    switch (journey[position(flow)]) {
      case 'redirect':
        return { kind: 'redirect', url: `https://bank.example/login?flow=${flow}`, flow: state };
      case 'credentials':
        return { kind: 'credentials', fields: [{ id: 'otp', kind: 'otp', label: 'Code' }], flow: state };
      case 'decoupled':
        return { kind: 'decoupled', message: 'Approve.', needsConfirmation: false, retryAfterMs: 0, flow: state };
      case 'pending':
        return { kind: 'pending', retryAfterMs: 0, flow: state };
      default:
        return { kind: 'authorised', grant: { data: { flow } }, flow: state };
    }
  }

  /** One question: noted, answered, and only then seen by the one who asked. */
  async function ask<T>(what: string, sessionId: string, answer: () => T): Promise<T> {
    await at(sessionId);
    appendFileSync(ledger, `${sessionId} ${what}\n`);
    const answered = answer();
    await at(sessionId);
    return answered;
  }

  return {
    id: 'bank',
    capabilities: { redirect: true, embedded: true, decoupled: true, revocation: true, refresh: false },
    authorizationOrigins: ['https://bank.example'],
    banks: () => Promise.resolve([]),
    consent: {
      begin: ({ sessionId }) =>
        ask('begin', sessionId, () => {
          let count = 0;
          while (existsSync(file(`${sessionId}.${count}`))) count++;
          writeFileSync(file(`${sessionId}.${count}`), '0');
          return stepOf(`${sessionId}.${count}`);
        }),
      correlate: (query) => query.get('flow') ?? undefined,
      resume: ({ data }, input) =>
        ask(input.kind, sessionOf(data), () => {
          const flow = flowOf(data);
          const step = journey[position(flow)];
          if (step && movesOn[step] === input.kind) writeFileSync(file(flow), String(position(flow) + 1));
          return stepOf(flow);
        }),
      cancel: () => Promise.resolve(),
    },
    data: {
      accounts: ({ data }) =>
        ask('accounts', sessionOf(data), () => [{ id: 'a', name: 'Everyday', type: 'current', identifiers: [] }]),
      balances: () => Promise.resolve([]),
      transactions: () => Promise.resolve({ items: [] }),
      revoke: () => Promise.resolve(),
    },
  };
}

/** Flows are named after their session. */
const flowOf = ({ flow }: JsonObject): string => (typeof flow === 'string' ? flow : '');
const sessionOf = (data: JsonObject): string => flowOf(data).split('.')[0] ?? '';

/** Everything the bank was asked for a session, oldest first. */
export const readLedger = (folder: string, sessionId: string): readonly string[] =>
  readFileSync(join(folder, 'ledger'), 'utf8')
    .split('\n')
    .flatMap((line) => (line.startsWith(`${sessionId} `) ? [line.slice(sessionId.length + 1)] : []));
