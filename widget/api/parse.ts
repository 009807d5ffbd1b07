import { BankConnectError, clientProblem } from '../errors.js';

/** Readers of one own property of untrusted JSON. They throw `bad_answer`, naming the key, never the value. */

/** The own property `key`, or undefined; what the page hung on `Object.prototype` is not seen. */
export const own = (source: unknown, key: string): unknown =>
  typeof source === 'object' && source !== null && Object.hasOwn(source, key)
    ? (source as Record<string, unknown>)[key]
    : undefined;

/** A `bad_answer` that says which key is wrong. */
export const badAnswer = (key: string, cause?: unknown): BankConnectError =>
  new BankConnectError(clientProblem('bad_answer'), { cause: cause ?? new TypeError(`Unexpected value at "${key}".`) });

export function text(source: unknown, key: string): string {
  const value = own(source, key);
  if (typeof value !== 'string') throw badAnswer(key);
  return value;
}

export function integer(source: unknown, key: string): number {
  const value = own(source, key);
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw badAnswer(key);
  return value;
}

export function flag(source: unknown, key: string): boolean {
  const value = own(source, key);
  if (typeof value !== 'boolean') throw badAnswer(key);
  return value;
}

/** One of a closed list. */
export function oneOf<T extends string>(source: unknown, key: string, allowed: readonly T[]): T {
  const value = own(source, key);
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) throw badAnswer(key);
  return found;
}

export function list<T>(source: unknown, key: string, read: (item: unknown) => T): T[] {
  const value = own(source, key);
  if (!Array.isArray(value)) throw badAnswer(key);
  return value.map(read);
}

/** A path on the companion server: one leading slash, so that it can never name another host. */
export function path(source: unknown, key: string): string {
  const value = text(source, key);
  if (!/^\/(?![/\\])[\x21-\x7e]*$/.test(value)) throw badAnswer(key);
  return value;
}

/** An ISO 8601 time. */
export function time(source: unknown, key: string): string {
  const value = text(source, key);
  if (Number.isNaN(Date.parse(value))) throw badAnswer(key);
  return value;
}

/** Reads `key` only where it is present and not null. */
export const optional = <T>(source: unknown, key: string, read: (source: unknown, key: string) => T): T | undefined => {
  const value = own(source, key);
  return value === undefined || value === null ? undefined : read(source, key);
};

/** The item itself, where a list holds plain strings. */
export function plainText(item: unknown): string {
  if (typeof item !== 'string') throw badAnswer('item');
  return item;
}
