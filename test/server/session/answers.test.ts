import { deepStrictEqual } from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { CredentialField } from '../../../server/contract/fields.js';
import { answerFaults } from '../../../server/session/answers.js';

const options = [
  { value: 'sms', label: 'SMS' },
  { value: 'call', label: 'Call' },
];
const image = { mediaType: 'image/png', base64: '' } as const;
const fields: readonly CredentialField[] = [
  { id: 'user', kind: 'text', label: 'User' },
  { id: 'pin', kind: 'password', label: 'PIN' },
  { id: 'method', kind: 'choice', label: 'How?', options },
  { id: 'note', kind: 'message', label: 'Note' },
  { id: 'photo', kind: 'image', label: 'Photo', image, answerable: false },
  { id: 'flicker', kind: 'flicker', label: 'Flicker', flickerCode: '1', answerable: true },
];
const good = { user: 'ada', pin: '1234', method: 'sms', flicker: '42' };
const paths = (values: Readonly<Record<string, string>>) => answerFaults(fields, values).map(({ path }) => path);

describe('answers to fields', () => {
  test('are complete when everything that takes an answer has one', () => {
    deepStrictEqual(paths(good), []);
  });

  test('name every field that is missing or empty', () => {
    deepStrictEqual(paths({ ...good, pin: '' }), ['values.pin']);
    deepStrictEqual(paths({}), ['values.user', 'values.pin', 'values.method', 'values.flicker']);
  });

  test('name fields that were not asked for, and fields that are only shown', () => {
    deepStrictEqual(paths({ ...good, extra: '1' }), ['values.extra']);
    deepStrictEqual(paths({ ...good, note: '1', photo: '2' }), ['values.note', 'values.photo']);
  });

  test('take one of the options and nothing else', () => {
    deepStrictEqual(paths({ ...good, method: 'letter' }), ['values.method']);
    deepStrictEqual(paths({ ...good, method: 'SMS' }), ['values.method']);
  });

  test('are not found on the prototype', () => {
    const tricky: readonly CredentialField[] = [{ id: 'toString', kind: 'text', label: 'x' }];
    deepStrictEqual(answerFaults(tricky, {}).length, 1);
    deepStrictEqual(
      answerFaults(tricky, JSON.parse('{"__proto__":"1","toString":"2"}') as Record<string, string>).length,
      1,
    );
  });

  test('are never quoted', () => {
    const faults = answerFaults(fields, { ...good, method: 'secret-value', extra: 'secret-value' });
    deepStrictEqual(JSON.stringify(faults).includes('secret-value'), false);
  });
});
