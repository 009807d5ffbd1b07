import assert from 'node:assert/strict';
import { generateKeyPairSync, randomBytes } from 'node:crypto';

import { startMoneyhub, type MoneyhubSandbox } from '../../../../demo/sandbox/moneyhub/index.js';
import type {
  BeginRequest,
  CallContext,
  Grant,
  ResumeInput,
  Step,
} from '../../../../server/providers/authorisation.js';
import type { Provider } from '../../../../server/providers/provider.js';
import type { ProviderBank } from '../../../../server/providers/provider-data.js';
import { createProvider, ProviderConfig, type ProviderDeps } from '../../../../server/providers/registry.js';
import { HttpBrowser } from '../../../demo/sandbox/oidc/http-browser.js';
import { rsaKeyPair } from '../../../support/rsa-keys.js';

export const callbackUrl = 'http://127.0.0.1:1/callback/shop/moneyhub';
export const clientId = '1e1b2556-6e29-426c-9a52-8cd5b9019c72';
const signedClientId = '0c9d7f64-2b3a-4a8e-9b1c-5d6e7f8a9b0c';
export const mockBank = '1ffe704d39629a929c8e293880fb449a';

const algorithms = {
  RS256: () => rsaKeyPair(0),
  PS256: () => rsaKeyPair(1),
  ES256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
} as const;
export type Algorithm = keyof typeof algorithms;

const made = new Map<Algorithm, ReturnType<(typeof algorithms)[Algorithm]>>();
export const keyPair = (algorithm: Algorithm = 'RS256') => {
  const pair = made.get(algorithm) ?? algorithms[algorithm]();
  made.set(algorithm, pair);
  return pair;
};

const publicJwk = (algorithm: Algorithm) => ({
  ...keyPair(algorithm).publicKey.export({ format: 'jwk' }),
  kid: `key-${algorithm}`,
  use: 'sig',
  alg: algorithm,
});

export const startSandbox = (algorithm: Algorithm = 'RS256'): Promise<MoneyhubSandbox> => {
  const client = {
    name: 'Test Shop',
    jwks: { keys: [publicJwk(algorithm)] },
    signingAlgorithm: algorithm,
    redirectUris: [callbackUrl],
  };
  return startMoneyhub({
    clients: [
      { ...client, id: clientId },
      { ...client, id: signedClientId, signedRequests: true },
    ],
  });
};

export const testDeps = (overrides: Partial<ProviderDeps> = {}): ProviderDeps => ({
  now: Date.now,
  randomId: () => randomBytes(16).toString('base64url'),
  random: () => 0.5,
  environment: 'sandbox',
  limits: { retryBaseMs: 1 },
  ...overrides,
});

export const auth = (algorithm: Algorithm = 'RS256') => ({
  algorithm,
  privateKey: keyPair(algorithm).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  keyId: `key-${algorithm}`,
});

/** The ways an authorization request can travel. */
export const ways = ['pushed', 'pushed-signed', 'signed'] as const;
export type Way = (typeof ways)[number];

/** A provider that speaks to a Moneyhub at `origin`. Signed requests come from a client that is registered for nothing else. */
export function newProvider(
  origin: string,
  options: Record<string, unknown> = {},
  deps: Partial<ProviderDeps> = {},
): Provider {
  const config = ProviderConfig.parse({
    kind: 'moneyhub',
    id: 'moneyhub',
    identityUrl: origin,
    apiUrl: origin,
    clientId: [undefined, 'pushed'].includes(options['authorizationRequest'] as Way) ? clientId : signedClientId,
    auth: auth(),
    bankList: 'all',
    ...options,
  });
  return createProvider(config, testDeps(deps));
}

export const context = (overrides: Partial<CallContext> = {}): CallContext => ({
  signal: AbortSignal.timeout(30_000),
  traceId: 'trace-1',
  psu: { ipAddress: '192.0.2.7', userAgent: 'Test/1.0' },
  ...overrides,
});

export const bankOf = (id = mockBank): ProviderBank => ({ id, name: 'A Bank', countries: ['GB'], data: {} });

/** The bank of the sandbox with this name. */
export async function bankNamed(provider: Provider, name: string): Promise<ProviderBank> {
  const bank = (await provider.banks(context())).find((one) => one.name === name);
  assert(bank, `no bank is called ${name}`);
  return bank;
}

export const beginRequest = (overrides: Partial<BeginRequest> = {}): BeginRequest => ({
  sessionId: 'session-1',
  bank: bankOf(),
  scopes: ['accounts', 'balances', 'transactions'],
  callbackUrl,
  accessUntil: new Date(Date.now() + 80 * 86_400_000).toISOString(),
  purpose: 'To pay by bank',
  merchantName: 'Test Shop',
  country: 'GB',
  ...overrides,
});

/** One shopper at one provider; remembers the step that is shown. */
export class Journey {
  #step: Step | undefined;

  constructor(
    readonly sandbox: Pick<MoneyhubSandbox, 'publicOrigin'>,
    readonly provider: Provider,
  ) {}

  get step(): Step {
    assert(this.#step, 'the journey has not begun');
    return this.#step;
  }

  async begin(overrides: Partial<BeginRequest> = {}): Promise<Step> {
    this.#step = await this.provider.consent.begin(beginRequest(overrides), context());
    return this.#step;
  }

  async resume(input: ResumeInput): Promise<Step> {
    // What the session stores goes through JSON.
    const flow = structuredClone(this.step.flow);
    this.#step = await this.provider.consent.resume(flow, input, context());
    return this.#step;
  }

  /** Goes to the bank as the redirect says, presses a button there, and gives the query of the way back. */
  async visitBank(action?: string): Promise<string> {
    assert(this.step.kind === 'redirect', `a ${this.step.kind} step instead of a redirect`);
    const home = await new HttpBrowser(this.sandbox.publicOrigin).visit(this.step.url, action);
    assert(home.href.startsWith(callbackUrl), home.href);
    return home.search.slice(1);
  }

  async comeBack(action?: string): Promise<Step> {
    return this.resume({ kind: 'callback', query: await this.visitBank(action) });
  }

  /** From the choice of the bank to the grant. */
  async connect(overrides: Partial<BeginRequest> = {}): Promise<Grant> {
    await this.begin(overrides);
    const step = await this.comeBack();
    assert(step.kind === 'authorised', JSON.stringify(step));
    return step.grant;
  }
}

/** The grant after a refresh. */
export async function refreshed({ data }: Provider, grant: Grant): Promise<Grant> {
  const renewed = await data.refresh?.(grant, context());
  assert(renewed, 'this provider does not refresh');
  return renewed;
}
