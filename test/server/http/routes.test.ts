import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import { ErrorBody } from '../../../server/contract/errors.js';
import { examples } from '../../../server/http/openapi/examples.js';
import { operations } from '../../../server/http/openapi/operations.js';
import type { Answer, Call } from '../../support/http.js';
import { bankSelection, bearer, publicUrl, shopKey, shopOrigin, startApp, token } from '../../support/http-app.js';
import type { TestApp } from '../../support/http-app.js';

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** Everything that is registered, without middleware and without the 405s. */
const registered = (app: TestApp) =>
  app.app.routes
    .filter(({ method, path }) => method !== 'ALL' && path !== '/*')
    .map(({ method, path }) => `${method} ${path}`);

/** A path that fits the pattern. */
const example = (pattern: string) => pattern.replace(/:script\{[^}]*\}/, 'bank-connect.js').replace(/:(\w+)/g, 'x1');

describe('the OpenAPI document', () => {
  test('lists exactly the routes that are registered', async (t) => {
    const app = await startApp(t);
    const routes = new Set(registered(app).filter((route) => !route.startsWith('OPTIONS ')));
    const documented = new Set(operations.map(({ method, path }) => `${method.toUpperCase()} ${path}`));
    assert.deepEqual([...documented].sort(), [...routes].sort());
  });

  test('is served as OpenAPI 3.1 whose references all lead somewhere', async (t) => {
    const app = await startApp(t);
    const answer = await app.call('/openapi.json');
    const document = answer.json() as {
      openapi: string;
      servers: { url: string }[];
      paths: Record<string, Record<string, { operationId: string; security: object[]; responses: object }>>;
      components: { schemas: Record<string, object>; securitySchemes: object };
    };
    assert.equal(document.openapi, '3.1.0');
    assert.deepEqual(document.servers, [{ url: publicUrl }]);
    const references = [...answer.text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(
      ([, name = '']) => name,
    );
    assert.ok(references.length > 50);
    for (const name of references) assert.ok(name in document.components.schemas, name);
    assert.ok(answer.text.includes('"webhooks":{"event":{"post":'));
    const all = Object.values(document.paths).flatMap((path) => Object.values(path));
    assert.equal(new Set(all.map(({ operationId }) => operationId)).size, operations.length);
    for (const { security } of all) {
      for (const scheme of security)
        assert.ok(Object.keys(scheme).every((name) => name in document.components.securitySchemes));
    }
  });

  test('has examples that fit their schemas, for every answer with data', () => {
    const shown = operations.filter(({ id }) => examples[id] !== undefined);
    assert.deepEqual(Object.keys(examples).sort(), shown.map(({ id }) => id).sort());
    for (const { id, success } of shown) {
      assert.ok(success.schema, id);
      assert.deepEqual(success.schema.parse(examples[id]), examples[id], id);
    }
    const reads = operations.filter(
      ({ path, method }) => method === 'get' && /^\/v1\/connections(\/:id(\/accounts.*)?)?$/.test(path),
    );
    for (const { id } of reads) assert.ok(examples[id], id);
  });

  test('has a body for every error of every operation', async (t) => {
    const app = await startApp(t);
    const document = (await app.call('/openapi.json')).json() as {
      paths: Record<string, Record<string, { responses: Record<string, { content?: object; description: string }> }>>;
    };
    for (const path of Object.values(document.paths)) {
      for (const { responses } of Object.values(path)) {
        const errors = Object.entries(responses).filter(([status]) => Number(status) >= 400);
        assert.ok(errors.length >= 2);
        for (const [, { content, description }] of errors) assert.ok(content && description.startsWith('`'));
      }
    }
  });
});

describe('every path', () => {
  test('answers methods that it does not take with 405 and those that it does', async (t) => {
    const app = await startApp(t);
    const taken = new Map<string, Set<string>>();
    for (const route of registered(app)) {
      const [method = '', path = ''] = route.split(' ');
      taken.set(path, (taken.get(path) ?? new Set()).add(method));
    }
    for (const [path, own] of taken) {
      for (const method of methods) {
        if (own.has(method) || (method === 'HEAD' && own.has('GET'))) continue;
        const answer = await app.call(example(path), { method });
        assert.equal(answer.status, 405, `${method} ${path}`);
        assert.equal(answer.headers.allow, [...own].join(', '), `${method} ${path}`);
      }
    }
    assert.ok(taken.size > 20);
  });

  /** Lets every route come to its end. */
  function openEveryDoor(app: TestApp): void {
    app.signIn();
    const view = () => Promise.resolve(bankSelection());
    for (const method of ['view', 'chooseBank', 'giveConsent', 'submitCredentials', 'confirm', 'cancel'] as const) {
      app.sessions.allow(method, view);
    }
    app.sessions.allow('subscribe', () => () => undefined);
    app.sessions.allow('create', () => Promise.resolve({ id: 's', clientToken: token, expiresAt: 'x' }));
    app.sessions.allow('frameAncestor', () => Promise.resolve(shopOrigin));
    app.sessions.allow('leave', () =>
      Promise.resolve({ url: 'https://bank.example/', binding: 'S'.repeat(43), bankName: 'Bank' }),
    );
    app.sessions.allow('receiveCallback', () => Promise.resolve({ sessionId: 's' }));
    app.sessions.allow('done', () =>
      Promise.resolve({ mode: 'tab', returnUrl: 'https://shop.example/', merchantName: 'Shop' }),
    );
    app.connections.allow('list', () => Promise.resolve({ connections: [] }));
    app.connections.allow('remove', () => Promise.resolve());
    app.catalogue.allow('list', () => ({ list: { country: 'DE', countries: ['DE'], banks: [] }, etag: '"1"' }));
    app.catalogue.allow('countries', () => ['DE']);
    app.catalogue.allow('logo', () => Promise.resolve({ mediaType: 'image/png', bytes: new Uint8Array([1]) }));
  }

  const form = { 'content-type': 'application/x-www-form-urlencoded', origin: shopOrigin };
  const json = { ...bearer(token), 'content-type': 'application/json' };
  const merchant = bearer(shopKey);
  const doors: Record<string, Call> = {
    'GET /healthz': {},
    'GET /readyz': {},
    'GET /metrics': {},
    'GET /openapi.json': {},
    'GET /.well-known/security.txt': {},
    'GET /nothing': {},
    'GET /v1/session': { headers: bearer(token) },
    'GET /v1/session?anonymous': {},
    'OPTIONS /v1/session': { headers: { origin: shopOrigin } },
    'GET /v1/banks?country=DE': { headers: bearer(token) },
    'POST /v1/session/bank': { headers: json, body: '{"bankId":null}' },
    'POST /v1/session/bank?broken': { headers: json, body: '{' },
    'POST /v1/session/credentials': { headers: { ...json, origin: publicUrl }, body: '{"round":1,"values":{}}' },
    'POST /v1/sessions': { headers: { ...merchant, 'content-type': 'application/json' }, body: '{}' },
    'GET /v1/connections': { headers: merchant },
    'DELETE /v1/connections/x1': { headers: merchant },
    'PUT /v1/connections/x1': { headers: merchant },
    'GET /frame/x1': {},
    'POST /start': { headers: form, body: `clientToken=${token}&mode=tab` },
    'GET /start': {},
    'GET /callback/shop/p?a=1': {},
    'GET /done/x1': {},
    'GET /assets/frame.js': {},
    'GET /assets/nothing.js': {},
    'GET /bank-connect.js': {},
    'GET /logos/x1': {},
    [`GET /long?${'x'.repeat(17_000)}`]: {},
  };
  for (const [door, request] of Object.entries(doors)) {
    test(`answers ${door.slice(0, 40)} with the headers of the threat model`, async (t) => {
      const app = await startApp(t);
      openEveryDoor(app);
      const [method = '', target = ''] = door.split(' ');
      const answer = await app.call(target, { ...request, method });
      checkHeaders(answer, target.split('?')[0] ?? '');
    });
  }
});

const isPublicFile = (path: string) => /^\/(assets\/frame\.js|bank-connect\.js|logos\/)/.test(path);

function checkHeaders({ headers, status, text }: Answer, path: string): void {
  assert.equal(headers['x-content-type-options'], 'nosniff');
  assert.equal(headers['referrer-policy'], 'no-referrer');
  assert.equal(headers['cross-origin-opener-policy'], 'same-origin');
  assert.equal(headers['strict-transport-security'], 'max-age=63072000');
  assert.match(String(headers['permissions-policy']), /camera=\(\)/);
  assert.match(String(headers['x-request-id']), /^trace-\d+$/);
  assert.equal(headers['x-powered-by'], undefined);
  assert.equal(headers.server, undefined);
  const embeddable = isPublicFile(path) || path.startsWith('/frame/');
  assert.equal(headers['cross-origin-resource-policy'], embeddable ? 'cross-origin' : 'same-origin');
  const cacheControl = String(headers['cache-control']);
  if (isPublicFile(path)) assert.match(cacheControl, /^public, (no-cache|max-age=31536000, immutable)$/);
  else if (path === '/v1/banks') assert.equal(cacheControl, 'private, no-cache');
  else assert.equal(cacheControl, 'no-store');
  checkPolicy(String(headers['content-security-policy']), path);
  if (status >= 400 && String(headers['content-type']).startsWith('application/json')) {
    assert.ok(ErrorBody.safeParse(JSON.parse(text)).success);
  }
}

function checkPolicy(policy: string, path: string): void {
  assert.ok(policy.startsWith("default-src 'none'"));
  assert.ok(!/unsafe|\*|http:|data:.*script/.test(policy.replace('img-src data: blob:', '')), policy);
  if (path.startsWith('/logos/')) {
    assert.equal(policy, "default-src 'none'; sandbox");
    return;
  }
  assert.match(policy, /base-uri 'none'/);
  assert.match(policy, /form-action 'none'/);
  if (path.startsWith('/frame/')) assert.match(policy, /frame-ancestors https:\/\/shop\.example;/);
  else assert.match(policy, /frame-ancestors 'none'/);
  if (/^\/(frame|start|callback|done)/.test(path) && !path.startsWith('/callback')) {
    assert.match(policy, /require-trusted-types-for 'script'/);
  }
}

describe('the pages', () => {
  test('have exactly the policy of the threat model, whose hash lets their style through', async (t) => {
    const app = await startApp(t);
    const answer = await app.call('/done/a.b');
    const style = /<style>([\s\S]*?)<\/style>/.exec(answer.text)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    assert.equal(
      answer.headers['content-security-policy'],
      `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'`,
    );
    assert.ok(style.length > 500);
    assert.ok(!/<script|style=|\son\w+=/.test(answer.text));
  });

  test('of the frame load one script of this server and may be framed by one origin', async (t) => {
    const app = await startApp(t);
    app.sessions.expect('frameAncestor', () => Promise.resolve(shopOrigin));
    const answer = await app.call('/frame/session-1');
    assert.equal(
      answer.headers['content-security-policy'],
      `default-src 'none'; script-src 'self'; style-src 'self'; img-src data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors ${shopOrigin}; require-trusted-types-for 'script'; trusted-types lit-html`,
    );
    assert.equal(answer.headers['cross-origin-embedder-policy'], 'require-corp');
    assert.deepEqual(answer.text.match(/<script[^>]*>/g), ['<script type="module" src="/assets/frame.js">']);
    assert.ok(answer.text.includes(`<meta name="bank-connect-parent" content="${shopOrigin}" />`));
    assert.deepEqual(app.sessions.calls('frameAncestor'), [['session-1']]);
  });

  test('of the frame exist for living sessions only', async (t) => {
    const app = await startApp(t);
    app.sessions.expect('frameAncestor', () => Promise.resolve(undefined));
    const answer = await app.call('/frame/session-1');
    assert.equal(answer.status, 404);
    assert.match(String(answer.headers['content-security-policy']), /frame-ancestors 'none'/);
  });
});
