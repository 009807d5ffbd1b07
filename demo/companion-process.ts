import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serverBundle } from '../.ci/server-bundle.js';

const source = fileURLToPath(new URL('../server/cli.ts', import.meta.url));
/** Ends the child when the demo dies without a word. */
const guard = new URL('./parent-guard.mjs', import.meta.url).href;

export interface CompanionOptions {
  readonly configFile: string;
  readonly logFile: string;
  /** Where its health is asked, such as http://127.0.0.1:4101. */
  readonly origin: string;
  /** Restart on every change of its source. */
  readonly watch?: boolean;
}

/** How long a start may take, in milliseconds. */
const startTimeoutMs = 60_000;
/** How long a graceful stop may take before it is cut short, in milliseconds. */
const stopTimeoutMs = 10_000;
const lastLines = 20;

/** The companion server as a process of its own, as in production: `bank-connect serve` with a configuration file. */
export class CompanionProcess {
  readonly #options: CompanionOptions;
  #child: ChildProcess | undefined;
  #said: string[] = [];
  /** Called when the process ends and nobody asked it to. */
  onDeath: (reason: string) => void = () => undefined;

  constructor(options: CompanionOptions) {
    this.#options = options;
  }

  /** Process id while it runs. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Starts the process and waits until it is ready. Throws with its last words when it ends before. */
  async start(): Promise<void> {
    const { configFile, logFile, watch } = this.#options;
    mkdirSync(dirname(logFile), { recursive: true });
    const log = createWriteStream(logFile, { flags: 'a' });
    const script = watch
      ? ['--watch', '--import', guard, '--import', 'tsx', source]
      : ['--import', guard, serverBundle()];
    const child = spawn(process.execPath, [...script, 'serve'], {
      env: { ...process.env, BANK_CONNECT_CONFIG: configFile, NODE_ENV: 'development' },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#child = child;
    this.#said = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        log.write(chunk);
        this.#said = [...this.#said, ...chunk.toString().trimEnd().split('\n')].slice(-lastLines);
      });
    }
    child.once('exit', (code, signal) => {
      log.end();
      if (this.#child !== child) return;
      this.#child = undefined;
      this.onDeath(
        `The companion server ended (${signal ?? `exit code ${code}`}). Its last words:\n${this.#said.join('\n')}`,
      );
    });
    await this.#untilReady(child);
  }

  async #untilReady(child: ChildProcess): Promise<void> {
    const deadline = Date.now() + startTimeoutMs;
    while (Date.now() < deadline) {
      if (child.exitCode !== null || child.signalCode !== null) {
        throw new Error(`The companion server does not start. Its last words:\n${this.#said.join('\n')}`);
      }
      if (await this.#isReady()) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await this.kill();
    throw new Error(`The companion server is not ready after ${startTimeoutMs / 1000} s.\n${this.#said.join('\n')}`);
  }

  async #isReady(): Promise<boolean> {
    try {
      return (await fetch(`${this.#options.origin}/readyz`, { signal: AbortSignal.timeout(5_000) })).ok;
    } catch {
      return false;
    }
  }

  /** Asks it to stop and waits; cut short after ten seconds. */
  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  /** Takes its life without warning (SIGKILL). `start()` brings it back with the same ports and data. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    this.#child = undefined;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
    await ended;
    clearTimeout(timer);
  }
}
