import { createHash } from 'node:crypto';
import ts from 'typescript';
import type { Plugin } from 'vite';
import { applyEdits, parse, walk, type Edit } from './edits.js';

/** For an `integrity` attribute. */
export const integrityOf = (code: string): string => `sha256-${createHash('sha256').update(code).digest('base64')}`;

/** `bank-connect-steps-0123456789abcdef.js`: a file whose name says which bytes are in it. */
export const hashedName = (name: string, code: string): string =>
  `${name}-${createHash('sha256').update(code).digest('hex').slice(0, 16)}.js`;

/** The local names of `import { a as b, … }` and of `export { b as a, … }`, in the order of the names between the files. */
const locals = (elements: readonly (ts.ImportSpecifier | ts.ExportSpecifier)[]): string =>
  elements
    .map((element) => {
      const inner = ts.isImportSpecifier(element) ? element.name : (element.propertyName ?? element.name);
      const outer = ts.isImportSpecifier(element) ? (element.propertyName ?? element.name) : element.name;
      return { inner: inner.text, outer: outer.text };
    })
    .sort((a, b) => (a.outer < b.outer ? -1 : 1))
    .map(({ inner }) => inner)
    .join(',');

/**
 * A chunk that imports from the entry, as a module that imports nothing: its one export is a function that gets what the
 * entry shares and answers what the chunk exported. So the entry is never loaded a second time, whatever address it has,
 * and the hash of the chunk covers all of it.
 */
export function asFunction(code: string): string {
  const source = parse(code);
  const edits: Edit[] = [];
  let shared = '';
  let answer = '';
  for (const statement of source.statements) {
    if (ts.isImportDeclaration(statement)) {
      const bindings = statement.importClause?.namedBindings;
      if (shared !== '' || bindings === undefined || !ts.isNamedImports(bindings)) {
        throw new TypeError('The second file may import names of the first one, and nothing else.');
      }
      shared = locals(bindings.elements);
    } else if (ts.isExportDeclaration(statement)) {
      const [only, ...others] =
        statement.exportClause && ts.isNamedExports(statement.exportClause) ? statement.exportClause.elements : [];
      if (only === undefined || others.length > 0) throw new TypeError('The second file has one export.');
      answer = (only.propertyName ?? only.name).text;
    } else continue;
    edits.push({ start: statement.getStart(), end: statement.end, text: '' });
  }
  const body = applyEdits(code, edits).trim();
  return `export default([${shared}])=>{${body}${/[;}]$/.test(body) ? '' : ';'}return ${answer}};`;
}

/** The entry, with a description of its second file in place of the import, and without exports. */
function describeSecond(code: string, name: string, integrity: string): string {
  const source = parse(code);
  let shared = '';
  const edits: Edit[] = [];
  walk(source, (node) => {
    if (ts.isExportDeclaration(node) && node.exportClause && ts.isNamedExports(node.exportClause)) {
      shared = locals(node.exportClause.elements);
      edits.push({ start: node.getStart(), end: node.end, text: '' });
    }
  });
  walk(source, (node) => {
    if (!ts.isCallExpression(node) || node.expression.kind !== ts.SyntaxKind.ImportKeyword) return;
    const [address] = node.arguments;
    if (address === undefined || !ts.isStringLiteralLike(address)) return;
    const text = `({name:${JSON.stringify(name)},integrity:${JSON.stringify(integrity)},shared:[${shared}]})`;
    edits.push({ start: node.getStart(), end: node.end, text });
  });
  return applyEdits(code, edits);
}

/** Makes a script of two files: the entry, and what it loads later, pinned by its hash (widget/pinned-steps.ts). */
export const secondFile = (name: string): Plugin => ({
  name: 'second-file',
  generateBundle(_options, bundle) {
    const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
    const entry = chunks.find(({ isEntry }) => isEntry);
    const [later, ...others] = chunks.filter(({ isEntry }) => !isEntry);
    if (entry === undefined || later === undefined || others.length > 0) throw new TypeError('Two files are expected.');
    const code = asFunction(later.code);
    const fileName = hashedName(name, code);
    Reflect.deleteProperty(bundle, later.fileName);
    this.emitFile({ type: 'asset', fileName, source: code });
    entry.code = describeSecond(entry.code, fileName, integrityOf(code));
  },
});
