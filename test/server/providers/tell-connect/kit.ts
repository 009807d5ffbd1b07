import { randomBytes } from 'node:crypto';
import assert from 'node:assert/strict';
import { startTellConnect, POCKIT, type TellConnectSandbox } from '../../../../demo/sandbox/tell-connect/index.js';
import type { BeginRequest, CallContext, Grant, Step } from '../../../../server/providers/authorisation.js';
import type { Provider } from '../../../../server/providers/provider.js';
import { createProvider, ProviderConfig, type ProviderDeps } from '../../../../server/providers/registry.js';

export const callbackUrl = 'http://127.0.0.1:1/callback/shop/tell-connect';
export const certificate =
  '-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIUQk9HVVMtU0FOREJPWC1DRVJUIQ==\n-----END CERTIFICATE-----\n';
export const applicationId = '11111111-1111-4111-8111-111111111111';
const productionId = '44444444-4444-4444-8444-444444444444';
const client = { clientId: 'larch', clientSecret: 'a secret: with a colon' };

/** A tell.connect of its own that knows the provider of `newProvider`; `port` 0. */
export const startSandbox = (now?: () => number): Promise<TellConnectSandbox> =>
  startTellConnect({
    ...(now === undefined ? {} : { now }),
    clients: [
      {
        ...client,
        name: 'Test Shop',
        applications: [
          { id: applicationId, redirectUrl: callbackUrl, certificate },
          { id: productionId, redirectUrl: callbackUrl, certificate, environment: 'production' },
        ],
      },
    ],
  });

export const settings = (apiUrl: string, options: Record<string, unknown> = {}): Record<string, unknown> => ({
  kind: 'tell-connect',
  id: 'tell-connect',
  apiUrl,
  ...client,
  applicationId,
  certificate,
  ...options,
});

export const testDeps = (overrides: Partial<ProviderDeps> = {}): ProviderDeps => ({
  now: Date.now,
  randomId: () => randomBytes(16).toString('base64url'),
  random: () => 0.5,
  environment: 'sandbox',
  limits: { retryBaseMs: 1 },
  ...overrides,
});

/** A provider that speaks to `apiUrl`. */
export const newProvider = (
  apiUrl: string,
  options: Record<string, unknown> = {},
  deps: Partial<ProviderDeps> = {},
): Provider => createProvider(ProviderConfig.parse(settings(apiUrl, options)), testDeps(deps));

export const asProduction = { applicationId: productionId } as const;

/** The shopper is there, unless told otherwise. */
export const context = (overrides: Partial<CallContext> = {}): CallContext => ({
  signal: AbortSignal.timeout(30_000),
  traceId: 'trace-1',
  psu: { ipAddress: '192.0.2.7', userAgent: 'Test/1.0' },
  ...overrides,
});

/** A read without the shopper that notes what it spends. */
export const unattended = (spent: string[] = []): CallContext => {
  const { signal, traceId } = context();
  return { signal, traceId, unattended: { spend: (endpoint) => Promise.resolve(void spent.push(endpoint)) } };
};

export const beginRequest = (overrides: Partial<BeginRequest> = {}): BeginRequest => ({
  sessionId: 'session-1',
  bank: { id: POCKIT.id, name: POCKIT.name, countries: ['GB'], data: {} },
  scopes: ['accounts', 'balances', 'transactions'],
  callbackUrl,
  accessUntil: new Date(Date.now() + 180 * 86_400_000).toISOString(),
  purpose: 'To pay by bank',
  merchantName: 'Test Shop',
  country: 'GB',
  ...overrides,
});

/** Sends the bank's pages as a browser would, and gives the raw query of the way back. */
export const visitBank = (url: string, ...actions: readonly string[]): Promise<string> =>
  visitBankFrom(callbackUrl, url, ...actions);

/** The same for another way back. */
export async function visitBankFrom(home: string, url: string, ...actions: readonly string[]): Promise<string> {
  let response = await fetch(url, { redirect: 'manual' });
  for (const action of actions) {
    const page = await response.text();
    const hidden = [...page.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]+)"/g)];
    const form = new URLSearchParams(hidden.map(([, name = '', value = '']) => [name, value]));
    form.set('passcode', '123456');
    form.set('action', action);
    response = await fetch(new URL('/auth', url), { method: 'POST', body: form, redirect: 'manual' });
  }
  const location = response.headers.get('location') ?? '';
  assert(location.startsWith(`${home}?`), `${response.status} instead of the way back`);
  return location.slice(home.length + 1);
}

export type RedirectStep = Extract<Step, { kind: 'redirect' }>;

export async function begin(provider: Provider, overrides: Partial<BeginRequest> = {}): Promise<RedirectStep> {
  const step = await provider.consent.begin(beginRequest(overrides), context());
  assert(step.kind === 'redirect', `a ${step.kind} step instead of a redirect`);
  return step;
}

/** Comes back with a raw query. What the session stores of a flow goes through JSON. */
export const comeBack = (provider: Provider, step: Step, query: string): Promise<Step> =>
  provider.consent.resume(structuredClone(step.flow), { kind: 'callback', query }, context());

/** A whole journey; `accept` after the check, unless told otherwise. */
export async function travel(provider: Provider, ...actions: readonly string[]): Promise<Step> {
  const step = await begin(provider);
  return comeBack(provider, step, await visitBank(step.url, ...(actions.length > 0 ? actions : ['confirm', 'accept'])));
}

export async function newGrant(provider: Provider): Promise<Grant> {
  const step = await travel(provider);
  assert(step.kind === 'authorised', `a ${step.kind} step instead of a grant`);
  return structuredClone(step.grant);
}
