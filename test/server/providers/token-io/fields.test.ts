import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { CredentialField } from '../../../../server/contract/fields.js';
import { isOneTimeCode, presentFields, toCredentials } from '../../../../server/providers/token-io/fields.js';
import type { WireField } from '../../../../server/providers/token-io/wire.js';
import { anyText } from '../../../support/any-text.js';

const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=';

function shown(...wire: WireField[]): readonly CredentialField[] {
  const presentation = presentFields(wire);
  assert(presentation.kind === 'credentials', `${presentation.kind} instead of fields`);
  return presentation.fields;
}
const reasonOf = (...wire: WireField[]): string => {
  const presentation = presentFields(wire);
  assert(presentation.kind === 'unsupported', `${presentation.kind} instead of unsupported`);
  return presentation.reason;
};

describe('the kind of a field', () => {
  for (const [name, wire, kind] of [
    ['FIELD', { id: 'username', displayName: 'Username', type: 'FIELD' }, 'text'],
    ['no type', { id: 'username', displayName: 'Username' }, 'text'],
    ['INVALID', { id: 'username', displayName: 'Username', type: 'INVALID' }, 'text'],
    ['PASSWORD', { id: 'pin', displayName: 'PIN', type: 'PASSWORD' }, 'password'],
    ['the legacy password flag', { id: 'secret', displayName: 'Secret', password: true }, 'password'],
    ['the documented passcode', { id: 'otp', description: 'One-time passcode' }, 'otp'],
    ['a masked passcode', { id: 'smsOtp', type: 'PASSWORD' }, 'otp'],
    ['a TAN', { id: 'x', displayName: 'photoTAN', type: 'FIELD' }, 'otp'],
    ['options', { id: 'sca', type: 'FIELD', options: ['SMS'] }, 'choice'],
    ['the documented clientId', { id: 'clientId', options: ['SMS', 'Phone Call'], password: true }, 'choice'],
    ['CONFIRMATION', { id: 'ok', type: 'CONFIRMATION', options: ['Confirm', 'Decline'] }, 'confirmation'],
    [
      'CONFIRMATION with many options',
      { id: 'ok', type: 'CONFIRMATION', options: ['1', '2', '3', '4', '5'] },
      'choice',
    ],
    ['an unknown type with options', { id: 'x', type: 'WHEEL', options: ['a', 'b'] }, 'choice'],
    ['PSU_MESSAGE', { description: 'Look at your phone', type: 'PSU_MESSAGE' }, 'message'],
    ['PSU_MESSAGE with an id', { id: 'note', description: 'Look', type: 'PSU_MESSAGE' }, 'message'],
    ['PSU_MESSAGE with options', { id: 'note', type: 'PSU_MESSAGE', options: ['Yes'] }, 'choice'],
    ['FIELD without an id', { description: 'Read this', type: 'FIELD' }, 'message'],
    ['an unknown type without an id', { description: 'Listen', type: 'SOUND' }, 'message'],
    ['CONFIRMATION without an id', { description: 'Confirm it there', type: 'CONFIRMATION' }, 'message'],
    ['IMAGE', { type: 'IMAGE', image: png }, 'image'],
    ['a picture without a type', { image: png }, 'image'],
    ['FLICKER', { type: 'FLICKER', flickerCode: '0388A01239' }, 'flicker'],
    ['a flicker code without a type', { flickerCode: '0388A01239' }, 'flicker'],
  ] as const) {
    test(`${name} is shown as ${kind}`, () => {
      const [field] = shown(wire as unknown as WireField);
      assert.equal(field?.kind, kind);
      CredentialField.parse(field);
    });
  }
});

describe('what cannot be shown safely', () => {
  for (const [name, wire] of [
    ['an unknown type that wants an answer', [{ id: 'voice', type: 'VOICE_SAMPLE' }]],
    ['a password without an id', [{ type: 'PASSWORD', displayName: 'PIN' }]],
    ['a choice without an id', [{ options: ['a'] }]],
    ['a confirmation without options', [{ id: 'ok', type: 'CONFIRMATION' }]],
    ['21 options', [{ id: 'a', options: Array.from({ length: 21 }, String) }]],
    ['nine fields', Array.from({ length: 9 }, (_, index) => ({ id: `f${index}` }))],
    ['two fields of one id', [{ id: 'a' }, { id: 'a' }]],
    ['fields without anything in them', [{}, {}]],
    ['IMAGE without a picture', [{ id: 'a', type: 'IMAGE' }]],
    ['a picture that is SVG', [{ image: Buffer.from('<svg xmlns="x"/>').toString('base64') }]],
    ['a picture that is WebP', [{ image: Buffer.from('RIFFxxxxWEBPVP8 ').toString('base64') }]],
    ['a picture that is no base64', [{ image: 'iVBOR*' }]],
    [
      'a picture of 600 KB',
      [{ image: Buffer.concat([Buffer.from(png, 'base64'), Buffer.alloc(600_000)]).toString('base64') }],
    ],
    ['a flicker code with control characters', [{ type: 'FLICKER', flickerCode: '03\u0000' }]],
    ['a flicker code of 600 characters', [{ type: 'FLICKER', flickerCode: '0'.repeat(600) }]],
  ] as const) {
    test(name, () => assert(reasonOf(...(wire as readonly WireField[])).length > 0));
  }
});

describe('words', () => {
  test('the label is displayName, else description, else the id', () => {
    assert.equal(shown({ id: 'a', displayName: 'A', description: 'B' })[0]?.label, 'A');
    assert.equal(shown({ id: 'a', description: 'B' })[0]?.label, 'B');
    assert.equal(shown({ id: 'a' })[0]?.label, 'a');
    assert.equal(shown({ id: 'a', displayName: '\u200b', description: 'B' })[0]?.label, 'B');
  });

  test('the description is the help unless it is the label already', () => {
    assert.equal(shown({ id: 'a', displayName: 'A', description: 'B' })[0]?.help, 'B');
    assert.equal(shown({ id: 'a', description: 'B' })[0]?.help, undefined);
    assert.equal(shown({ id: 'a', displayName: 'A', description: 'A' })[0]?.help, undefined);
  });

  test('a long description is cut for the label and kept for the help', () => {
    const [field] = shown({ id: 'a', description: 'word '.repeat(60) });
    assert(field && field.label.length <= 120 && field.label.endsWith('…'));
    assert(field.help !== undefined && field.help.length > 120 && field.help.length <= 280);
  });

  test('markup stays text, and characters that trick the eye are gone', () => {
    const [field] = shown({ id: 'a', displayName: '<b>Pay\u202e</b>\u0007', description: 'x\ny' });
    assert.equal(field?.label, '<b>Pay</b>');
    assert.equal(field.help, 'x y');
  });
});

describe('one-time codes', () => {
  for (const text of [
    'OTP',
    'smsTAN',
    'mTAN',
    'chip-TAN',
    'One-time password',
    'onetime code',
    'SMS code',
    'passcode',
    'Einmalpasswort',
  ]) {
    test(`${text} is one`, () => assert(isOneTimeCode({ displayName: text })));
  }
  for (const text of ['standard', 'Tangerine', 'PIN', 'Password', 'Important', 'Username', 'Hotp']) {
    test(`${text} is none`, () => assert(!isOneTimeCode({ displayName: text })));
  }
});

describe('an approval', () => {
  test('is a message to wait with', () => {
    assert.deepEqual(presentFields([{ description: 'Approve it in the app', type: 'DECOUPLED' }]), {
      kind: 'decoupled',
      message: 'Approve it in the app',
    });
  });

  test('takes the messages beside it along', () => {
    const presentation = presentFields([
      { type: 'PSU_MESSAGE', description: 'One more.' },
      { type: 'DECOUPLED', displayName: 'App', description: 'Approve it.' },
    ]);
    assert(presentation.kind === 'decoupled');
    assert.equal(presentation.message, 'One more. App Approve it.');
  });

  test('is a message among fields that want an answer', () => {
    const fields = shown({ type: 'DECOUPLED', description: 'Approve, then type the code' }, { id: 'otp' });
    assert.deepEqual(
      fields.map(({ kind }) => kind),
      ['message', 'otp'],
    );
  });
});

describe('a picture', () => {
  test('keeps its format and bytes', () => {
    const [field] = shown({ image: `data:image/svg+xml;base64,${png}` });
    assert(field?.kind === 'image');
    assert.deepEqual(field.image, { mediaType: 'image/png', base64: png });
  });

  test('takes the answer when no other field does', () => {
    const [alone] = shown({ id: 'tan', type: 'IMAGE', image: png });
    const [beside] = shown({ id: 'pic', type: 'IMAGE', image: png }, { id: 'tan', type: 'FIELD' });
    const [nameless] = shown({ type: 'IMAGE', image: png });
    assert.deepEqual(
      [alone, beside, nameless].map((field) => field?.kind === 'image' && field.answerable),
      [true, false, false],
    );
  });

  test('without an id and without another field can only be looked at', () => {
    const presentation = presentFields([{ type: 'FLICKER', flickerCode: '0388' }]);
    assert(presentation.kind === 'credentials');
    assert.deepEqual(toCredentials({}, presentation.answers), {});
  });
});

describe('answers', () => {
  const answersOf = (...wire: WireField[]) => {
    const presentation = presentFields(wire);
    assert(presentation.kind === 'credentials');
    return presentation;
  };

  test('go back under the ids of Token.io', () => {
    const long = 'x'.repeat(100);
    const { fields, answers } = answersOf({ id: long }, { id: 'weird id' }, { id: 'constructor' }, { id: 'plain' });
    assert.deepEqual(
      fields.map(({ id }) => id),
      ['field-1', 'field-2', 'field-3', 'plain'],
    );
    assert.deepEqual(toCredentials({ 'field-1': '1', 'field-2': '2', 'field-3': '3', plain: '4' }, answers), {
      [long]: '1',
      'weird id': '2',
      constructor: '3',
      plain: '4',
    });
  });

  test('are not asked for by a message that has the id of a field', () => {
    const { fields, answers } = answersOf({ id: 'otp', type: 'PSU_MESSAGE', description: 'Look' }, { id: 'otp' });
    assert.deepEqual(
      fields.map(({ id }) => id),
      ['field-1', 'otp'],
    );
    assert.deepEqual(toCredentials({ otp: '1' }, answers), { otp: '1' });
  });

  test('cannot be taken for each other by an id that looks like a stand-in', () => {
    const { fields } = answersOf({ id: 'field-2' }, { id: 'weird id' });
    assert.equal(new Set(fields.map(({ id }) => id)).size, 2);
  });

  test('go back word for word, however the option had to be shown', () => {
    const odd = ' SMS\u202e  to *123 ';
    const { fields, answers } = answersOf({ id: 'sca', options: [odd, 'option-1'] });
    assert(fields[0]?.kind === 'choice');
    assert.deepEqual(fields[0].options, [
      { value: 'option-1', label: 'SMS to *123' },
      { value: 'option-2', label: 'option-1' },
    ]);
    assert.deepEqual(toCredentials({ sca: 'option-1' }, answers), { sca: odd });
    assert.deepEqual(toCredentials({ sca: 'option-2' }, answers), { sca: 'option-1' });
  });

  test('that are missing, empty or not among the options are none', () => {
    const { answers } = answersOf({ id: 'user' }, { id: 'sca', options: ['SMS'] });
    for (const values of [{}, { user: 'u' }, { user: '', sca: 'SMS' }, { user: 'u', sca: 'toString' }]) {
      assert.equal(toCredentials(values as Record<string, string>, answers), undefined);
    }
  });

  test('to fields that were not asked for stay behind', () => {
    const { answers } = answersOf({ id: 'user' });
    assert.deepEqual(toCredentials({ user: 'u', other: 'x' }, answers), { user: 'u' });
  });
});

test('whatever Token.io sends fits the contract or is refused', () => {
  const text = anyText({ maxLength: 200 });
  const field = fc.record(
    {
      id: text,
      displayName: text,
      description: text,
      type: fc.oneof(
        text,
        fc.constantFrom('FIELD', 'PASSWORD', 'PSU_MESSAGE', 'IMAGE', 'FLICKER', 'DECOUPLED', 'CONFIRMATION'),
      ),
      options: fc.array(text, { maxLength: 22 }),
      image: fc.oneof(text, fc.constant(png)),
      flickerCode: text,
      password: fc.boolean(),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.array(field, { minLength: 1, maxLength: 9 }), (wire) => {
      const presentation = presentFields(wire);
      if (presentation.kind !== 'credentials') return;
      for (const one of presentation.fields) CredentialField.parse(one);
      const idsShown = presentation.fields.map(({ id }) => id);
      assert.equal(new Set(idsShown).size, idsShown.length);
    }),
    { numRuns: 500 },
  );
});
