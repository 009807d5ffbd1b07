// node .ci/exec.mjs <file.ts> [arguments]: sets up, then runs the TypeScript file in this very process,
// so that signals and the exit code are its own.
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { setup } from './setup.mjs';

try {
  setup();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
const [, , file, ...args] = process.argv;
if (file === undefined) throw new TypeError('Usage: node .ci/exec.mjs <file.ts> [arguments]');
const path = resolve(file);
process.argv = [process.execPath, path, ...args];
const { register } = await import('tsx/esm/api');
register();
await import(pathToFileURL(path).href);
