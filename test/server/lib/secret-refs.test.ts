import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { resolveSecretRefs } from '../../../server/lib/secret-refs.js';

const sources = {
  env: { A: 'from env', EMPTY: '' },
  readFile(path: string) {
    if (path === '/key') return 'from file\n';
    throw new Error('ENOENT');
  },
  registration: (name: string) => (name === 'some-bank' ? 'from registration' : undefined),
};

describe('a reference to a secret', () => {
  test('is replaced wherever it stands', () => {
    const { value, faults, files } = resolveSecretRefs(
      { a: [{ env: 'A' }], b: { c: { file: '/key' } }, d: 1, e: { registration: 'some-bank' } },
      sources,
    );
    assert.deepEqual(value, { a: ['from env'], b: { c: 'from file' }, d: 1, e: 'from registration' });
    assert.deepEqual(faults, []);
    assert.deepEqual([...files], [['b.c', '/key']]);
  });

  test('is nothing that has more than one key, or another type', () => {
    const document = {
      a: { env: 'A', file: '/key' },
      b: { env: 1 },
      c: { file: null },
      d: { path: 'x' },
      e: {},
      f: [],
    };
    assert.deepEqual(resolveSecretRefs(document, sources).value, document);
  });

  for (const [name, reference] of [
    ['a variable that is not set', { env: 'B' }],
    ['an empty variable', { env: 'EMPTY' }],
    ['an inherited name', { env: 'constructor' }],
    ['a file that is not there', { file: '/canary' }],
    ['a client that is not registered', { registration: 'canary' }],
  ] as const) {
    test(`to ${name} is a fault that names its key, not its target`, () => {
      const { faults } = resolveSecretRefs({ a: { b: reference } }, sources);
      assert.equal(faults.length, 1);
      assert.ok(faults[0]?.startsWith('a.b: ') && !faults[0].includes('canary'));
    });
  }
});
