import { createHash } from 'node:crypto';

import { invalid } from '../errors.js';

/** `page.limit` is required and below 200 (sheet §9). @throws ApiError INVALID_ARGUMENT */
export const pageLimit = (query: URLSearchParams): number => {
  const given = query.get('page.limit') ?? '';
  const limit = /^\d{1,4}$/.test(given) ? Number(given) : 0;
  if (limit < 1 || limit >= 200) throw invalid('page.limit: required, from 1 to 199');
  return limit;
};

const mark = (list: string, position: number): string =>
  createHash('sha256').update(`offset ${list} ${position}`).digest('base64url').slice(0, 12);

/** Opaque, and good for one list only. */
export const writeOffset = (list: string, position: number): string =>
  Buffer.from(`${position}.${mark(list, position)}`).toString('base64');

/** Position that an offset names; 0 without one. @throws ApiError INVALID_ARGUMENT */
export const readOffset = (query: URLSearchParams, list: string): number => {
  const offset = query.get('page.offset') ?? '';
  if (offset === '') return 0;
  const position = Number(Buffer.from(offset, 'base64').toString().split('.')[0]);
  if (!Number.isSafeInteger(position) || writeOffset(list, position) !== offset) throw invalid('page.offset: unknown');
  return position;
};
