import { readFileSync } from 'node:fs';
import { defineConfig, type BuildOptions, type Plugin, type UserConfig } from 'vite';
import { applyEdits, parse } from './.ci/vite/edits.js';
import { plainDecorators } from './.ci/vite/plain-decorators.js';
import { hashedName, integrityOf, secondFile } from './.ci/vite/second-file.js';
import { shortTemplates } from './.ci/vite/short-templates.js';

/**
 * The scripts for the browser, Lit inside: `vite build --mode module`, then `classic`, which names the module, and `frame`.
 * The npm entries (dist/widget/index.js and define.js, Lit outside) are plain output of the TypeScript compiler.
 */
const scripts = {
  /** `<script type="module" src="…/bank-connect.js">` */
  module: { entry: 'widget/script.ts', format: 'es', file: 'bank-connect.js' },
  /** `<script src="…/bank-connect.classic.js">` */
  classic: { entry: 'widget/classic.ts', format: 'iife', file: 'bank-connect.classic.js' },
  /** The page inside the credential frame. */
  frame: { entry: 'widget/frame/page.ts', format: 'es', file: 'frame.js' },
} as const;

const isScript = (mode: string): mode is keyof typeof scripts => Object.hasOwn(scripts, mode);

/** What the scripts for the browser can do without: long templates, and the code of decorators. */
const compact: Plugin = {
  name: 'compact',
  enforce: 'pre',
  transform(code, id) {
    if (!/\/widget\/.*\.ts$/.test(id)) return null;
    const source = parse(code);
    return {
      code: applyEdits(code, [...shortTemplates(source), ...plainDecorators(source)]),
      map: null,
      // package.json names the files of dist/ that have side effects; by that list, define.ts would be shaken out.
      moduleSideEffects: /\/define(-inline)?\.ts$/.test(id),
    };
  },
};

/** The module as a plain script names it: by its content, so that both are always of one version. */
function builtModule(): { name: string; integrity: string } {
  const code = readFileSync('dist/bank-connect.js', 'utf8');
  return { name: hashedName('bank-connect', code), integrity: integrityOf(code) };
}

/** The companion server as the demo and the tests run it (.ci/server-bundle.ts): `vite build --mode server --outDir …`. */
const server: UserConfig = {
  logLevel: 'error',
  ssr: { noExternal: true, external: ['libsql', 'pg-native'] },
  build: { ssr: 'server/cli.ts', emptyOutDir: true, target: 'node20' },
};

/** Processes that the server's tests start and kill, by the names that `childScript` knows them by. */
const children: UserConfig = {
  ...server,
  build: {
    ...server.build,
    ssr: true,
    rolldownOptions: {
      input: {
        'starting-instance': 'test/server/store/starting-instance.ts',
        'acknowledging-writer': 'test/server/store/acknowledging-writer.ts',
        'webhooks-victim': 'test/server/webhooks/victim.ts',
        'session-victim': 'test/server/session/crash/victim.ts',
        'ledger-worker': 'test/server/session/ledger/worker.ts',
      },
    },
  },
};

export default defineConfig(({ mode }) => {
  if (mode === 'server') return server;
  if (mode === 'server-tests') return children;
  if (!isScript(mode))
    throw new TypeError(`Build with --mode ${Object.keys(scripts).join(' | ')} | server | server-tests, not ${mode}.`);
  const { entry, format, file } = scripts[mode];
  const build: BuildOptions = {
    target: 'es2022',
    outDir: 'dist',
    // Each mode adds its file.
    emptyOutDir: false,
    copyPublicDir: false,
    minify: true,
    lib: { entry, formats: [format], fileName: () => file, name: 'BankConnectScript' },
    // The ES library output keeps its white space unless the output itself is told to lose it.
    rolldownOptions: {
      // What the entry shares with the files that come later stays in the entry, and is exported from there.
      preserveEntrySignatures: false,
      output: {
        minify: true,
        comments: false,
        // The steps after the list of banks are fetched later, and so is what few fields of the frame need.
        ...(mode === 'classic'
          ? { codeSplitting: false }
          : {
              chunkFileNames: 'frame-[name]-[hash].js',
              codeSplitting: { groups: [{ name: mode, tags: ['$initial'] }] },
            }),
      },
    },
  };
  return {
    build,
    plugins: [compact, ...(mode === 'module' ? [secondFile('bank-connect-steps')] : [])],
    // Lit's production build, whatever the name of the mode.
    resolve: { conditions: ['production', 'browser', 'module', 'default'] },
    define: {
      'process.env.NODE_ENV': '"production"',
      ...(mode === 'classic' ? { bankConnectModule: JSON.stringify(builtModule()) } : {}),
    },
    clearScreen: false,
  };
});
