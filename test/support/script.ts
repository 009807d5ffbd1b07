import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';

type Methods<T> = { [K in keyof T as T[K] extends (...args: never[]) => unknown ? K : never]: T[K] };

/** A stand-in that does only what a test says; every other call fails the test, and so does an expected call that never came. */
export interface Script<T extends object> {
  readonly service: T;
  /** From now on this method answers so, and must be called at least once. */
  expect<K extends keyof Methods<T>>(method: K, answer: T[K]): void;
  /** The same, but the call need not come. */
  allow<K extends keyof Methods<T>>(method: K, answer: T[K]): void;
  /** Arguments of the calls of a method so far. */
  calls(method: keyof Methods<T>): readonly (readonly unknown[])[];
}

/** `values` are the properties that are not methods. */
export function script<T extends object>(t: TestContext, name: string, values: Partial<T> = {}): Script<T> {
  const answers = new Map<PropertyKey, (...args: unknown[]) => unknown>();
  const calls = new Map<PropertyKey, unknown[][]>();
  const expected = new Set<PropertyKey>();
  const faults: string[] = [];
  t.after(() => {
    for (const method of expected) if (!calls.has(method)) faults.push(`${name}.${String(method)} was never called`);
    assert.deepEqual(faults, []);
  });
  const service = new Proxy(values as T, {
    get(target, method) {
      if (Reflect.has(target, method)) return Reflect.get(target, method) as unknown;
      return (...args: unknown[]) => {
        calls.set(method, [...(calls.get(method) ?? []), args]);
        const answer = answers.get(method);
        if (answer) return answer(...args);
        faults.push(`${name}.${String(method)} was not expected`);
        throw new Error(`Unexpected call: ${name}.${String(method)}`);
      };
    },
  });
  const allow = (method: PropertyKey, answer: unknown) => {
    answers.set(method, answer as (...args: unknown[]) => unknown);
  };
  return {
    service,
    allow,
    expect(method, answer) {
      expected.add(method);
      allow(method, answer);
    },
    calls: (method) => calls.get(method) ?? [],
  };
}
