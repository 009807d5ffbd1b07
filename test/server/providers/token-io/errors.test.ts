import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ProviderError } from '../../../../server/providers/provider-error.js';
import { callbackErrorCode, errorOf, type FailedCall } from '../../../../server/providers/token-io/errors.js';

interface Sample {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  readonly call?: Partial<FailedCall>;
}

function read({ status, body = '', headers = {}, call = {} }: Sample): ProviderError {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const answer = { status, headers: new Map(Object.entries(headers)), body: Buffer.from(text) };
  const base = { method: 'POST', path: '/x?y=1', place: 'flow', sensitive: false, attended: true, now: 0 } as const;
  return errorOf(answer, { ...base, ...call });
}

const bank = { 'token-external-error': 'true' };
const data = { place: 'data' } as const;

describe('the code of an error answer', () => {
  for (const [name, code, sample] of [
    ['400 as text', 'provider_rejected', { status: 400, body: 'INVALID_ARGUMENT: refId' }],
    ['401', 'provider_misconfigured', { status: 401 }],
    ['401 of the bank', 'authentication_failed', { status: 401, headers: bank }],
    ['401 of the bank while reading', 'reauth_required', { status: 401, headers: bank, call: data }],
    ['401 while reading', 'provider_misconfigured', { status: 401, call: data }],
    ['403', 'provider_rejected', { status: 403 }],
    ['403 of the bank', 'authentication_failed', { status: 403, headers: bank }],
    ['403 while reading', 'reauth_required', { status: 403, call: data }],
    ['404', 'provider_rejected', { status: 404 }],
    ['404 while reading', 'not_found', { status: 404, call: data }],
    ['409', 'provider_rejected', { status: 409 }],
    ['429', 'provider_rate_limited', { status: 429 }],
    ['429 while reading for the shopper', 'provider_rate_limited', { status: 429, headers: bank, call: data }],
    ['429 while reading unattended', 'budget_exhausted', { status: 429, call: { ...data, attended: false } }],
    ['499', 'provider_unavailable', { status: 499 }],
    ['500', 'provider_unavailable', { status: 500 }],
    ['500 of the bank', 'bank_unavailable', { status: 500, headers: bank }],
    ['501', 'bank_not_supported', { status: 501 }],
    ['502', 'provider_unavailable', { status: 502 }],
    ['503', 'provider_unavailable', { status: 503 }],
    ['503 of the bank', 'bank_unavailable', { status: 503, headers: bank }],
    ['504', 'provider_unavailable', { status: 504 }],
    [
      '504 of the bank, in words',
      'bank_unavailable',
      { status: 504, body: { error: { code: 504, error_origin: 'bank' } } },
    ],
    ['599', 'provider_unavailable', { status: 599 }],
    ['500 that the header refines', 'bank_not_supported', { status: 500, headers: { 'token-error': 'UNIMPLEMENTED' } }],
    [
      '500 that an errorCode refines',
      'provider_rejected',
      { status: 500, body: { error: { errorCode: 'PermissionDenied' } } },
    ],
    [
      '500 that a top-level errorCode refines',
      'provider_rate_limited',
      { status: 500, body: { errorCode: 'RESOURCE_EXHAUSTED' } },
    ],
    [
      'InternalServerError',
      'provider_unavailable',
      { status: 400, body: { error: { errorCode: 'InternalServerError' } } },
    ],
    ['400 that says CANCELLED', 'provider_unavailable', { status: 400, headers: { 'token-error': 'CANCELLED' } }],
    [
      'a feature that the bank lacks',
      'bank_not_supported',
      { status: 400, body: { error: { errorCode: 'Bank.FeatureNotSupported' } } },
    ],
    [
      'a bank without registration',
      'bank_not_supported',
      { status: 400, body: { error: { errorCode: 'Bank.RegistrationNotFound' } } },
    ],
    [
      'the documented sentence with the cause inside',
      'provider_rejected',
      {
        status: 500,
        body: 'INTERNAL: InitiateBankAuth failed for TokenRequest: rq:1:5z due to INVALID_ARGUMENT: Expected username or OTP credential.',
      },
    ],
    [
      'a cause of the bank inside',
      'authentication_failed',
      { status: 500, body: 'INTERNAL: x due to UNAUTHENTICATED: y' },
    ],
    ['an unknown word', 'provider_rejected', { status: 418, headers: { 'token-error': 'TEAPOT' } }],
    ['a page of HTML', 'provider_unavailable', { status: 502, body: '<html>' }],
    ['JSON of another shape', 'provider_unavailable', { status: 503, body: '[1,{"error":7}]' }],
  ] as const satisfies readonly (readonly [string, string, Sample])[]) {
    test(`${name} is ${code}`, () => assert.equal(read(sample).code, code));
  }
});

test('only what may pass by itself is worth another try', () => {
  const retryable = [400, 401, 403, 404, 429, 500, 501, 503, 504].filter((status) => read({ status }).retryable);
  assert.deepEqual(retryable, [429, 500, 503, 504]);
});

test('passes the asked wait on, capped', () => {
  assert.equal(read({ status: 429, headers: { 'retry-after': '7' } }).retryAfterMs, 7_000);
  assert.equal(read({ status: 429, headers: { 'retry-after': '1000000000' } }).retryAfterMs, 60_000);
  assert.equal(read({ status: 429, headers: { 'retry-after': 'soon' } }).retryAfterMs, undefined);
});

describe('the detail for the operator', () => {
  for (const [name, sample] of [
    ['the documented JSON', { body: { error: { message: 'Deadline', token_trace_id: 'trace1' } } }],
    ["the OpenAPI's JSON", { body: { error: { message: 'Deadline', tokenTraceId: 'trace1' } } }],
    ['text with a header', { body: 'Deadline', headers: { tokentraceid: 'trace1' } }],
    ['flat JSON with a header', { body: { message: 'Deadline' }, headers: { tokentraceid: 'trace1' } }],
  ] as const) {
    test(`names call, status, trace and words of ${name}`, () => {
      assert.equal(read({ status: 504, ...sample }).detail, 'POST /x: 504 DEADLINE_EXCEEDED trace=trace1 Deadline');
    });
  }

  test('leaves out words that may quote what the shopper typed', () => {
    const body = { error: { message: 'Wrong OTP 123456', tokenTraceId: 't' } };
    assert.equal(
      read({ status: 400, body, call: { sensitive: true } }).detail,
      'POST /x: 400 INVALID_ARGUMENT trace=t',
    );
  });

  test('is one clean short line', () => {
    const { detail = '' } = read({ status: 500, body: `INTERNAL: \u001b[31m\r\n${'x'.repeat(50_000)}` });
    assert(detail.length < 300 && !/\p{Cc}/u.test(detail));
  });
});

describe('the code of a callback error', () => {
  for (const [error, code] of [
    ['1', 'access_denied'],
    ['2', 'access_denied'],
    ['3', 'provider_rejected'],
    ['4', 'bank_unavailable'],
    ['5', 'provider_rejected'],
    ['7', 'authentication_failed'],
    ['8', 'provider_rate_limited'],
    ['9', 'provider_rejected'],
    ['12', 'bank_not_supported'],
    ['13', 'bank_unavailable'],
    ['14', 'bank_unavailable'],
    ['16', 'authentication_failed'],
    ['17', 'provider_rejected'],
    ['99', 'provider_rejected'],
    ['access_denied', 'access_denied'],
    ['EXCEPTION_INITIATE_BANK_AUTH', 'bank_unavailable'],
    ['server_error', 'bank_unavailable'],
    ['toString', 'provider_rejected'],
    ['null', 'provider_rejected'],
  ] as const) {
    test(`${error} is ${code}`, () => assert.equal(callbackErrorCode(error), code));
  }
});
