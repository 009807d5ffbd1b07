import { RegistrationCredentials, type Registration } from '../contract/registrations.js';
import { errorTable, type FieldFault } from '../contract/errors.js';
import type { Clock } from '../lib/clock.js';
import { createLogger } from '../lib/logger.js';
import type { RegistrationSettings } from '../parse-config.js';
import { checkRegistrationJwt } from './check-registration.js';
import { readCommand, usage, type RegisterCommand } from './command-options.js';
import { createRegistrationService } from './create-service.js';
import { openRegistrationStore } from './open-store.js';
import { createRegistrar } from './registrar.js';
import { RegistrationError, type RegistrationContext, type RegistrationService } from './service.js';
import { KeySet } from './verify-jws.js';

/** What the command line gives to the command. */
export interface CommandWorld {
  /** The settings of this file, or of the one that the environment names. Throws `ConfigError`. */
  readonly readSettings: (configPath: string | undefined) => RegistrationSettings;
  /** The text of a file; `-` is standard input. */
  readonly readFile: (path: string) => string;
  readonly print: (text: string) => void;
  readonly complain: (text: string) => void;
  readonly now: Clock;
  /** At least 128 random bits as letters, digits, `-` and `_`. */
  readonly randomId: () => string;
  /** A number in [0, 1). */
  readonly random: () => number;
}

/** Runs `bank-connect register …`; the result is the exit code. Throws for files and stores that cannot be opened. */
export async function registerCommand(args: readonly string[], world: CommandWorld): Promise<number> {
  let command: RegisterCommand;
  try {
    command = readCommand(args);
  } catch (error) {
    world.complain(`${(error as Error).message}\n\n${usage}`);
    return 2;
  }
  switch (command.kind) {
    case 'help':
      world.print(usage);
      return 0;
    case 'check':
      return check(command, world);
    case 'print':
      return printJwt(command.id, world.readSettings(command.config), world);
    default:
      return withService(command, world);
  }
}

async function check(command: Extract<RegisterCommand, { kind: 'check' }>, world: CommandWorld): Promise<number> {
  const keys = (path: string | undefined) =>
    path === undefined ? undefined : KeySet.parse(JSON.parse(world.readFile(path)));
  const [softwareKeys, directoryKeys] = [keys(command.softwareKeys), keys(command.directoryKeys)];
  const faults = await checkRegistrationJwt(world.readFile(command.file).trim(), {
    profile: command.profile,
    audience: command.audience,
    softwareKeys,
    directoryKeys,
    now: world.now(),
    environment: command.sandbox ? 'sandbox' : 'production',
  });
  if (faults.length > 0) return complainOf(`The registration JWT has`, faults, world);
  const unverified = [
    ...(softwareKeys === undefined ? ['its signature'] : []),
    ...(directoryKeys === undefined ? ['that of its software statement'] : []),
  ].join(' and ');
  world.print(`The registration JWT has no fault.${unverified === '' ? '' : ` Not verified: ${unverified}.`}\n`);
  return 0;
}

async function printJwt(id: string, settings: RegistrationSettings, world: CommandWorld): Promise<number> {
  const config = settings.registrations.find((one) => one.id === id);
  if (config === undefined) return complainOf('There is', [unknownId], world);
  const { prepared, faults } = await createRegistrar(config, deps(settings, world)).prepare();
  if (faults.length > 0) return complainOf('The registration has', faults, world);
  world.print(`${prepared.jwt}\n`);
  return 0;
}

const unknownId = { path: 'id', message: 'There is no such entry in `registrations`.' };

type ServiceCommand = Exclude<RegisterCommand, { kind: 'help' | 'check' | 'print' }>;

async function withService(command: ServiceCommand, world: CommandWorld): Promise<number> {
  const settings = world.readSettings(command.config);
  const store = await openRegistrationStore(settings, world.now);
  try {
    // The log goes where the complaints go: standard output belongs to the answer.
    const logger = createLogger({ level: 'info', destination: { write: (line) => world.complain(line) } });
    const service = createRegistrationService({
      ...deps(settings, world),
      configs: settings.registrations,
      store: store.registrations,
      logger,
    });
    world.print(`${JSON.stringify(await run(command, service, world), null, 2)}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof RegistrationError)) throw error;
    const { message } = errorTable[error.code];
    return complainOf(`${error.code}: ${message}`, error.fields ?? [], world);
  } finally {
    await store.close();
  }
}

async function run(command: ServiceCommand, service: RegistrationService, world: CommandWorld): Promise<unknown> {
  const context: RegistrationContext = { traceId: world.randomId(), actor: 'command line' };
  switch (command.kind) {
    case 'list':
      return Promise.all(service.targets().map((id) => statusOf(id, service)));
    case 'register':
      return (await service.register(command.id, context)).registration;
    case 'read':
    case 'update':
      return service[command.kind](command.id, context);
    case 'credentials':
      return service.supply(command.id, readCredentialsFile(world.readFile(command.file)), context);
    case 'delete':
      await service.remove(command.id, context);
      return { id: command.id, status: 'deleted' };
    case 'forget':
      await service.forget(command.id, context);
      return { id: command.id, status: 'forgotten' };
  }
}

async function statusOf(id: string, service: RegistrationService): Promise<Registration | object> {
  try {
    return await service.get(id);
  } catch (error) {
    if (!(error instanceof RegistrationError)) throw error;
    return { id, status: error.code === 'not_found' ? 'not registered' : 'registered as something else' };
  }
}

function readCredentialsFile(text: string): RegistrationCredentials {
  const { success, data, error } = RegistrationCredentials.safeParse(parseJson(text));
  if (success) return data;
  const fields = error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  throw new RegistrationError('invalid_request', { fields });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RegistrationError('malformed_json');
  }
}

function complainOf(what: string, faults: readonly FieldFault[], world: CommandWorld): number {
  const count = faults.length === 1 ? '1 fault' : `${faults.length} faults`;
  const head = what.endsWith('.') ? what : `${what} ${count}:`;
  world.complain([head, ...faults.map(({ path, message }) => `${path}: ${message}`), ''].join('\n'));
  return 1;
}

const deps = ({ environment }: RegistrationSettings, { now, randomId, random }: CommandWorld) => ({
  now,
  randomId,
  random,
  environment,
});
