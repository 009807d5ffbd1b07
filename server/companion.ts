import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import type { Server } from 'node:http';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { createApp } from './app.js';
import { createCatalogue } from './banks/create-catalogue.js';
import type { FetchBytes } from './banks/logos.js';
import type { Config } from './config.js';
import { describeAccounts } from './connection/accounts.js';
import { createConnectionService } from './connection/create-service.js';
import { createErasure } from './connection/erasure.js';
import { createMemorySpool, openSpool, type Spool } from './connection/spool.js';
import { createHttpServer } from './http/http-server.js';
import type { Assets } from './lib/assets.js';
import type { Clock } from './lib/clock.js';
import { fetchBytes } from './lib/fetch-bytes.js';
import type { Logger } from './lib/logger.js';
import { createMetrics } from './lib/metrics.js';
import { createRandomId } from './lib/random.js';
import { schedule } from './lib/schedule.js';
import { bankMatcher } from './providers/bank-filter.js';
import { createProvider, ownOrigins } from './providers/registry.js';
import { createRegistrationService } from './registration/create-service.js';
import { createPaymentService } from './payments/create-service.js';
import { createSessionService } from './session/service.js';
import { openStore } from './store/open-store.js';
import type { Vault } from './store/store.js';
import { createVault } from './store/vault.js';
import { createWebhookService } from './webhooks/create-service.js';
import { addressRule, endpointsOf } from './webhooks/options.js';
import { createPost } from './webhooks/post.js';

export interface CompanionWorld {
  readonly assets: Assets;
  readonly logger: Logger;
  readonly now: Clock;
}

/** A whole companion server that does not listen yet. */
export interface Companion {
  readonly server: Server;
  /** Wakes sessions and loads the bank lists; call it once, before listening. */
  start(): Promise<void>;
  /** Takes no more connections, ends streams, lets running work finish for at most `graceMs`, closes the store. */
  stop(graceMs: number): Promise<void>;
}

/** Puts the parts together: store, providers, services, app, HTTP server. Throws when the store cannot be opened. */
export async function createCompanion(config: Config, { assets, logger, now }: CompanionWorld): Promise<Companion> {
  const vault = await createVault(config.encryptionKeys);
  const store = await openStore({
    engine:
      'url' in config.database
        ? { kind: 'postgres', url: config.database.url }
        : { kind: 'sqlite', path: config.database.path },
    vault,
    now,
    onUnreadable: ({ cause, ...row }) => logger.error({ err: cause, row }, 'a stored row cannot be read'),
  });
  const stopping = new AbortController();
  // Every open stream listens.
  setMaxListeners(0, stopping.signal);
  const { environment, publicUrl } = config;
  const providers = new Map(
    config.providers.map((one) => [one.id, createProvider(one, { now, randomId, random: Math.random, environment })]),
  );
  const offered = new Map(config.providers.map((one) => [one.id, bankMatcher(one)]));
  const catalogue = createCatalogue({
    providers,
    offers: (providerId, bankId) => offered.get(providerId)?.(bankId) ?? false,
    store,
    schedule,
    now,
    random: Math.random,
    randomId,
    logger,
    fetchBytes: createLogoFetch(config),
  });
  const metrics = createMetrics({ catalogueAgeSeconds: () => ageSeconds(catalogue.oldestFetchedAt, now()) });
  const connections = createConnectionService({
    store,
    vault,
    spool: await spoolOf(config, vault, logger),
    instance: `${hostname()}:${process.pid}`,
    providers,
    schedule,
    now,
    randomId,
    logger,
    metrics,
  });
  const sessions = createSessionService({
    store,
    providers,
    catalogue,
    merchants: new Map(config.merchants.map((merchant) => [merchant.id, merchant])),
    publicUrl,
    environment,
    describeAccounts,
    now,
    randomId,
    randomToken: () => randomBytes(32).toString('base64url'),
    logger,
    metrics,
  });
  const payments = createPaymentService({
    payments: store.payments,
    vault,
    providers,
    schedule,
    now,
    randomId,
    logger,
    metrics,
  });
  const registrations = createRegistrationService({
    configs: config.registrations,
    store: store.registrations,
    now,
    randomId,
    random: Math.random,
    environment,
    logger,
  });
  const webhooks = createWebhookService({
    store,
    vault,
    endpoints: endpointsOf(config.merchants),
    post: createPost({ environment, isAllowedAddress: addressRule(config.webhookNetworks) }),
    schedule,
    now,
    random: Math.random,
    logger,
    metrics,
  });
  const app = createApp({
    config,
    sessions,
    connections,
    erase: createErasure({ store, connections, endSession: sessions.withdraw, logger }),
    payments,
    catalogue,
    registrations,
    webhooks,
    pingStore: () => store.ping(),
    assets,
    logger,
    metrics,
    now,
    randomId,
    stopping: stopping.signal,
  });
  const server = createHttpServer(app, { maxConnections: config.limits.maxConnections, randomId });

  return {
    server,
    async start() {
      await catalogue.start();
      sessions.start();
      connections.start();
      payments.start();
      webhooks.start();
      store.reseal(stopping.signal).then(
        ({ resealed, unreadable }) => {
          if (resealed + unreadable > 0) logger.info({ resealed, unreadable }, 'rows sealed with the current key');
        },
        (err: unknown) => logger.warn({ err }, 'rows not sealed with the current key; the next start tries again'),
      );
    },
    async stop(graceMs) {
      const deadline = performance.now() + graceMs;
      stopping.abort();
      catalogue.stop();
      // Requests first: one that is being answered may still write, and start an operation.
      await closeServer(server, graceMs / 2);
      const restMs = Math.max(0, deadline - performance.now());
      await Promise.all([
        ...[sessions, connections, registrations, webhooks].map((service) => service.stop(restMs)),
        payments.stop(),
      ]);
      await store.close();
    },
  };
}

const randomId = createRandomId();

/** Grants wait beside the database, in a folder of this instance; in memory where there is none. */
function spoolOf({ spoolDir, database }: Config, vault: Vault, logger: Logger): Promise<Spool> {
  const beside = 'path' in database && database.path !== ':memory:' ? join(dirname(database.path), 'spool') : undefined;
  const folder = spoolDir ?? beside;
  return folder === undefined ? Promise.resolve(createMemorySpool()) : openSpool(folder, vault, logger);
}

const ageSeconds = (fetchedAt: number | undefined, now: number) =>
  fetchedAt === undefined ? undefined : Math.max(0, now - fetchedAt) / 1000;

/** Pictures come from the configured places and from the providers' own addresses, from nowhere else. */
function createLogoFetch({ environment, providers, logoOrigins }: Config): FetchBytes {
  const allowedOrigins = new Set([...logoOrigins, ...providers.flatMap(ownOrigins)]);
  return (url, options) => fetchBytes(url, { ...options, environment, allowedOrigins });
}

const idleCheckMs = 50;

/** Ends connections as they fall idle, and the rest when time is up. */
async function closeServer(server: Server, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const idle = setInterval(() => server.closeIdleConnections(), idleCheckMs);
  const timeUp = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearInterval(idle);
  clearTimeout(timeUp);
}
