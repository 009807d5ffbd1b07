// One instance that refreshes, as a process that can be killed and frozen. Started by instances.ts, spoken to by messages.
import { createConnectionService } from '../../../server/connection/create-service.js';
import { openSpool } from '../../../server/connection/spool.js';
import { Secret } from '../../../server/lib/secret.js';
import { AccessTokenRejected, ProviderError } from '../../../server/providers/provider-error.js';
import type { Grant } from '../../../server/providers/authorisation.js';
import type { Provider } from '../../../server/providers/provider.js';
import { openStore } from '../../../server/store/open-store.js';
import { createVault } from '../../../server/store/vault.js';
import type { FromInstance, InstanceOptions, ToInstance } from './instances.js';

const tell = (message: FromInstance): void => void process.send?.(message);
const unused = (): never => {
  throw new Error('an unexpected call');
};
let ahead = 0;

async function ask(url: string, grant: Grant, kind: 'access' | 'refresh'): Promise<unknown> {
  const body = grant.data[kind] as string;
  try {
    const answer = await fetch(`${url}/${kind}`, { method: 'POST', body });
    if (answer.status === 401) throw new AccessTokenRejected('401');
    if (answer.status === 400)
      throw new ProviderError('reauth_required', { retryable: false, detail: 'invalid_grant' });
    return await answer.json();
  } catch (error) {
    if (error instanceof ProviderError || error instanceof AccessTokenRejected) throw error;
    throw new ProviderError('provider_unavailable', { retryable: true, inDoubt: true });
  }
}

const provider = ({ bankUrl, graceMs }: InstanceOptions): Provider => ({
  id: 'token-io',
  authorizationOrigins: [],
  capabilities: {
    redirect: true,
    embedded: false,
    decoupled: false,
    revocation: false,
    refresh: true,
    ...(graceMs === undefined ? {} : { refreshGraceMs: graceMs }),
  },
  banks: unused,
  consent: { begin: unused, correlate: unused, resume: unused, cancel: unused },
  data: {
    accounts: unused,
    transactions: unused,
    revoke: unused,
    balances: async (grant) => {
      await ask(bankUrl, grant, 'access');
      return [];
    },
    refresh: async (grant) => (await ask(bankUrl, grant, 'refresh')) as Grant,
  },
});

async function activate(options: InstanceOptions) {
  const vault = await createVault([{ id: 'chaos', key: new Secret(options.key) }]);
  const now = (): number => Date.now() + ahead;
  const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const engine = { kind: 'postgres', url: new Secret(options.databaseUrl), maxConnections: 4 } as const;
  const store = await openStore({ engine, vault, now });
  const bank = provider(options);
  const service = createConnectionService({
    store,
    vault,
    spool: await openSpool(options.spool, vault, logger),
    instance: `node ${process.pid}`,
    providers: new Map([[bank.id, bank]]),
    now,
    // Sooner than in earnest: what is waited for is the same.
    schedule: (run, delayMs) => {
      const timer = setTimeout(run, Math.min(delayMs, delayMs === 5_000 ? 200 : delayMs));
      return () => clearTimeout(timer);
    },
    randomId: () => 'random',
    logger,
    leaseTerms: { leaseMs: 400, doubtMs: 2_000 },
  });
  service.start();
  return service;
}

let service: Awaited<ReturnType<typeof activate>> | undefined;

async function handle(message: ToInstance): Promise<void> {
  if (message.do === 'activate') {
    service = await activate(message.options);
    tell({ is: 'active' });
    return;
  }
  ahead = message.ahead;
  const context = { signal: AbortSignal.timeout(20_000), traceId: 'chaos' };
  const read =
    service?.balances('shop', message.connection, 'account-1', context) ?? Promise.reject(new Error('not active'));
  const result = await read.then(
    () => 'ok',
    (error: unknown) => (error as { code?: string }).code ?? 'unknown',
  );
  tell({ is: 'read', id: message.id, result });
}

process.on('message', (message: ToInstance) => {
  handle(message).catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
  });
});
process.on('disconnect', () => process.exit(0));
tell({ is: 'born' });
