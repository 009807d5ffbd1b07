import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';

import { startOAuthBank, type OAuthBankSandbox, type ProfileName } from '../../../../demo/sandbox/oauth-bank/index.js';
import { harbourOptions } from '../../../../demo/config/oauth-bank.js';
import type {
  BeginRequest,
  CallContext,
  Grant,
  ResumeInput,
  Step,
} from '../../../../server/providers/authorisation.js';
import type { Page, ProviderAccount } from '../../../../server/providers/provider-data.js';
import type { Provider } from '../../../../server/providers/provider.js';
import { createProvider, ProviderConfig, type ProviderDeps } from '../../../../server/providers/registry.js';
import type { Transaction } from '../../../../server/contract/connections.js';
import { HttpBrowser } from '../../../demo/sandbox/oidc/http-browser.js';
import { rsaKeyPair } from '../../../support/rsa-keys.js';

export const callbackUrl = 'http://127.0.0.1:1/callback/shop/oauth-bank';
export const clientId = 'l7xx1e1b25566e29426c9a528cd5b9019c72';
/** Needs form encoding before it goes into a header (RFC 6749 section 2.3.1). */
export const clientSecret = 'a secret: 100% sure+';
const keyClientId = 'client-with-a-key';
export const keyPair = rsaKeyPair(0);
export const privateKey = keyPair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

export const startSandbox = (bank: ProfileName = 'danube'): Promise<OAuthBankSandbox> => {
  const jwk = { ...keyPair.publicKey.export({ format: 'jwk' }), kid: 'key-1', use: 'sig', alg: 'PS256' };
  const client = { name: 'Test Shop', redirectUris: [callbackUrl] };
  return startOAuthBank({
    bank,
    clients: [
      { ...client, id: clientId, secret: clientSecret },
      { ...client, id: keyClientId, jwks: { keys: [jwk] } },
    ],
  });
};

/** The ways in which a client can prove who it is. */
export const proofs = {
  basic: { clientId, auth: { scheme: 'basic', clientSecret } },
  post: { clientId, auth: { scheme: 'post', clientSecret } },
  private_key_jwt: { clientId: keyClientId, auth: { scheme: 'private_key_jwt', privateKey, keyId: 'key-1' } },
} as const;

/** The options that make the provider a client of this bank; the second bank takes nothing but these. */
export const bankOptions: Readonly<Record<ProfileName, Record<string, unknown>>> = {
  danube: {},
  harbour: harbourOptions,
};

export const testDeps = (overrides: Partial<ProviderDeps> = {}): ProviderDeps => ({
  now: Date.now,
  randomId: () => randomBytes(16).toString('base64url'),
  random: () => 0.5,
  environment: 'sandbox',
  limits: { retryBaseMs: 1 },
  ...overrides,
});

export const settings = (apiUrl: string, options: Record<string, unknown> = {}): Record<string, unknown> => ({
  kind: 'oauth-bank',
  id: 'oauth-bank',
  apiUrl,
  ...proofs.basic,
  ...options,
});

/** A provider that speaks to the bank at `apiUrl`. */
export const newProvider = (
  apiUrl: string,
  options: Record<string, unknown> = {},
  deps: Partial<ProviderDeps> = {},
): Provider => createProvider(ProviderConfig.parse(settings(apiUrl, options)), testDeps(deps));

/** The shopper is there, unless told otherwise. */
export const context = (overrides: Partial<CallContext> = {}): CallContext => ({
  signal: AbortSignal.timeout(30_000),
  traceId: 'trace-1',
  psu: { ipAddress: '192.0.2.7', userAgent: 'Test/1.0' },
  ...overrides,
});

/** Nobody is there; says how many calls there were to each endpoint. */
export const unattended = (): CallContext & { readonly spent: readonly string[] } => {
  const spent: string[] = [];
  const spend = (endpoint: string): Promise<void> => {
    spent.push(endpoint);
    return Promise.resolve();
  };
  return { signal: AbortSignal.timeout(30_000), traceId: 'trace-1', unattended: { spend }, spent };
};

export const beginRequest = (overrides: Partial<BeginRequest> = {}): BeginRequest => ({
  sessionId: 'session-1',
  bank: { id: 'tatra-banka', name: 'Tatra banka', countries: ['SK'], data: {} },
  scopes: ['accounts', 'balances', 'transactions'],
  callbackUrl,
  accessUntil: new Date(Date.now() + 80 * 86_400_000).toISOString(),
  purpose: 'To pay by bank',
  merchantName: 'Test Shop',
  country: 'SK',
  ...overrides,
});

/** One shopper at one bank; remembers the step that is shown. */
export class Journey {
  #step: Step | undefined;

  constructor(
    readonly sandbox: Pick<OAuthBankSandbox, 'publicOrigin'>,
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

/** The account with this name. */
export async function accountNamed({ data }: Provider, grant: Grant, name: string): Promise<ProviderAccount> {
  const account = (await data.accounts(grant, context())).find((one) => one.name === name);
  assert(account, `no account is called ${name}`);
  return account;
}

/** All pages of the transactions of an account. */
export async function allPages(
  { data }: Provider,
  grant: Grant,
  accountId: string,
  query: { from?: string; to?: string } = {},
): Promise<Transaction[][]> {
  const pages: Transaction[][] = [];
  for (let cursor: string | undefined; pages.length < 100;) {
    const asked = cursor === undefined ? query : { ...query, cursor };
    const page: Page<Transaction> = await data.transactions(grant, accountId, asked, context());
    pages.push([...page.items]);
    if (page.next === undefined) return pages;
    cursor = page.next;
  }
  return assert.fail('the pages have no end');
}
