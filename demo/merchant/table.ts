/** Rows as aligned columns, the first row as their heading; numbers stand to the right. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => widthOf(row[column]))));
  const isNumeric = widths.map((_, column) => rows.slice(1).every((row) => /^\d*$/.test(row[column] ?? '')));
  const lines = rows.map((row) =>
    widths
      .map((width, column) => {
        const text = row[column] ?? '';
        const space = ' '.repeat(width - widthOf(text));
        return isNumeric[column] ? space + text : text + space;
      })
      .join('  ')
      .trimEnd(),
  );
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  return [lines[0], rule, ...lines.slice(1)].join('\n');
}

const widthOf = (text = ''): number => [...text].length;
