import { BankConnectError, clientProblem } from '../errors.js';

/**
 * Readers of untrusted JSON: each takes one value and the key it was found at, if any, and answers it as what it is. They
 * throw `bad_answer`, naming the key, never the value.
 */
export type Read<T> = (value: unknown, key?: string) => T;

/** One reader for each key. */
export type Shape<T> = { readonly [K in keyof T]-?: Read<T[K]> };

/** The own property `key`, or undefined; what the page hung on `Object.prototype` is not seen. */
export const own = (source: unknown, key: string): unknown =>
  typeof source === 'object' && source !== null && Object.hasOwn(source, key)
    ? (source as Record<string, unknown>)[key]
    : undefined;

/** A `bad_answer` that says which key is wrong. */
export const badAnswer = (key = 'body', cause?: unknown): BankConnectError =>
  new BankConnectError(clientProblem('bad_answer'), { cause: cause ?? new TypeError(`Unexpected value at "${key}".`) });

/** A reader of what passes a check. */
const checked =
  <T>(passes: (value: unknown) => value is T): Read<T> =>
  (value, key) => {
    if (!passes(value)) throw badAnswer(key);
    return value;
  };

const isText = (value: unknown): value is string => typeof value === 'string';

export const text = checked(isText);
export const flag = checked((value): value is boolean => typeof value === 'boolean');
export const integer = checked((value): value is number => Number.isSafeInteger(value) && Number(value) >= 0);

/** A text that passes a check. */
export const textLike = (passes: (text: string) => boolean): Read<string> =>
  checked((value): value is string => isText(value) && passes(value));

/** A path on the companion server: one leading slash, so that it can never name another host. */
export const path = textLike((value) => /^\/(?![/\\])[\x21-\x7e]*$/.test(value));

/** An ISO 8601 time. */
export const time = textLike((value) => !Number.isNaN(Date.parse(value)));

/** One of a closed list. */
export const oneOf = <T extends string>(allowed: readonly T[]): Read<T> =>
  checked((value): value is T => allowed.some((each) => each === value));

export const list =
  <T>(read: Read<T>): Read<T[]> =>
  (value, key) => {
    if (!Array.isArray(value)) throw badAnswer(key);
    return value.map((item) => read(item, key));
  };

/** Reads what is present and not null. */
export const optional =
  <T>(read: Read<T>): Read<T | undefined> =>
  (value, key) =>
    value === undefined || value === null ? undefined : read(value, key);

/** The members of an object, and nothing else of it. */
export const members =
  <T>(shape: Shape<T>): Read<T> =>
  (value) =>
    Object.fromEntries(
      Object.entries<Read<unknown>>(shape).map(([key, read]) => [key, read(own(value, key), key)]),
    ) as T;
