import assert from 'node:assert/strict';
import type { TokenIoSandbox } from '../../../../demo/sandbox/token-io/index.js';
import type { PaymentInstruction, PaymentReport, Step } from '../../../../server/providers/authorisation.js';
import type { Provider } from '../../../../server/providers/provider.js';
import type { ProviderBank } from '../../../../server/providers/provider-data.js';
import { Journey } from './kit.js';

let payments = 0;

/** An order of twelve euros fifty, under an id of its own. */
export const instruction = (overrides: Partial<PaymentInstruction> = {}): PaymentInstruction => ({
  id: `payment-${(payments += 1)}`,
  attempt: 1,
  amount: { value: '12.50', currency: 'EUR' },
  creditor: { name: 'Larch & Lumen', account: { scheme: 'iban', iban: 'DE89370400440532013000' } },
  reference: 'Order 17',
  ...overrides,
});

export const pounds: Pick<PaymentInstruction, 'amount' | 'creditor'> = {
  amount: { value: '9.99', currency: 'GBP' },
  creditor: { name: 'Larch & Lumen', account: { scheme: 'sort_code', sortCode: '102030', accountNumber: '12345678' } },
};

/** One shopper who pays. */
export class Purchase extends Journey {
  constructor(
    provider: Provider,
    bank: ProviderBank,
    readonly order: PaymentInstruction = instruction(),
  ) {
    super(provider, bank);
  }

  start(): Promise<Step> {
    return this.begin({ scopes: [], payment: this.order });
  }

  /** How the payment stands, by the last step. */
  get report(): PaymentReport {
    assert(this.step.kind === 'paid', `a ${this.step.kind} step instead of a report`);
    return this.step.payment;
  }

  /** Polls until the payment is made or over, or until nothing changes any more. */
  async outcome(): Promise<PaymentReport> {
    for (let looks = 0; looks < 12 && this.step.kind === 'paid'; looks++) {
      if (!['pending', 'unknown', 'accepted'].includes(this.report.status)) break;
      await this.resume({ kind: 'poll' });
    }
    return this.report;
  }
}

export const fieldsOf = (step: Step): readonly { kind: string; id: string; help?: string | undefined }[] => {
  assert(step.kind === 'credentials', `a ${step.kind} step instead of fields`);
  return step.fields.map(({ kind, id, help }) => ({ kind, id, ...(help === undefined ? {} : { help }) }));
};

/** Times that money has moved. */
export const moves = (sandbox: TokenIoSandbox): number => sandbox.control.payments.ledger().length;

/** Orders that the API was given. */
export const orders = (sandbox: TokenIoSandbox) =>
  sandbox.control.calls.list().filter(({ method, path }) => method === 'POST' && path === '/v2/payments');
