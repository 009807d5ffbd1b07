import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { CreateSession, SessionView } from '../../../server/contract/session.js';
import type { ProviderAccount } from '../../../server/providers/provider-data.js';
import { bindingKey } from '../../../server/session/binding.js';
import { defaultLimits, type Limits } from '../../../server/session/limits.js';
import type { SessionMerchant } from '../../../server/session/ports.js';
import { createSessionService, type SessionDeps, type SessionService } from '../../../server/session/service.js';
import { openStore } from '../../../server/store/open-store.js';
import type { Store, Vault } from '../../../server/store/store.js';
import type { StoredAccount } from '../../../server/store/stored.js';
import { newVault } from '../../support/engines.js';
import { bank, otherBank, start } from './fixtures.js';
import { ScriptedProvider } from './scripted-provider.js';

export const merchant: SessionMerchant = {
  id: 'shop',
  name: 'Shop',
  tppName: 'Licensed Ltd',
  purpose: 'To pay your order',
  termsUrl: 'https://shop.example/terms',
  origins: ['https://shop.example'],
  returnUrls: { default: 'https://shop.example/checkout' },
};

export const psu = { ipAddress: '203.0.113.7', userAgent: 'Browser/1', traceId: 'trace-of-request' };

/** A clock that a test moves; timers of the service run on, every few milliseconds. */
export class TestClock {
  at = start;
  readonly now = (): number => this.at;
  advance(ms: number): void {
    this.at += ms;
  }
}

export interface World {
  readonly service: SessionService;
  readonly store: Store;
  readonly provider: ScriptedProvider;
  readonly clock: TestClock;
  readonly log: LogLine[];
  /** A second server on the same store, with the same providers. */
  readonly another: (overrides?: Partial<SessionDeps>) => SessionService;
  /** A new session and its token. */
  readonly open: (request?: Partial<CreateSession>) => Promise<{ readonly id: string; readonly clientToken: string }>;
  /** A session whose consent was just accepted. */
  readonly begun: () => Promise<string>;
  /** A session that waits for the shopper's return, and the cookies of the browser that left. */
  readonly leftForBank: () => Promise<{ readonly id: string; readonly bindings: ReadonlyMap<string, string> }>;
  /** The first view with this status; fails when another end comes first. */
  readonly until: <S extends SessionView['status']>(
    id: string,
    status: S,
    when?: (view: Extract<SessionView, { status: S }>) => boolean,
  ) => Promise<Extract<SessionView, { status: S }>>;
}

export interface LogLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly fields: Readonly<Record<string, unknown>>;
  readonly message: string;
}

const tick: Partial<Limits> = { tickMs: 5 };

/** A session service over a real store in a temporary folder. Everything is stopped, checked and deleted with the test. */
export async function startWorld(
  t: TestContext,
  options: {
    readonly limits?: Partial<Limits>;
    readonly deps?: Partial<SessionDeps>;
    readonly storePath?: string;
  } = {},
): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'bank-connect-session-'));
  const clock = new TestClock();
  const vault: Vault = await newVault();
  const engine = { kind: 'sqlite', path: options.storePath ?? join(folder, 'store.db') } as const;
  const store = await openStore({ engine, vault, now: clock.now });
  const provider = new ScriptedProvider('scripted');
  const log: LogLine[] = [];
  const services: SessionService[] = [];

  const another = (overrides: Partial<SessionDeps> = {}): SessionService => {
    const service = createSessionService({
      store,
      providers: new Map([[provider.id, provider]]),
      catalogue: { find: findBank },
      merchants: new Map([[merchant.id, merchant]]),
      publicUrl: 'https://connect.example',
      environment: 'production',
      describeAccounts,
      now: clock.now,
      randomId: () => randomBytes(16).toString('base64url'),
      randomToken: () => randomBytes(32).toString('base64url'),
      jitter: () => 0,
      logger: logTo(log),
      ...options.deps,
      ...overrides,
      limits: { ...defaultLimits, ...tick, ...options.limits, ...overrides.limits },
    });
    services.push(service);
    service.start();
    return service;
  };
  const service = another();
  t.after(async () => {
    await Promise.all(services.map((each) => each.stop(1_000)));
    await store.close();
    await rm(folder, { recursive: true, force: true });
    provider.assertFinished();
  });

  const open: World['open'] = (request = {}) =>
    service.create(merchant.id, { scopes: ['accounts'], accessDays: 90, returnUrlId: 'default', ...request });
  const begun: World['begun'] = async () => {
    const { id } = await open({ bankId: bank.id });
    await service.giveConsent(id, { accepted: true, text: 'I agree.', locale: 'en' }, psu);
    return id;
  };
  const until: World['until'] = (id, status, when = () => true) => viewUntil(service, id, status, when);
  const leftForBank: World['leftForBank'] = async () => {
    const id = await begun();
    await until(id, 'redirect');
    const { binding } = await service.leave(id, 'tab', psu);
    return { id, bindings: cookies(id, binding) };
  };
  return { service, store, provider, clock, log, another, open, begun, leftForBank, until };
}

/** The cookie jar of a browser that holds this binding. */
export const cookies = (id: string, binding: string): ReadonlyMap<string, string> =>
  new Map([[bindingKey(id), binding]]);

const ends: readonly string[] = ['completed', 'failed', 'cancelled', 'expired'];

/** The first view that is wanted, told by the service itself. */
export function viewUntil<S extends SessionView['status']>(
  service: SessionService,
  id: string,
  status: S,
  when: (view: Extract<SessionView, { status: S }>) => boolean = () => true,
): Promise<Extract<SessionView, { status: S }>> {
  return new Promise((resolve, reject) => {
    const look = (view: SessionView): void => {
      const wanted = view as Extract<SessionView, { status: S }>;
      if (view.status === status && when(wanted)) resolve(wanted);
      else if (ends.includes(view.status)) reject(new Error(`${status} was awaited, but it came to ${view.status}`));
      else return;
      unsubscribe();
    };
    const unsubscribe = service.subscribe(id, look);
    service.view(id).then(look, reject);
  });
}

const findBank: SessionDeps['catalogue']['find'] = (bankId) => {
  const found = [bank, otherBank].find(({ id }) => id === bankId);
  if (!found) return undefined;
  const { id, name, bic, country, provider, providerBankId } = found;
  return {
    bank: { id, name, bic, logo: '/logos/iron' },
    countries: [country, 'AT'],
    sources: [{ provider, bank: { id: providerBankId, name, countries: [country], data: { fields: true } } }],
  };
};

const describeAccounts = (accounts: readonly ProviderAccount[]): readonly StoredAccount[] =>
  accounts.map((account, index) => {
    const id = `account-${index}`;
    return {
      id,
      account,
      summary: { id, name: account.name, maskedIdentifier: '•••• 3000', currency: account.currency },
    };
  });

function logTo(lines: LogLine[]): SessionDeps['logger'] {
  const write = (level: LogLine['level']) => (fields: Readonly<Record<string, unknown>>, message: string) =>
    void lines.push({ level, fields, message });
  return { info: write('info'), warn: write('warn'), error: write('error') };
}

/** A promise with its handles, for answers that come when the test says so. */
export function deferred<T>(): {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (error: Error) => void;
} {
  let resolve!: (value: T) => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<T>((keep, refuse) => {
    resolve = keep;
    reject = refuse;
  });
  return { promise, resolve, reject };
}
