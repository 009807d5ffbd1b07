import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { POCKIT } from '../../../../demo/sandbox/tell-connect/index.js';
import type { SessionView } from '../../../../server/contract/session.js';
import { schedule } from '../../../../server/lib/schedule.js';
import { createPaymentService } from '../../../../server/payments/create-service.js';
import type { Provider } from '../../../../server/providers/provider.js';
import { bindingKey } from '../../../../server/session/binding.js';
import { createSessionService, type SessionService } from '../../../../server/session/service.js';
import { openStore } from '../../../../server/store/open-store.js';
import { newVault } from '../../../support/engines.js';
import { newProvider, startSandbox } from '../../providers/tell-connect/kit.js';

/**
 * The ledger of the bank and what the merchant reads must agree for every payment, whatever breaks on the way: answers that
 * get lost before or after their effect, refusals, servers that die in the middle, shoppers who decline and try again.
 */
export interface LedgerResult {
  /** What the merchant reads, and the amounts that the ledger says were paid. */
  readonly outcomes: readonly { readonly status: string; readonly amount: string; readonly paid: readonly string[] }[];
  readonly entries: number;
  readonly deaths: number;
  readonly looks: number;
}

/** A server dies after so many payments, or once if there are fewer. */
const lifeFlows = 100;

const bankId = `tell-connect:${POCKIT.id}`;
const creditor = {
  name: 'Shop Ltd',
  account: { scheme: 'sort_code', sortCode: '040004', accountNumber: '12345678' },
} as const;
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const psu = { ipAddress: '192.0.2.7', traceId: 'trace' };

/** Small, so that what is waited for in life takes moments here. */
const leaseMs = 3_000;
const limits = {
  tickMs: 50,
  retryMs: 5,
  leaseMs,
  doubtMs: 60,
  resultMs: 250,
  pollScheduleMs: [10, 20, 40] as [number, ...number[]],
  brokenLookMs: 10,
};

/** Numbers that are the same in every run (mulberry32). */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function deferred<T>() {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => (resolve = settle));
  return { promise, resolve };
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

/** Runs that many payments, so many at once, and compares what came of them. */
export async function runLedger(flows: number, atOnce: number): Promise<LedgerResult> {
  let offset = 0;
  const now = () => Date.now() + offset;
  const roll = dice(20_261_127);
  const pick = <T>(...choices: readonly T[]): T => choices[Math.floor(roll() * choices.length)] as T;
  const randomId = () => randomBytes(16).toString('base64url');
  const sandbox = await startSandbox(now);
  sandbox.control.settings.change({ acceptedMs: 30 });
  const store = await openStore({ engine: { kind: 'sqlite', path: ':memory:' }, vault: await newVault(), now });
  const provider: Provider = newProvider(
    sandbox.apiOrigin,
    { sandboxSca: true },
    { now, limits: { retryBaseMs: 1, maxRetries: 1 } },
  );
  let service: SessionService;
  /** Settles when the server dies. */
  let death = deferred<undefined>();
  let deaths = 0;

  const start = (): SessionService => {
    const running = createSessionService({
      store,
      providers: new Map([[provider.id, provider]]),
      catalogue: {
        find: () => ({
          bank: { id: bankId, name: POCKIT.name },
          countries: ['GB'],
          sources: [{ provider: provider.id, bank: { id: POCKIT.id, name: POCKIT.name, countries: ['GB'], data: {} } }],
        }),
      },
      merchants: new Map([
        [
          'shop',
          {
            id: 'shop',
            name: 'Shop',
            purpose: 'To pay',
            origins: ['http://shop.localhost'],
            returnUrls: { default: 'http://shop.localhost/' },
            creditors: { default: creditor },
          },
        ],
      ]),
      publicUrl: 'http://127.0.0.1:1',
      environment: 'sandbox',
      describeAccounts: () => [],
      now,
      randomId,
      randomToken: () => randomBytes(32).toString('base64url'),
      logger: silent,
      limits,
    });
    running.start();
    return running;
  };
  /** The server breaks off whatever it does, and another one finds what it left behind. */
  async function die(): Promise<void> {
    const dying = service;
    service = start();
    const { resolve } = death;
    death = deferred<undefined>();
    deaths += 1;
    resolve(undefined);
    await dying.stop(0);
    offset += leaseMs;
  }

  async function close(): Promise<void> {
    await service.stop(1_000);
    await store.close();
    await sandbox.close();
  }

  /** The first view that is wanted, across the deaths of servers. */
  async function until(id: string, wanted: (view: SessionView) => boolean): Promise<SessionView> {
    for (;;) {
      const { promise, resolve } = deferred<SessionView | undefined>();
      const stop = service.subscribe(id, (view) => wanted(view) && resolve(view));
      service.view(id).then(
        (view) => wanted(view) && resolve(view),
        () => undefined,
      );
      void death.promise.then(() => resolve(undefined));
      const found = await promise;
      stop();
      if (found) return found;
    }
  }

  const ends = ['completed', 'failed', 'cancelled', 'expired'];
  const isOver = ({ status }: SessionView) => ends.includes(status) || status === 'attempt_failed';

  /** One way to the bank and back; the view that it comes to. */
  async function attempt(id: string, order: NonNullable<SessionView['payment']>['order']): Promise<SessionView> {
    await service.giveConsent(id, { accepted: true, text: 'Pay', locale: 'en', payment: order }, psu);
    const there = await until(id, (view) => view.status === 'redirect' || isOver(view));
    if (there.status !== 'redirect') return there;
    if (roll() < 0.5) trouble();
    const outcome = pick('Completed', 'Completed', 'Completed', 'Rejected', 'Failed');
    sandbox.control.settings.change({ paymentOutcome: outcome });
    const { url, binding } = await service.leave(id, 'tab', psu);
    const visit = await fetch(url, { redirect: 'manual' });
    const query = new URLSearchParams(new URL(visit.headers.get('location') ?? '').search);
    if (roll() < 0.1) query.set('authorisation_code', 'null');
    await service.receiveCallback('shop', provider.id, query.toString(), new Map([[bindingKey(id), binding]]), psu);
    return until(id, isOver);
  }

  /** A shopper who tries up to three times, as long as the shop lets them. */
  async function shopper(number: number): Promise<string> {
    const payment = { amount: { value: `${1 + (number % 97)}.50`, currency: 'GBP' }, reference: `F-${number}` };
    const asked = { payment, bankId, accessDays: 90, returnUrlId: 'default' };
    const { id, paymentId = '' } = await service.create('shop', asked);
    const patience = pick(1, 1, 2, 3);
    for (let tries = 0; tries < patience; tries += 1) {
      const view = await service.view(id);
      if (view.status === 'attempt_failed') await service.chooseBank(id, bankId, psu);
      else if (view.status !== 'consent') break;
      const { order } = view.payment ?? assert.fail('a session without its payment');
      await attempt(id, order).catch((error: unknown) => {
        if ((error as { code?: string }).code !== 'wrong_state') throw error;
      });
    }
    const view = await service.view(id);
    // Nobody waits for the half hour of a session that was left; whoever waits for the bank may not cancel.
    if (!ends.includes(view.status)) await service.cancel(id, psu).catch(() => undefined);
    return paymentId;
  }

  /** Something that goes wrong with one of the next calls. */
  function trouble(): void {
    const method = pick('POST', 'POST', 'GET');
    const path =
      method === 'GET'
        ? '/v1/payment'
        : pick('/v1/payment', '/v1/payment', '/v1/payment', '/v1/access-token', '/v1/authorise');
    const fault = pick<object>(
      { drop: 'after' },
      { drop: 'after' },
      { drop: 'before' },
      { answer: { status: 503, body: '{"error":"busy"}' } },
      { answer: { status: 400, body: '{"error":"invalid_request"}' } },
      { answer: { status: 200, body: '<html>' } },
      { answer: { status: 403, body: '{"error":"consent_inactive"}' } },
    );
    sandbox.control.faults.add({ method, path, ...fault });
  }

  /** Everything that is open is asked about, hours later. */
  async function followed() {
    let looks = 0;
    const status = provider.payments?.status ?? assert.fail('a provider that makes payments');
    const counting = {
      ...provider,
      payments: {
        ...provider.payments,
        status: (...args: Parameters<typeof status>) => ((looks += 1), status(...args)),
      },
    };
    let run: () => void = () => assert.fail('no worker');
    const final = createPaymentService({
      payments: store.payments,
      vault: await newVault(),
      providers: new Map([[provider.id, counting]]),
      schedule: (work) => ((run = work), () => undefined),
      now,
      randomId,
      logger: silent,
    });
    final.start();
    for (let hours = 0; hours < 12; hours += 1) {
      offset += 3_600_000;
      let before = -1;
      while (looks !== before) {
        before = looks;
        const again = run;
        run();
        while (run === again) await new Promise((resolve) => schedule(() => resolve(undefined), 1));
      }
    }
    return { final, looks };
  }

  service = start();
  const life = Math.min(lifeFlows, Math.ceil(flows / 2));
  const paymentIds: string[] = [];
  let next = 0;
  const one = async (): Promise<void> => {
    while (next < flows) {
      const number = next++;
      if (number % life === life - 1) await die();
      paymentIds[number] = await shopper(number);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, one));
  sandbox.control.faults.clear();

  const { final, looks } = await followed();
  const ledger = grouped(sandbox.control.payments.list(), ({ remittance }) => remittance);
  const outcomes: LedgerResult['outcomes'][number][] = [];
  for (const [number, id] of paymentIds.entries()) {
    const payment = await final.get('shop', id);
    const entries = ledger.get(`F-${number}`) ?? [];
    outcomes.push({
      status: payment.status,
      amount: payment.order.amount.value,
      paid: entries.filter(({ status }) => status === 'Completed').map(({ amount }) => amount),
    });
  }
  await close();
  return { outcomes, entries: [...ledger.values()].flat().length, deaths, looks };
}
