import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { createApp } from '../../server/app.js';
import type { App } from '../../server/app.js';
import type { BankCatalogue } from '../../server/banks/catalogue.js';
import type { ConnectionService } from '../../server/connection/service.js';
import type { SessionView } from '../../server/contract/session.js';
import type { AppConfig, AppDeps } from '../../server/http/deps.js';
import { createHttpServer } from '../../server/http/http-server.js';
import { assetOf } from '../../server/lib/assets.js';
import { createLogger } from '../../server/lib/logger.js';
import { createMetrics } from '../../server/lib/metrics.js';
import type { PaymentService } from '../../server/payments/service.js';
import type { RegistrationService } from '../../server/registration/service.js';
import type { SessionService } from '../../server/session/service.js';
import type { WebhookService } from '../../server/webhooks/service.js';
import { call, open } from './http.js';
import type { Answer, Call } from './http.js';
import { script } from './script.js';
import type { Script } from './script.js';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

export const publicUrl = 'https://connect.example';
export const shopKey = `bc_${'a'.repeat(43)}`;
export const shopNextKey = `bc_${'b'.repeat(43)}`;
export const otherKey = `bc_${'c'.repeat(43)}`;
export const operatorKey = `bc_${'d'.repeat(43)}`;
export const token = 't'.repeat(43);
export const shopOrigin = 'https://shop.example';

const base = { purpose: 'To check your account', returnUrls: { default: 'https://shop.example/checkout' } };
const rate = { perSecond: 1000, burst: 100_000 };

/** Two merchants; the second has inline fields. No limit is felt. */
export const testConfig: AppConfig = {
  environment: 'production',
  publicUrl,
  merchants: [
    {
      ...base,
      id: 'shop',
      name: 'Shop',
      apiKeyHashes: [sha256(shopKey), sha256(shopNextKey)],
      origins: [shopOrigin, 'https://www.shop.example'],
      inlineFields: false,
      creditors: {},
      anyCreditor: false,
    },
    {
      ...base,
      id: 'other',
      name: 'Other',
      apiKeyHashes: [sha256(otherKey)],
      origins: ['https://other.example'],
      inlineFields: true,
      creditors: {},
      anyCreditor: false,
    },
  ],
  operatorKeyHashes: [sha256(operatorKey)],
  trustedProxyHops: 0,
  metrics: {},
  limits: { perToken: rate, perKey: rate, perAddress: rate, maxConnections: 1000 },
  securityContact: 'mailto:security@example.com',
};

export const shopSession = { id: 'session-1', merchantId: 'shop', origin: shopOrigin };
export const otherSession = { id: 'session-2', merchantId: 'other', origin: 'https://other.example' };

export const bank = { id: 'p:bank', name: 'Bank' };
export const bankSelection = (version = 1): SessionView => ({
  id: 'session-1',
  version,
  status: 'bank_selection',
  expiresAt: '2026-01-01T00:30:00.000Z',
  merchantName: 'Shop',
  framePath: '/frame/session-1',
});
export const cancelled = (version: number): SessionView => ({ ...bankSelection(version), status: 'cancelled' });

export const bearer = (value: string) => ({ authorization: `Bearer ${value}` });
export const json = (body: unknown, headers: Call['headers'] = {}): Call => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', ...headers },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

export interface TestApp {
  readonly app: App;
  readonly server: Server;
  /** Where it listens, on loopback. */
  readonly origin: string;
  readonly sessions: Script<SessionService>;
  readonly connections: Script<ConnectionService>;
  readonly erasures: Script<{ erase: AppDeps['erase'] }>;
  readonly payments: Script<PaymentService>;
  readonly catalogue: Script<BankCatalogue>;
  readonly registrations: Script<RegistrationService>;
  readonly webhooks: Script<WebhookService>;
  /** Lines of the log, parsed. */
  readonly log: Record<string, unknown>[];
  /** The log as it was written. */
  readonly logText: () => string;
  readonly stop: AbortController;
  readonly clock: { now: number };
  call(path: string, request?: Call): Promise<Answer>;
  open(path: string, request?: Call): ReturnType<typeof open>;
  /** Lets this session in by `token`. */
  signIn(session?: typeof shopSession): void;
}

/** The app behind its real HTTP server on loopback; the services are scripted. */
export async function startApp(
  t: TestContext,
  { config = {}, ...overrides }: Partial<Omit<AppDeps, 'config'>> & { config?: Partial<AppConfig> } = {},
): Promise<TestApp> {
  const sessions = script<SessionService>(t, 'sessions');
  const connections = script<ConnectionService>(t, 'connections');
  const payments = script<PaymentService>(t, 'payments');
  const erasures = script<{ erase: AppDeps['erase'] }>(t, 'erasures');
  const catalogue = script<BankCatalogue>(t, 'catalogue', { ready: true });
  const registrations = script<RegistrationService>(t, 'registrations');
  const webhooks = script<WebhookService>(t, 'webhooks');
  const lines: string[] = [];
  const stop = new AbortController();
  const clock = { now: Date.UTC(2026, 0, 1) };
  let ids = 0;
  const deps: AppDeps = {
    config: { ...testConfig, ...config },
    sessions: sessions.service,
    connections: connections.service,
    erase: (merchantId, psuId, context) => erasures.service.erase(merchantId, psuId, context),
    payments: payments.service,
    catalogue: catalogue.service,
    registrations: registrations.service,
    webhooks: webhooks.service,
    pingStore: () => Promise.resolve(),
    assets: testAssets,
    logger: createLogger({ level: 'info', destination: { write: (line) => void lines.push(line) } }),
    metrics: createMetrics({ catalogueAgeSeconds: () => 60, processMetrics: false }),
    now: () => clock.now,
    randomId: () => `trace-${(ids += 1)}`,
    stopping: stop.signal,
    ...overrides,
  };
  const app = createApp(deps);
  const server = createHttpServer(app, { maxConnections: 1000, randomId: deps.randomId });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    stop.abort();
    server.closeAllConnections();
    server.close();
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    app,
    server,
    erasures,
    origin,
    sessions,
    connections,
    payments,
    catalogue,
    registrations,
    webhooks,
    get log() {
      return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    },
    logText: () => lines.join(''),
    stop,
    clock,
    call: (path, request) => call(origin, path, request),
    open: (path, request) => open(origin, path, request),
    signIn(session = shopSession) {
      sessions.allow('authenticate', () => Promise.resolve(session));
    },
  };
}

const javascript = 'text/javascript; charset=utf-8';
/** The built files that the app of a test serves. */
export const testAssets = new Map(
  ['bank-connect.js', 'bank-connect.classic.js', 'bank-connect-steps-HASH.js', 'frame.js'].map((name) => {
    const asset = assetOf(javascript, Buffer.from(`// ${name} ${'x'.repeat(500)}`));
    return [name.replace('HASH', asset.hash.slice(0, 16)), asset];
  }),
);
