import ts from 'typescript';
import { defineConfig, type BuildOptions, type Plugin } from 'vite';

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

/** Comments and needless white space of a style sheet. A space before a colon stays: it is a descendant selector. */
const shortCss = (text: string): string =>
  text
    .replaceAll(/\/\*[^]*?\*\//g, '')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ ?([{};,>]) ?/g, '$1')
    .replaceAll(': ', ':')
    .replaceAll(';}', '}');

/** A line break with its indentation is one space to a browser. */
const shortHtml = (text: string): string => text.replaceAll(/\s*\n\s*/g, ' ');

const shorten = new Map([
  ['css', shortCss],
  ['html', shortHtml],
  ['svg', shortHtml],
]);

/** A stretch of text inside a template literal, between its marks. */
interface Piece {
  readonly tag: string;
  readonly start: number;
  readonly end: number;
}

/** The pieces of every tagged template of a source, nested ones too, last first. */
function piecesOf(code: string): Piece[] {
  const source = ts.createSourceFile('source.ts', code, ts.ScriptTarget.Latest);
  const found: Piece[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTaggedTemplateExpression(node) && ts.isIdentifier(node.tag)) {
      const { template, tag } = node;
      const literals = ts.isTemplateExpression(template)
        ? [template.head, ...template.templateSpans.map((span) => span.literal)]
        : [template];
      for (const literal of literals) {
        // The marks are ` or } before, and ` or ${ behind.
        const closing = code[literal.end - 1] === '{' ? 2 : 1;
        found.push({ tag: tag.text, start: literal.getStart(source) + 1, end: literal.end - closing });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found.sort((a, b) => b.start - a.start);
}

/** Shortens Lit's templates and style sheets, which no minifier of scripts looks into. */
const shortTemplates: Plugin = {
  name: 'short-templates',
  enforce: 'pre',
  transform(code, id) {
    if (!/\/widget\/.*\.ts$/.test(id)) return null;
    let result = code;
    for (const { tag, start, end } of piecesOf(code)) {
      const short = shorten.get(tag);
      if (short) result = result.slice(0, start) + short(result.slice(start, end)) + result.slice(end);
    }
    // package.json names the files of dist/ that have side effects; by that list, define.ts would be shaken out.
    return { code: result, map: null, moduleSideEffects: /\/define(-inline)?\.ts$/.test(id) };
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
    rolldownOptions: { output: { minify: true, codeSplitting: false } },
  };
  return {
    build,
    plugins: [shortTemplates],
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
