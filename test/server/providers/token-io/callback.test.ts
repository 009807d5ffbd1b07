import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { ProviderError } from '../../../../server/providers/provider-error.js';
import {
  correlateCallback,
  decodeBankCallback,
  decodeCallback,
} from '../../../../server/providers/token-io/callback.js';
import { anyText } from '../../../support/any-text.js';

const id = 'rq:43hA2P34BC9a1jwYmyjmDYBrTETA:5zKtXEAq';
const ids = `request-id=${id}&request_id=${id}`;
const blob = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const withBlob = (encoded: string): string => `${ids}&credential-fields=${encoded}`;

const isRefusal = (error: unknown): true => {
  assert(error instanceof ProviderError);
  assert.equal(error.code, 'invalid_callback');
  return true;
};

describe('the samples of the documents', () => {
  test('a plain return', () => assert.deepEqual(decodeCallback(ids), { requestId: id }));

  test('a passcode without type and display name', () => {
    const encoded = 'eyJmaWVsZHMiOlt7ImRlc2NyaXB0aW9uIjoiT25lLXRpbWUgcGFzc2NvZGUiLCJpZCI6Im90cCJ9XX0';
    assert.deepEqual(decodeCallback(withBlob(encoded)).fields, [{ id: 'otp', description: 'One-time passcode' }]);
  });

  test('an approval, whose blob says something else than the page prints', () => {
    const encoded =
      'eyJmaWVsZHMiOlt7ImRlc2NyaXB0aW9uIjoiUGxlYXNlLCBhdXRob3JpemUgcGF5bWVudCB1c2luZyBtb2JpbGUgZGV2aWNlLiIsInR5cGUiOiJERUNPVVBMRUQifV19';
    assert.deepEqual(decodeCallback(withBlob(encoded)).fields, [
      { description: 'Please, authorize payment using mobile device.', type: 'DECOUPLED' },
    ]);
  });

  test('an error, whose message is not kept', () => {
    const query = `${ids}&trace-id=idm45Ag1X8D8Kvdw&error=14&message=Bank+is+unavailable`;
    assert.deepEqual(decodeCallback(query), { requestId: id, error: '14', traceId: 'idm45Ag1X8D8Kvdw' });
  });

  test('hosted pages with a signature in JSON', () => {
    const signature = { memberId: 'm:2Ms:5z', keyId: '1x7df4vuFUHYQCa7', signature: 's4INmvY_d5' };
    const query = new URLSearchParams({
      'request-id': id,
      'token-id': 'tt:7C5z:3V',
      status: 'PROCESSED',
      state: 'abc',
    });
    query.set('signature', JSON.stringify(signature));
    const { tokenId, state, ...rest } = decodeCallback(query.toString());
    assert.deepEqual([tokenId, state, rest.signature], ['tt:7C5z:3V', 'abc', signature]);
  });

  test('hosted pages that could not use the bank', () => {
    assert.equal(decodeCallback(`error=access_denied&message=x&requestId=${id}`).invalidBank, true);
    assert.equal(decodeCallback(`error=access_denied&message=x&request-id=${id}`).invalidBank, undefined);
  });
});

describe('spellings that are let through', () => {
  const fields = { fields: [{ id: 'a', description: 'ÿþ?>~ü' }] };
  const standard = Buffer.from(JSON.stringify(fields)).toString('base64');
  assert(/[+/]/.test(standard), 'the sample must need both odd characters');

  for (const [name, encoded] of [
    ['the standard alphabet', standard],
    ['the standard alphabet without padding', standard.replace(/=+$/, '')],
    ['a percent-encoded sign', encodeURIComponent(standard)],
    ['a plus that was form-decoded and encoded again', standard.replaceAll('+', '%20')],
    ['the URL alphabet', blob(fields)],
  ] as const) {
    test(name, () => assert.deepEqual(decodeCallback(withBlob(encoded)).fields, fields.fields));
  }

  test('fields that are wrapped twice', () =>
    assert.deepEqual(decodeCallback(withBlob(blob({ fields }))).fields, fields.fields));
  test('a leading separator', () => assert.equal(decodeCallback(`&${ids}`).requestId, id));
  test('a leading question mark', () => assert.equal(decodeCallback(`?${ids}`).requestId, id));
  test('percent-encoded colons', () => assert.equal(decodeCallback(ids.replaceAll(':', '%3A')).requestId, id));
  test('one of the two ids', () => assert.equal(decodeCallback(`request_id=${id}`).requestId, id));
  test('parameters of which nobody has heard', () => {
    assert.deepEqual(decodeCallback(`${ids}&member-id=m:1&constructor=1&__proto__=2`), { requestId: id });
  });
  test('members of which nobody has heard, which are dropped', () => {
    const hostile = '{"fields":[{"id":"otp","onclick":"x","__proto__":{"polluted":true}}],"extra":1}';
    assert.deepEqual(decodeCallback(withBlob(blob(hostile))).fields, [{ id: 'otp' }]);
    assert.equal(({} as { polluted?: boolean }).polluted, undefined);
  });
});

describe('what is refused', () => {
  const field = '{"id":"otp"}';
  const nested = (depth: number): string => `{"fields":[${field}],"x":${'['.repeat(depth)}${']'.repeat(depth)}}`;
  const refused: Record<string, string> = {
    'nothing at all': '',
    'no request id': 'error=14',
    'ids that disagree': `request-id=${id}&request_id=rq:other:5z`,
    'a camel-case id that disagrees': `${ids}&requestId=rq:other:5z`,
    'a repeated id, even with the same value': `request-id=${id}&request-id=${id}`,
    'a repeated unknown parameter': `${ids}&x=1&x=2`,
    'a name repeated in another spelling': `request-id=${id}&request%2Did=${id}`,
    'an empty id': 'request-id=',
    'an id with a line break': 'request-id=rq:a%0D%0Ab',
    'an id with markup': 'request-id=<script>',
    'an id of 300 characters': `request-id=${'a'.repeat(300)}`,
    'an error with fields': `${withBlob(blob(`{"fields":[${field}]}`))}&error=2`,
    'an error with a token': `${ids}&error=2&token-id=ta:1`,
    'an empty error': `${ids}&error=`,
    'token ids that disagree': `${ids}&token-id=ta:1&tokenId=ta:2`,
    'a signature that is no JSON': `${ids}&signature=abc`,
    'a signature without key': `${ids}&signature=${encodeURIComponent('{"memberId":"m"}')}`,
    'a signature with a repeated key': `${ids}&signature=${encodeURIComponent('{"memberId":"m","memberId":"n","keyId":"k","signature":"s"}')}`,
    'a query of 17 KB': `${ids}&x=${'a'.repeat(17_000)}`,
    'forty parameters': `${ids}&${Array.from({ length: 40 }, (_, index) => `p${index}=1`).join('&')}`,
    'malformed percent-encoding': `${ids}&x=%`,
    'percent-encoding that is not UTF-8': `${ids}&x=%C0%AF`,
    'an empty blob': withBlob(''),
    'a blob of 9 KiB': withBlob(blob(`{"fields":[${field}]}${' '.repeat(9 * 1024)}`)),
    'garbage in base64': withBlob('aG*k'),
    'a dot in base64': withBlob(`${blob(`{"fields":[${field}]}`)}.xx`),
    'two alphabets at once': withBlob('a-+/'),
    'padding in the middle': withBlob('aGk=aGk='),
    'too much padding': withBlob('aGk=='),
    'one digit too many': withBlob('aGkxY'),
    'bits that no byte has': withBlob('aGl='),
    'bytes that are not UTF-8': withBlob(Buffer.from([0x7b, 0xff, 0xfe, 0x7d]).toString('base64url')),
    'a byte order mark': withBlob(blob(`\ufeff{"fields":[${field}]}`)),
    'UTF-16': withBlob(Buffer.from(`{"fields":[${field}]}`, 'utf16le').toString('base64url')),
    'no JSON': withBlob(blob('fields')),
    'JSON null': withBlob(blob('null')),
    'a JSON list': withBlob(blob('[]')),
    'a comment in JSON': withBlob(blob(`{"fields":[${field}]/**/}`)),
    NaN: withBlob(blob('{"fields":[{"id":NaN}]}')),
    'a second value after the JSON': withBlob(blob(`{"fields":[${field}]}{}`)),
    'a repeated key': withBlob(blob(`{"fields":[{"id":"a","id":"b"}]}`)),
    'a key repeated in another spelling': withBlob(blob('{"fields":[{"id":"a","\\u0069d":"b"}]}')),
    'a lone surrogate': withBlob(blob('{"fields":[{"id":"\\ud800"}]}')),
    'seven levels': withBlob(blob(nested(6))),
    'a thousand levels': withBlob(blob(nested(1000))),
    'no fields': withBlob(blob('{"fields":[]}')),
    'nine fields': withBlob(blob(`{"fields":[${Array(9).fill(field).join(',')}]}`)),
    'a number for an id': withBlob(blob('{"fields":[{"id":1}]}')),
    'an object for a description': withBlob(blob('{"fields":[{"description":{}}]}')),
    'fields that are no list': withBlob(blob('{"fields":"otp"}')),
  };
  for (const [name, query] of Object.entries(refused)) {
    test(name, () => assert.throws(() => decodeCallback(query), isRefusal));
  }

  test('says nothing of the query in its detail', () => {
    assert.throws(
      () => decodeCallback(`${ids}&credential-fields=SECRET!`),
      (error: ProviderError) => error.detail !== undefined && !/SECRET|rq:/.test(error.detail),
    );
  });
});

test('depth six is the deepest that is taken', () => {
  assert.doesNotThrow(() => decodeCallback(withBlob(blob(`{"fields":[{"id":"otp"}],"x":[[[[[]]]]]}`))));
  assert.throws(() => decodeCallback(withBlob(blob(`{"fields":[{"id":"otp"}],"x":[[[[[[]]]]]]}`))), isRefusal);
});

describe('whatever anybody writes', () => {
  const settles = (decode: () => unknown): boolean => {
    try {
      decode();
    } catch (error) {
      return isRefusal(error);
    }
    return true;
  };

  test('any text gives an answer or the one coded refusal', () => {
    fc.assert(fc.property(anyText({ maxLength: 600 }), (query) => settles(() => decodeCallback(query))));
  });

  test('any value under the known names does', () => {
    const key = fc.constantFrom(
      'request-id',
      'request_id',
      'token-id',
      'credential-fields',
      'signature',
      'error',
      'state',
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(key, anyText())), (pairs) =>
        settles(() => decodeCallback(`${ids}&${pairs.map(([name, value]) => `${name}=${value}`).join('&')}`)),
      ),
    );
  });

  test('any JSON in the blob does', () => {
    fc.assert(fc.property(fc.json({ maxDepth: 9 }), (json) => settles(() => decodeCallback(withBlob(blob(json))))));
  });

  test('any fields come out as they went in', () => {
    const text = fc.string({ maxLength: 80 });
    const field = fc.record({ id: text, displayName: text, description: text, type: text }, { requiredKeys: [] });
    fc.assert(
      fc.property(fc.array(field, { minLength: 1, maxLength: 8 }), (fields) => {
        assert.deepEqual(
          decodeCallback(withBlob(blob({ fields }))).fields,
          fields.map((one) => ({ ...one })),
        );
      }),
    );
  });

  test('any bytes come out of base64 as they went in, in both alphabets', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 200 }),
        fc.constantFrom('base64', 'base64url'),
        (text, alphabet) => {
          const encoded = Buffer.from(JSON.stringify({ fields: [{ description: text }] })).toString(alphabet);
          assert.equal(decodeCallback(withBlob(encodeURIComponent(encoded))).fields?.[0]?.description, text);
        },
      ),
    );
  });

  test('a hostile 16 KB query takes milliseconds', () => {
    const worst = [
      withBlob(blob(`{"fields":[${'"\\"'.repeat(2_500)}`)),
      withBlob(blob('['.repeat(8_000))),
      withBlob(blob(`{"fields":[{"description":"${'\\u0061'.repeat(1_200)}"}]}`)),
      `${ids}&${'%C3%BC'.repeat(2_600)}`,
      '&'.repeat(16_000),
      `${ids}&message=${'+'.repeat(15_000)}`,
    ];
    const times = worst.flatMap((query) =>
      Array.from({ length: 50 }, () => {
        const start = performance.now();
        settles(() => decodeCallback(query));
        return performance.now() - start;
      }),
    );
    times.sort((one, other) => one - other);
    assert(times[Math.floor(times.length * 0.95)]! < 25, `95 % below ${times[Math.floor(times.length * 0.95)]} ms`);
  });
});

describe('correlation', () => {
  const query = (text: string): URLSearchParams => new URLSearchParams(text);

  test('finds the request id under each of its names', () => {
    for (const name of ['request-id', 'request_id', 'requestId']) {
      assert.equal(correlateCallback(query(`${name}=${id}`), 'token'), id);
    }
    assert.equal(correlateCallback(query(ids), 'token'), id);
  });

  test('finds nothing in contradictory, malformed and foreign queries', () => {
    for (const text of [`request-id=${id}&request_id=x`, 'request-id=', 'request-id=a%00b', 'state=abc', '']) {
      assert.equal(correlateCallback(query(text), 'token'), undefined);
    }
  });

  test('goes by the state where banks return directly', () => {
    assert.equal(correlateCallback(query('code=1&state=abc'), 'tpp'), 'abc');
    assert.equal(correlateCallback(query(`code=1&state=a&state=b`), 'tpp'), undefined);
    assert.equal(correlateCallback(query(ids), 'tpp'), undefined);
  });
});

test('hands the query of a bank over as it came', () => {
  assert.deepEqual(decodeBankCallback('&code=a%2Bb+c&state=s&iss=https://bank'), {
    query: 'code=a%2Bb+c&state=s&iss=https://bank',
  });
  assert.equal(decodeBankCallback('error=access_denied&state=s').error, 'access_denied');
});
