import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { startMoneyhub, type MoneyhubSandbox } from '../../../demo/sandbox/moneyhub/index.js';
import { startOAuthBank, type OAuthBankSandbox } from '../../../demo/sandbox/oauth-bank/index.js';
import { POCKIT, startTellConnect, type TellConnectSandbox } from '../../../demo/sandbox/tell-connect/index.js';
import { startTokenIo, type TokenIoSandbox } from '../../../demo/sandbox/token-io/index.js';
import { callbackUrl, startCompanion, type TestCompanion, type Visitor } from '../../support/companion.js';
import { HttpBrowser } from '../../demo/sandbox/oidc/http-browser.js';
import { auth as moneyhubAuth, keyPair, mockBank } from '../providers/moneyhub/kit.js';
import { certificate, visitBankFrom as visitPockit } from '../providers/tell-connect/kit.js';
import { visitBank as visitTokenIoBank } from '../providers/token-io/kit.js';

const memberId = 'm:3aTestApiMember:5zKtXEAq';
const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const startToken = (): Promise<TokenIoSandbox> =>
  startTokenIo({
    members: [
      {
        id: memberId,
        keys: [{ algorithm: 'ED25519', publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString() }],
        callbackType: 'TOKEN_CALLBACK',
      },
    ],
  });
const tokenIo = (id: string, { apiOrigin }: TokenIoSandbox, include: readonly string[] = ['sim-redirect']) => ({
  kind: 'token-io',
  id,
  apiUrl: apiOrigin,
  webAppUrl: apiOrigin,
  memberId,
  auth: {
    scheme: 'jwt',
    algorithm: 'EdDSA',
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  },
  include,
});

describe('a bank behind two providers', () => {
  let first: TokenIoSandbox, second: TokenIoSandbox, companion: TestCompanion;
  before(async () => {
    [first, second] = await Promise.all([startToken(), startToken()]);
    companion = await startCompanion([tokenIo('first', first), tokenIo('second', second)], ['shop']);
  });
  after(async () => {
    await companion.stop();
    await second.close();
  });

  it('is listed once, and found by the ids of both', async () => {
    const visitor = await companion.connect('shop', 'second:sim-redirect');
    const { banks } = await visitor.banks('DE');
    assert.deepEqual(
      banks.map(({ id, name }) => ({ id, name })),
      [{ id: 'first:sim-redirect', name: 'Test Bank Redirect' }],
    );
    const { bank } = await visitor.until('redirect');
    assert.equal(bank.id, 'first:sim-redirect');
    assert.equal(new URL((await visitor.leave()).bankUrl).origin, first.apiOrigin);
  });

  it('is reached by the second when the first is down, up to the connection', async () => {
    await first.close();
    const visitor = await companion.connect('shop', 'first:sim-redirect');
    await visitor.until('redirect');
    const { bankUrl, cookie } = await visitor.leave();
    assert.equal(new URL(bankUrl).origin, second.apiOrigin);
    const query = await visitTokenIoBank(bankUrl, 'approve', callbackUrl('shop', 'second'));
    const answer = await companion.call(`/callback/shop/second?${query}`, { headers: { cookie } });
    assert.equal(answer.status, 303);
    const { bank, accounts } = await visitor.until('completed');
    assert.equal(bank.id, 'first:sim-redirect');
    assert.ok(accounts.length > 0);
  });
});

describe('a callback in every other place', () => {
  const merchants = ['shop', 'other'] as const;
  const clients = Object.fromEntries(
    merchants.map((id) => [id, { clientId: `client-${id}`, application: randomUUID() }]),
  );
  let token: TokenIoSandbox, tell: TellConnectSandbox, moneyhub: MoneyhubSandbox, bank: OAuthBankSandbox;
  let companion: TestCompanion;

  /** One flow: of a merchant, at a provider instance, and how its bank is left again. */
  interface Place {
    readonly merchant: string;
    readonly provider: string;
    readonly bankId: string;
    readonly comeBack: (bankUrl: string, home: string) => Promise<string>;
  }
  const places: readonly Place[] = merchants.flatMap((merchant) => [
    {
      merchant,
      provider: 'token-io',
      bankId: 'token-io:sim-redirect',
      comeBack: (bankUrl, home) => visitTokenIoBank(bankUrl, 'approve', home),
    },
    {
      merchant,
      provider: 'moneyhub',
      bankId: `moneyhub:${mockBank}`,
      comeBack: (bankUrl, home) => approve(moneyhub.publicOrigin, bankUrl, home),
    },
    {
      merchant,
      provider: 'oauth-bank',
      bankId: 'oauth-bank:danube',
      comeBack: (bankUrl, home) => approve(bank.publicOrigin, bankUrl, home),
    },
    // An application at tell.connect returns to one address: every merchant has its own.
    {
      merchant,
      provider: `tell-${merchant}`,
      bankId: `tell-${merchant}:${POCKIT.id}`,
      comeBack: (bankUrl, home) => visitPockit(home, bankUrl, 'confirm', 'accept'),
    },
  ]);
  /** Approves at a bank that sends the browser back to the address of the request. */
  const approve = async (publicOrigin: string, bankUrl: string, home: string): Promise<string> => {
    const back = await new HttpBrowser(publicOrigin).visit(bankUrl);
    assert.ok(back.href.startsWith(`${home}?`), back.href);
    return back.search.slice(1);
  };
  const providers = [...new Set(places.map(({ provider }) => provider))];

  before(async () => {
    token = await startToken();
    tell = await startTellConnect({
      clients: merchants.map((id) => ({
        clientId: clients[id]?.clientId ?? '',
        clientSecret: 'a secret',
        name: id,
        applications: [{ id: clients[id]?.application ?? '', redirectUrl: callbackUrl(id, `tell-${id}`), certificate }],
      })),
    });
    // The other two know several addresses of one client.
    const redirectUris = (provider: string) => merchants.map((id) => callbackUrl(id, provider));
    const jwk = keyPair().publicKey.export({ format: 'jwk' });
    moneyhub = await startMoneyhub({
      clients: [
        {
          id: 'mh-client',
          name: 'Test',
          jwks: { keys: [{ ...jwk, kid: moneyhubAuth().keyId, use: 'sig', alg: 'RS256' }] },
          redirectUris: redirectUris('moneyhub'),
        },
      ],
    });
    bank = await startOAuthBank({
      bank: 'danube',
      clients: [{ id: 'bank-client', name: 'Test', secret: 'a secret', redirectUris: redirectUris('oauth-bank') }],
    });
    const others = [
      {
        kind: 'moneyhub',
        id: 'moneyhub',
        identityUrl: moneyhub.apiOrigin,
        apiUrl: moneyhub.apiOrigin,
        clientId: 'mh-client',
        auth: moneyhubAuth(),
        bankList: 'all',
      },
      {
        kind: 'oauth-bank',
        id: 'oauth-bank',
        apiUrl: bank.apiOrigin,
        bank: { id: 'danube', name: 'Test Bank Danube' },
        clientId: 'bank-client',
        auth: { scheme: 'basic', clientSecret: 'a secret' },
      },
    ];
    const tellConnect = merchants.map((id) => ({
      kind: 'tell-connect',
      id: `tell-${id}`,
      apiUrl: tell.apiOrigin,
      clientId: clients[id]?.clientId,
      clientSecret: 'a secret',
      applicationId: clients[id]?.application,
      certificate,
      redirectUrl: callbackUrl(id, `tell-${id}`),
      // Each has a bank of its own; the same one would be listed once.
      aspsps: [{ ...POCKIT, name: `Pockit of ${id}`, countries: ['GB'] }],
    }));
    companion = await startCompanion([tokenIo('token-io', token), ...others, ...tellConnect], merchants);
  });
  after(async () => {
    await companion.stop();
    await Promise.all([token, tell, moneyhub, bank].map((sandbox) => sandbox.close()));
  });

  const calls = (): number =>
    [token, tell, moneyhub, bank].reduce((sum, { control }) => sum + control.calls.list().length, 0);
  const digest = (visitors: readonly Visitor[]) =>
    Promise.all(
      visitors.map(async (visitor) =>
        createHash('sha256')
          .update(JSON.stringify(await visitor.view()))
          .digest('hex'),
      ),
    );

  it('is refused without a provider call, and good in its own place afterwards', async () => {
    const flows = await Promise.all(
      places.map(async (place) => {
        const visitor = await companion.connect(place.merchant, place.bankId);
        await visitor.until('redirect');
        const { bankUrl, cookie } = await visitor.leave();
        const query = await place.comeBack(bankUrl, callbackUrl(place.merchant, place.provider));
        return { ...place, visitor, cookie, query };
      }),
    );
    // One browser with all the cookies: nothing but the place is wrong.
    const cookie = flows.map((flow) => flow.cookie).join('; ');
    const visitors = flows.map(({ visitor }) => visitor);
    const [callsBefore, viewsBefore] = [calls(), await digest(visitors)];
    let refused = 0;
    for (const flow of flows) {
      for (const merchant of merchants) {
        for (const provider of providers) {
          if (merchant === flow.merchant && provider === flow.provider) continue;
          const answer = await companion.call(`/callback/${merchant}/${provider}?${flow.query}`, {
            headers: { cookie },
          });
          const wrong = `${flow.merchant}/${flow.provider} at ${merchant}/${provider}`;
          assert.equal(answer.status, 400, wrong);
          assert.equal(answer.headers['x-bank-connect-error'], 'invalid_callback', wrong);
          refused += 1;
        }
      }
    }
    assert.equal(refused, places.length * (merchants.length * providers.length - 1));
    assert.equal(refused, 72, 'four kinds of providers, two merchants, every other place');
    assert.deepEqual(await digest(visitors), viewsBefore);
    assert.equal(calls(), callsBefore);

    for (const { merchant, provider, query, visitor } of flows) {
      const answer = await companion.call(`/callback/${merchant}/${provider}?${query}`, { headers: { cookie } });
      assert.equal(answer.status, 303, `${merchant}/${provider}`);
      await visitor.until('completed');
    }
    assert.ok(calls() > callsBefore);
  });
});
