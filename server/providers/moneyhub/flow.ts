import { z } from 'zod';
import type { ErrorCode } from '../../contract/errors.js';
import { ProviderError } from '../provider-error.js';
import type { FlowState, Step } from '../authorisation.js';

/** What an attempt is about; stays the same from the first request to the exchange. */
const Attempt = z.object({
  bankId: z.string(),
  callbackUrl: z.string(),
  /** When the consent shall end, ISO 8601. */
  consentUntil: z.string(),
  userId: z.string().optional(),
  /** The user was made for this connection, and ends with it. */
  ownUser: z.boolean(),
  renewal: z.object({ connectionId: z.string(), scope: z.enum(['reauth', 'refresh']) }).optional(),
});
export type Attempt = z.infer<typeof Attempt>;

/** Where an attempt stands. */
const Flow = z.discriminatedUnion('at', [
  /** The shopper is on the way to the bank, there, or on the way back. */
  z.object({
    at: z.literal('redirect'),
    attempt: Attempt,
    state: z.string(),
    nonce: z.string(),
    verifier: z.string(),
    url: z.string(),
    /** When Moneyhub stops taking the address, epoch milliseconds. */
    usableUntil: z.number(),
  }),
  z.object({ at: z.literal('ended'), state: z.string() }),
]);
export type Flow = z.infer<typeof Flow>;
export type FlowAt<K extends Flow['at']> = Extract<Flow, { at: K }>;

/** The flow as the session keeps it. */
export function packFlow(flow: Flow): FlowState {
  return { data: flow, correlationId: flow.state };
}

/** The flow of a session. Throws `interrupted` for one that another version wrote and this one cannot read. */
export function unpackFlow(state: FlowState): Flow {
  const parsed = Flow.safeParse(state.data);
  if (!parsed.success) throw new ProviderError('interrupted', { retryable: false, detail: 'unreadable flow state' });
  return parsed.data;
}

/** The visit to the bank, as often as it is asked for. */
export const redirectStep = (flow: FlowAt<'redirect'>): Step => ({
  kind: 'redirect',
  url: flow.url,
  flow: packFlow(flow),
});

export const ended = ({ state }: Flow): FlowState => packFlow({ at: 'ended', state });

export function refused(flow: Flow, code: ErrorCode, detail?: string): Step {
  return { kind: 'refused', code, ...(detail === undefined ? {} : { detail }), flow: ended(flow) };
}
