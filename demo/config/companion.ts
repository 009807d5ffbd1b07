import { createHash } from 'node:crypto';
import { loopback } from '../ports.js';
import { webhookPath } from '../shop/webhooks.js';
import { browserOrigins, type DemoPorts, directOrigin } from './addresses.js';
import { hostedMemberId, mainMemberId, tppMemberId } from './members.js';
import { merchantId } from './merchant.js';
import { moneyhubProviders } from './moneyhub.js';
import { oauthBankProviders } from './oauth-bank.js';
import type { DemoSecrets } from './secrets.js';
import { tellConnectProvider } from './tell-connect.js';

/** Test banks that only make sense with one way of using Token.io. */
const hostedBanks = ['sim-hosted'];
const webappBanks = ['sim-webapp-credentials'];
const tppBanks = ['sim-tpp-*'];

/** One simulator, used in every way that Token.io can be used; each test bank shows up once. */
function tokenIoProviders(secrets: DemoSecrets, ports: DemoPorts): object[] {
  const bank = browserOrigins(ports).sandbox;
  const common = {
    kind: 'token-io',
    apiUrl: directOrigin(ports.sandbox),
    webAppUrl: bank,
    authorizationOrigins: [bank],
    payments: true,
    hostedPagesUrl: bank,
    // The bank's pages name the shop, and not our member id.
    actingAs: 'merchant',
  };
  const jwt = (privateKey: string) => ({ scheme: 'jwt', algorithm: 'EdDSA', privateKey });
  const main = { ...common, memberId: mainMemberId, auth: jwt(secrets.signingKey) };
  return [
    { ...main, id: 'token-io', exclude: [...hostedBanks, ...webappBanks, ...tppBanks] },
    { ...main, id: 'token-io-webapp', embeddedSteps: 'hosted', include: webappBanks },
    {
      ...common,
      id: 'token-io-hosted',
      memberId: hostedMemberId,
      auth: jwt(secrets.hostedSigningKey),
      flow: 'hosted',
      include: hostedBanks,
    },
    {
      ...common,
      id: 'token-io-tpp',
      memberId: tppMemberId,
      auth: { scheme: 'basic', key: basicKey(tppMemberId, secrets.basicKeyUuid) },
      callback: 'tpp',
      include: tppBanks,
    },
  ];
}

/** What Token.io's dashboard shows as API key: base64 of the member id with hyphens, a colon and a uuid. */
const basicKey = (memberId: string, uuid: string): string =>
  Buffer.from(`${memberId.replaceAll(':', '-')}:${uuid}`).toString('base64');

/** The companion server's configuration file for the demo. `database` is the path of the SQLite file. */
export function companionConfig(secrets: DemoSecrets, ports: DemoPorts, database: string): object {
  const origins = browserOrigins(ports);
  return {
    environment: 'sandbox',
    publicUrl: origins.companion,
    listen: { host: loopback, port: ports.companion },
    database: { path: database },
    encryptionKeys: [{ id: 'demo', key: secrets.encryptionKey }],
    merchants: [
      {
        id: merchantId,
        name: 'Larch & Lumen',
        purpose: 'To check that the account you will pay from is yours',
        termsUrl: `${origins.shop}/terms`,
        privacyUrl: `${origins.shop}/privacy`,
        apiKeyHashes: [createHash('sha256').update(secrets.apiKey).digest('hex')],
        origins: [origins.shop],
        returnUrls: {
          default: `${origins.shop}/checkout`,
          refund: `${origins.shop}/refund`,
          pay: `${origins.shop}/pay`,
        },
        creditors: { default: { name: 'Larch & Lumen', account: { scheme: 'iban', iban: 'DE89370400440532013000' } } },
        webhooks: { url: directOrigin(ports.shop) + webhookPath, secrets: [secrets.webhookSecret] },
      },
    ],
    providers: [
      ...tokenIoProviders(secrets, ports),
      tellConnectProvider(secrets, ports),
      ...moneyhubProviders(secrets, ports),
      ...oauthBankProviders(secrets, ports),
    ],
    // The shop runs on this machine.
    webhookNetworks: ['127.0.0.0/8'],
    logLevel: 'info',
  };
}
