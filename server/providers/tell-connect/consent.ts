import { badAnswer } from '../../lib/provider-http.js';
import { parseSafeUrl } from '../../lib/safe-url.js';
import { uuidV4 } from '../../lib/uuid.js';
import { ProviderError } from '../provider-error.js';
import type { BeginRequest, CallContext, Step } from '../authorisation.js';
import type { Provider } from '../provider.js';
import type { ProviderDeps } from '../registry.js';
import { correlateCallback, decodeCallback, invalidCallback } from './callback.js';
import type { TellConnectClient } from './client.js';
import { ended, redirectStep, refused, unpackFlow, type FlowAt } from './flow.js';
import type { TellConnectConfig } from './options.js';
import { payingFlow, type TellPayments } from './payments.js';
import { authoriseCall, codeCall, type AuthorisationBody } from './requests.js';
import { newGrant } from './tokens.js';
import { WireIntent, WireTokens } from './wire.js';

/** The consent half of the provider: one visit to the bank, one code, one exchange. */
export function createConsent(
  config: TellConnectConfig,
  deps: ProviderDeps,
  client: TellConnectClient,
  payments: Pick<TellPayments, 'look'>,
): Provider['consent'] {
  // The schema refuses the option in production; the environment is looked at once more where it is used.
  const sandboxSca = deps.environment === 'sandbox' ? config.sandboxSca : undefined;

  async function begin({ bank, callbackUrl, accessUntil, payment }: BeginRequest, context: CallContext): Promise<Step> {
    if (config.redirectUrl !== undefined && config.redirectUrl !== callbackUrl) {
      const detail = 'the application is registered with another redirect URL than this merchant needs';
      throw new ProviderError('provider_misconfigured', { retryable: false, detail });
    }
    const scope = payment === undefined ? 'aisp' : 'pisp';
    const body: AuthorisationBody = {
      aspsp: bank.id,
      uuid: uuidV4(deps.randomId()),
      scope,
      ...(sandboxSca === undefined ? {} : { sandbox_sca: sandboxSca }),
    };
    const intent = await client.ask(authoriseCall(config.paths, body), WireIntent, 'authorise', context);
    const url = parseSafeUrl(intent.location, deps.environment);
    if (url === undefined) throw badAnswer('an unsafe redirect address');
    const { uuid } = body;
    return redirectStep({ at: 'redirect', uuid, intentId: intent['intent-id'], url: url.href, accessUntil, scope });
  }

  /** The browser came back. What it brings is only a hint; success is what the exchange of the code says. */
  async function comeBack(flow: FlowAt<'redirect'>, query: string, context: CallContext): Promise<Step> {
    const { uuid, intentId, code } = decodeCallback(query);
    if (uuid !== flow.uuid || intentId !== flow.intentId) throw invalidCallback('of another authorisation');
    if (code === undefined) return refused(flow, 'access_denied', 'callback: no authorisation code');
    return exchange(flow, code, context);
  }

  /** Trades the code at once: it lives 60 seconds and works once. */
  async function exchange(flow: FlowAt<'redirect'>, code: string, context: CallContext): Promise<Step> {
    const { intentId, accessUntil, scope: requestedScope } = flow;
    const { consentDays } = config;
    const at = deps.now();
    try {
      const tokens = await client.ask(codeCall(config.paths, code), WireTokens, 'code', context);
      const grant = newGrant({ tokens, at, accessUntil, consentDays, requestedScope, intentId });
      return {
        kind: 'authorised',
        grant,
        flow: requestedScope === 'pisp' ? payingFlow(flow, tokens, at) : ended(flow),
      };
    } catch (error) {
      if (!(error instanceof ProviderError) || error.code !== 'authorisation_expired') throw error;
      return refused(flow, error.code, error.detail);
    }
  }

  return {
    begin,
    correlate: correlateCallback,

    // Async, so that a flow that cannot be read is a rejection like every other failure.
    async resume(state, input, context) {
      const flow = unpackFlow(state);
      // The one answer with the tokens went to somebody who could not keep it.
      if (flow.at === 'ended') return refused(flow, 'interrupted');
      if (flow.at === 'paying') return payments.look(flow, context);
      // Nothing can be asked about a visit that is not over: the same visit is shown again.
      return input.kind === 'callback' ? comeBack(flow, input.query, context) : redirectStep(flow);
    },

    /** There is no call for it: an intent that nobody visits, and a code that nobody exchanges, end by themselves. */
    cancel: () => Promise.resolve(),
  };
}
