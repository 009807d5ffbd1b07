import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import type { BankCatalogue } from '../../../server/banks/catalogue.js';
import { script } from '../../support/script.js';
import { bank, bankSelection, bearer, startApp, token } from '../../support/http-app.js';
import type { TestApp } from '../../support/http-app.js';

const countries = ['AT', 'DE', 'GB'];
const lists = new Map(countries.map((country) => [country, { country, countries, banks: [{ ...bank, id: country }] }]));
const headers = bearer(token);

function stocked(app: TestApp): void {
  app.signIn();
  app.catalogue.allow('countries', () => countries);
  app.catalogue.allow('list', (country) => {
    const list = lists.get(country);
    return list && { list, etag: `"${country}-1"` };
  });
}

describe('GET /v1/banks', () => {
  test('lists the banks of a country, with an ETag for the next time', async (t) => {
    const app = await startApp(t);
    stocked(app);
    const first = await app.call('/v1/banks?country=DE', { headers });
    assert.equal(first.status, 200);
    assert.equal(first.headers['content-type'], 'application/json');
    assert.deepEqual(first.json(), lists.get('DE'));
    assert.equal(first.headers.etag, '"DE-1"');
    assert.equal(first.headers['cache-control'], 'private, no-cache');
    const again = await app.call('/v1/banks?country=DE', { headers: { ...headers, 'if-none-match': '"DE-1"' } });
    assert.deepEqual([again.status, again.text, again.headers.etag], [304, '', '"DE-1"']);
  });

  for (const [ifNoneMatch, status] of [
    ['W/"DE-1"', 304],
    ['"x", "DE-1"', 304],
    ['*', 304],
    ['"DE-2"', 200],
    ['DE-1', 200],
    ['', 200],
  ] as const) {
    test(`answers If-None-Match ${ifNoneMatch} with ${status}`, async (t) => {
      const app = await startApp(t);
      stocked(app);
      const answer = await app.call('/v1/banks?country=DE', { headers: { ...headers, 'if-none-match': ifNoneMatch } });
      assert.equal(answer.status, status);
    });
  }

  for (const [acceptEncoding, encoding] of [
    ['gzip, br', 'gzip'],
    ['br;q=1, GZIP;q=0.5', 'gzip'],
    ['gzip;q=0', undefined],
    ['identity', undefined],
    [undefined, undefined],
  ] as const) {
    test(`is sent as ${encoding ?? 'it is'} to who accepts ${acceptEncoding}`, async (t) => {
      const app = await startApp(t);
      stocked(app);
      const answer = await app.call('/v1/banks?country=DE', {
        headers: { ...headers, 'accept-encoding': acceptEncoding },
      });
      assert.equal(answer.headers['content-encoding'], encoding);
      const text = encoding === 'gzip' ? gunzipSync(answer.bytes).toString() : answer.text;
      assert.deepEqual(JSON.parse(text), lists.get('DE'));
      assert.match(String(answer.headers.vary), /Accept-Encoding/);
    });
  }

  const picks: Record<string, [language: string | undefined, sessionCountry: string | undefined, picked: string]> = {
    "the session's": ['de-AT', 'GB', 'GB'],
    "the browser's": ['fr-FR,de-AT;q=0.8,en-GB;q=0.5', undefined, 'AT'],
    "the browser's, written with its script": ['de-Latn-DE', undefined, 'DE'],
    'the first of the list for a browser that names none': ['de,en', undefined, 'AT'],
    'the first of the list for a caller without languages': [undefined, undefined, 'AT'],
    'the first of the list when the session names one without banks': [undefined, 'SE', 'AT'],
  };
  for (const [name, [language, country, picked]] of Object.entries(picks)) {
    test(`picks a country when none is asked for: ${name}`, async (t) => {
      const app = await startApp(t);
      stocked(app);
      app.sessions.expect('view', () => Promise.resolve({ ...bankSelection(), status: 'bank_selection', country }));
      const answer = await app.call('/v1/banks', { headers: { ...headers, 'accept-language': language } });
      assert.deepEqual(answer.json(), lists.get(picked));
    });
  }

  test('answers a country without banks with an empty list and the countries that have some', async (t) => {
    const app = await startApp(t);
    stocked(app);
    const answer = await app.call('/v1/banks?country=SE', { headers });
    assert.deepEqual(answer.json(), { country: 'SE', countries, banks: [] });
  });

  test('asks for patience until the first list is there', async (t) => {
    const empty = script<BankCatalogue>(t, 'catalogue', { ready: false });
    const app = await startApp(t, { catalogue: empty.service });
    app.signIn();
    const answer = await app.call('/v1/banks?country=DE', { headers });
    assert.deepEqual([answer.code(), answer.headers['retry-after']], ['unavailable', '2']);
  });

  for (const query of ['?country=de', '?country=DEU', '?country=', '?country=DE&country=AT', '?land=DE']) {
    test(`refuses ${query}`, async (t) => {
      const app = await startApp(t);
      stocked(app);
      assert.equal((await app.call(`/v1/banks${query}`, { headers })).code(), 'invalid_request');
    });
  }
});
