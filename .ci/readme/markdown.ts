const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ').trim();

/** A Markdown table; cells may hold Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Replaces what stands between `<!-- generated:name -->` and `<!-- end:name -->`; throws when the markers are missing. */
export function replaceSection(document: string, name: string, content: string): string {
  const pattern = new RegExp(`(<!-- generated:${name} -->)[^]*?(<!-- end:${name} -->)`);
  if (!pattern.test(document)) throw new Error(`The document has no section "${name}".`);
  return document.replace(pattern, (_all, start: string, end: string) => `${start}\n\n${content}\n\n${end}`);
}
