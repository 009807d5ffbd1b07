import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { context, Journey, newProvider } from './kit.js';
import { json, startScriptedServer, type ScriptedServer } from '../../lib/scripted-server.js';

/** Answers by path, written by hand. */
async function withAnswers(
  answers: Readonly<
    Record<string, { readonly status?: number; readonly body: unknown; readonly headers?: Record<string, string> }>
  >,
  use: (server: ScriptedServer) => Promise<void>,
): Promise<void> {
  const server = await startScriptedServer((request, response) => {
    const { status = 200, body, headers } = answers[request.url?.split('?')[0] ?? ''] ?? { status: 404, body: {} };
    json(response, body, status, headers);
  });
  try {
    await use(server);
  } finally {
    await server.close();
  }
}

const pushed = { body: { request_uri: 'urn:ietf:params:oauth:request_uri:x', expires_in: 60 }, status: 201 };
const direct = { registerUsers: false };

describe('an answer to a pushed request', () => {
  const answers: readonly (readonly [string, { status?: number; body: unknown }, string])[] = [
    ['that refuses the client', { status: 401, body: { error: 'invalid_client' } }, 'provider_misconfigured'],
    ['that refuses the scope', { status: 400, body: { error: 'invalid_scope' } }, 'provider_misconfigured'],
    ['that refuses the request', { status: 400, body: { error: 'invalid_request' } }, 'provider_rejected'],
    ['that refuses the claims', { status: 400, body: { error: 'invalid_claims' } }, 'provider_rejected'],
    ['with a word that nobody knows', { status: 400, body: { error: 'whatever' } }, 'provider_rejected'],
    ['with the name of a member of every object', { status: 400, body: { error: 'constructor' } }, 'provider_rejected'],
    ['without a body', { status: 400, body: '' }, 'provider_rejected'],
    ['in the shape of the data API', { status: 400, body: { code: 'X', message: 'y' } }, 'provider_rejected'],
    ['from a path that does not exist', { status: 404, body: {} }, 'provider_misconfigured'],
    ['that asks to slow down', { status: 429, body: {} }, 'provider_rate_limited'],
    ['that broke', { status: 502, body: '<html>' }, 'provider_unavailable'],
    ['without the address', { status: 201, body: { expires_in: 60 } }, 'bad_provider_answer'],
    ['with an address that is none', { status: 201, body: { request_uri: 'a b' } }, 'bad_provider_answer'],
    ['that leads elsewhere', { status: 307, body: {} }, 'bad_provider_answer'],
    ['that is no JSON', { status: 201, body: '{' }, 'bad_provider_answer'],
  ];
  for (const [what, answer, code] of answers) {
    test(`${what} is ${code}, after one call`, async () => {
      await withAnswers({ '/oidc/request': answer }, async (server) => {
        await assert.rejects(new Journey({ publicOrigin: '' }, newProvider(server.origin, direct)).begin(), { code });
        assert.equal(server.requests.length, 1);
      });
    });
  }
  test('quotes nothing of what it says', async () => {
    const body = { error: 'invalid_request', error_description: 'secret-canary' };
    await withAnswers({ '/oidc/request': { status: 400, body } }, async (server) => {
      await assert.rejects(new Journey({ publicOrigin: '' }, newProvider(server.origin, direct)).begin(), (error) => {
        assert.ok(!JSON.stringify(error).includes('canary'));
        return true;
      });
    });
  });
});

describe('an answer to the exchange', () => {
  const token = { access_token: 'a', token_type: 'Bearer', expires_in: 7200 };
  const answers: readonly (readonly [string, { status?: number; body: unknown }, string])[] = [
    ['without an id token', { body: token }, 'integrity_failed'],
    ['with an id token that is none', { body: { ...token, id_token: 'x' } }, 'integrity_failed'],
    ['of another token type', { body: { ...token, token_type: 'DPoP', id_token: 'x' } }, 'bad_provider_answer'],
    ['without an access token', { body: { token_type: 'Bearer', id_token: 'x' } }, 'bad_provider_answer'],
    ['with an id token of a megabyte', { body: { ...token, id_token: 'x'.repeat(8193) } }, 'bad_provider_answer'],
    ['that refuses the code', { status: 400, body: { error: 'invalid_grant' } }, 'authorisation_expired'],
    ['that refuses the assertion', { status: 401, body: { error: 'invalid_client' } }, 'provider_misconfigured'],
    ['that is printed instead of sent', { body: "{ access_token: 'a' }" }, 'bad_provider_answer'],
  ];
  for (const [what, answer, code] of answers) {
    test(`${what} is ${code}`, async () => {
      const keys = { body: { keys: [] } };
      await withAnswers({ '/oidc/request': pushed, '/oidc/token': answer, '/oidc/certs': keys }, async (server) => {
        const shopper = new Journey({ publicOrigin: '' }, newProvider(server.origin, direct));
        const { flow } = await shopper.begin();
        const query = `code=abc&state=${flow.correlationId ?? ''}`;
        const outcome = await shopper
          .resume({ kind: 'callback', query })
          .then((step) => (step.kind === 'refused' ? step.code : step.kind))
          .catch((error: unknown) => (error as { code: string }).code);
        assert.equal(outcome, code);
        assert.equal(server.requests.filter(({ url }) => url === '/oidc/token').length, 1);
      });
    });
  }
});

describe('an answer about data', () => {
  const grant = { data: { userId: 'u', connectionId: 'bank:1', ownUser: false } };
  const token = { body: { access_token: 'a', token_type: 'bearer', expires_in: 600 } };
  const connections = { body: { data: [{ id: 'bank:1', accountIds: ['a1'], status: 'ok', error: null }] } };
  const account = {
    id: 'a1',
    accountName: 'One',
    balance: { date: '2026-11-20', amount: { value: 1, currency: 'GBP' } },
  };

  test('may leave out what it does not know, and say more than is known', async () => {
    const body = { data: [{ id: 'a1', nonsense: true, connectionId: null }, { id: 'a2' }], meta: {} };
    await withAnswers(
      { '/oidc/token': token, '/users/u/connections': connections, '/v3/accounts': { body } },
      async ({ origin }) => {
        const accounts = await newProvider(origin).data.accounts(grant, context());
        assert.deepEqual(
          accounts.map(({ id }) => id),
          ['a1'],
          'the other is of no connection of ours',
        );
      },
    );
  });
  const odd: readonly (readonly [string, unknown])[] = [
    ['that is a bare list', [account]],
    ['with an id that is a number', { data: [{ ...account, id: 7 }] }],
    ['with money that is text', { data: [{ ...account, balance: { amount: { value: '1', currency: 'GBP' } } }] }],
    [
      'with a link to another host',
      { data: [account], links: { next: 'https://evil.example/v3/accounts?offset=100' } },
    ],
    ['with a link to itself', { data: [account], links: { next: '/v3/accounts?limit=100&offset=0' } }],
  ];
  for (const [what, body] of odd) {
    test(`${what} is refused`, async () => {
      await withAnswers(
        { '/oidc/token': token, '/users/u/connections': connections, '/v3/accounts': { body } },
        async (server) => {
          await assert.rejects(newProvider(server.origin).data.accounts(grant, context()), {
            code: 'bad_provider_answer',
          });
        },
      );
    });
  }
  test('with an endless list ends', async () => {
    const server = await startScriptedServer((request, response) => {
      const offset = Number(new URL(request.url ?? '/', 'http://x').searchParams.get('offset') ?? 0);
      if (request.url === '/oidc/token') json(response, token.body);
      else if (request.url?.startsWith('/users')) json(response, connections.body);
      else json(response, { data: [account], links: { next: `/v3/accounts?limit=100&offset=${offset + 1}` } });
    });
    await assert.rejects(newProvider(server.origin).data.accounts(grant, context()), { code: 'bad_provider_answer' });
    assert.ok(server.requests.length < 60);
    await server.close();
  });
  test('about another account than was asked for is refused', async () => {
    const answers = {
      '/oidc/token': token,
      '/v3/accounts/a1': { body: { data: { ...account, id: 'a2' } } },
      '/v3/transactions': {
        body: { data: [{ id: 't', accountId: 'a2', amount: { value: 1, currency: 'GBP' }, date: '2026-11-20' }] },
      },
    };
    await withAnswers(answers, async ({ origin }) => {
      const { data } = newProvider(origin);
      await assert.rejects(data.balances(grant, 'a1', context()), { code: 'bad_provider_answer' });
      await assert.rejects(data.transactions(grant, 'a1', {}, context()), { code: 'bad_provider_answer' });
    });
  });
  test('that a user is gone means that the consent is', async () => {
    await withAnswers({ '/oidc/token': token }, async ({ origin }) => {
      await assert.rejects(newProvider(origin).data.accounts(grant, context()), { code: 'connection_revoked' });
    });
  });
  test('that no token is given for a user who is gone asks for the shopper', async () => {
    const refused = { status: 400, body: { error: 'invalid_grant' } };
    await withAnswers({ '/oidc/token': refused }, async ({ origin }) => {
      await assert.rejects(newProvider(origin).data.accounts(grant, context()), { code: 'reauth_required' });
    });
  });
});
