import { defineConfig, type BuildOptions, type Plugin } from 'vite';
import { applyEdits, parse } from './.ci/vite/edits.js';
import { plainDecorators } from './.ci/vite/plain-decorators.js';
import { shortTemplates } from './.ci/vite/short-templates.js';

/**
 * The scripts for the browser, one file each, Lit inside: `vite build --mode module | classic | frame`.
 * The npm entries (dist/widget/index.js and define.js, Lit outside) are plain output of the TypeScript compiler.
 */
const scripts = {
  /** `<script type="module" src="…/bank-connect.js">` */
  module: { entry: 'widget/script.ts', format: 'es', file: 'bank-connect.js' },
  /** `<script src="…/bank-connect.classic.js">` */
  classic: { entry: 'widget/script.ts', format: 'iife', file: 'bank-connect.classic.js' },
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

export default defineConfig(({ mode }) => {
  if (!isScript(mode)) throw new TypeError(`Build with --mode ${Object.keys(scripts).join(' | ')}, not ${mode}.`);
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
        // What few fields need is fetched by the frame when it is needed; the widget is one file.
        ...(mode === 'frame'
          ? {
              chunkFileNames: 'frame-[name]-[hash].js',
              codeSplitting: { groups: [{ name: 'frame', tags: ['$initial'] }] },
            }
          : { codeSplitting: false }),
      },
    },
  };
  return {
    build,
    plugins: [compact],
    // Lit's production build, whatever the name of the mode.
    resolve: { conditions: ['production', 'browser', 'module', 'default'] },
    define: {
      'process.env.NODE_ENV': '"production"',
      // A classic script knows its address from its tag.
      ...(mode === 'classic' ? { 'import.meta.url': 'undefined' } : {}),
    },
    clearScreen: false,
  };
});
