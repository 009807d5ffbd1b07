import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandomId } from '../../../server/lib/random.js';
import { uuidV4, uuidV4Pattern } from '../../../server/lib/uuid.js';

test('a UUID says version 4 and the variant of RFC 9562, and is another for each id', () => {
  const randomId = createRandomId();
  const made = Array.from({ length: 2_000 }, () => uuidV4(randomId()));
  for (const uuid of made) assert.match(uuid, uuidV4Pattern);
  assert.equal(new Set(made).size, made.length);
  assert.deepEqual(new Set(made.map((uuid) => uuid.charAt(19))), new Set(['8', '9', 'a', 'b']));
});

test('the same id makes the same UUID', () => assert.equal(uuidV4('id'), uuidV4('id')));

test('the pattern takes nothing but version 4 in lower case', () => {
  const uuid = 'c0fd407d-134b-4091-8e04-ab49a98db217';
  assert.match(uuid, uuidV4Pattern);
  for (const other of [
    uuid.toUpperCase(),
    uuid.replace('-4', '-1'),
    uuid.replace('-8e', '-ce'),
    uuid.replaceAll('-', ''),
    `${uuid}\n`,
    `{${uuid}}`,
    '',
  ]) {
    assert.doesNotMatch(other, uuidV4Pattern);
  }
});
