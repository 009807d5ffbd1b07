import ts from 'typescript';
import type { Edit } from './edits.js';
import { walk } from './edits.js';

/** Comments and needless white space of a style sheet. A space before a colon stays: it is a descendant selector. */
const shortCss = (text: string): string =>
  text
    .replaceAll(/\/\*[^]*?\*\//g, '')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ ?([{};,>]) ?/g, '$1')
    .replaceAll(': ', ':')
    .replaceAll(';}', '}')
    .replaceAll(') * ', ')*')
    .replaceAll(/(?<![\w.])0\./g, '.');

/** A line break with its indentation is one space to a browser, and none before the end of a tag. */
const shortHtml = (text: string): string => text.replaceAll(/\s*\n\s*(?=>)/g, '').replaceAll(/\s*\n\s*/g, ' ');

const shorten = new Map([
  ['css', shortCss],
  ['html', shortHtml],
  ['svg', shortHtml],
]);

/** Lit's templates and style sheets, nested ones too, without what a browser does not need: no minifier of scripts looks into them. */
export function shortTemplates(source: ts.SourceFile): Edit[] {
  const edits: Edit[] = [];
  walk(source, (node) => {
    const short =
      ts.isTaggedTemplateExpression(node) && ts.isIdentifier(node.tag) ? shorten.get(node.tag.text) : undefined;
    if (short === undefined || !ts.isTaggedTemplateExpression(node)) return;
    const { template } = node;
    const literals = ts.isTemplateExpression(template)
      ? [template.head, ...template.templateSpans.map((span) => span.literal)]
      : [template];
    for (const literal of literals) {
      // The marks are ` or } before, and ` or ${ behind.
      const start = literal.getStart(source) + 1;
      const end = literal.end - (source.text[literal.end - 1] === '{' ? 2 : 1);
      edits.push({ start, end, text: short(source.text.slice(start, end)) });
    }
  });
  return edits;
}
