import { z } from 'zod';
import type { ErrorCode } from '../../contract/errors.js';
import { ProviderError } from '../provider-error.js';
import type { FlowState, Step } from '../authorisation.js';

/** Where an attempt stands. */
const Flow = z.discriminatedUnion('at', [
  /** The shopper is on the way to the bank, there, or on the way back. */
  z.object({
    at: z.literal('redirect'),
    state: z.string(),
    /** PKCE, RFC 7636. */
    verifier: z.string(),
    url: z.string(),
    /** Must be the same at the exchange. */
    callbackUrl: z.string(),
    /** How far the shopper agreed, ISO 8601. */
    accessUntil: z.string(),
    /** The consent that is to be given new tokens, where the bank names it. */
    consentId: z.string().optional(),
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
