import type { BeginRequest, CallContext, ResumeInput, Step } from '../authorisation.js';
import type { Provider } from '../provider.js';
import type { ProviderDeps } from '../registry.js';
import { createAuthorization } from './authorization.js';
import { BankData } from './banks.js';
import { correlateCallback } from './callback.js';
import type { TokenIoClient } from './client.js';
import { createComeBack } from './comeback.js';
import { MAX_FIELDS, presentFields, toCredentials, type Presentation } from './fields.js';
import { packFlow, referenceOf, unpackFlow, type Flow, type FlowAt, type Reference, type Wish } from './flow.js';
import type { TokenIoConfig } from './options.js';
import { resultRequest, tokenRequestRequest } from './requests.js';
import { createReadResult } from './results.js';
import { createSignatureCheck } from './signature.js';
import { readSource, sourceFields, withIbanHint, type SourceAccount } from './source-account.js';
import { refused, stepOf } from './steps.js';
import { hostedPageUrl, tokenRequestBody } from './token-request.js';
import { WireResult, WireTokenRequest } from './wire.js';

/** The consent half of the provider: from the choice of a bank to a grant. */
export function createConsent(
  config: TokenIoConfig,
  deps: ProviderDeps,
  client: TokenIoClient,
  data: Pick<Provider['data'], 'revoke'>,
): Provider['consent'] {
  const hosted = config.flow === 'hosted';
  const checkSignature = hosted && config.verifySignature ? createSignatureCheck(client, deps.now) : undefined;
  const longestMs = () => deps.now() + config.consentDays * 86_400_000;
  const authorization = createAuthorization(config, deps, client, createReadResult(client, checkSignature, longestMs));
  const comeBack = createComeBack(config, client, authorization, checkSignature);

  async function createTokenRequest(wish: Wish, source: SourceAccount, context: CallContext): Promise<Reference> {
    const state = deps.randomId();
    const refId = deps.randomId().replace(/[^A-Za-z0-9]/g, '').slice(0, 18); // prettier-ignore
    const request = tokenRequestRequest(tokenRequestBody(wish, config, { refId, state }, source), context);
    const sensitive = Object.keys(source).length > 0;
    const { tokenRequest } = await client.call(request, WireTokenRequest, context, { sensitive });
    const correlationId = config.callback === 'tpp' ? state : tokenRequest.id;
    return { requestId: tokenRequest.id, state, correlationId, declared: wish.declared };
  }

  async function start(
    wish: Wish,
    source: SourceAccount,
    credentials: Readonly<Record<string, string>>,
    context: CallContext,
  ): Promise<Step> {
    const reference = await createTokenRequest(wish, source, context);
    if (!hosted) return authorization.authorize(reference, credentials, context);
    return stepOf({ at: 'redirect', ...reference, url: hostedPageUrl(config, reference.requestId, wish) });
  }

  /** What was typed, sent on; an incomplete or impossible answer shows the same fields again without any call. */
  async function submit(
    flow: FlowAt<'collect'> | FlowAt<'fields'>,
    values: Readonly<Record<string, string>>,
    context: CallContext,
  ): Promise<Step> {
    const credentials = toCredentials(values, flow.answers);
    if (flow.at === 'fields') {
      return credentials ? authorization.authorize(referenceOf(flow), credentials, context) : stepOf(flow);
    }
    const source = readSource(values, flow.fields);
    if (source === 'invalid') return stepOf({ ...flow, fields: withIbanHint(flow.fields) });
    return credentials ? start(flow.wish, source, credentials, context) : stepOf(flow);
  }

  /** Where the attempt stands, by asking; safe to repeat. While nothing has changed the same step comes again. */
  function look(flow: Flow, context: CallContext): Promise<Step> {
    if (flow.at === 'collect') return Promise.resolve(stepOf(flow));
    const reference = referenceOf(flow);
    switch (flow.at) {
      case 'decoupled':
        return flow.confirmed
          ? authorization.authorize(reference, {}, context, flow)
          : authorization.settle(reference, context, stepOf(flow));
      case 'result': {
        const later = stepOf({ ...flow, polls: flow.polls + 1 });
        return authorization.settle(reference, context, later, flow.named);
      }
      case 'ended':
        return authorization.settle(reference, context, refused(reference, 'interrupted'));
      default:
        return authorization.settle(reference, context, stepOf(flow));
    }
  }

  function proceed(flow: Flow, input: ResumeInput, context: CallContext): Promise<Step> {
    if (input.kind === 'callback' && flow.at === 'redirect') return comeBack(referenceOf(flow), input.query, context);
    if (input.kind === 'credentials' && (flow.at === 'collect' || flow.at === 'fields')) {
      return submit(flow, input.values, context);
    }
    if (input.kind === 'confirm' && flow.at === 'decoupled') {
      return authorization.authorize(referenceOf(flow), {}, context, flow);
    }
    return look(flow, context);
  }

  return {
    async begin(request, context) {
      const bank = BankData.parse(request.bank.data);
      const wish = wishOf(request, bank);
      // The source account is part of the request; credentials are for whoever shows the pages to ask.
      const initial = !hosted && config.embeddedSteps === 'api' ? initialFields(bank) : nothing;
      const fields = [...sourceFields(bank.mandatory, request.country), ...initial.fields];
      if (initial.kind === 'unsupported' || fields.length > MAX_FIELDS) return unsupportedBank(wish);
      if (fields.length === 0) return start(wish, {}, {}, context);
      return stepOf({ at: 'collect', wish, fields, answers: [...initial.answers] });
    },

    correlate: (query) => correlateCallback(query, config.callback),

    // Async, so that a flow that cannot be read is a rejection like every other failure.
    resume: async (flow, input, context) => proceed(unpackFlow(flow), input, context),

    /**
     * Token.io cannot be told to drop a pending request; it expires after about twenty minutes. A request that was
     * granted meanwhile is not left behind: its token is cancelled.
     */
    async cancel(state, context) {
      const flow = unpackFlow(state);
      if (flow.at === 'collect') return;
      const { tokenId } = await client.call(resultRequest(flow.requestId), WireResult, context);
      if (tokenId) await data.revoke({ data: { tokenId } }, context);
    },
  };
}

const wishOf = (request: BeginRequest, bank: BankData): Wish => ({
  bankId: request.bank.id,
  declared: bank.credentialFields.flatMap(({ id }) => id ?? []),
  scopes: [...request.scopes],
  callbackUrl: request.callbackUrl,
  accessUntil: request.accessUntil,
  purpose: request.purpose,
  merchantName: request.merchantName,
  country: request.country,
  ...(request.locale === undefined ? {} : { locale: request.locale }),
  ...(request.psuId === undefined ? {} : { psuId: request.psuId }),
});

type InitialFields = Pick<Extract<Presentation, { kind: 'credentials' }>, 'fields' | 'answers'> & {
  readonly kind: 'credentials' | 'unsupported';
};
const nothing: InitialFields = { kind: 'credentials', fields: [], answers: [] };

/** The fields that the bank list declares for the first step. */
function initialFields({ credentialFields }: BankData): InitialFields {
  if (credentialFields.length === 0) return nothing;
  const presentation = presentFields(credentialFields);
  if (presentation.kind === 'credentials') return presentation;
  // A bank that declares nothing but an approval needs no fields first.
  return presentation.kind === 'decoupled' ? nothing : { ...nothing, kind: 'unsupported' };
}

const unsupportedBank = (wish: Wish): Step => ({
  kind: 'refused',
  code: 'bank_not_supported',
  detail: 'the fields of this bank cannot be shown',
  flow: packFlow({ at: 'collect', wish, fields: [], answers: [] }),
});
