import type { ErrorCode } from '../../contract/errors.js';
import { badAnswer } from '../../lib/provider-http.js';
import { parseSafeUrl, type Environment } from '../../lib/safe-url.js';
import type { Grant, Step } from '../authorisation.js';
import { presentFields } from './fields.js';
import { packFlow, type FlowAt, type Reference } from './flow.js';
import type { WireField } from './wire.js';

/** Waits between looks at an approval or a result, in milliseconds; the last one repeats. */
const pollDelaysMs = [1_000, 2_000, 2_000, 3_000, 5_000, 5_000, 8_000, 10_000] as const;
export const pollDelayMs = (polls: number): number => pollDelaysMs[Math.min(polls, pollDelaysMs.length - 1)] ?? 10_000;

/** The flows that a step can be shown of once more. */
export type ShowableFlow =
  FlowAt<'collect'> | FlowAt<'fields'> | FlowAt<'decoupled'> | FlowAt<'redirect'> | FlowAt<'result'>;

/** The step of a flow: what was shown before, word for word. */
export function stepOf(flow: ShowableFlow): Step {
  const packed = packFlow(flow);
  switch (flow.at) {
    case 'collect':
    case 'fields':
      return { kind: 'credentials', fields: flow.fields, flow: packed };
    case 'decoupled': {
      const retryAfterMs = pollDelayMs(flow.polls);
      return {
        kind: 'decoupled',
        message: flow.message,
        needsConfirmation: !flow.confirmed,
        retryAfterMs,
        flow: packed,
      };
    }
    case 'redirect':
      return { kind: 'redirect', url: flow.url, flow: packed };
    case 'result':
      return { kind: 'pending', retryAfterMs: pollDelayMs(flow.polls), flow: packed };
  }
}

export function refused(reference: Reference, code: ErrorCode, detail?: string): Step {
  return { kind: 'refused', code, ...(detail === undefined ? {} : { detail }), flow: ended(reference) };
}

export const authorised = (reference: Reference, grant: Grant): Step => ({
  kind: 'authorised',
  grant,
  flow: ended(reference),
});

const ended = (reference: Reference): Step['flow'] => packFlow({ at: 'ended', ...reference });

/** The way to a bank. Throws `bad_provider_answer` for an address that no browser may be sent to. */
export function redirectStep(reference: Reference, address: string, environment: Environment): Step {
  const url = parseSafeUrl(address, environment);
  if (url === undefined) throw badAnswer('an unsafe redirect address');
  return stepOf({ at: 'redirect', ...reference, url: url.href });
}

/**
 * The step of the fields that Token.io asks for. `before` is the approval that was waited for: the same message again
 * means that the bank is still waiting, a new one is to be confirmed anew.
 */
export function fieldsStep(reference: Reference, wire: readonly WireField[], before?: FlowAt<'decoupled'>): Step {
  const presentation = presentFields(wire);
  switch (presentation.kind) {
    case 'unsupported':
      return refused(reference, 'unsupported_step', presentation.reason);
    case 'credentials':
      return stepOf({
        at: 'fields',
        ...reference,
        fields: [...presentation.fields],
        answers: [...presentation.answers],
      });
    case 'decoupled': {
      const { message } = presentation;
      const waiting = before?.message === message;
      return stepOf({
        at: 'decoupled',
        ...reference,
        message,
        confirmed: waiting,
        polls: waiting ? before.polls + 1 : 0,
      });
    }
  }
}
