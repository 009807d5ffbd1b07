import { parseUrl } from '../../lib/parse-url.js';
import { callbackErrorCode } from '../oauth-errors.js';
import { correlateCallback, decodeCallback } from '../oauth-callback.js';
import { ProviderError } from '../provider-error.js';
import type { CallContext, Step } from '../authorisation.js';
import type { Provider } from '../provider.js';
import type { ProviderDeps } from '../registry.js';
import type { OAuthBankClient } from './client.js';
import { ended, redirectStep, refused, unpackFlow, type FlowAt } from './flow.js';
import { authorizationUrlOf, type OAuthBankConfig } from './options.js';
import { authorizationAddress, codeForm } from './requests.js';
import { consentIdIn, consentIdOf, newGrant } from './tokens.js';

interface Visit {
  readonly callbackUrl: string;
  readonly accessUntil: string;
  readonly consentId?: string | undefined;
}

/** The consent half of the provider: one visit to the bank, one code, one exchange. */
export function createConsent(
  config: OAuthBankConfig,
  deps: ProviderDeps,
  client: OAuthBankClient,
): Provider['consent'] {
  const authorizationUrl = authorizationUrlOf(config);
  const acceptsIssuer = issuerRule(config, new URL(authorizationUrl).origin);

  /** A visit to the bank, of which it hears when the shopper gets there; for a consent that stands, where the bank names it. */
  function visit({ callbackUrl, accessUntil, consentId }: Visit): Step {
    const state = deps.randomId();
    // RFC 7636 section 4.1: 43 to 128 characters.
    const verifier = deps.randomId() + deps.randomId();
    const url = authorizationAddress(authorizationUrl, config, { callbackUrl, state, verifier, consentId });
    const named = consentId === undefined ? {} : { consentId };
    return redirectStep({ at: 'redirect', state, verifier, url, callbackUrl, accessUntil, ...named });
  }

  /** The browser came back. What it brings is only a hint; success is what the exchange of the code says. */
  async function comeBack(flow: FlowAt<'redirect'>, query: string, context: CallContext): Promise<Step> {
    const callback = decodeCallback(query, { state: flow.state, acceptsIssuer });
    if ('code' in callback) return exchange(flow, callback.code, context);
    if (callback.error === 'invalid_request' && flow.consentId !== undefined) {
      // The bank does not know this consent any more: there is nothing to renew, and a new one is asked for.
      const { callbackUrl, accessUntil } = flow;
      return visit({ callbackUrl, accessUntil });
    }
    return refused(flow, callbackErrorCode(callback.error), `callback: ${callback.error}`);
  }

  /** Trades the code at once: it works once, and nobody says for how long. */
  async function exchange(flow: FlowAt<'redirect'>, code: string, context: CallContext): Promise<Step> {
    const { verifier, callbackUrl, accessUntil, consentId } = flow;
    const at = deps.now();
    try {
      const tokens = await client.tokens(codeForm({ code, callbackUrl, verifier }), 'code', context);
      if (consentId !== undefined && consentIdIn(tokens, config) !== consentId) {
        return refused(flow, 'integrity_failed', 'the bank gave tokens for another consent than was renewed');
      }
      return { kind: 'authorised', grant: newGrant(tokens, config, { at, accessUntil }), flow: ended(flow) };
    } catch (error) {
      if (!(error instanceof ProviderError) || error.code !== 'authorisation_expired') throw error;
      return refused(flow, error.code, error.detail);
    }
  }

  return {
    begin: ({ callbackUrl, accessUntil, renew }) =>
      Promise.resolve(visit({ callbackUrl, accessUntil, consentId: renew && consentIdOf(renew) })),
    correlate: correlateCallback,

    // Async, so that a flow that cannot be read is a rejection like every other failure.
    async resume(state, input, context) {
      const flow = unpackFlow(state);
      // The one answer with the tokens went to somebody who could not keep it.
      if (flow.at === 'ended') return refused(flow, 'interrupted');
      // Nothing can be asked about a visit that is not over: the same visit is shown again.
      return input.kind === 'callback' ? comeBack(flow, input.query, context) : redirectStep(flow);
    },

    /** There is no call for it: a visit that nobody makes, and a code that nobody exchanges, end by themselves. */
    cancel: () => Promise.resolve(),
  };
}

/** RFC 9207 section 2.4. Without a configured issuer, one that is sent must at least live where the shopper was sent. */
function issuerRule({ issuer, requireIssuer }: OAuthBankConfig, origin: string) {
  return (sent: string | undefined): boolean => {
    if (sent === undefined) return !requireIssuer;
    return issuer === undefined ? parseUrl(sent)?.origin === origin : sent === issuer;
  };
}
