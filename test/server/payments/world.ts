import type { TestContext } from 'node:test';
import { createPaymentService } from '../../../server/payments/create-service.js';
import { createFollower } from '../../../server/payments/follow.js';
import type { CallContext, FlowState, PaymentReport } from '../../../server/providers/authorisation.js';
import type { Payments, Provider } from '../../../server/providers/provider.js';
import { openStore } from '../../../server/store/open-store.js';
import type { StoredPayment } from '../../../server/store/stored.js';
import { newVault } from '../../support/engines.js';
import { ManualTime } from '../../support/manual-time.js';
import { ScriptedProvider } from '../../support/scripted-provider.js';
import { aPayment, aStoredSession } from '../store/fixtures.js';

export const sent = Date.parse('2026-01-01T00:00:00.000Z');

/** A payment that was sent at `sent`, and is asked about five seconds later. */
export const followed = (overrides: Parameters<typeof aPayment>[0] = {}): StoredPayment => {
  const flow = { paymentId: 'pm:1', data: { look: 0 } };
  return aPayment({ initiation: { provider: 'token-io', flow, at: sent }, lookAt: sent + 5_000, ...overrides });
};

/** A bank that is asked how payments stand, and answers what the test says at the time. */
export class AskedBank extends ScriptedProvider {
  readonly asked: FlowState[] = [];
  answer: (context: CallContext) => PaymentReport | Promise<PaymentReport> = () => ({ status: 'accepted' });
  readonly payments: Payments = {
    status: async (flow, context) => {
      this.asked.push(flow);
      const look = this.asked.length;
      return { payment: await this.answer(context), flow: { ...flow, data: { look } } };
    },
  };
}

/** A store with these payments, their bank, and one server that follows them. Time stands still unless the test moves it. */
export async function startFollowing(t: TestContext, ...payments: readonly StoredPayment[]) {
  const vault = await newVault();
  const time = new ManualTime(sent);
  const store = await openStore({ engine: { kind: 'sqlite', path: ':memory:' }, vault, now: () => time.now });
  t.after(() => store.close());
  for (const stored of payments) {
    await store.sessions.insert(aStoredSession({ id: `session-of-${stored.payment.id}` }), stored);
  }
  const bank = new AskedBank('token-io');
  const log: { readonly level: string; readonly fields: object; readonly message: string }[] = [];
  const write = (level: string) => (fields: object, message: string) => void log.push({ level, fields, message });
  const providers = new Map<string, Provider>([[bank.id, bank]]);
  const deps = {
    payments: store.payments,
    providers,
    vault,
    schedule: time.schedule,
    now: () => time.now,
    randomId: () => 'trace-1',
    logger: { info: write('info'), warn: write('warn'), error: write('error') },
  };
  const follow = createFollower(deps);
  return {
    time,
    bank,
    log,
    providers,
    service: createPaymentService(deps),
    /** One round at a time of `ms` after the payment was sent. */
    followAt: async (ms: number, stopping = new AbortController().signal): Promise<void> => {
      time.now = sent + ms;
      await follow(stopping);
    },
    read: async (id = 'payment-1'): Promise<StoredPayment> => {
      const stored = await store.payments.find('shop', id);
      if (stored === undefined) throw new Error(`no payment ${id}`);
      return stored;
    },
    told: async (): Promise<readonly unknown[]> => {
      const events = await store.webhookEvents.list('shop', { limit: 100 });
      return events.map(({ event: { type, data } }) => [type, 'status' in data && data.status]).reverse();
    },
  };
}
