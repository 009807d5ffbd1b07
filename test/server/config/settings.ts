import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { privatePem, signByHand, statementClaims } from '../registration/kit.js';

/** A JSON document that a test changes before it is given to the server. */
export interface Settings {
  [key: string]: unknown;
  environment: string;
  publicUrl: string;
  listen: { host: string; port: number };
  database: Record<string, unknown>;
  encryptionKeys: Record<string, unknown>[];
  merchants: (Record<string, unknown> & {
    origins: string[];
    returnUrls: Record<string, unknown>;
    apiKeyHashes: string[];
  })[];
  providers: (Record<string, unknown> & { auth: Record<string, unknown> })[];
}

const { privateKey } = generateKeyPairSync('ed25519');

/** What a careful operator would write; nothing in it may be refused. */
export function productionSettings(): Settings {
  return {
    environment: 'production',
    publicUrl: 'https://connect.example',
    listen: { host: '127.0.0.1', port: 0 },
    database: { path: './data/bank-connect.db' },
    encryptionKeys: [{ id: '2026-01', key: randomBytes(32).toString('base64url') }],
    merchants: [
      {
        id: 'shop',
        name: 'Shop',
        purpose: 'To check your account',
        termsUrl: 'https://shop.example/terms',
        apiKeyHashes: [createHash('sha256').update(randomBytes(32)).digest('hex')],
        origins: ['https://shop.example'],
        returnUrls: { default: 'https://shop.example/checkout' },
        webhooks: {
          url: 'https://shop.example/hooks',
          secrets: [`whsec_${randomBytes(32).toString('base64')}`],
          events: ['session.completed', 'payment.updated'],
        },
      },
    ],
    webhookNetworks: ['10.1.0.0/16', 'fd12:3456::/32'],
    providers: [
      {
        kind: 'token-io',
        id: 'token-io',
        memberId: 'm:4Kx8DsZLM5WEQiVNbzW2oHMk2DTj:5zKtXEAq',
        auth: {
          scheme: 'jwt',
          algorithm: 'EdDSA',
          privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
        },
      },
    ],
    metrics: { token: randomBytes(24).toString('base64url') },
    securityContact: 'mailto:security@shop.example',
  };
}

/** The same on loopback, without TLS. */
export function sandboxSettings(): Settings {
  const settings = productionSettings();
  return {
    ...settings,
    environment: 'sandbox',
    publicUrl: 'http://connect.localhost:4101',
    merchants: settings.merchants.map((merchant) => ({
      ...merchant,
      origins: ['http://shop.localhost:4100'],
      returnUrls: { default: 'http://shop.localhost:4100/checkout' },
    })),
    metrics: {},
    securityContact: undefined,
  };
}

/** An entry of `registrations` that is fine by itself, with changes. */
export const registrationSettings = (changes: Record<string, unknown> = {}) => ({
  id: 'some-bank',
  profile: 'priora',
  url: 'https://bank.example/register',
  audience: 'bank',
  softwareStatement: signByHand(statementClaims),
  signingKey: privatePem(),
  keyId: 'key-1',
  client: { scopes: ['openid'] },
  ...changes,
});
