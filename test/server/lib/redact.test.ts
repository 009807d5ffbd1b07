import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { createLogger } from '../../../server/lib/logger.js';
import { redact } from '../../../server/lib/redact.js';
import { Secret } from '../../../server/lib/secret.js';
import { anyText } from '../../support/any-text.js';

const json = (value: unknown) => JSON.stringify(redact(value));

describe('redact', () => {
  const telling = [
    'token',
    'clientToken',
    'access_token',
    'refreshToken',
    'password',
    'Authorization',
    'cookie',
    'set-cookie',
    'apiKey',
    'api_key',
    'privateKey',
    'secret',
    'clientSecret',
    'credentials',
    'credentialFields',
    'values',
    'otp',
    'pin',
    'code',
    'code_verifier',
    'body',
    'query',
    'jwt',
    'signature',
    'x-jws-signature',
    'binding',
    'bindingHash',
    'passphrase',
  ];
  for (const key of telling) {
    test(`hides what stands under ${key}, at any depth`, () => {
      assert.ok(!json({ a: [{ [key]: 'canary' }], [key]: { deep: 'canary' } }).includes('canary'));
    });
  }

  test('keeps what an operator needs', () => {
    const fields = {
      sessionId: 's',
      status: 'failed',
      traceId: 't',
      provider: 'p',
      code: 'wrong_browser',
      ms: 1.5,
      ok: true,
      none: null,
    };
    assert.deepEqual({ ...(redact(fields) as object) }, fields);
  });

  test('hides a Secret by its type, wherever it is', () => {
    const secret = new Secret('canary');
    assert.equal(json([secret, { fine: secret }, new Map([['x', secret]])]).includes('canary'), false);
  });

  test('keeps name, code, detail, message and causes of an error, and nothing else that hangs on it', () => {
    const cause = Object.assign(new Error('inner'), { code: 'ECONNREFUSED', request: { url: 'canary' } });
    const error = Object.assign(new TypeError('outer', { cause }), { detail: 'GET /x', response: 'canary' });
    const copy = redact({ err: error }) as { err: Record<string, unknown> };
    assert.ok(!JSON.stringify(copy).includes('canary'));
    const { stack, cause: inner, ...rest } = copy.err;
    assert.deepEqual(rest, { type: 'TypeError', message: 'outer', detail: 'GET /x' });
    assert.match(String(stack), /redact\.test/);
    assert.equal((inner as { code: string }).code, 'ECONNREFUSED');
  });

  test('cuts cycles, depth, width and length', () => {
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    assert.equal(json(circle), '{"self":"[circular]"}');
    const deep = JSON.parse('{"a":'.repeat(50) + '1' + '}'.repeat(50)) as object;
    assert.match(json(deep), /\[deep\]/);
    assert.ok(json(Array(10_000).fill('x')).length < 300);
    assert.ok(json('x'.repeat(100_000)).length < 2100);
    assert.equal(json(new Uint8Array(3)), '"[3 bytes]"');
  });

  test('shows the same object twice when it only stands twice', () => {
    const shared = { a: 1 };
    assert.equal(json([shared, shared]), '[{"a":1},{"a":1}]');
  });

  test('never throws', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withDate: true, withMap: true, withTypedArray: true }), (value) => {
        JSON.stringify(redact(value));
      }),
    );
  });
});

describe('a log line', () => {
  const lines = (write: (logger: ReturnType<typeof createLogger>) => void): string[] => {
    const written: string[] = [];
    write(createLogger({ level: 'info', destination: { write: (line) => void written.push(line) } }));
    return written;
  };

  test('stays one line of JSON, whatever it holds', () => {
    fc.assert(
      fc.property(anyText(), anyText(), (value, message) => {
        const [line = '', ...more] = lines((logger) => logger.info({ value }, message));
        assert.equal(more.length, 0);
        assert.equal(line.indexOf('\n'), line.length - 1);
        assert.ok(!/[\u0000-\u0009\u000b-\u001f]/.test(line));
        assert.equal((JSON.parse(line) as { level: string }).level, 'info');
      }),
    );
  });

  test('is redacted', () => {
    const [line] = lines((logger) =>
      logger.error({ err: new Error('x'), password: 'canary', key: new Secret('canary') }, 'm'),
    );
    assert.ok(!line?.includes('canary'));
    assert.match(String(line), /"err":\{"type":"Error","message":"x"/);
  });

  test('below the level is not written', () => {
    assert.deepEqual(
      lines((logger) => logger.debug({}, 'm')),
      [],
    );
  });
});
