// npm run build: everything that is published, into dist/.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build as viteBuild, type InlineConfig } from 'vite';
import { hashOf } from './hash.js';
import { describeSize, measureSizes } from './sizes.js';
import { hashedName } from './vite/second-file.js';

const stamp = 'dist/.sources';
/** What the scripts for the browser are made of. */
const browserSources = [
  'widget',
  'demo/shop/spa',
  'demo/gallery',
  '.ci/vite',
  'vite.config.ts',
  'tsconfig.json',
  'package.json',
  'package-lock.json',
];
/** The modules that a user of the package can name. */
const publicModules = ['bank-connect', 'form/form-element', 'define', 'events', 'index'].map(
  (name) => `widget/${name}.ts`,
);

/** Runs a tool of node_modules with Node; what it says is shown when it fails. */
function runTool(script: string, args: readonly string[]): Promise<void> {
  return new Promise((done, reject) => {
    const child = spawn(process.execPath, [`node_modules/${script}`, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    const collect = (chunk: Buffer): void => void (said += chunk.toString());
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? done() : reject(new Error(`${script} failed:\n${said}`))));
  });
}

/** The scripts for the browser; nothing to do when their sources have not changed since. */
export async function buildScripts(): Promise<void> {
  const hash = hashOf(browserSources);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  for (const old of existsSync('dist') ? readdirSync('dist') : []) {
    if (/^(frame|bank-connect)-.*\.js$/.test(old)) rmSync(`dist/${old}`);
  }
  for (const mode of ['module', 'classic', 'frame']) await runTool('vite/bin/vite.js', ['build', '--mode', mode]);
  const module = readFileSync('dist/bank-connect.js', 'utf8');
  writeFileSync(`dist/${hashedName('bank-connect', module)}`, module);
  await buildDemo();
  writeFileSync(stamp, hash);
}

/** For the demo: the shop's single-page application, which imports the element by the package's name, and the gallery. */
async function buildDemo(): Promise<void> {
  const common: InlineConfig = {
    configFile: false,
    logLevel: 'error',
    resolve: { alias: { 'bank-connect/define': resolve('widget/define.ts') }, conditions: ['production', 'browser'] },
  };
  await viteBuild({
    ...common,
    build: {
      outDir: 'dist/demo',
      emptyOutDir: false,
      target: 'es2022',
      lib: { entry: 'demo/shop/spa/main.ts', formats: ['es'], fileName: () => 'spa.js' },
      rolldownOptions: { output: { codeSplitting: false } },
    },
  });
  await viteBuild({
    ...common,
    root: 'demo/gallery',
    base: '/gallery/',
    build: { outDir: resolve('dist/demo/gallery'), emptyOutDir: true, target: 'es2022' },
  });
}

/** Everything: scripts, server, types and the custom-elements manifest. */
export async function buildPackage(): Promise<void> {
  for (const folder of ['dist/server', 'dist/widget']) rmSync(folder, { recursive: true, force: true });
  await buildScripts();
  await runTool('typescript/bin/tsc', ['-p', 'tsconfig.build.json']);
  await buildManifest();
}

/** custom-elements.json of the public modules. */
export async function buildManifest(): Promise<void> {
  await runTool('@custom-elements-manifest/analyzer/cem.js', [
    'analyze',
    '--litelement',
    '--globs',
    ...publicModules,
    '--outdir',
    'dist',
  ]);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await buildPackage();
  for (const size of measureSizes()) process.stdout.write(`${describeSize(size)}\n`);
}
