import type { ErrorCode } from '../../contract/errors.js';
import { ProviderError } from '../provider-error.js';
import type { CallContext, Step } from '../authorisation.js';
import type { ProviderDeps } from '../registry.js';
import type { TokenIoClient } from './client.js';
import type { FlowAt, NamedToken, Reference } from './flow.js';
import type { TokenIoConfig } from './options.js';
import { authorizationRequest } from './requests.js';
import type { Outcome, ReadResult } from './results.js';
import { authorised, fieldsStep, redirectStep, refused, stepOf } from './steps.js';
import { WireAuthorization } from './wire.js';

/** What Token.io answers when it says how the journey goes on; a callback's answer looks alike. */
type NextMove = Pick<WireAuthorization, 'redirectUrl' | 'fields' | 'status' | 'oauthState'>;

/** The authorization loop (sheet section 7.4): send what there is, follow the answer, read the result at the end. */
export interface Authorization {
  /** One round: sends credentials (or none) and follows the answer. `before` is the approval that is waited for. */
  authorize(
    reference: Reference,
    credentials: Readonly<Record<string, string>>,
    context: CallContext,
    before?: FlowAt<'decoupled'>,
  ): Promise<Step>;
  /** The step that an answer of Token.io asks for. */
  follow(reference: Reference, move: NextMove, context: CallContext, before?: FlowAt<'decoupled'>): Promise<Step>;
  /** Reads the result; while there is none, the step is `pending`. */
  settle(reference: Reference, context: CallContext, pending: Step, named?: NamedToken): Promise<Step>;
  /** Reads the result right after the shopper is done. */
  finish(reference: Reference, context: CallContext, named?: NamedToken): Promise<Step>;
  /**
   * After a call that failed: asks how the request stands instead of guessing. Gives the step of a final result; undefined
   * while there is none, when it cannot be read either, or when it is a bare rejection, which says less than the failure.
   */
  resolve(reference: Reference, context: CallContext): Promise<Step | undefined>;
}

/** Statuses of an authorization that end it; `AUTHENTICATED`, unknown ones and none mean: read the result. */
const endings: Readonly<Record<string, ErrorCode | undefined>> = {
  AUTHENTICATION_FAILED: 'authentication_failed',
  DECLINED_BY_PSU: 'declined',
};

/** After these the request may have been carried out all the same, or may have ended without anybody telling us. */
const worthAsking: ReadonlySet<ErrorCode> = new Set(['provider_unavailable', 'bank_unavailable', 'provider_rejected']);

export function createAuthorization(
  config: TokenIoConfig,
  deps: ProviderDeps,
  client: TokenIoClient,
  readResult: ReadResult,
): Authorization {
  const onHostedPages = config.embeddedSteps === 'hosted';

  const self: Authorization = {
    async authorize(reference, credentials, context, before) {
      const sensitive = Object.keys(credentials).length > 0;
      const request = authorizationRequest(
        reference.requestId,
        {
          credentials,
          consentAccepted: true,
          useCredentialFlow: !onHostedPages,
          useWebappCredentialsFlow: onHostedPages,
        },
        context,
      );
      try {
        const answer = await client.call(request, WireAuthorization, context, { sensitive });
        return await self.follow(reference, answer, context, before);
      } catch (error) {
        if (!(error instanceof ProviderError)) throw error;
        const known = worthAsking.has(error.code) ? await self.resolve(reference, context) : undefined;
        if (known) return known;
        // Token.io has no "try again": a wrong code can come back as a refused request.
        if (sensitive && error.code === 'provider_rejected') {
          return refused(reference, 'authentication_failed', error.detail);
        }
        throw error;
      }
    },

    async follow(reference, move, context, before) {
      if (move.redirectUrl) return redirectStep(comingBack(reference, move), move.redirectUrl, deps.environment);
      if (move.fields?.length) return fieldsStep(reference, move.fields, before);
      const ending = Object.hasOwn(endings, move.status ?? '') ? endings[move.status ?? ''] : undefined;
      return ending ? refused(reference, ending) : self.finish(reference, context);
    },

    async settle(reference, context, pending, named) {
      return toStep(reference, await readResult(reference, context, named)) ?? pending;
    },

    finish(reference, context, named) {
      const pending = stepOf({ at: 'result', ...reference, polls: 0, ...(named ? { named } : {}) });
      return self.settle(reference, context, pending, named);
    },

    async resolve(reference, context) {
      try {
        const outcome = await readResult(reference, context);
        const bare = outcome.kind === 'refused' && outcome.code === 'access_denied';
        return bare ? undefined : toStep(reference, outcome);
      } catch (error) {
        if (error instanceof ProviderError) return undefined;
        throw error;
      }
    },
  };

  /** With TPP callbacks the bank's own state names the session, where Token.io tells it. */
  function comingBack(reference: Reference, { oauthState }: NextMove): Reference {
    return config.callback === 'tpp' && oauthState ? { ...reference, correlationId: oauthState } : reference;
  }

  return self;
}

/** The step of a final outcome; undefined while it is pending. */
function toStep(reference: Reference, outcome: Outcome): Step | undefined {
  switch (outcome.kind) {
    case 'pending':
      return undefined;
    case 'authorised':
      return authorised(reference, outcome.grant);
    case 'refused':
      return refused(reference, outcome.code, outcome.detail);
  }
}
