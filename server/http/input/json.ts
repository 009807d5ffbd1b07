import { z } from 'zod';
import type { AppContext } from '../context.js';
import { ApiError } from '../errors.js';
import { hasNoBody, readBody } from './body.js';
import { parse } from './parse.js';

/** The JSON body of a request, held to its schema. */
export async function readJson<Schema extends z.ZodType>(c: AppContext, schema: Schema): Promise<z.output<Schema>> {
  const text = await readBody(c, 'application/json');
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (cause) {
    throw new ApiError('malformed_json', { cause });
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new ApiError('invalid_request', { fields: [{ path: '', message: 'Send a JSON object.' }] });
  }
  return parse(schema, body);
}

const Nothing = z.strictObject({});

/** For requests that say everything by their address: no body, or an empty JSON object. */
export async function expectNoInput(c: AppContext): Promise<void> {
  if (!hasNoBody(c)) await readJson(c, Nothing);
}
