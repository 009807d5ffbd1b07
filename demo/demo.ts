import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serve, type ServerType } from '@hono/node-server';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import { CompanionProcess } from './companion-process.js';
import { browserOrigins, demoPorts, directOrigin, parts } from './config/addresses.js';
import { companionConfig } from './config/companion.js';
import { sandboxMembers } from './config/members.js';
import { moneyhubClients } from './config/moneyhub.js';
import { oauthBankClients } from './config/oauth-bank.js';
import { dcrOptions, registrationConfig } from './config/registration.js';
import { demoSecrets } from './config/secrets.js';
import { tellConnectClients } from './config/tell-connect.js';
import { freePorts, loopback } from './ports.js';
import { type DcrSandbox, startDcr } from './sandbox/dcr/index.js';
import { type MoneyhubSandbox, startMoneyhub } from './sandbox/moneyhub/index.js';
import { type OAuthBankSandbox, startOAuthBank } from './sandbox/oauth-bank/index.js';
import { startTellConnect, type TellConnectSandbox } from './sandbox/tell-connect/index.js';
import { startTokenIo, type TokenIoSandbox } from './sandbox/token-io/index.js';
import { createShop, type ShopOptions } from './shop/app.js';
import { testBanksPage } from './test-banks.js';

const builtDemo = new URL('../dist/demo/', import.meta.url);

export interface DemoOptions {
  /** Free ports, one for each part, are looked for from here upwards; 0 takes any. */
  readonly basePort: number;
  /** Where keys, database, configuration and logs are kept, in a folder for each base port that is really used. */
  readonly dataFolder: string;
  /** Restart the companion server when its source changes. */
  readonly watch?: boolean;
  /** Called when a part ends by itself. */
  readonly onDeath?: (reason: string) => void;
  /** Changes the companion's configuration before it is written. */
  readonly configure?: (config: object) => object;
}

/** The running demo. */
export interface Demo {
  /** Addresses for a browser. */
  readonly shop: string;
  readonly server: string;
  readonly sandbox: string;
  /** The shop's key for the companion's API. */
  readonly apiKey: string;
  /** The operator's key for `/v1/registrations`. */
  readonly operatorKey: string;
  /** The companion's address for calls from this machine. */
  readonly serverDirect: string;
  readonly logFile: string;
  /** The simulators' switches and call logs. */
  readonly tokenIo: TokenIoSandbox;
  readonly tellConnect: TellConnectSandbox;
  readonly moneyhub: MoneyhubSandbox;
  readonly danube: OAuthBankSandbox;
  readonly harbour: OAuthBankSandbox;
  readonly dcr: DcrSandbox;
  /** SIGKILL and start again exist for tests of recovery; ports and data stay. */
  readonly companion: CompanionProcess;
  stop(): Promise<void>;
}

/** Starts the simulators, companion server and shop, in this order, and resolves when all of them answer. */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const { configure = (config: object) => config } = options;
  const ports = demoPorts(await freePorts(options.basePort, parts.length));
  const { shop, companion, sandbox } = ports;
  // A second demo beside the first must not share its database.
  const dataFolder = join(options.dataFolder, options.basePort === 0 ? 'any' : String(shop));
  const origins = browserOrigins(ports);
  const secrets = demoSecrets(join(dataFolder, 'keys', 'secrets.json'));
  const stops: (() => Promise<unknown>)[] = [];
  const stop = async (): Promise<void> => {
    for (const each of stops.splice(0).reverse()) await each();
  };
  try {
    const tokenIo = await startTokenIo({
      port: sandbox,
      host: loopback,
      publicOrigin: origins.sandbox,
      members: sandboxMembers(secrets),
    });
    stops.push(() => tokenIo.close());
    const tellConnect = await startTellConnect({
      port: ports.tellConnect,
      host: loopback,
      publicOrigin: origins.tellConnect,
      clients: tellConnectClients(secrets, ports),
    });
    stops.push(() => tellConnect.close());
    const moneyhub = await startMoneyhub({
      port: ports.moneyhub,
      host: loopback,
      publicOrigin: origins.moneyhub,
      clients: moneyhubClients(secrets, ports),
    });
    stops.push(() => moneyhub.close());
    const startBank = async (bank: 'danube' | 'harbour'): Promise<OAuthBankSandbox> => {
      const started = await startOAuthBank({
        bank,
        port: ports[bank],
        host: loopback,
        publicOrigin: origins[bank],
        clients: oauthBankClients(secrets, ports, bank),
      });
      stops.push(() => started.close());
      return started;
    };
    const [danube, harbour] = [await startBank('danube'), await startBank('harbour')];
    const dcr = await startDcr({ port: ports.directory, host: loopback, ...dcrOptions(ports) });
    stops.push(() => dcr.close());

    mkdirSync(join(dataFolder, 'db'), { recursive: true, mode: 0o700 });
    const configFile = join(dataFolder, 'keys', 'companion.json');
    const config = configure({
      ...companionConfig(secrets, ports, join(dataFolder, 'db', 'bank-connect.sqlite')),
      ...registrationConfig(secrets, dcr),
    });
    writeFileSync(configFile, JSON.stringify(config, null, 2), { mode: 0o600 });
    const process = new CompanionProcess({
      configFile,
      logFile: join(dataFolder, 'logs', 'companion.log'),
      origin: directOrigin(companion),
      ...(options.watch && { watch: true }),
    });
    if (options.onDeath !== undefined) process.onDeath = options.onDeath;
    stops.push(() => process.stop());
    await process.start();

    const site = createSite({
      companion: { url: directOrigin(companion), apiKey: secrets.apiKey, origin: origins.shop },
      companionOrigin: origins.companion,
      webhookSecret: secrets.webhookSecret,
      links: { phone: `${origins.sandbox}/phone`, testBanks: '/test-banks', gallery: '/gallery/' },
      spaScript: new URL('spa.js', builtDemo),
    });
    const listening = await listen(site.fetch, shop);
    stops.push(() => close(listening));

    return {
      shop: origins.shop,
      server: origins.companion,
      sandbox: origins.sandbox,
      apiKey: secrets.apiKey,
      operatorKey: secrets.operatorKey,
      serverDirect: directOrigin(companion),
      logFile: join(dataFolder, 'logs', 'companion.log'),
      tokenIo,
      tellConnect,
      moneyhub,
      danube,
      harbour,
      dcr,
      companion: process,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The shop, and beside it what only a demo has: the gallery of all states and the list of test banks. */
function createSite(options: ShopOptions): Hono {
  const gallery = serveStatic({
    root: fileURLToPath(builtDemo),
    onFound: (_path, context) => context.header('cache-control', 'no-cache'),
  });
  return new Hono()
    .use('/gallery/*', gallery)
    .get('/test-banks', (context) => context.html(testBanksPage()))
    .route('/', createShop(options));
}

const listen = (fetch: (request: Request) => Response | Promise<Response>, port: number): Promise<ServerType> =>
  new Promise((resolve, reject) => {
    const server = serve({ fetch, port, hostname: loopback }, () => resolve(server));
    server.once('error', reject);
  });

const close = (server: ServerType): Promise<void> =>
  new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
    if ('closeAllConnections' in server) server.closeAllConnections();
  });
