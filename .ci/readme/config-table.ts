import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { table } from './markdown.js';

/** One setting: where it is, what it means, and what holds when it is left out. */
interface Setting {
  readonly path: string;
  readonly meaning: string;
  /** Source text of the default, or 'required'; empty when optional without one. */
  readonly fallback: string;
}

/** The constants of a file by name, so that `Limits` can be followed to its schema. */
function constantsOf(source: ts.SourceFile): Map<string, ts.Expression> {
  const constants = new Map<string, ts.Expression>();
  for (const statement of source.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name, initializer } of statement.declarationList.declarations) {
      if (ts.isIdentifier(name) && initializer !== undefined) constants.set(name.text, initializer);
    }
  }
  return constants;
}

/** A chain such as `z.array(x).min(1).default(y)` as its calls, outermost last. */
function callsOf(expression: ts.Expression): { name: string; args: readonly ts.Expression[] }[] {
  if (!ts.isCallExpression(expression)) return [];
  const { expression: callee, arguments: args } = expression;
  if (!ts.isPropertyAccessExpression(callee)) return [{ name: callee.getText(), args }];
  return [...callsOf(callee.expression), { name: callee.name.text, args }];
}

const docOf = (node: ts.Node): string =>
  ts
    .getJSDocCommentsAndTags(node)
    .map((doc) => (typeof doc.comment === 'string' ? doc.comment : ''))
    .join(' ')
    .replaceAll(/\s+/g, ' ');

class SettingsReader {
  readonly #constants: Map<string, ts.Expression>;

  constructor(files: readonly string[]) {
    const sources = files.map((file) =>
      ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true),
    );
    this.#constants = new Map(sources.flatMap((source) => [...constantsOf(source)]));
  }

  /** The settings of one schema constant, nested ones after their parent. */
  settings(constant: string): Setting[] {
    const schema = this.#constants.get(constant);
    if (schema === undefined) throw new TypeError(`There is no schema ${constant}.`);
    return this.#membersOf(schema, '');
  }

  #membersOf(expression: ts.Expression, prefix: string): Setting[] {
    const { literal, suffix } = this.#objectOf(expression);
    if (literal === undefined) return [];
    const base = prefix === '' ? '' : `${prefix}${suffix}.`;
    return literal.properties.flatMap((property) => {
      if (!ts.isPropertyAssignment(property)) return [];
      const path = base + property.name.getText();
      const setting = { path, meaning: docOf(property), fallback: this.#fallbackOf(property.initializer) };
      return [setting, ...this.#membersOf(property.initializer, path)];
    });
  }

  /** The object literal inside a schema, and `[]` when it is the element of an array. */
  #objectOf(expression: ts.Expression): { literal: ts.ObjectLiteralExpression | undefined; suffix: string } {
    if (ts.isIdentifier(expression)) {
      const known = this.#constants.get(expression.text);
      return known === undefined ? { literal: undefined, suffix: '' } : this.#objectOf(known);
    }
    for (const { name, args } of callsOf(expression)) {
      const [first] = args;
      if (name === 'strictObject' && first !== undefined && ts.isObjectLiteralExpression(first))
        return { literal: first, suffix: '' };
      if (name === 'array' && first !== undefined) return { ...this.#objectOf(first), suffix: '[]' };
    }
    const [root] = rootOf(expression);
    return root === undefined ? { literal: undefined, suffix: '' } : this.#objectOf(root);
  }

  #fallbackOf(expression: ts.Expression): string {
    const calls = callsOf(expression);
    const fallback = calls.find(({ name }) => name === 'default');
    if (fallback !== undefined) return (fallback.args[0]?.getText() ?? '').replaceAll(/\s+/g, ' ');
    const inner = ts.isIdentifier(expression) ? this.#constants.get(expression.text) : undefined;
    if (calls.some(({ name }) => name === 'optional' || name === 'prefault')) return '';
    return inner === undefined ? 'required' : this.#fallbackOf(inner);
  }
}

/** The identifier at the start of a chain such as `Limits.default(…)`, when it is one. */
function rootOf(expression: ts.Expression): ts.Identifier[] {
  if (ts.isCallExpression(expression)) return rootOf(expression.expression);
  if (ts.isPropertyAccessExpression(expression)) return rootOf(expression.expression);
  return ts.isIdentifier(expression) && expression.text !== 'z' ? [expression] : [];
}

/** The table of all settings of a schema constant, in a file or in several that it is spread over. */
export function configTable(files: string | readonly string[], constant: string): string {
  const rows = new SettingsReader(typeof files === 'string' ? [files] : files)
    .settings(constant)
    .map(({ path, meaning, fallback }) => [
      `\`${path}\``,
      meaning,
      fallback === '' || fallback === 'required' ? fallback : `\`${fallback}\``,
    ]);
  return table(['Setting', 'Meaning', 'Default'], rows);
}
