import { z } from 'zod';
import { ProviderError } from '../provider-error.js';
import type { FlowState, Step } from '../authorisation.js';
import type { ErrorCode } from '../../contract/errors.js';

/** Where an attempt stands. */
const Flow = z.discriminatedUnion('at', [
  /** The shopper is on the way to the bank, there, or on the way back. */
  z.object({
    at: z.literal('redirect'),
    /** Ours; names the attempt from end to end. */
    uuid: z.string(),
    /** Theirs; must come back as it was given out. */
    intentId: z.string(),
    url: z.string(),
    accessUntil: z.string(),
    scope: z.enum(['aisp', 'pisp']).default('aisp'),
  }),
  /** The order may be at the bank: by these tokens it is asked. */
  z.object({
    at: z.literal('paying'),
    uuid: z.string(),
    intentId: z.string(),
    accessToken: z.string(),
    refreshToken: z.string().optional(),
    /** When the access token ends, epoch milliseconds. */
    accessEndsAt: z.number(),
    /** The same of the token that the order was sent with: after it, an order that did not arrive never will. */
    payableUntil: z.number(),
  }),
  z.object({ at: z.literal('ended'), uuid: z.string() }),
]);
export type Flow = z.infer<typeof Flow>;
export type FlowAt<K extends Flow['at']> = Extract<Flow, { at: K }>;

/** The flow as the session keeps it. */
export function packFlow(flow: Flow): FlowState {
  return { data: flow, correlationId: flow.uuid };
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

export const ended = ({ uuid }: Flow): FlowState => packFlow({ at: 'ended', uuid });

export function refused(flow: Flow, code: ErrorCode, detail?: string): Step {
  return { kind: 'refused', code, ...(detail === undefined ? {} : { detail }), flow: ended(flow) };
}
