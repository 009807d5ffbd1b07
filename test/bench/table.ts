/** One measured figure beside its budget. */
export interface Row {
  readonly what: string;
  readonly unit: string;
  /** Several runs; the median counts, and the best says what the code itself costs on a busy machine. */
  readonly values: readonly number[];
  /** Absent where there is none: the figure is for information. */
  readonly budget?: { readonly most: number } | { readonly least: number };
}

export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** A row whose median misses its budget; no figure at all misses it, too. */
export function isOver({ values, budget }: Row): boolean {
  if (budget === undefined) return false;
  const measured = median(values);
  return !('most' in budget ? measured <= budget.most : measured >= budget.least);
}

const written = (value: number): string => value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);
const budgetOf = ({ budget }: Row): string =>
  budget === undefined ? '' : 'most' in budget ? `≤ ${budget.most}` : `≥ ${budget.least}`;
const bestOf = ({ values, budget }: Row): number =>
  budget !== undefined && 'least' in budget ? Math.max(...values) : Math.min(...values);

/** The rows as a table: what, median, best, budget, verdict. */
export function tableOf(rows: readonly Row[]): string {
  const cells = [
    ['', 'median', 'best', 'unit', 'budget', ''],
    ...rows.map((row) => [
      row.what,
      written(median(row.values)),
      written(bestOf(row)),
      row.unit,
      budgetOf(row),
      row.budget === undefined ? '' : isOver(row) ? 'OVER BUDGET' : 'kept',
    ]),
  ];
  const widths = cells[0]?.map((_, column) => Math.max(...cells.map((line) => line[column]?.length ?? 0))) ?? [];
  return cells
    .map((line) =>
      line
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join('  '),
    )
    .join('\n');
}
