/** A page of a list that is paged by number and size. */
export interface NumberedPage {
  /** From 1. */
  readonly page: number;
  readonly pageSize: number;
  /** The place of its first item, from 0. */
  readonly start: number;
}

/**
 * The page by which `wanted` items from `from` on are read in one call: of the smallest size that holds them all, else of the one
 * that reaches furthest. With page sizes to choose from, a page can begin almost anywhere: places 90 to 179 are page 2 of 90.
 */
export function pageCovering(from: number, wanted: number, sizes: readonly number[]): NumberedPage {
  const pages = [...sizes]
    .sort((a, b) => a - b)
    .map((pageSize) => {
      const page = Math.floor(from / pageSize) + 1;
      return { page, pageSize, start: (page - 1) * pageSize };
    });
  const end = ({ start, pageSize }: NumberedPage): number => start + pageSize;
  const enough = pages.find((page) => end(page) >= from + wanted);
  const furthest = pages.reduce((best, page) => (end(page) > end(best) ? page : best));
  return enough ?? furthest;
}
