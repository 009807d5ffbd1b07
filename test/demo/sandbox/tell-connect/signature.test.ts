import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, describe, test } from 'node:test';

import { hmacKey, type KeyForm } from '../../../../demo/sandbox/tell-connect/auth/key-form.js';
import { verifySignature } from '../../../../demo/sandbox/tell-connect/auth/signature.js';
import {
  APPS,
  asStranger,
  authorise,
  authoriseBody,
  basic,
  call,
  CERTIFICATE,
  CLIENT,
  having,
  newCode,
  newTokens,
  read,
  redeem,
  startSandbox,
  WALL,
  type Answer,
  type Call,
  type Signing,
} from './tpp.js';

const sandbox = await startSandbox();
after(() => sandbox.close());

const errorOf = ({ status, json }: Answer): string => `${status} ${String(json['error'])}`;
const seconds = WALL / 1000;
const flip = (jws: string): string => (jws.endsWith('A') ? `${jws.slice(0, -1)}B` : `${jws.slice(0, -1)}A`);
const segments = (jws: string): string[] => jws.split('.');

/** The same payload under a header that is written by hand. */
const resigned =
  (header: string) =>
  (jws: string): string => {
    const input = `${Buffer.from(header).toString('base64url')}.${segments(jws)[1] ?? ''}`;
    return `${input}.${createHmac('sha256', CERTIFICATE).update(input).digest('base64url')}`;
  };

describe('item 1: Basic comes before the signature', () => {
  const wrong: Record<string, string | undefined> = {
    missing: undefined,
    'of an unknown client': basic({ id: 'nobody', secret: CLIENT.secret }),
    'with a wrong secret': basic({ ...CLIENT, secret: 'wrong' }),
    'without padding': basic(CLIENT).replace(/=+$/, ''),
    'in base64url': `Basic ${Buffer.from('tpp-one:??>>').toString('base64url')}`,
    'as the documents misspell it': `Basic ${Buffer.from('client_id:client:secret').toString('base64')}`,
    'as Bearer': 'Bearer abc',
  };
  for (const [name, authorization] of Object.entries(wrong)) {
    test(`refuses Basic ${name}, however bad the signature is`, async () => {
      const answer = await authorise(sandbox, {}, { authorization, finish: () => undefined });
      assert.equal(errorOf(answer), '401 invalid_client');
      assert.match(answer.headers.get('www-authenticate') ?? '', /^Basic /);
    });
  }

  test('takes a secret with a colon in it', async () => assert.equal((await authorise(sandbox)).status, 200));
});

describe('items 2 to 5: a signature is refused', () => {
  const refused: Record<string, readonly [reason: RegExp, Signing]> = {
    'that is missing': [/missing/, { finish: () => undefined }],
    'of two segments': [/three segments/, { finish: (jws) => segments(jws).slice(0, 2).join('.') }],
    'of four segments': [/three segments/, { finish: (jws) => `${jws}.e30` }],
    'that is detached': [/payload/, { payload: '' }],
    'with padding': [/base64url/, { finish: (jws) => `${jws}=` }],
    'that was changed': [/does not match|base64url/, { finish: flip }],
    'by another certificate': [/does not match/, { key: CERTIFICATE.replace('MIIB', 'MIIX') }],
    'with alg none': [/alg/, { header: { alg: 'none' } }],
    'with alg none and no signature': [
      /three segments/,
      { header: { alg: 'none' }, finish: (jws) => `${segments(jws).slice(0, 2).join('.')}.` },
    ],
    'with alg RS256': [/alg/, { header: { alg: 'RS256' } }],
    'with alg HS512': [/alg/, { header: { alg: 'HS512' } }],
    'with alg hs256': [/alg/, { header: { alg: 'hs256' } }],
    'with typ JOSE': [/typ/, { header: { typ: 'JOSE' } }],
    'without typ': [/typ/, { header: { typ: undefined } }],
    'with one more header member': [/other members/, { header: { kid: '1' } }],
    'without app': [/other members/, { header: { app: undefined } }],
    'of an unknown app': [/app is not/, { header: { app: 'nobody' } }],
    'of the app of another client': [/app is not/, { header: { app: APPS.stranger } }],
    'of a production app': [/app is not/, { header: { app: APPS.production } }],
    'with the version in path': [/path/, { header: { path: '/v1/authorise' } }],
    'with a slash at the end of path': [/path/, { header: { path: '/authorise/' } }],
    'with the path of another call': [/path/, { header: { path: '/access-token' } }],
    'with iat in milliseconds': [/milliseconds/, { header: { iat: WALL } }],
    'with iat as text': [/whole number/, { header: { iat: String(seconds) } }],
    'with a broken iat': [/whole number/, { header: { iat: seconds + 0.5 } }],
    'of 61 seconds ahead': [/future/, { header: { iat: seconds + 61 } }],
    'of 301 seconds ago': [/too old/, { header: { iat: seconds - 301 } }],
    'over another body': [/payload is not the body/, { payload: JSON.stringify(authoriseBody()) }],
    'over nothing': [/payload is not the body/, { payload: '{}' }],
    'over something that is no object': [/payload/, { payload: '[]' }],
    'over a repeated name': [/repeated/, { payload: '{"scope":"aisp","scope":"aisp"}' }],
  };
  for (const [name, [reason, signing]] of Object.entries(refused)) {
    test(name, async () => {
      const answer = await authorise(sandbox, {}, signing);
      assert.equal(errorOf(answer), '401 invalid_signature');
      assert.match(String(answer.json['error_description']), reason);
    });
  }

  test('whose header repeats a name', async () => {
    const header = `{"alg":"HS256","typ":"JWT","app":"${APPS.main}","path":"/authorise","path":"/authorise","iat":${seconds}}`;
    const finish = resigned(header);
    assert.equal(errorOf(await authorise(sandbox, {}, { finish })), '401 invalid_signature');
  });

  test('whose payload has the right words with another type', async () => {
    const json = authoriseBody({ sandbox_sca: true });
    const payload = JSON.stringify({ ...json, sandbox_sca: 'true' });
    assert.equal(errorOf(await call(sandbox, { path: '/authorise', json, payload })), '401 invalid_signature');
  });

  test('of a GET over another payload than {}', async () => {
    const { access } = await newTokens(sandbox);
    assert.equal(errorOf(await read(sandbox, access, '/accounts', { payload: '{"a":1}' })), '401 invalid_signature');
    assert.equal(errorOf(await read(sandbox, access, '/accounts', { payload: '' })), '401 invalid_signature');
    const lenient = await having(sandbox, { lenientEmptyPayload: true }, () =>
      read(sandbox, access, '/accounts', { payload: '' }),
    );
    assert.equal(lenient.status, 200);
  });

  test('by another app of the same client than the token was made for', async () => {
    const { access } = await newTokens(sandbox);
    const answer = await read(sandbox, access, '/accounts', { header: { app: APPS.holding } });
    assert.equal(errorOf(answer), '401 invalid_signature');
  });
});

describe('a signature is taken', () => {
  const taken: Record<string, Partial<Call>> = {
    'whatever the order of its members': {
      finish: resigned(`{"iat":${seconds}, "path":"/authorise","app":"${APPS.main}","typ":"JWT","alg":"HS256"}`),
    },
    'with typ in lower case': { header: { typ: 'jwt' } },
    'from 60 seconds ahead': { header: { iat: seconds + 60 } },
    'from 300 seconds ago': { header: { iat: seconds - 300 } },
  };
  for (const [name, more] of Object.entries(taken)) {
    test(name, async () => assert.equal((await authorise(sandbox, {}, more)).status, 200));
  }

  test('over the members of the body in another order and with spaces', async () => {
    const json = authoriseBody() as Record<string, unknown>;
    const payload = JSON.stringify(Object.fromEntries(Object.entries(json).reverse()), null, 2);
    assert.equal((await call(sandbox, { path: '/authorise', json, payload })).status, 200);
  });

  test('over form fields as texts, percent-decoded', async () => {
    const code = await newCode(sandbox);
    const form = `grant_type=authorization%5Fcode&code=${code}`;
    assert.equal((await call(sandbox, { path: '/access-token', form })).status, 200);
  });

  for (const form of ['pem', 'pem-trimmed', 'der', 'pem-body'] as const) {
    test(`by the certificate as ${form}, and by no other reading of it`, async () => {
      const body = CERTIFICATE.split('\n')[1] ?? '';
      const keys: Record<KeyForm, string | Buffer> = {
        pem: CERTIFICATE,
        'pem-trimmed': CERTIFICATE.slice(0, -1),
        der: Buffer.from(body, 'base64'),
        'pem-body': body,
      };
      await having(sandbox, { keyForm: form }, async () => {
        for (const [name, key] of Object.entries(keys)) {
          assert.equal((await authorise(sandbox, {}, { key })).status, name === form ? 200 : 401, name);
        }
      });
    });
  }
});

describe('item 6: the replay cache', () => {
  const body = authoriseBody();
  const again = (): Promise<Answer> => call(sandbox, { path: '/authorise', json: body });

  test('is off, because two reads in one second sign alike', async () => {
    assert.deepEqual([(await again()).status, (await again()).status], [200, 200]);
  });

  test('refuses a signature that was seen, when it is on', async () => {
    await having(sandbox, { refuseReplays: true }, async () => {
      assert.equal(errorOf(await again()), '401 invalid_signature');
      assert.equal((await authorise(sandbox)).status, 200);
    });
  });
});

describe('the vectors of section 5', () => {
  const key = '-----BEGIN CERTIFICATE-----\nTEST\n-----END CERTIFICATE-----\n';
  const app = '11111111-1111-4111-8111-111111111111';
  const vectors: readonly (readonly [path: string, payload: string, last: string])[] = [
    [
      '/authorise',
      '{"aspsp":"8ddb14f1-fecd-41fe-90b7-f8fbda9494ac","uuid":"c0fd407d-134b-4091-8e04-ab49a98db217","scope":"aisp","sandbox_sca":true}',
      'Y-72FKgdIJ76OnUeoD0xGi2ce-4vN2AQhD64bgjmQ0M',
    ],
    [
      '/access-token',
      '{"grant_type":"authorization_code","code":"7cfa670a-959c-43d0-bedd-28d744233151"}',
      'hhTo0Olw5-9kPhdNJMjaN4ubEnPhKzPlvwo-1pkPJvc',
    ],
    ['/accounts/12345678/balance', '{}', 'DI5OsH1P8CzumTEQf4O9pioTQT-w1XnEinKuRhA4eEQ'],
  ];
  for (const [path, payload, last] of vectors) {
    test(path, () => {
      const header = `{"alg":"HS256","typ":"JWT","app":"${app}","path":"${path}","iat":1700000000}`;
      const jws = `${Buffer.from(header).toString('base64url')}.${Buffer.from(payload).toString('base64url')}.${last}`;
      const verified = verifySignature(
        { jws, path, nowMs: 1_700_000_000_000 },
        { keyForm: 'pem', lenientEmptyPayload: false },
        (id) => (id === app ? { id: app, certificate: key } : undefined),
      );
      assert.deepEqual(verified.payload, JSON.parse(payload));
    });
  }

  test('have a key of 59 bytes', () => assert.equal(hmacKey(key, 'pem').length, 59));
});

describe('a body is refused', () => {
  const refused: Record<string, Call> = {
    'of another content type': { path: '/authorise', json: authoriseBody(), headers: { 'content-type': 'text/plain' } },
    'that is not JSON': { path: '/authorise', json: '{', payload: '{}' },
    'that repeats a name': { path: '/authorise', json: '{"scope":"aisp","scope":"pisp"}', payload: '{"scope":"pisp"}' },
    'that is a list': { path: '/authorise', json: '[]', payload: '{}' },
    'that repeats a form field': { path: '/access-token', form: 'grant_type=refresh_token&grant_type=refresh_token' },
    'that is not form-encoded': { path: '/access-token', form: 'grant_type=%zz', payload: '{}' },
  };
  for (const [name, given] of Object.entries(refused)) {
    test(name, async () => assert.equal(errorOf(await call(sandbox, given)), '400 invalid_request'));
  }

  test('of a code that was given to another client', async () => {
    const code = await newCode(sandbox);
    assert.equal(errorOf(await redeem(sandbox, code, asStranger)), '400 invalid_grant');
  });
});
