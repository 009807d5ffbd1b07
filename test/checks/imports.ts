import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import ts from 'typescript';
import { type Check, expectNone } from './check.js';

interface Import {
  readonly file: string;
  /** A path from the root of the repository, or the name of a package. */
  readonly target: string;
  readonly typeOnly: boolean;
}

/** Which imports a folder may have. A target is a file of the repository (with its folder) or a package name. */
interface Rule {
  readonly folder: string;
  readonly because: string;
  allows(imported: Import): boolean;
}

const isBelow = (path: string, ...folders: readonly string[]): boolean =>
  folders.some((folder) => path === folder || path.startsWith(`${folder}/`));

const isOwnFile = (target: string): boolean => isBelow(target, 'widget', 'server', 'demo', 'test', '.ci');

/** `server/providers/token-io/client.ts` → `server/providers/token-io` */
const providerFolder = (file: string): string | undefined => /^server\/providers\/[^/]+(?=\/)/.exec(file)?.[0];

/** The import table of the design, section 2. */
const rules: readonly Rule[] = [
  {
    folder: 'widget',
    because: 'widget imports lit, its own files, and types of server/contract',
    allows: ({ target, typeOnly }) =>
      isOwnFile(target)
        ? isBelow(target, 'widget') || (typeOnly && isBelow(target, 'server/contract'))
        : isBelow(target, 'lit'),
  },
  {
    folder: 'server',
    because: 'server imports nothing of widget, demo and test',
    allows: ({ target }) => !isBelow(target, 'widget', 'demo', 'test', '.ci'),
  },
  ...['server/session', 'server/connection', 'server/payments'].map((folder) => ({
    folder,
    because: 'session and connection know providers by their interface only, and nothing of http',
    allows: ({ target }: Import) => !isBelow(target, 'server/http') && providerFolder(target) === undefined,
  })),
  {
    folder: 'server/providers',
    because: 'a provider knows neither another provider nor http, session and store',
    allows: ({ file, target }) => {
      const own = providerFolder(file);
      const other = providerFolder(target);
      if (isBelow(target, 'server/http', 'server/session', 'server/store')) return false;
      return own === undefined || other === undefined || other === own;
    },
  },
  {
    folder: 'server/http',
    because: 'http speaks to services; it knows neither providers nor the store',
    allows: ({ target, typeOnly }) => typeOnly || !isBelow(target, 'server/providers', 'server/store'),
  },
  {
    folder: 'server/contract',
    because: 'the contract stands alone',
    allows: ({ target }) => (isOwnFile(target) ? isBelow(target, 'server/contract') : target === 'zod'),
  },
  {
    folder: 'server/client',
    because: 'the client of the API runs in other backends: types of the contract, Node, and nothing else',
    allows: ({ target, typeOnly }) =>
      isOwnFile(target)
        ? isBelow(target, 'server/client') || (typeOnly && isBelow(target, 'server/contract'))
        : target.startsWith('node:') || (typeOnly && target === 'zod'),
  },
  {
    folder: 'demo/sandbox',
    because: 'a simulator shares no code with the client that it checks',
    allows: ({ target }) => !isOwnFile(target) || isBelow(target, 'demo/sandbox'),
  },
  {
    folder: 'demo/shop',
    because: "the shop is a merchant's: it speaks HTTP",
    allows: ({ target }) => !isOwnFile(target) || isBelow(target, 'demo/shop'),
  },
];

const sourceFiles = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => `${folder}/${file}`.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.ts'));

/** Every import, re-export and dynamic import of a file. */
export function importsOf(file: string, text: string): Import[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: Import[] = [];
  const add = (specifier: ts.Node | undefined, typeOnly: boolean): void => {
    if (specifier === undefined || !ts.isStringLiteral(specifier)) return;
    const { text: name } = specifier;
    const target = name.startsWith('.') ? normalize(join(dirname(file), name)).replaceAll('\\', '/') : name;
    found.push({ file, target, typeOnly });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node))
      add(node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword);
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      add(node.arguments[0], false);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** What breaks the import table, one line each. */
export function importFaults(imports: readonly Import[]): string[] {
  return imports.flatMap((imported) =>
    rules
      .filter((rule) => isBelow(imported.file, rule.folder) && !rule.allows(imported))
      .map((rule) => `${imported.file} imports ${imported.target}: ${rule.because}`),
  );
}

export const importTable: Check = {
  name: 'import table',
  run() {
    const files = ['widget', 'server', 'demo'].flatMap(sourceFiles);
    const imports = files.flatMap((file) => importsOf(file, readFileSync(file, 'utf8')));
    expectNone(importFaults(imports), 'The import table of the design is broken:');
    return Promise.resolve();
  },
};
