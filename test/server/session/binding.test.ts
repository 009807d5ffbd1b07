import { deepStrictEqual, match, notStrictEqual, strictEqual } from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import { bindingKey, departureOf, sha256 } from '../../../server/session/binding.js';
import type { Departure } from '../../../server/session/types.js';
import { aSession, states } from './fixtures.js';

const first: Departure = { bindingHash: sha256('first'), mode: 'popup' };
const second: Departure = { bindingHash: sha256('second'), mode: 'tab' };
const session = aSession({
  state: states.redirect,
  authorisation: { provider: 'scripted', correlationId: 'rq:1', departures: [first, second] },
});
const jar = (binding: string, key = bindingKey(session.id)) => new Map([[key, binding]]);

describe('a binding', () => {
  test('has a key per session, the first eight hex digits of the hash of its id', () => {
    strictEqual(bindingKey('session'), createHash('sha256').update('session').digest('hex').slice(0, 8));
    match(bindingKey('session'), /^[0-9a-f]{8}$/);
    notStrictEqual(bindingKey('session'), bindingKey('session2'));
  });

  test('proves the departure with which it was handed out', () => {
    strictEqual(departureOf(session, jar('first')), first);
    strictEqual(departureOf(session, jar('second')), second);
  });

  test('that is missing, foreign, or under the key of another session proves nothing', () => {
    deepStrictEqual(departureOf(session, new Map()), undefined);
    deepStrictEqual(departureOf(session, jar('third')), undefined);
    deepStrictEqual(departureOf(session, jar('')), undefined);
    deepStrictEqual(departureOf(session, jar('first', bindingKey('another'))), undefined);
  });

  test('is not its hash', () => {
    deepStrictEqual(departureOf(session, jar(first.bindingHash)), undefined);
  });

  test('of a session that nobody left proves nothing', () => {
    deepStrictEqual(departureOf(aSession({ state: states.consent }), jar('first')), undefined);
  });
});
