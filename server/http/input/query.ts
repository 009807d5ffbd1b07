import type { z } from 'zod';
import { rawQuery } from '../context.js';
import type { AppContext } from '../context.js';
import { ApiError } from '../errors.js';
import { parse } from './parse.js';

/** The query of a request, held to its (strict) schema. A key that is there twice is refused. */
export function readQuery<Schema extends z.ZodType>(c: AppContext, schema: Schema): z.output<Schema> {
  return parse(schema, uniqueEntries(rawQuery(c)));
}

/** URL-encoded pairs as an object without prototype. */
export function uniqueEntries(text: string): Record<string, string> {
  const entries = Object.create(null) as Record<string, string>;
  for (const [key, value] of new URLSearchParams(text)) {
    if (Object.hasOwn(entries, key)) {
      throw new ApiError('invalid_request', { fields: [{ path: key.slice(0, 100), message: 'Give this once only.' }] });
    }
    entries[key] = value;
  }
  return entries;
}

/** An id of a path, or `not_found`: what cannot be an id is not looked up. */
export function readId(c: AppContext, name: string): string {
  const id = c.req.param(name);
  if (id === undefined || !/^[A-Za-z0-9_-]{1,64}$/.test(id)) throw new ApiError('not_found');
  return id;
}
