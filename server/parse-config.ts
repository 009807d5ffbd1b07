import type { z } from 'zod';
import { Config } from './config.js';
import { configFaults, registrationFaults } from './config-rules.js';
import { resolveSecretRefs } from './lib/secret-refs.js';
import type { SettingSources } from './lib/secret-refs.js';

/** Settings that the server does not start with. `faults` has one line per key; none holds a value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  constructor(readonly faults: readonly string[]) {
    super(`The configuration has ${faults.length} fault${faults.length === 1 ? '' : 's'}:\n${faults.join('\n')}`);
  }
}

/**
 * The checked configuration from the text of a JSON file and the environment (`DATABASE_URL`, `BANK_CONNECT_PUBLIC_URL`,
 * `BANK_CONNECT_LISTEN` = `host:port`, and whatever the file refers to). Throws `ConfigError` with every fault at once.
 */
export function parseConfig(text: string, sources: SettingSources): Config {
  return parseDocument(text, sources, Config, (config, files) => configFaults(config, { env: sources.env, files }));
}

/** What is needed to register clients: the store, and where they are registered. */
const RegistrationSettings = Config.pick({
  environment: true,
  database: true,
  encryptionKeys: true,
  registrations: true,
});
export type RegistrationSettings = z.infer<typeof RegistrationSettings>;

/** The same for those settings alone: the others may still wait for what a registration gives. */
export function parseRegistrationSettings(text: string, sources: SettingSources): RegistrationSettings {
  return parseDocument(
    text,
    sources,
    RegistrationSettings,
    registrationFaults,
    Object.keys(RegistrationSettings.shape),
  );
}

/** `keys` are those that are looked at; default: all. */
function parseDocument<Schema extends z.ZodType>(
  text: string,
  sources: SettingSources,
  schema: Schema,
  rules: (config: z.output<Schema>, files: ReadonlyMap<string, string>) => readonly string[],
  keys?: readonly string[],
): z.output<Schema> {
  const faults: string[] = [];
  const merged = Object.entries(withEnvironment(readObject(text), sources.env, faults));
  const wanted = Object.fromEntries(merged.filter(([key]) => keys?.includes(key) !== false));
  const resolved = resolveSecretRefs(wanted, sources);
  faults.push(...resolved.faults);
  const result = schema.safeParse(resolved.value);
  if (!result.success) faults.push(...issueLines(result.error).filter((fault) => !alreadyNamed(fault, faults)));
  else faults.push(...rules(result.data, resolved.files));
  if (faults.length > 0 || !result.success) throw new ConfigError(faults);
  return result.data;
}

function readObject(text: string): Record<string, unknown> {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw new ConfigError(['(file): is not valid JSON; check quotes and commas']);
  }
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    throw new ConfigError(['(file): must be a JSON object']);
  }
  return document as Record<string, unknown>;
}

/** The environment fills in what the file leaves open; naming a thing twice is a contradiction. */
function withEnvironment(
  document: Record<string, unknown>,
  env: SettingSources['env'],
  faults: string[],
): Record<string, unknown> {
  const merged = { ...document };
  const set = (key: string, variable: string, value: unknown) => {
    if (Object.hasOwn(document, key)) {
      faults.push(`${key}: is set in the file and by ${variable}; remove one`);
    } else {
      merged[key] = value;
    }
  };
  if (env.DATABASE_URL) set('database', 'DATABASE_URL', { url: env.DATABASE_URL });
  if (env.BANK_CONNECT_PUBLIC_URL) set('publicUrl', 'BANK_CONNECT_PUBLIC_URL', env.BANK_CONNECT_PUBLIC_URL);
  if (env.BANK_CONNECT_LISTEN) {
    const [, host, port] = /^(.+):(\d{1,5})$/.exec(env.BANK_CONNECT_LISTEN) ?? [];
    if (host === undefined) faults.push('listen: BANK_CONNECT_LISTEN must look like 0.0.0.0:8080');
    else set('listen', 'BANK_CONNECT_LISTEN', { host: host.replace(/^\[|\]$/g, ''), port: Number(port) });
  }
  return merged;
}

function issueLines(error: z.ZodError): string[] {
  return error.issues.flatMap((issue) => {
    const path = issue.path.map(String).join('.');
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map(
        (key) => `${path === '' ? '' : `${path}.`}${key}: is not a setting; remove it or check its spelling`,
      );
    }
    const missing = issue.code === 'invalid_type' && issue.message.endsWith('received undefined');
    return [`${path === '' ? '(file)' : path}: ${missing ? 'is missing; set it' : issue.message}`];
  });
}

/** A reference that leads nowhere is reported once, not again as a missing value. */
const alreadyNamed = (fault: string, faults: readonly string[]) =>
  faults.some((other) => other.slice(0, other.indexOf(':')) === fault.slice(0, fault.indexOf(':')));
