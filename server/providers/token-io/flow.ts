import { z } from 'zod';
import { CredentialField } from '../../contract/fields.js';
import { Scope } from '../../contract/session.js';
import { ProviderError } from '../provider-error.js';
import type { FlowState } from '../authorisation.js';
import type { JsonObject } from '../json.js';
import { AnswerKey } from './fields.js';

/** A token request under way. */
const reference = {
  requestId: z.string(),
  /** The `callbackState` of the request: 128 random bits of ours. */
  state: z.string(),
  /** By what a callback finds the session: the request id, or the state that the bank returns to us directly. */
  correlationId: z.string(),
  /** Ids of the fields that the bank list declares for this bank. */
  declared: z.array(z.string()),
};
export const Reference = z.object(reference);
export type Reference = z.infer<typeof Reference>;

/** The token that a callback of hosted pages named, and whether a valid signature came with it. */
export const NamedToken = z.object({ tokenId: z.string(), signed: z.boolean() });
export type NamedToken = z.infer<typeof NamedToken>;

/** What of the session's request is needed to create a token request. */
export const Wish = z.object({
  bankId: z.string(),
  declared: z.array(z.string()),
  scopes: z.array(Scope),
  callbackUrl: z.string(),
  accessUntil: z.string(),
  purpose: z.string(),
  merchantName: z.string(),
  psuId: z.string().optional(),
  country: z.string(),
  locale: z.string().optional(),
});
export type Wish = z.infer<typeof Wish>;

const shown = { fields: z.array(CredentialField), answers: z.array(AnswerKey) };

/** Where an attempt stands. Each holds what is needed to show its step once more after a crash. */
const Flow = z.discriminatedUnion('at', [
  /** Mandatory and initial fields are asked for; Token.io does not know of the attempt yet. */
  z.object({ at: z.literal('collect'), wish: Wish, ...shown }),
  z.object({ at: z.literal('fields'), ...reference, ...shown }),
  z.object({
    at: z.literal('decoupled'),
    ...reference,
    message: z.string(),
    /** The shopper has said that the message was received. */
    confirmed: z.boolean(),
    polls: z.number().int(),
  }),
  z.object({ at: z.literal('redirect'), ...reference, url: z.string() }),
  z.object({
    at: z.literal('result'),
    ...reference,
    polls: z.number().int(),
    named: NamedToken.optional(),
  }),
  z.object({ at: z.literal('ended'), ...reference }),
]);
export type Flow = z.infer<typeof Flow>;
export type FlowAt<K extends Flow['at']> = Extract<Flow, { at: K }>;

/** The flow as the session keeps it. */
export function packFlow(flow: Flow): FlowState {
  const data = flow as unknown as JsonObject;
  return flow.at === 'collect' ? { data } : { data, correlationId: flow.correlationId };
}

/** The flow of a session. Throws `interrupted` for one that another version wrote and this one cannot read. */
export function unpackFlow(state: FlowState): Flow {
  const parsed = Flow.safeParse(state.data);
  if (!parsed.success) throw new ProviderError('interrupted', { retryable: false, detail: 'unreadable flow state' });
  return parsed.data;
}

/** The reference of a flow, without what belongs to its step. */
export const referenceOf = (flow: Exclude<Flow, { at: 'collect' }>): Reference => Reference.parse(flow);
