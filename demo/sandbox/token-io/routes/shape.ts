import { invalid } from '../errors.js';
import { isObject } from '../wire.js';

/** What may stand in a message: a type name, a message of its own, or a list of one of these. */
export type Shape =
  'string' | 'boolean' | 'int' | 'strings' | 'any' | 'string-map' | { readonly [field: string]: Shape };

const TESTS: Record<Extract<Shape, string>, (value: unknown) => boolean> = {
  string: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
  int: (value) => Number.isInteger(value),
  strings: (value) => Array.isArray(value) && value.every((item) => typeof item === 'string'),
  any: () => true,
  'string-map': (value) => isObject(value) && Object.values(value).every((item) => typeof item === 'string'),
};

/**
 * Refuses unknown fields and wrong types, as a proto JSON parser does.
 * @throws ApiError INVALID_ARGUMENT that names the path
 */
export const checkShape = (value: unknown, shape: Shape, path: string): void => {
  if (typeof shape === 'string') {
    if (!TESTS[shape](value)) throw invalid(`${path}: Expected ${shape}`);
    return;
  }
  if (!isObject(value)) throw invalid(`${path}: Expected object`);
  for (const [field, member] of Object.entries(value)) {
    const expected = Object.hasOwn(shape, field) ? shape[field] : undefined;
    if (expected === undefined) throw invalid(`Cannot find field: ${field} in ${path}`);
    checkShape(member, expected, `${path}.${field}`);
  }
};
