import type { TokenIoSandbox } from '../../../../demo/sandbox/token-io/index.js';
import { at, call, MEMBER_ID, visitBank, type Answer } from './tpp.js';

/** A TPP that pays: orders by hand, and follows a payment to its end. */
export const CALLBACK_URL = 'https://tpp.example/paid';
export const IBAN = 'DE89370400440532013000';

let orders = 0;
export const newRefId = (): string => `ref-${(orders += 1)}`;

export interface OrderOptions {
  readonly initiation?: object;
  /** Beside the initiation. */
  readonly order?: object;
}

export const order = (bankId: string | undefined, { initiation, order: rest }: OrderOptions = {}): object => ({
  initiation: {
    ...(bankId !== undefined && { bankId }),
    refId: newRefId(),
    remittanceInformationPrimary: 'Order 17',
    amount: { value: '12.50', currency: 'EUR' },
    localInstrument: 'SEPA',
    creditor: { iban: IBAN, name: 'Larch & Lumen' },
    callbackUrl: CALLBACK_URL,
    callbackState: 'state-17',
    flowType: 'API_ONLY',
    ...initiation,
  },
  pispConsentAccepted: true,
  ...rest,
});

export const post = (sandbox: TokenIoSandbox, body: object, headers: Record<string, string> = {}): Promise<Answer> =>
  call(sandbox, '/v2/payments', { body, headers: { 'token-json-error': 'true', ...headers } });

/** Orders a payment and answers it. */
export const pay = async (
  sandbox: TokenIoSandbox,
  bankId: string | undefined,
  options?: OrderOptions,
): Promise<unknown> => {
  const answer = await post(sandbox, order(bankId, options));
  if (answer.status !== 200) throw new Error(answer.text);
  return at(answer.json, 'payment');
};

export const read = async (sandbox: TokenIoSandbox, payment: unknown): Promise<unknown> =>
  at((await call(sandbox, `/v2/payments/${idOf(payment)}`)).json, 'payment');

export const idOf = (payment: unknown): string => String(at(payment, 'id'));
export const statusOf = (payment: unknown): unknown => at(payment, 'status');

export const answer = (
  sandbox: TokenIoSandbox,
  payment: unknown,
  embeddedAuth: Record<string, string>,
): Promise<Answer> =>
  call(sandbox, `/v2/payments/${idOf(payment)}/embedded-auth`, {
    body: { embeddedAuth },
    headers: { 'token-json-error': 'true' },
  });

/** Every status that reads show, until two in a row are the same. */
export const statuses = async (sandbox: TokenIoSandbox, payment: unknown): Promise<unknown[]> => {
  const seen: unknown[] = [];
  for (;;) {
    const status = statusOf(await read(sandbox, payment));
    if (status === seen.at(-1)) return seen;
    seen.push(status);
  }
};

/** Presses a button on the bank's page and answers where the browser comes out. */
export const visit = async (sandbox: TokenIoSandbox, payment: unknown, action = 'approve'): Promise<URL> => {
  const { url } = await visitBank(sandbox, String(at(payment, 'authentication.redirectUrl')), action);
  return url;
};

export const decide = (sandbox: TokenIoSandbox, payment: unknown, decision: 'approved' | 'declined'): boolean => {
  const approval = sandbox.control.approvals.waiting().find(({ requestId }) => requestId === idOf(payment));
  return approval !== undefined && sandbox.control.approvals.decide(approval.id, decision);
};

/** Times that the money of a payment has moved. */
export const moved = (sandbox: TokenIoSandbox, payment: unknown): number =>
  sandbox.control.payments.ledger().filter(({ paymentId }) => paymentId === idOf(payment)).length;

export const CALLBACK_QUERY = (payment: unknown): string =>
  `?member-id=${MEMBER_ID}&payment-id=${idOf(payment)}&state=state-17`;
