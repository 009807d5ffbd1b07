import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { startApp, testAssets } from '../../support/http-app.js';

describe('the built files', () => {
  for (const path of ['/bank-connect.js', '/bank-connect.classic.js', '/assets/bank-connect.js', '/assets/frame.js']) {
    test(`${path} is checked again at every use, and may be used anywhere`, async (t) => {
      const app = await startApp(t);
      const answer = await app.call(path);
      assert.equal(answer.status, 200);
      assert.ok(answer.text.startsWith(`// ${path.split('/').at(-1)} `));
      assert.equal(answer.headers['content-type'], 'text/javascript; charset=utf-8');
      assert.equal(answer.headers['cache-control'], 'public, no-cache');
      assert.equal(answer.headers['access-control-allow-origin'], '*');
      assert.equal(answer.headers['cross-origin-resource-policy'], 'cross-origin');
      const etag = `"${createHash('sha256').update(answer.bytes).digest('hex')}"`;
      assert.equal(answer.headers.etag, etag);
      const again = await app.call(path, { headers: { 'if-none-match': etag } });
      assert.deepEqual([again.status, again.text], [304, '']);
      assert.equal(again.headers['access-control-allow-origin'], '*');
    });
  }

  test('stay for good under their hash, and only there', async (t) => {
    const app = await startApp(t);
    const { bytes } = await app.call('/bank-connect.js');
    const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
    const answer = await app.call(`/assets/${hash}/bank-connect.js`);
    assert.equal(answer.headers['cache-control'], 'public, max-age=31536000, immutable');
    assert.deepEqual(answer.bytes, bytes);
    assert.equal((await app.call(`/assets/${hash}/frame.js`)).status, 404);
    assert.equal((await app.call('/assets/0000000000000000/bank-connect.js')).status, 404);
  });

  test('stay for good where their name tells their hash, beside every script that may ask for them', async (t) => {
    const app = await startApp(t);
    const later = [...testAssets.keys()].find((name) => name.startsWith('bank-connect-steps-')) ?? '';
    for (const path of [`/${later}`, `/${later}?again=1`, `/assets/${later}`, `/assets/0123456789abcdef/${later}`]) {
      const answer = await app.call(path);
      assert.deepEqual([answer.status, answer.text.slice(0, 10)], [200, '// bank-co'], path);
      assert.equal(answer.headers['cache-control'], 'public, max-age=31536000, immutable');
      assert.equal(answer.headers['access-control-allow-origin'], '*');
    }
    assert.equal((await app.call('/bank-connect-steps-0123456789abcdef.js')).status, 404);
    assert.equal((await app.call('/frame.js')).status, 404);
  });

  test('travel compressed to who accepts that', async (t) => {
    const app = await startApp(t);
    const plain = await app.call('/bank-connect.js');
    const br = await app.call('/bank-connect.js', { headers: { 'accept-encoding': 'gzip, deflate, br' } });
    const gzip = await app.call('/bank-connect.js', { headers: { 'accept-encoding': 'gzip' } });
    assert.deepEqual([br.headers['content-encoding'], gzip.headers['content-encoding']], ['br', 'gzip']);
    assert.deepEqual(brotliDecompressSync(br.bytes), plain.bytes);
    assert.deepEqual(gunzipSync(gzip.bytes), plain.bytes);
    assert.ok(br.bytes.length < plain.bytes.length);
    assert.equal(plain.headers.vary, 'Accept-Encoding');
  });

  for (const name of ['nothing.js', '__proto__', 'constructor', '..', 'package.json', '.sources']) {
    test(`do not include ${name}`, async (t) => {
      const app = await startApp(t);
      assert.ok([400, 404].includes((await app.call(`/assets/${name}`)).status));
    });
  }
});

describe('GET /logos', () => {
  test('serves a picture as inert bytes, for good', async (t) => {
    const app = await startApp(t);
    const bytes = new Uint8Array([0x89, 0x50, 0x4e, 0x47]);
    app.catalogue.expect('logo', () => Promise.resolve({ mediaType: 'image/png', bytes }));
    const answer = await app.call('/logos/abc-1');
    assert.deepEqual([answer.status, answer.headers['content-type']], [200, 'image/png']);
    assert.deepEqual(new Uint8Array(answer.bytes), bytes);
    assert.equal(answer.headers['content-security-policy'], "default-src 'none'; sandbox");
    assert.equal(answer.headers['cache-control'], 'public, max-age=31536000, immutable');
    assert.equal(answer.headers['cross-origin-resource-policy'], 'cross-origin');
    assert.deepEqual(app.catalogue.calls('logo'), [['abc-1']]);
  });

  test('keeps nothing of a picture that is not there', async (t) => {
    const app = await startApp(t);
    app.catalogue.expect('logo', () => Promise.resolve(undefined));
    const answer = await app.call('/logos/abc-1');
    assert.deepEqual([answer.status, answer.headers['cache-control']], [404, 'no-store']);
    assert.equal(answer.headers['cross-origin-resource-policy'], 'cross-origin', 'the console says 404');
    assert.equal((await app.call('/logos/a%2e%2e')).status, 404);
  });
});
