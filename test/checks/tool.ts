import { spawn } from 'node:child_process';
import { CheckFailed } from './check.js';

/** Runs a tool of node_modules with Node and returns its output; a non-zero exit is a failed check. */
export function runTool(
  script: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<string> {
  return run(process.execPath, [`${process.cwd()}/node_modules/${script}`, ...args], options);
}

/** Runs a command and returns what it said on both channels. */
export function run(
  command: string,
  args: readonly string[],
  { cwd, env = process.env }: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    const collect = (chunk: Buffer): void => void (said += chunk.toString());
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve(said) : reject(new CheckFailed(said.trim()))));
  });
}
