import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Companion } from './companion.js';
import type { Config } from './config.js';
import { loadAssets } from './lib/assets.js';
import { createLogger } from './lib/logger.js';
import type { Logger } from './lib/logger.js';
import type { SettingSources } from './lib/secret-refs.js';
import { ConfigError, parseConfig, parseRegistrationSettings } from './parse-config.js';
import type { RegistrationSettings } from './parse-config.js';

/** How long running work may take after a signal to stop, in milliseconds. */
const stopGraceMs = 8_000;

/** The checked configuration of `path`, else of the file that `BANK_CONNECT_CONFIG` names. Throws `ConfigError`. */
export async function readConfig(path?: string): Promise<Config> {
  const text = readConfigText(path);
  if (!/"registration"\s*:/.test(text)) return parseConfig(text, sources);
  // Some secrets are those of registered clients. The drivers of the databases are only loaded where that is so.
  const { readCredentials } = await import('./registration/open-store.js');
  const credentials = await readCredentials(parseRegistrationSettings(text, sources), Date.now);
  return parseConfig(text, { ...sources, registration: (name) => credentials.get(name) });
}

/** The same for the settings that registering clients needs. */
export const readRegistrationSettings = (path?: string): RegistrationSettings =>
  parseRegistrationSettings(readConfigText(path), sources);

const sources: SettingSources = { env: process.env, readFile: (file) => readFileSync(file, 'utf8') };

function readConfigText(path = process.env.BANK_CONNECT_CONFIG): string {
  if (!path) throw new ConfigError(['BANK_CONNECT_CONFIG: names no file; set it, or give --config <file>']);
  try {
    return sources.readFile(path);
  } catch {
    throw new ConfigError(['BANK_CONNECT_CONFIG: the file cannot be read; check the path and its permissions']);
  }
}

/** Runs the server until it is told to stop. Settings and faults of the start end the process with code 1. */
export async function serve(configPath?: string): Promise<void> {
  let logger = createLogger({ level: 'info' });
  try {
    const config = await readConfig(configPath);
    logger = createLogger({ level: config.logLevel });
    const assets = loadAssets(config.assetsDir ?? builtFiles());
    // Loaded only now: what is wrong with the settings is said before the drivers of two databases are read.
    const { createCompanion } = await import('./companion.js');
    const companion = await createCompanion(config, { assets, logger, now: Date.now });
    stopOnSignals(companion, logger);
    dieOnFaults(logger);
    await companion.start();
    companion.server.listen(config.listen);
    await once(companion.server, 'listening');
    const { address, port } = companion.server.address() as AddressInfo;
    logger.info({ address, port, publicUrl: config.publicUrl, environment: config.environment }, 'listening');
  } catch (error) {
    if (error instanceof ConfigError) process.stderr.write(`${error.message}\n`);
    else logger.fatal({ err: error }, 'cannot start');
    process.exit(1);
  }
}

/** The folder of the built browser files: `dist`, seen from `dist/server` and from `server` alike. */
function builtFiles(): string {
  const isBuilt = import.meta.url.endsWith('.js');
  return fileURLToPath(new URL(isBuilt ? '..' : '../dist', import.meta.url));
}

function stopOnSignals(companion: Companion, logger: Logger): void {
  let stopping = false;
  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    // A second signal does not wait.
    if (stopping) process.exit(1);
    stopping = true;
    logger.info({ signal }, 'stopping');
    try {
      await companion.stop(stopGraceMs);
      logger.info({}, 'stopped');
      process.exit(0);
    } catch (error) {
      logger.fatal({ err: error }, 'did not stop cleanly');
      process.exit(1);
    }
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal));
}

/** What nobody caught leaves the process in a state that nobody knows; the journal picks up what it left behind. */
function dieOnFaults(logger: Logger): void {
  const die = (kind: string) => (error: unknown) => {
    logger.fatal({ err: error }, kind);
    process.exit(1);
  };
  process.on('uncaughtException', die('uncaught exception'));
  process.on('unhandledRejection', die('unhandled rejection'));
}
