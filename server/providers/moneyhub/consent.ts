import { isoTime } from '../../lib/clock.js';
import { correlateCallback, decodeCallback } from '../oauth-callback.js';
import { callbackErrorCode } from '../oauth-errors.js';
import { ProviderError } from '../provider-error.js';
import type { BeginRequest, CallContext, Step } from '../authorisation.js';
import type { Provider } from '../provider.js';
import type { ProviderDeps } from '../registry.js';
import {
  authorizationParameters,
  formOf,
  pushedAddress,
  signedAddress,
  type AuthorizationParameters,
} from './authorization-request.js';
import type { MoneyhubClient } from './client.js';
import { ended, redirectStep, refused, unpackFlow, type Attempt, type FlowAt } from './flow.js';
import { IdTokenError } from './id-token.js';
import { authorizationUrlOf, issuerOf, type MoneyhubConfig } from './options.js';
import { requestObject, requestObjectLifeMs } from './proofs.js';
import { codeCall, pushCall } from './requests.js';
import type { Identify } from './identify.js';
import { newGrant, openGrant, type GrantData } from './tokens.js';
import type { Users } from './users.js';
import { WirePushed, WireTokens } from './wire.js';

const dayMs = 86_400_000;
/** Of a pushed request whose answer does not say (RFC 9126 recommends 5 to 600). */
const PUSHED_SECONDS = 60;

/** The consent half of the provider: from the choice of a bank to a grant. */
export function createConsent(
  config: MoneyhubConfig,
  deps: ProviderDeps,
  client: MoneyhubClient,
  users: Users,
  identify: Identify,
): Provider['consent'] {
  const { clientId, paths } = config;
  const authorizationUrl = authorizationUrlOf(config);
  const issuer = issuerOf(config);
  const acceptsIssuer = (iss: string | undefined): boolean => iss === undefined || iss === issuer;

  async function attemptOf(request: BeginRequest, context: CallContext): Promise<Attempt> {
    const common = {
      bankId: request.bank.id,
      callbackUrl: request.callbackUrl,
      consentUntil: isoTime(Math.min(Date.parse(request.accessUntil), deps.now() + config.consentDays * dayMs)),
    };
    const mended = request.renew && (await upkeepOf(openGrant(request.renew), context));
    if (mended) return { ...common, ...mended };
    if (!config.registerUsers) return { ...common, ownUser: false };
    return { ...common, userId: await users.create(request.sessionId, context), ownUser: true };
  }

  /**
   * What mends a connection (sheet section 7): a code that the bank wants once more, or the whole consent anew. One that is
   * gone cannot be mended; another is made in its place.
   */
  async function upkeepOf({ userId, connectionId, ownUser }: GrantData, context: CallContext) {
    const connection = await users.connection({ userId, connectionId }, context);
    if (connection === undefined) return undefined;
    const scope = connection.error === 'mfa_required' ? ('refresh' as const) : ('reauth' as const);
    return { userId, ownUser, renewal: { connectionId, scope } };
  }

  /** A visit to the bank: a request of its own, with secrets of its own, every time. */
  async function visit(attempt: Attempt, { signal }: CallContext): Promise<Step> {
    const secrets = { state: deps.randomId(), nonce: deps.randomId(), verifier: deps.randomId() + deps.randomId() };
    const now = deps.now();
    const parameters = authorizationParameters({
      clientId,
      ...attempt,
      ...secrets,
      offlineAccess: config.offlineAccess,
      ...(config.historyMonths === undefined ? {} : { historyFrom: monthsBefore(now, config.historyMonths) }),
    });
    const address =
      config.authorizationRequest === 'signed' ? await signed(parameters, now) : await pushed(parameters, now, signal);
    return redirectStep({ at: 'redirect', attempt, ...secrets, ...address });
  }

  const sign = (parameters: AuthorizationParameters, now: number): Promise<string> =>
    requestObject(client.signer, parameters, { issuer, jti: deps.randomId(), now });

  async function signed(parameters: AuthorizationParameters, now: number) {
    const url = signedAddress(authorizationUrl, parameters, await sign(parameters, now));
    return { url, usableUntil: now + requestObjectLifeMs };
  }

  async function pushed(parameters: AuthorizationParameters, now: number, signal: AbortSignal) {
    const isSigned = config.authorizationRequest === 'pushed-signed';
    const form = isSigned ? { request: await sign(parameters, now) } : formOf(parameters);
    const { request_uri, expires_in = PUSHED_SECONDS } = await client.post(pushCall(paths, form), WirePushed, 'push', signal); // prettier-ignore
    return { url: pushedAddress(authorizationUrl, clientId, request_uri), usableUntil: now + expires_in * 1000 };
  }

  /** The browser came back. What it brings is only a hint; success is what the exchange of the code says. */
  async function comeBack(flow: FlowAt<'redirect'>, query: string, context: CallContext): Promise<Step> {
    const callback = decodeCallback(query, { state: flow.state, acceptsIssuer });
    if ('code' in callback) return exchange(flow, callback.code, context);
    return giveUp(flow, refused(flow, callbackErrorCode(callback.error), `callback: ${callback.error}`), context);
  }

  async function exchange(flow: FlowAt<'redirect'>, code: string, context: CallContext): Promise<Step> {
    const { attempt, nonce, verifier } = flow;
    const { callbackUrl, userId, renewal, ownUser, consentUntil } = attempt;
    try {
      const call = codeCall(paths, { code, callbackUrl, verifier, userId });
      const tokens = await client.post(call, WireTokens, 'code', context.signal);
      const expected = { nonce, userId, connectionId: renewal?.connectionId };
      const identity = await identify(tokens, expected, context.signal);
      const grant = newGrant({ ...identity, ownUser }, tokens, consentUntil, deps.now());
      return { kind: 'authorised', grant, flow: ended(flow) };
    } catch (error) {
      if (error instanceof IdTokenError) {
        return giveUp(flow, refused(flow, 'integrity_failed', `id_token: ${error.message}`), context);
      }
      if (!(error instanceof ProviderError) || error.code !== 'authorisation_expired') throw error;
      return giveUp(flow, refused(flow, error.code, error.detail), context);
    }
  }

  /** The attempt came to nothing: a user that was made for it goes, if possible; one without connections does no harm. */
  async function giveUp(flow: FlowAt<'redirect'>, step: Step, context: CallContext): Promise<Step> {
    await forget(flow.attempt, context).catch(unlessProviderError);
    return step;
  }

  async function forget({ ownUser, userId, renewal }: Attempt, context: CallContext): Promise<void> {
    if (ownUser && userId !== undefined && renewal === undefined) await users.delete(userId, context);
  }

  return {
    async begin(request, context) {
      const attempt = await attemptOf(request, context);
      try {
        return await visit(attempt, context);
      } catch (error) {
        await forget(attempt, context).catch(unlessProviderError);
        throw error;
      }
    },

    correlate: correlateCallback,

    async resume(state, input, context) {
      const flow = unpackFlow(state);
      // The one answer with the tokens went to somebody who could not keep it.
      if (flow.at === 'ended') return refused(flow, 'interrupted');
      if (input.kind === 'callback') return comeBack(flow, input.query, context);
      // Nothing can be asked about a visit that is not over: the same visit is shown again, or a new one in its place.
      return deps.now() < flow.usableUntil ? redirectStep(flow) : visit(flow.attempt, context);
    },

    /** A request that nobody visits, and a code that nobody exchanges, end by themselves; a user does not. */
    async cancel(state, context) {
      const flow = unpackFlow(state);
      if (flow.at === 'redirect') await forget(flow.attempt, context);
    },
  };
}

function unlessProviderError(error: unknown): void {
  if (!(error instanceof ProviderError)) throw error;
}

function monthsBefore(now: number, months: number): string {
  const date = new Date(now);
  date.setUTCMonth(date.getUTCMonth() - months);
  return date.toISOString();
}
