/** Which rows of a long list are in the document: `first` up to, not including, `end`. */
export interface RowWindow {
  readonly first: number;
  readonly end: number;
}

/** Rows kept ready above and below what is visible. */
const overscan = 3;
/** The window moves in steps, so that most scroll events change nothing. */
const step = 3;
/** Rendered before anything is measured. */
const firstRows = 10;

/**
 * The rows to render. `scrolled` is how far the top of the first row lies above the top of the viewport; all in CSS pixels.
 * Before anything is measured (`rowHeight` 0) the first screenful is assumed.
 */
export function windowOfRows(count: number, scrolled: number, viewport: number, rowHeight: number): RowWindow {
  if (rowHeight <= 0) return { first: 0, end: Math.min(count, firstRows) };
  const visible = Math.ceil(viewport / rowHeight);
  const top = Math.floor(Math.max(0, scrolled) / rowHeight / step) * step - overscan;
  const first = Math.max(0, Math.min(top, count - visible - overscan));
  return { first, end: Math.min(count, Math.max(0, top) + visible + 2 * overscan + step) };
}
