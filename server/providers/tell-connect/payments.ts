import { createHash } from 'node:crypto';
import type { CreditorAccount, PaymentStatus } from '../../contract/payments.js';
import { badAnswer } from '../../lib/provider-http.js';
import { decimalMoney } from '../money.js';
import { AccessTokenRejected, ProviderError } from '../provider-error.js';
import type { CallContext, FlowState, PaymentEcho, PaymentReport, Step } from '../authorisation.js';
import type { Payments } from '../provider.js';
import type { ProviderDeps } from '../registry.js';
import type { TellConnectClient } from './client.js';
import { packFlow, unpackFlow, type FlowAt } from './flow.js';
import { foldNames, memberOf } from './fold.js';
import type { TellConnectConfig } from './options.js';
import { refreshCall } from './requests.js';
import { accessEndMs, openGrant } from './tokens.js';
import { WirePayment, WireTokens } from './wire.js';

type Paying = FlowAt<'paying'>;

export interface TellPayments extends Required<Omit<Payments, 'cancel'>> {
  /** The next step of a journey whose order may be at the bank. */
  look(flow: Paying, context: CallContext): Promise<Step>;
}

/** How far the clocks of both ends may differ. */
const skewMs = 60_000;

/** The flow by which a payment is asked about: it holds the tokens of the consent. */
export const payingFlow = ({ uuid, intentId }: FlowAt<'redirect'>, tokens: WireTokens, at: number): FlowState => {
  const accessEndsAt = accessEndMs(tokens, at);
  return packFlow({
    at: 'paying',
    uuid,
    intentId,
    accessToken: tokens.access_token,
    ...(tokens.refresh_token === undefined ? {} : { refreshToken: tokens.refresh_token }),
    accessEndsAt,
    payableUntil: accessEndsAt + skewMs,
  });
};

/** Payments by a token of scope `pisp`, which is good for one (sheet section 3.6). */
export function createPayments(
  { paths }: TellConnectConfig,
  { now }: Pick<ProviderDeps, 'now'>,
  client: TellConnectClient,
): TellPayments {
  /** Tokens that an order was sent with, by their hash, until they end. */
  const spent = new Map<string, number>();

  /** Marks a token as used. Throws when it was: it is refused here before the bank has to. */
  function spend(accessToken: string, payableUntil: number): void {
    const key = createHash('sha256').update(accessToken).digest('base64url');
    for (const [known, until] of spent) if (until <= now()) spent.delete(known);
    if (spent.has(key)) {
      const detail = 'the token was used for a payment already';
      throw new ProviderError('payment_unknown', { retryable: false, detail, inDoubt: true });
    }
    spent.set(key, payableUntil);
  }

  /** Asks by the access token; with a new one, once, where it has ended. */
  async function ask(flow: Paying, context: CallContext): Promise<{ readonly answer: unknown; readonly flow: Paying }> {
    if (now() >= flow.accessEndsAt && flow.refreshToken !== undefined) return askAnew(flow, context);
    try {
      return { answer: await client.payment(flow.accessToken, context), flow };
    } catch (error) {
      if (!(error instanceof AccessTokenRejected)) throw error;
      return askAnew(flow, context);
    }
  }

  async function askAnew(flow: Paying, context: CallContext) {
    const { refreshToken } = flow;
    if (refreshToken === undefined) throw noToken();
    const at = now();
    const tokens = await client.ask(refreshCall(paths, refreshToken), WireTokens, 'refresh', context);
    const fresh: Paying = {
      ...flow,
      accessToken: tokens.access_token,
      refreshToken: tokens.refresh_token ?? refreshToken,
      accessEndsAt: accessEndMs(tokens, at),
    };
    try {
      return { answer: await client.payment(fresh.accessToken, context), flow: fresh };
    } catch (error) {
      if (error instanceof AccessTokenRejected) throw noToken();
      throw error;
    }
  }

  async function report(flow: Paying, context: CallContext) {
    const asked = await ask(flow, context);
    if (asked.answer !== undefined) return { payment: toReport(asked.answer), flow: asked.flow };
    // Not there: it may still be on the way, until the token it was sent with has ended.
    const detail = 'no payment was made with this consent';
    const payment: PaymentReport =
      now() < flow.payableUntil
        ? { status: 'unknown', detail }
        : { status: 'failed', code: 'payment_rejected', detail };
    return { payment, flow: asked.flow };
  }

  return {
    async initiate(grant, order, state, context) {
      const flow = unpackFlow(state);
      const { accessToken, requestedScope } = openGrant(grant);
      if (flow.at !== 'paying' || requestedScope !== 'pisp' || flow.accessToken !== accessToken) {
        throw new ProviderError('integrity_failed', { retryable: false, detail: 'not the grant of a payment' });
      }
      spend(accessToken, flow.payableUntil);
      return { kind: 'paid', payment: toReport(await client.pay(order, accessToken, context)), flow: packFlow(flow) };
    },

    async status(state, context) {
      const flow = unpackFlow(state);
      if (flow.at !== 'paying')
        throw new ProviderError('interrupted', { retryable: false, detail: 'nothing was paid' });
      const { payment, flow: next } = await report(flow, context);
      return { payment, flow: packFlow(next) };
    },

    async look(flow, context) {
      const { payment, flow: next } = await report(flow, context);
      return { kind: 'paid', payment, flow: packFlow(next) };
    },
  };
}

const noToken = (): ProviderError =>
  new ProviderError('reauth_required', { retryable: false, detail: 'no token to ask about the payment with' });

/** The words are not published: those of Open Banking UK, of the gateway and of common sense. Others say nothing. */
const statuses: readonly (readonly [RegExp, PaymentStatus])[] = [
  [/^(settled|acceptedcreditsettlementcompleted)$/, 'settled'],
  [/^(completed?|executed|paid|acceptedsettlementcompleted)$/, 'completed'],
  [/^(accepted\w*|inprogress|processing|initiated|submitted)$/, 'accepted'],
  [/^(pending|received|created|awaiting\w*)$/, 'pending'],
  [/^(rejected|refused)$/, 'rejected'],
  [/^(failed|error)$/, 'failed'],
  [/^(cancell?ed|declined)$/, 'cancelled'],
  [/^expired$/, 'expired'],
];

function toReport(answer: unknown): PaymentReport {
  const folded = foldNames(answer);
  const parsed = WirePayment.safeParse(memberOf(folded, 'payment') ?? memberOf(folded, 'data') ?? folded);
  if (!parsed.success) throw badAnswer('a payment of unexpected shape');
  const { paymentreference: id, status: said, statusreason = '' } = parsed.data;
  // A reference without more says that the bank has taken the order.
  const word = (said ?? 'accepted').replace(/[^a-z]/gi, '').toLowerCase();
  const status = statuses.find(([pattern]) => pattern.test(word))?.[1] ?? 'unknown';
  const poor = status === 'rejected' && /funds|balance/i.test(statusreason);
  return { id, status, ...(poor && { code: 'insufficient_funds' as const }), echo: toEcho(parsed.data) };
}

function toEcho(wire: WirePayment): PaymentEcho {
  const { amount, currency, creditorname, creditorschemename, creditoridentification, reference } = wire;
  const account = toAccount(creditorschemename, creditoridentification);
  return {
    ...(amount !== undefined && currency !== undefined && { amount: decimalMoney({ value: amount.trim(), currency }) }),
    ...(creditorname !== undefined && { creditorName: creditorname }),
    ...(account && { creditorAccount: account }),
    ...(reference !== undefined && { reference }),
  };
}

function toAccount(scheme = '', identification = ''): CreditorAccount | undefined {
  const compact = identification.replace(/[\s-]/g, '').toUpperCase();
  if (compact === '') return undefined;
  if (/IBAN$/i.test(scheme)) return { scheme: 'iban', iban: compact };
  return { scheme: 'sort_code', sortCode: compact.slice(0, 6), accountNumber: compact.slice(6) };
}
