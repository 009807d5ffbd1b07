import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createRandomId } from './lib/random.js';
import { readConfig, readRegistrationSettings, serve } from './main.js';
import { ConfigError } from './parse-config.js';

/** Where a command says what it has to say. */
export interface Terminal {
  /** Standard output. */
  readonly print: (text: string) => void;
  /** Standard error. */
  readonly complain: (text: string) => void;
}

const usage = `Usage: bank-connect <command> [--config <file>]

  serve                 Runs the companion server (default: the file in BANK_CONNECT_CONFIG).
  check-config          Says what is wrong with the configuration; ends with 1 if anything is.
  register [<id>]       Registers a client at a bank; see \`bank-connect register --help\`.
  new-key               Prints a new API key, and its hash for apiKeyHashes or operatorKeyHashes.
  new-encryption-key    Prints a new key for encryptionKeys.
  new-webhook-secret    Prints a new secret for a merchant's webhooks.
`;

type Command = (configPath: string | undefined, terminal: Terminal) => Promise<number | undefined> | number;

/** A command's answer is what it prints; its result is the exit code, where the process shall end. */
const commands: Readonly<Record<string, Command>> = {
  async serve(configPath) {
    await serve(configPath);
    return undefined;
  },

  async 'check-config'(configPath, { print, complain }) {
    try {
      await readConfig(configPath);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      complain(`${error.message}\n`);
      return 1;
    }
    print('The configuration is fine.\n');
    return 0;
  },

  'new-key'(_configPath, { print }) {
    const key = `bc_${randomBytes(32).toString('base64url')}`;
    const hash = createHash('sha256').update(key).digest('hex');
    print(`key  ${key}\nhash ${hash}\n`);
    return 0;
  },

  'new-encryption-key'(_configPath, { print }) {
    print(`${randomBytes(32).toString('base64url')}\n`);
    return 0;
  },

  'new-webhook-secret'(_configPath, { print }) {
    print(`whsec_${randomBytes(32).toString('base64')}\n`);
    return 0;
  },
};

/** Runs `bank-connect …`. The result is the exit code; there is none while a server runs. */
export async function runCommand(args: readonly string[], terminal: Terminal): Promise<number | undefined> {
  const [name, ...rest] = args;
  try {
    return await (name === 'register' ? register(rest, terminal) : run(args, terminal));
  } catch (error) {
    terminal.complain(`${(error as Error).message}\n\n${usage}`);
    return 2;
  }
}

async function run(args: readonly string[], terminal: Terminal): Promise<number | undefined> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { config: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    allowPositionals: true,
  });
  const [name = '', ...rest] = positionals;
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (values.help === true) {
    terminal.print(usage);
    return 0;
  }
  if (command === undefined || rest.length > 0) {
    terminal.complain(usage);
    return 2;
  }
  return command(values.config, terminal);
}

/** Has options of its own, and says by itself what is wrong with them. */
async function register(args: readonly string[], { print, complain }: Terminal): Promise<number> {
  const { registerCommand } = await import('./registration/command.js');
  try {
    return await registerCommand(args, {
      readSettings: readRegistrationSettings,
      readFile: (path) => readFileSync(path === '-' ? 0 : path, 'utf8'),
      print,
      complain,
      now: Date.now,
      randomId: createRandomId(),
      random: Math.random,
    });
  } catch (error) {
    complain(`${(error as Error).message}\n`);
    return 1;
  }
}
