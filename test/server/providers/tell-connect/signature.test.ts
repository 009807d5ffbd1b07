import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, describe, test } from 'node:test';
import { Secret } from '../../../../server/lib/secret.js';
import {
  certificateKey,
  CertificateForm,
  isCertificate,
} from '../../../../server/providers/tell-connect/certificate.js';
import { TellConnectConfig } from '../../../../server/providers/tell-connect/options.js';
import {
  accountPath,
  authoriseCall,
  codeCall,
  dataCall,
  refreshCall,
} from '../../../../server/providers/tell-connect/requests.js';
import { callSignature, signedRequest } from '../../../../server/providers/tell-connect/signature.js';
import { createHmacKey } from '../../../../server/signing/hmac.js';
import { json, startScriptedServer } from '../../lib/scripted-server.js';
import { begin, comeBack, context, newProvider, settings } from './kit.js';

const { paths } = TellConnectConfig.parse(settings('http://127.0.0.1:1'));
const vectorPem = '-----BEGIN CERTIFICATE-----\nTEST\n-----END CERTIFICATE-----\n';
const vectorSigner = {
  key: createHmacKey(Buffer.from(vectorPem)),
  applicationId: '11111111-1111-4111-8111-111111111111',
  version: 'v1',
};
const vectorNow = 1_700_000_000_000;
const code = '7cfa670a-959c-43d0-bedd-28d744233151';
const vectorBody = {
  aspsp: '8ddb14f1-fecd-41fe-90b7-f8fbda9494ac',
  uuid: 'c0fd407d-134b-4091-8e04-ab49a98db217',
  scope: 'aisp',
  sandbox_sca: true,
} as const;

describe('the vectors of the sheet, section 5', () => {
  const vectors = [
    [authoriseCall(paths, vectorBody), JSON.stringify(vectorBody), 'Y-72FKgdIJ76OnUeoD0xGi2ce-4vN2AQhD64bgjmQ0M'],
    [
      codeCall(paths, code),
      `{"grant_type":"authorization_code","code":"${code}"}`,
      'hhTo0Olw5-9kPhdNJMjaN4ubEnPhKzPlvwo-1pkPJvc',
    ],
    [dataCall(accountPath(paths.balance, '12345678'), undefined), '{}', 'DI5OsH1P8CzumTEQf4O9pioTQT-w1XnEinKuRhA4eEQ'],
  ] as const;
  for (const [call, payload, last] of vectors) {
    test(`${call.method} ${call.path}`, async () => {
      const jws = await callSignature(vectorSigner, call, vectorNow);
      assert.equal(jws.split('.')[2], last);
      assert.equal(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString(), payload);
    });
  }

  test('the header of the third, byte for byte', async () => {
    const jws = await callSignature(vectorSigner, vectors[2][0], vectorNow);
    assert.equal(
      jws.split('.')[0],
      'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCIsImFwcCI6IjExMTExMTExLTExMTEtNDExMS04MTExLTExMTExMTExMTExMSIsInBhdGgiOiIvYWNjb3VudHMvMTIzNDU2NzgvYmFsYW5jZSIsImlhdCI6MTcwMDAwMDAwMH0',
    );
    assert.equal(jws.split('.')[1], 'e30');
  });
});

describe('a signed request', () => {
  test('has the version in its address and not in what is signed', async () => {
    const call = dataCall('/accounts', '192.0.2.7', '?page=2');
    const request = await signedRequest(vectorSigner, call, 'Bearer abc', vectorNow);
    assert.equal(request.path, '/v1/accounts?page=2');
    assert.equal(headerOf(request.headers['x-jws-signature'])['path'], '/accounts');
    assert.equal('body' in request, false);
    const bare = await signedRequest({ ...vectorSigner, version: '' }, call, 'Bearer abc', vectorNow);
    assert.equal(bare.path, '/accounts?page=2');
  });

  test('can ask for a payment', () => {
    const call = authoriseCall(paths, { ...vectorBody, scope: 'pisp' });
    assert.equal((JSON.parse(call.payload) as { scope: string }).scope, 'pisp');
  });

  test('signs form fields percent-decoded while the body carries them encoded', () => {
    const call = refreshCall(paths, 'a+b/c=&d e');
    assert.equal(call.body, 'grant_type=refresh_token&refresh_token=a%2Bb%2Fc%3D%26d+e');
    assert.equal(call.payload, '{"grant_type":"refresh_token","refresh_token":"a+b/c=&d e"}');
  });

  test('leaves sandbox_sca out unless it was set', () => {
    const { aspsp, uuid, scope } = vectorBody;
    const body = { aspsp, uuid, scope };
    assert.equal(authoriseCall(paths, body).body, JSON.stringify(body));
  });

  test('encodes account ids and takes no dot segments', () => {
    assert.equal(accountPath(paths.balance, 'a/b?c$&'), '/accounts/a%2Fb%3Fc%24%26/balance');
    for (const id of ['', '.', '..'])
      assert.throws(() => accountPath(paths.balance, id), { code: 'bad_provider_answer' });
  });
});

const headerOf = (jws = ''): Record<string, unknown> =>
  JSON.parse(Buffer.from(jws.split('.')[0] ?? '', 'base64url').toString()) as Record<string, unknown>;

describe('the certificate as key', () => {
  const der = Buffer.from('certificate bytes, more than a line of base64 can hold at once');
  const base64 = der.toString('base64');
  const lines = `${base64.slice(0, 64)}\n${base64.slice(64)}`;
  const pem = `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
  const bytes = (text: string, form: CertificateForm): string =>
    Buffer.from(certificateKey(new Secret(text), form)).toString();

  test('is one of four readings of the same file', () => {
    assert.deepEqual(
      CertificateForm.options.map((form) => bytes(pem, form)),
      [pem, pem.slice(0, -1), der.toString(), base64],
    );
  });

  test('gets back the line break that a reference to a file drops', () => {
    assert.equal(bytes(pem.slice(0, -1), 'pem'), pem);
    const windows = pem.replaceAll('\n', '\r\n');
    assert.equal(bytes(windows.slice(0, -2), 'pem'), windows);
    assert.equal(bytes(windows, 'pem-trimmed'), windows.slice(0, -2));
    assert.deepEqual([bytes(windows, 'der'), bytes(windows, 'pem-body')], [der.toString(), base64]);
  });

  test('is the 59 bytes of the vectors', () => assert.equal(bytes(vectorPem, 'pem'), vectorPem));

  for (const [name, text] of Object.entries({
    'a password': 'correct horse battery staple',
    'a private key': pem.replaceAll('CERTIFICATE', 'PRIVATE KEY'),
    'a certificate with its private key': pem + pem.replaceAll('CERTIFICATE', 'PRIVATE KEY'),
    'nothing between the lines': '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n',
  })) {
    test(`is not ${name}, and the refusal does not quote it`, () => {
      for (const form of CertificateForm.options) {
        assert.throws(
          () => bytes(text, form),
          (error: Error) => error instanceof TypeError && !error.message.includes(text.slice(0, 30).slice(11)),
        );
      }
    });
  }

  test('is the whole file, with the words before and the issuers after it', () => {
    const chain = `subject=CN = bank\n${pem}${pem}`;
    assert.deepEqual([bytes(chain, 'pem'), bytes(chain, 'pem-trimmed')], [chain, chain.slice(0, -1)]);
    for (const form of ['der', 'pem-body'] as const) assert.throws(() => bytes(chain, form), /several/);
    assert.equal(bytes(`subject=CN = bank\n${pem}`, 'der'), der.toString());
  });

  test('whose base64 is malformed has no DER', () => {
    assert.throws(() => bytes(pem.replace(base64.charAt(3), '='), 'der'), TypeError);
    assert.equal(isCertificate(new Secret(pem)), false);
  });
});

describe('what goes over the wire', () => {
  /** Verifies by the platform's own HMAC, over the bytes as they came in. */
  const verify = (jws: string, key: string): { header: Record<string, unknown>; payload: string } => {
    const [head = '', body = '', tail = ''] = jws.split('.');
    assert.equal(createHmac('sha256', key).update(`${head}.${body}`).digest('base64url'), tail);
    return { header: headerOf(jws), payload: Buffer.from(body, 'base64url').toString() };
  };

  test('verifies: every call is signed over its exact body, with a fresh iat', async () => {
    const answers: Record<string, unknown> = {
      '/v1/authorise': { 'intent-id': 'intent-1', location: 'https://bank.example/a' },
      '/v1/access-token': { access_token: 'at', refresh_token: 'rt' },
      '/v1/accounts': [],
    };
    const server = await startScriptedServer((request, response) => json(response, answers[request.url ?? '']));
    after(() => server.close());
    let now = Date.now();
    const provider = newProvider(server.origin, { certificate: vectorPem }, { now: () => (now += 1000) });
    const step = await begin(provider);
    const query = `intent-id=intent-1&uuid=${step.flow.correlationId ?? ''}&authorisation_code=${code}`;
    const authorised = await comeBack(provider, step, query);
    assert(authorised.kind === 'authorised');
    const grant = await provider.data.refresh?.(authorised.grant, context());
    assert.ok(grant);
    await provider.data.accounts(grant, context());

    assert.equal(server.requests.length, 4);
    const seen: number[] = [];
    for (const { url, headers, body } of server.requests) {
      const { header, payload } = verify(String(headers['x-jws-signature']), vectorPem);
      assert.deepEqual(Object.keys(header), ['alg', 'typ', 'app', 'path', 'iat']);
      assert.equal(`/v1${String(header['path'])}`, url);
      seen.push(Number(header['iat']));
      if (headers['content-type'] === 'application/json') assert.equal(payload, body);
      else if (body !== '') assert.deepEqual(JSON.parse(payload), Object.fromEntries(new URLSearchParams(body)));
      else assert.equal(payload, '{}');
    }
    assert.equal(new Set(seen).size, 4);
    const [authorise, exchange, renewal, read] = server.requests;
    const basic = `Basic ${Buffer.from('larch:a secret: with a colon').toString('base64')}`;
    for (const request of [authorise, exchange, renewal]) assert.equal(request?.headers.authorization, basic);
    assert.equal(exchange?.body, `grant_type=authorization_code&code=${code}`);
    assert.equal(renewal?.body, 'grant_type=refresh_token&refresh_token=rt');
    assert.equal(read?.headers.authorization, 'Bearer at');
  });
});
