import { createHash } from 'node:crypto';
import type { CreditorAccount, PaymentOrder } from '../../../contract/payments.js';
import type { BeginRequest, PaymentInstruction } from '../../authorisation.js';
import type { TokenIoConfig } from '../options.js';
import type { PaymentWish } from './flow.js';
import type { LocalInstrument, PaymentBody } from './requests.js';

/**
 * The reference of one attempt: 18 letters and digits, which is all that Token.io takes. Made from what the attempt is known
 * by, so that whoever sends it again, after a crash or a lost answer, names the same one and cannot pay twice.
 */
export const refIdOf = ({ id, attempt }: Pick<PaymentInstruction, 'id' | 'attempt'>): string =>
  createHash('sha256').update(`${id} ${attempt}`).digest('base64url').replace(/[^A-Za-z0-9]/g, '').slice(0, 18); // prettier-ignore

/** Rails by currency, the first that the bank has. */
const railsOf: Readonly<Record<string, readonly LocalInstrument[]>> = {
  EUR: ['SEPA', 'SEPA_INSTANT'],
  GBP: ['FASTER_PAYMENTS'],
  PLN: ['ELIXIR', 'EU_DOMESTIC_NON_EURO'],
};

/** How the order is paid, or undefined when this bank cannot. `rails` are what the bank list says; none means unknown. */
export function instrumentFor(
  { amount, creditor }: PaymentOrder,
  rails: readonly string[],
  choice: TokenIoConfig['localInstrument'],
): LocalInstrument | undefined {
  const { scheme } = creditor.account;
  const candidates = (railsOf[amount.currency] ?? (['EU_DOMESTIC_NON_EURO'] as const)).filter(
    (rail) => (rail === 'FASTER_PAYMENTS') === (scheme === 'sort_code'),
  );
  const found = candidates.find((rail) => rails.length === 0 || rails.includes(rail));
  return found !== undefined && choice === 'auto_select' ? 'AUTO_SELECT' : found;
}

/** The wish of a session's request; undefined when this bank cannot pay it. */
export function wishOf(
  request: BeginRequest,
  payment: PaymentInstruction,
  about: {
    readonly rails: readonly string[];
    readonly state: string;
    readonly choice: TokenIoConfig['localInstrument'];
  },
): PaymentWish | undefined {
  const { amount, creditor, reference } = payment;
  const order = { amount, creditor, reference };
  const localInstrument = instrumentFor(order, about.rails, about.choice);
  if (localInstrument === undefined) return undefined;
  return {
    bankId: request.bank.id,
    refId: refIdOf(payment),
    state: about.state,
    callbackUrl: request.callbackUrl,
    ...(request.psuId === undefined ? {} : { psuId: request.psuId }),
    order,
    localInstrument,
  };
}

const flowTypeOf = ({ flow, embeddedSteps }: TokenIoConfig): PaymentBody['initiation']['flowType'] => {
  if (flow === 'hosted') return 'FULL_HOSTED_PAGES';
  return embeddedSteps === 'hosted' ? 'EMBEDDED_HOSTED_PAGES' : 'API_ONLY';
};

const accountOf = (account: CreditorAccount) =>
  account.scheme === 'iban'
    ? { iban: account.iban }
    : { sortCode: account.sortCode, accountNumber: account.accountNumber };

/** What the payer's bank wants to know of the payer. */
export interface Debtor {
  readonly iban: string;
  readonly name: string;
}

/** The order as Token.io takes it. */
export const paymentBody = (wish: PaymentWish, config: TokenIoConfig, debtor?: Debtor): PaymentBody => ({
  initiation: {
    bankId: wish.bankId,
    refId: wish.refId,
    remittanceInformationPrimary: wish.order.reference,
    amount: wish.order.amount,
    localInstrument: wish.localInstrument,
    creditor: { ...accountOf(wish.order.creditor.account), name: wish.order.creditor.name },
    ...(debtor && { debtor }),
    callbackUrl: wish.callbackUrl,
    callbackState: wish.state,
    flowType: flowTypeOf(config),
    ...(wish.psuId === undefined ? {} : { externalPsuReference: wish.psuId.slice(0, 64) }),
  },
  // The order was shown to the shopper, who agreed to it, before a session calls any provider.
  pispConsentAccepted: true,
});
