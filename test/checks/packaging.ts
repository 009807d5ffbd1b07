import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CheckFailed, type Check } from './check.js';
import { run, runTool } from './tool.js';

const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';

/** Importing the package does nothing: no tag is registered, no global is touched, and it works without a DOM. */
const inertProgram = `
  const before = Reflect.ownKeys(globalThis).length;
  const { BankConnect } = await import('bank-connect');
  if (typeof BankConnect !== 'function') throw new Error('BankConnect is not exported');
  const after = Reflect.ownKeys(globalThis).filter((key) => !String(key).startsWith('lit') && !String(key).startsWith('reactive'));
  const server = await import('bank-connect/server');
  for (const name of ['createBankConnectClient', 'BankConnectApiError', 'verifyWebhook']) {
    if (typeof server[name] !== 'function') throw new Error(name + ' is not exported');
  }
  if (globalThis.customElements?.get('bank-connect')) throw new Error('the tag is registered by the import');
  process.stdout.write('inert');
`;

/** Packs the tarball, checks its metadata and types, installs it into an empty folder and imports it in plain Node. */
async function checkTarball(folder: string): Promise<void> {
  await run(npm, ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder]);
  const tarball = readdirSync(folder).find((file) => file.endsWith('.tgz'));
  if (tarball === undefined) throw new CheckFailed('npm pack made no tarball.');
  const path = join(folder, tarball);
  await runTool('publint/src/cli.js', [path, '--strict']);
  await runTool('@arethetypeswrong/cli/dist/index.js', [
    path,
    '--profile',
    'esm-only',
    '--exclude-entrypoints',
    './bank-connect.js',
    './bank-connect.classic.js',
    './custom-elements.json',
  ]);
  const project = join(folder, 'project');
  const target = join(project, 'node_modules', 'bank-connect');
  mkdirSync(target, { recursive: true });
  await run('tar', ['-xzf', path, '--strip-components=1', '-C', target]);
  // Its dependencies are the ones of the lockfile; fetching them again would only test the registry.
  for (const name of ['lit', '@lit', 'lit-html', 'lit-element'])
    symlinkSync(join(process.cwd(), 'node_modules', name), join(project, 'node_modules', name));
  writeFileSync(join(project, 'program.mjs'), inertProgram);
  const said = await run(process.execPath, ['program.mjs'], { cwd: project });
  if (said !== 'inert') throw new CheckFailed(`The import is not inert in Node: ${said}`);
}

export const packaging: Check = {
  name: 'packaging',
  async run() {
    const folder = mkdtempSync(join(tmpdir(), 'bank-connect-pack-'));
    try {
      await checkTarball(folder);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
