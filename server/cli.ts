#!/usr/bin/env node
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createRandomId } from './lib/random.js';
import { readConfig, readRegistrationSettings, serve } from './main.js';
import { ConfigError } from './parse-config.js';

const usage = `Usage: bank-connect <command> [--config <file>]

  serve                 Runs the companion server (default: the file in BANK_CONNECT_CONFIG).
  check-config          Says what is wrong with the configuration; ends with 1 if anything is.
  register [<id>]       Registers a client at a bank; see \`bank-connect register --help\`.
  new-key               Prints a new API key, and its hash for apiKeyHashes or operatorKeyHashes.
  new-encryption-key    Prints a new key for encryptionKeys.
  new-webhook-secret    Prints a new secret for a merchant's webhooks.
`;

/** A commands' answer is what it prints; its result is the exit code, where the process shall end. */
const commands: Readonly<Record<string, (configPath: string | undefined) => Promise<number | undefined> | number>> = {
  async serve(configPath) {
    await serve(configPath);
    return undefined;
  },

  async 'check-config'(configPath) {
    try {
      await readConfig(configPath);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      process.stderr.write(`${error.message}\n`);
      return 1;
    }
    process.stdout.write('The configuration is fine.\n');
    return 0;
  },

  'new-key'() {
    const key = `bc_${randomBytes(32).toString('base64url')}`;
    const hash = createHash('sha256').update(key).digest('hex');
    process.stdout.write(`key  ${key}\nhash ${hash}\n`);
    return 0;
  },

  'new-encryption-key'() {
    process.stdout.write(`${randomBytes(32).toString('base64url')}\n`);
    return 0;
  },

  'new-webhook-secret'() {
    process.stdout.write(`whsec_${randomBytes(32).toString('base64')}\n`);
    return 0;
  },
};

async function run(args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { config: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    allowPositionals: true,
  });
  const [name = '', ...rest] = positionals;
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (values.help === true) process.stdout.write(usage);
  else if (command === undefined || rest.length > 0) fail(usage);
  else {
    const code = await command(values.config);
    if (typeof code === 'number') process.exitCode = code;
  }
}

function fail(message: string): void {
  process.stderr.write(message);
  process.exitCode = 2;
}

/** Has options of its own, and says by itself what is wrong with them. */
async function register(args: readonly string[]): Promise<void> {
  const { registerCommand } = await import('./registration/command.js');
  const complain = (text: string) => void process.stderr.write(text);
  try {
    process.exitCode = await registerCommand(args, {
      readSettings: readRegistrationSettings,
      readFile: (path) => readFileSync(path === '-' ? 0 : path, 'utf8'),
      print: (text) => void process.stdout.write(text),
      complain,
      now: Date.now,
      randomId: createRandomId(),
      random: Math.random,
    });
  } catch (error) {
    complain(`${(error as Error).message}\n`);
    process.exitCode = 1;
  }
}

try {
  const [name, ...rest] = process.argv.slice(2);
  await (name === 'register' ? register(rest) : run(process.argv.slice(2)));
} catch (error) {
  fail(`${(error as Error).message}\n\n${usage}`);
}
