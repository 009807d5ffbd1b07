import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { processDelete, processRead, processRegistration } from '../../../server/registration/answers.js';
import type { HttpAnswer } from '../../../server/lib/http-exchange.js';
import type { Refusal } from '../../../server/registration/client.js';

const answer = (status: number, body: unknown, headers: Record<string, string> = {}): HttpAnswer => ({
  status,
  headers: new Map(Object.entries({ 'content-type': 'application/json; charset=utf-8', ...headers })),
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
});
const process = (status: number, body: unknown, headers?: Record<string, string>) =>
  processRegistration(answer(status, body, headers), 'register', 0);

describe('an answer that registers', () => {
  const client = (body: Record<string, unknown>, status = 201) => {
    const outcome = process(status, { client_id: 'c1', ...body });
    assert.equal(outcome.kind, 'registered');
    return outcome.kind === 'registered' ? outcome.client : undefined;
  };

  test('gives the client as the bank registered it', () => {
    assert.deepEqual(
      client({
        client_secret: 's3cr3t',
        client_id_issued_at: 1_700_000_000,
        client_secret_expires_at: 1_800_000_000,
        token_endpoint_auth_method: 'client_secret_basic',
        token_endpoint_auth_signing_alg: 'PS256',
        grant_types: ['client_credentials'],
        response_types: ['code id_token'],
        redirect_uris: ['https://tpp.example/'],
        scope: 'openid accounts',
        application_type: 'web',
        id_token_signed_response_alg: 'PS256',
        request_object_signing_alg: 'PS256',
        tls_client_auth_subject_dn: 'CN=x',
        software_client_name: 'flattened from the statement',
      }),
      {
        clientId: 'c1',
        clientSecret: 's3cr3t',
        issuedAt: '2023-11-14T22:13:20.000Z',
        secretExpiresAt: '2027-01-15T08:00:00.000Z',
        metadata: {
          tokenEndpointAuthMethod: 'client_secret_basic',
          tokenEndpointAuthSigningAlg: 'PS256',
          grantTypes: ['client_credentials'],
          responseTypes: ['code id_token'],
          redirectUris: ['https://tpp.example/'],
          scopes: ['openid', 'accounts'],
          applicationType: 'web',
          idTokenSignedResponseAlg: 'PS256',
          requestObjectSigningAlg: 'PS256',
          tlsClientAuthSubjectDn: 'CN=x',
        },
      },
    );
  });

  for (const status of [200, 201, 202]) {
    test(`may be a ${status}`, () => assert.equal(client({}, status)?.clientId, 'c1'));
  }

  test('may write milliseconds where seconds belong', () => {
    assert.equal(client({ client_id_issued_at: 1_700_000_000_000 })?.issuedAt, '2023-11-14T22:13:20.000Z');
    assert.equal(client({ client_secret_expires_at: 1_800_000_000_000 })?.secretExpiresAt, '2027-01-15T08:00:00.000Z');
  });

  test('may write a time that is none', () => {
    assert.equal(client({ client_id_issued_at: 1e300 })?.issuedAt, undefined);
  });

  for (const [name, scope] of [
    ['commas', 'accounts,openid'],
    ['a list', ['accounts', 'openid']],
    ['commas and spaces', 'accounts, openid '],
  ] as const) {
    test(`may write scopes with ${name}`, () => {
      assert.deepEqual(client({ scope })?.metadata.scopes, ['accounts', 'openid']);
    });
  }

  test('says with 0 that a secret never ends', () => {
    assert.equal(client({ client_secret: 'x', client_secret_expires_at: 0 })?.secretExpiresAt, undefined);
  });

  test('may echo what it does not know as null', () => {
    assert.deepEqual(client({ client_secret: null, scope: null, redirect_uris: null }), {
      clientId: 'c1',
      metadata: {},
    });
  });

  test('is not followed anywhere: addresses in it are dropped', () => {
    const odd = { registration_client_uri: 'https://evil.example/', token_endpoint: 'https://evil.example/' };
    assert.deepEqual(client({ ...odd, registration_access_token: 'x' }), { clientId: 'c1', metadata: {} });
  });

  const unreadable: Record<string, [body: unknown, headers?: Record<string, string>]> = {
    'a client id that is empty': [{ client_id: '' }],
    'a client id with a line break': [{ client_id: 'a\r\nx: y' }],
    'a client id that is a number': [{ client_id: 7 }],
    'a secret with control characters': [{ client_id: 'c', client_secret: 'a\u0000' }],
    'no client id and no message': [{}],
    'a list': [[]],
    null: ['null'],
    'broken JSON': ['{'],
    HTML: ['<html>', { 'content-type': 'text/html' }],
  };
  for (const [name, [body, headers]] of Object.entries(unreadable)) {
    test(`cannot be ${name}`, () => {
      assert.throws(() => process(201, body, headers), { code: 'bad_provider_answer' });
    });
  }

  test('is quoted by no error', () => {
    try {
      process(201, { client_id: 'c1', client_secret: 'canary\u0000' });
      assert.fail('must throw');
    } catch (error) {
      assert.ok(!JSON.stringify([String(error), Object.entries(error as object)]).includes('canary'));
    }
  });
});

describe('an answer that promises an e-mail', () => {
  test('is a message without a client', () => {
    const message = 'Request is processed. We will send the response via email.';
    assert.deepEqual(process(200, { message }), { kind: 'pending', message });
  });

  test('is cleaned: it is the text of a stranger', () => {
    const outcome = process(200, { message: `a\u202eb\n${'x'.repeat(500)}` });
    assert.ok(outcome.kind === 'pending' && outcome.message.startsWith('ab x') && outcome.message.length <= 280);
  });
});

describe('a refusal', () => {
  const refusal = (status: number, body: unknown, headers?: Record<string, string>): Refusal | undefined => {
    const outcome = process(status, body, headers);
    return outcome.kind === 'refused' ? outcome.refusal : undefined;
  };
  const text = 'The addressed resource is unknown relative to the TPP.';
  const shapes: Record<string, [status: number, body: unknown, refusal: Refusal]> = {
    "Priora's sample": [
      404,
      { tppMessages: [{ category: 'ResourceUnknown', code: 404, text }] },
      { httpStatus: 404, reason: 'unknown_software', word: 'ResourceUnknown', text },
    ],
    "Priora's parameters": [
      406,
      { tppMessages: [{ category: 'ERROR', code: 'Invalid', text: 'x' }] },
      { httpStatus: 406, reason: 'invalid_data', word: 'Invalid', text: 'x' },
    ],
    "Priora's prose": [
      401,
      { tppMessages: [{ category: 'WrongRequiredFields', code: '401', error_message: 'x' }] },
      { httpStatus: 401, reason: 'missing_fields', word: 'WrongRequiredFields', text: 'x' },
    ],
    'the Berlin Group': [
      400,
      { tppMessages: [{ category: 'ERROR', code: 'FORMAT_ERROR', path: 'redirect_uris', text: 'x' }] },
      { httpStatus: 400, reason: 'request_format', word: 'FORMAT_ERROR', text: 'x', path: 'redirect_uris' },
    ],
    'a warning before the error': [
      406,
      {
        tppMessages: [
          { category: 'WARNING', code: 'W' },
          { category: 'ERROR', code: 'Invalid' },
        ],
      },
      { httpStatus: 406, reason: 'invalid_data', word: 'Invalid' },
    ],
    'Priora before': [
      401,
      { error_class: 'AccessDenied', error_message: 'x', meta: { time: 't', version: '1' } },
      { httpStatus: 401, reason: 'access_denied', word: 'AccessDenied', text: 'x' },
    ],
    'RFC 7591': [
      400,
      { error: 'invalid_redirect_uri', error_description: 'x' },
      { httpStatus: 400, reason: 'redirect_uri', word: 'invalid_redirect_uri', text: 'x' },
    ],
    'RFC 7591 without words': [
      400,
      { error: 'unapproved_software_statement' },
      { httpStatus: 400, reason: 'unapproved', word: 'unapproved_software_statement' },
    ],
    'Open Banking read/write': [
      400,
      {
        Code: '400 BadRequest',
        Id: '1',
        Message: 'm',
        Errors: [{ ErrorCode: 'UK.OBIE.Field.Invalid', Message: 'x', Path: 'aud' }],
      },
      { httpStatus: 400, reason: 'request_format', word: 'UK.OBIE.Field.Invalid', text: 'x', path: 'aud' },
    ],
    'a word that nobody knows': [
      422,
      { error: 'constructor', error_description: 'x' },
      { httpStatus: 422, reason: 'other', word: 'constructor', text: 'x' },
    ],
    'an empty list': [403, { tppMessages: [] }, { httpStatus: 403, reason: 'access_denied' }],
    'a list of anything': [406, { tppMessages: [null, 1, 'x'] }, { httpStatus: 406, reason: 'invalid_data' }],
    'JSON that says nothing': [404, {}, { httpStatus: 404, reason: 'unknown_software' }],
    'a 401 that says nothing': [401, '', { httpStatus: 401, reason: 'other' }],
    'an error in a 200': [
      200,
      { tppMessages: [{ category: 'AccessDenied', code: 401, text: 'x' }] },
      { httpStatus: 200, reason: 'access_denied', word: 'AccessDenied', text: 'x' },
    ],
  };
  for (const [name, [status, body, expected]] of Object.entries(shapes)) {
    test(`is read in the shape of ${name}`, () => assert.deepEqual(refusal(status, body), expected));
  }

  const classes = {
    RequestFormatInvalid: [400, 'request_format'],
    WrongRequiredFields: [401, 'missing_fields'],
    AccessDenied: [401, 'access_denied'],
    NotFound: [404, 'unknown_software'],
    Invalid: [406, 'invalid_data'],
    invalid_client_metadata: [400, 'client_metadata'],
    invalid_software_statement: [400, 'software_statement'],
  } as const;
  for (const [word, [status, reason]] of Object.entries(classes)) {
    test(`means ${reason} when it says ${word}, in either place`, () => {
      for (const message of [
        { category: word, code: status },
        { category: 'ERROR', code: word },
      ]) {
        assert.equal(refusal(status, { tppMessages: [message] })?.reason, reason);
      }
    });
  }

  test('counts whatever it is wrapped in', () => {
    const page = refusal(406, '<html>no</html>', { 'content-type': 'text/html' });
    assert.deepEqual(page, { httpStatus: 406, reason: 'invalid_data' });
    const untyped = refusal(400, { error: 'invalid_redirect_uri' }, { 'content-type': 'text/plain' });
    assert.equal(untyped?.reason, 'redirect_uri');
  });

  test('is cleaned: it is the text of a stranger', () => {
    const said = refusal(400, { error: 'e\u0000\u202e', error_description: 'x'.repeat(10_000) });
    assert.equal(said?.word, 'e');
    assert.equal(said.text?.length, 500);
  });
});

describe('a bank that did not get to an answer', () => {
  for (const [status, code] of [
    [429, 'provider_rate_limited'],
    [408, 'provider_unavailable'],
    [500, 'provider_unavailable'],
    [503, 'provider_unavailable'],
  ] as const) {
    test(`is no refusal: ${status}`, () => {
      assert.throws(() => process(status, { error: 'x' }, { 'retry-after': '5' }), { code, retryAfterMs: 5_000 });
    });
  }

  test('may have nothing of the kind: 501 is a refusal', () => assert.equal(process(501, '').kind, 'refused'));
  test('is not understood when it answers 204', () => {
    assert.throws(() => process(204, ''), { code: 'bad_provider_answer' });
  });
});

describe('the answer about a client', () => {
  test('that is unknown is not taken for a refusal', () => {
    for (const status of [401, 404]) {
      assert.deepEqual(processRead(answer(status, ''), 'read', 0), { kind: 'gone' });
      assert.deepEqual(processDelete(answer(status, ''), 'delete', 0), { kind: 'deleted' });
    }
  });

  test('that was deleted is 204, or 200', () => {
    for (const status of [200, 204]) assert.equal(processDelete(answer(status, ''), 'delete', 0).kind, 'deleted');
    assert.throws(() => processDelete(answer(202, ''), 'delete', 0), { code: 'bad_provider_answer' });
  });

  test('that may not be touched is a refusal', () => {
    for (const status of [403, 405]) {
      assert.equal(processRead(answer(status, ''), 'read', 0).kind, 'refused');
      assert.equal(processDelete(answer(status, ''), 'delete', 0).kind, 'refused');
    }
  });
});
