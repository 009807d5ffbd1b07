import { profiles, type OAuthClientOptions } from '../sandbox/oauth-bank/index.js';
import { browserOrigins, type DemoPorts, directOrigin } from './addresses.js';
import { merchantId } from './merchant.js';
import type { DemoSecrets } from './secrets.js';

const clientId = 'l7xxlarchlumendemo';

/**
 * Everything that makes the provider of one bank the client of another: other paths, scopes and headers, accounts in addresses,
 * other names in requests and answers, a name for the consent, a secret in the form (`auth`).
 */
export const harbourOptions = {
  bank: { id: 'harbour', name: 'Test Bank Harbour', countries: ['GB', 'SK'] },
  basePath: '',
  paths: {
    authorize: '/oauth/login',
    token: '/oauth/tokens',
    revoke: '/oauth/tokens/revoke',
    accounts: '/open/v2/accounts',
    balances: '/open/v2/accounts/{account}/balances',
    transactions: '/open/v2/accounts/{account}/transactions',
  },
  scope: 'accounts history',
  consentParameter: 'agreement',
  headers: { requestId: 'X-Correlation', psuAddress: 'X-Customer-Address' },
  request: { from: 'since', to: 'until', page: 'p', pageSize: 'n', fixed: {} },
  pageCount: 'paging.of',
  pageSize: 50,
  answers: {
    accounts: {
      id: ['key'],
      number: ['number'],
      name: ['title'],
      type: ['kind'],
      currency: ['money'],
      holder: ['owner'],
    },
    balances: { type: ['kind'], amount: ['value'], currency: ['money'], at: ['at'] },
    transactions: {
      list: ['entries'],
      reference: ['ref'],
      amount: ['value'],
      currency: ['money'],
      status: ['state'],
      bookedAt: ['day'],
      description: ['lines'],
      remittance: ['lines'],
      creditor: ['other.title'],
      debtor: ['other.title'],
    },
  },
} as const;

type BankName = keyof typeof profiles;

const redirectUri = (ports: DemoPorts, bank: BankName): string =>
  `${browserOrigins(ports).companion}/callback/${merchantId}/${bank}`;

/** The demo as a TPP, as the banks know it. */
export const oauthBankClients = (
  secrets: DemoSecrets,
  ports: DemoPorts,
  bank: BankName,
): readonly OAuthClientOptions[] => [
  { id: clientId, name: 'Larch & Lumen', redirectUris: [redirectUri(ports, bank)], secret: secrets.oauthBankSecret },
];

/** The providers in the companion's configuration: one for each bank. */
export const oauthBankProviders = (secrets: DemoSecrets, ports: DemoPorts): object[] => {
  const common = (bank: BankName, paths: { authorize: string }) => ({
    kind: 'oauth-bank',
    id: bank,
    apiUrl: directOrigin(ports[bank]),
    clientId,
    authorizationUrl: `${browserOrigins(ports)[bank]}${paths.authorize}`,
    issuer: `${directOrigin(ports[bank])}${profiles[bank].mount}`,
    requireIssuer: true,
  });
  const bankOf = (bank: BankName): object => {
    const { id, name, countries } = profiles[bank];
    return { id, name, countries, logo: `${directOrigin(ports[bank])}/logo.png` };
  };
  const clientSecret = secrets.oauthBankSecret;
  return [
    {
      ...common('danube', { authorize: '/auth/oauth/v2/authorize' }),
      bank: bankOf('danube'),
      auth: { scheme: 'basic', clientSecret },
    },
    {
      ...harbourOptions,
      ...common('harbour', harbourOptions.paths),
      bank: bankOf('harbour'),
      auth: { scheme: 'post', clientSecret },
    },
  ];
};
