import ts from 'typescript';
import type { Edit } from './edits.js';
import { walk } from './edits.js';

const propertyDecorators = new Set(['property', 'state']);

/** Name and arguments of a decorator of Lit, such as `property({ type: Boolean })`. */
function readDecorator(decorator: ts.Decorator): { name: string; argument: string } {
  const call = decorator.expression;
  if (!ts.isCallExpression(call) || !ts.isIdentifier(call.expression)) throw new TypeError('An unknown decorator.');
  return { name: call.expression.text, argument: call.arguments[0]?.getText() ?? '{}' };
}

/**
 * Lit's decorators written out, as its documentation describes them for plain JavaScript: `@property` and `@state` are
 * entries of `static properties`, `@query` is a getter. The elements are the same, without the code that decorates them.
 */
export function plainDecorators(source: ts.SourceFile): Edit[] {
  const edits: Edit[] = [];
  walk(source, (node) => {
    if (ts.isImportDeclaration(node) && node.moduleSpecifier.getText().includes('lit/decorators.js')) {
      edits.push({ start: node.getStart(), end: node.end, text: '' });
    }
    if (ts.isClassDeclaration(node)) edits.push(...plainClass(node));
  });
  return edits;
}

function plainClass(node: ts.ClassDeclaration): Edit[] {
  const edits: Edit[] = [];
  const properties: string[] = [];
  for (const member of node.members) {
    const decorator = ts.isPropertyDeclaration(member) ? ts.getDecorators(member)?.[0] : undefined;
    if (decorator === undefined || member.name === undefined) continue;
    const { name, argument } = readDecorator(decorator);
    const field = member.name.getText();
    if (propertyDecorators.has(name)) {
      properties.push(`${field}: ${name === 'state' ? '{ state: true }' : argument}`);
      edits.push({ start: decorator.getStart(), end: decorator.end, text: '' });
    } else if (name === 'query') {
      const getter = `get ${field}() { return this.renderRoot?.querySelector(${argument}) ?? null; }`;
      edits.push({ start: member.getStart(), end: member.end, text: getter });
    } else throw new TypeError(`@${name} is not known to the build.`);
  }
  const [first] = node.members;
  if (properties.length > 0 && first) {
    edits.push({
      start: first.getFullStart(),
      end: first.getFullStart(),
      text: ` static properties = { ${properties.join(', ')} };`,
    });
  }
  return edits;
}
