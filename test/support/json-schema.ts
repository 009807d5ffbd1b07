import assert from 'node:assert/strict';

type Schema = Readonly<Record<string, unknown>>;

/** Keywords that say nothing about a value. */
const silent = new Set(['description', 'title', 'default', 'example', '$id', '$schema']);

/**
 * Faults of a value by a JSON schema (2020-12), as far as the document of this server uses it; a keyword that is not known here
 * throws. Stricter than the standard in one point: a member that the schema does not name is a fault.
 */
export function schemaFaults(schema: Schema, value: unknown, resolve: (ref: string) => Schema, at = '$'): string[] {
  const inner = (part: unknown, item: unknown, path = at): string[] =>
    schemaFaults(part as Schema, item, resolve, path);
  const checks: Readonly<Record<string, (rule: never) => string[]>> = {
    $ref: (ref: string) => inner(resolve(ref), value),
    type: (type: string) => (typeOf(value, type) ? [] : [`${at} is no ${type}`]),
    const: (wanted: unknown) => (value === wanted ? [] : [`${at} is not ${String(wanted)}`]),
    enum: (wanted: readonly unknown[]) => (wanted.includes(value) ? [] : [`${at} is none of ${wanted.join(', ')}`]),
    pattern: (pattern: string) =>
      new RegExp(pattern, 'u').test(String(value)) ? [] : [`${at} does not fit ${pattern}`],
    format: (format: string) => (hasFormat(String(value), format) ? [] : [`${at} is no ${format}`]),
    minimum: (least: number) => (Number(value) >= least ? [] : [`${at} is below ${least}`]),
    exclusiveMinimum: (least: number) => (Number(value) > least ? [] : [`${at} is not above ${least}`]),
    maximum: (most: number) => (Number(value) <= most ? [] : [`${at} is above ${most}`]),
    minLength: (least: number) => (lengthOf(value) >= least ? [] : [`${at} is too short`]),
    maxLength: (most: number) => (lengthOf(value) <= most ? [] : [`${at} is too long`]),
    minItems: (least: number) => (lengthOf(value) >= least ? [] : [`${at} has too few items`]),
    maxItems: (most: number) => (lengthOf(value) <= most ? [] : [`${at} has too many items`]),
    items: (part: Schema) =>
      Array.isArray(value) ? value.flatMap((item, place) => inner(part, item, `${at}[${place}]`)) : [],
    required: (names: readonly string[]) =>
      names.flatMap((name) => (has(value, name) ? [] : [`${at}.${name} is missing`])),
    properties: (parts: Readonly<Record<string, Schema>>) =>
      Object.entries(isObject(value) ? value : {}).flatMap(([name, item]) => {
        const part = Object.hasOwn(parts, name) ? parts[name] : undefined;
        return part === undefined ? [`${at}.${name} is not in the document`] : inner(part, item, `${at}.${name}`);
      }),
    additionalProperties: () => [],
    anyOf: (parts: readonly Schema[]) => oneOf(parts.map((part) => inner(part, value))),
    oneOf: (parts: readonly Schema[]) => oneOf(parts.map((part) => inner(part, value))),
    allOf: (parts: readonly Schema[]) => parts.flatMap((part) => inner(part, value)),
  };
  return Object.entries(schema).flatMap(([keyword, rule]) => {
    if (silent.has(keyword)) return [];
    const check = Object.hasOwn(checks, keyword) ? checks[keyword] : undefined;
    assert.ok(check, `The keyword ${keyword} is not known here`);
    return check(rule as never);
  });
}

/** The faults of the alternative that comes nearest. */
const oneOf = (faults: readonly string[][]): string[] =>
  faults.reduce((best, each) => (each.length < best.length ? each : best));

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const has = (value: unknown, name: string): boolean => isObject(value) && Object.hasOwn(value, name);
const lengthOf = (value: unknown): number => (Array.isArray(value) || typeof value === 'string' ? value.length : NaN);

function typeOf(value: unknown, type: string): boolean {
  switch (type) {
    case 'object':
      return isObject(value);
    case 'array':
      return Array.isArray(value);
    case 'integer':
      return Number.isInteger(value);
    case 'null':
      return value === null;
    default:
      return typeof value === type;
  }
}

function hasFormat(text: string, format: string): boolean {
  const patterns: Readonly<Record<string, RegExp>> = {
    'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/,
    date: /^\d{4}-\d\d-\d\d$/,
  };
  const pattern = Object.hasOwn(patterns, format) ? patterns[format] : undefined;
  assert.ok(pattern, `The format ${format} is not known here`);
  return pattern.test(text) && !Number.isNaN(Date.parse(text));
}
