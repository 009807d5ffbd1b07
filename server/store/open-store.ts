import { sql } from 'kysely';
import type { Clock } from '../lib/clock.js';
import { createBankSnapshotRepository, createLogoRepository } from './bank-repository.js';
import { createBudgetRepository } from './budget-repository.js';
import { createConnectionRepository } from './connection-repository.js';
import type { OnUnreadable } from './due-rows.js';
import type { Engine } from './engine.js';
import { migrateToLatest } from './migrate.js';
import { createPaymentRepository } from './payment-repository.js';
import { openPostgres, type PostgresOptions } from './postgres.js';
import { createRefreshLeaseRepository } from './refresh-lease-repository.js';
import { createRegistrationRepository } from './registration-repository.js';
import { reseal } from './reseal.js';
import { createSessionRepository } from './session-repository.js';
import { createShopperRepository } from './shopper-repository.js';
import { openSqlite } from './sqlite.js';
import type { Store, Vault } from './store.js';
import { createWebhookEventRepository } from './webhook-event-repository.js';

export interface StoreOptions {
  /** SQLite: the path of the file (made when missing, with its folder), or `:memory:`. */
  readonly engine:
    { readonly kind: 'sqlite'; readonly path: string } | ({ readonly kind: 'postgres' } & PostgresOptions);
  readonly vault: Vault;
  readonly now: Clock;
  /** Told of rows that are passed over because they cannot be opened. */
  readonly onUnreadable?: OnUnreadable;
}

/** Opens the store and brings its schema up to date. Throws `StoreError('unavailable')` when the engine cannot be reached. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { vault, now, onUnreadable = () => undefined } = options;
  const engine = options.engine.kind === 'sqlite' ? openSqlite(options.engine.path) : openPostgres(options.engine);
  await migrateOrClose(engine);
  return {
    sessions: createSessionRepository({ engine, vault, now, onUnreadable }),
    connections: createConnectionRepository({ engine, vault, now, onUnreadable }),
    refreshLeases: createRefreshLeaseRepository(engine),
    payments: createPaymentRepository({ engine, vault, now, onUnreadable }),
    budgets: createBudgetRepository(engine),
    shoppers: createShopperRepository(engine, vault),
    webhookEvents: createWebhookEventRepository({ engine, vault, onUnreadable }),
    banks: createBankSnapshotRepository(engine.db),
    logos: createLogoRepository(engine.db),
    registrations: createRegistrationRepository(engine.db, vault),
    reseal: (signal) => reseal(engine.db, vault, signal),
    async ping() {
      await sql`select 1`.execute(engine.db);
    },
    close: () => engine.close(),
  };
}

async function migrateOrClose(engine: Engine): Promise<void> {
  try {
    await engine.migrate(migrateToLatest);
  } catch (error) {
    await engine.close();
    throw error;
  }
}
