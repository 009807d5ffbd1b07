import { createHash, generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';
import assert from 'node:assert/strict';
import { startTokenIo, type TokenIoSandbox } from '../../../../demo/sandbox/token-io/index.js';
import type { BeginRequest, CallContext, ResumeInput, Step } from '../../../../server/providers/authorisation.js';
import type { Provider } from '../../../../server/providers/provider.js';
import type { ProviderBank } from '../../../../server/providers/provider-data.js';
import { createProvider, ProviderConfig, type ProviderDeps } from '../../../../server/providers/registry.js';
import { rsaKeyPair } from '../../../support/rsa-keys.js';

export const callbackUrl = 'http://127.0.0.1:1/callback/shop/token-io';

const algorithms = { EdDSA: 'ED25519', ES256: 'ECDSA_SHA256', RS256: 'RS256' } as const;
export type Algorithm = keyof typeof algorithms;

export function newKeyPair(algorithm: Algorithm): { publicKey: KeyObject; privateKey: KeyObject } {
  if (algorithm === 'EdDSA') return generateKeyPairSync('ed25519');
  if (algorithm === 'ES256') return generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return generateKeyPairSync('rsa', { modulusLength: 2048 });
}

const keys = { EdDSA: newKeyPair('EdDSA'), ES256: newKeyPair('ES256'), RS256: rsaKeyPair(0) };
const pem = (key: KeyObject): string =>
  key.type === 'private'
    ? key.export({ type: 'pkcs8', format: 'pem' }).toString()
    : key.export({ type: 'spki', format: 'pem' }).toString();

const apiKeyUuid = '5f0c0f6e-8f5e-4d0b-9c55-0b8f2f4d9a11';
const allKeys = Object.entries(algorithms).map(([name, algorithm]) => ({
  algorithm,
  publicKey: pem(keys[name as Algorithm].publicKey),
}));

const members = {
  api: 'm:3aTestApiMember:5zKtXEAq',
  hosted: 'm:3aTestHostedMember:5zKtXEAq',
  hostedWithState: 'm:3aTestStateMember:5zKtXEAq',
  tpp: 'm:3aTestDirectMember:5zKtXEAq',
} as const;
export type MemberName = keyof typeof members;

/** A Token.io of its own with four members; `port` 0. */
export const startSandbox = (): Promise<TokenIoSandbox> =>
  startTokenIo({
    members: [
      { id: members.api, keys: allKeys, apiKeyUuid, callbackType: 'TOKEN_CALLBACK' },
      { id: members.hosted, keys: allKeys, callbackType: 'TOKEN_CALLBACK' },
      { id: members.hostedWithState, keys: allKeys, callbackType: 'TOKEN_CALLBACK', stateInCallback: true },
      { id: members.tpp, keys: allKeys, apiKeyUuid, callbackType: 'TPP_CALLBACK' },
    ],
  });

export const basicKey = (member: MemberName): string =>
  Buffer.from(`${members[member].replaceAll(':', '-')}:${apiKeyUuid}`).toString('base64');

export const jwtAuth = (algorithm: Algorithm = 'EdDSA') => ({
  scheme: 'jwt' as const,
  algorithm,
  privateKey: pem(keys[algorithm].privateKey),
});

export const testDeps = (overrides: Partial<ProviderDeps> = {}): ProviderDeps => ({
  now: Date.now,
  randomId: () => randomBytes(16).toString('base64url'),
  random: () => 0.5,
  environment: 'sandbox',
  limits: { retryBaseMs: 1 },
  ...overrides,
});

/** A provider that speaks to `apiUrl` as one of the members. */
export function newProvider(
  apiUrl: string,
  member: MemberName = 'api',
  options: Record<string, unknown> = {},
  deps: Partial<ProviderDeps> = {},
): Provider {
  const config = ProviderConfig.parse({
    kind: 'token-io',
    id: 'token-io',
    apiUrl,
    webAppUrl: apiUrl,
    memberId: members[member],
    auth: jwtAuth(),
    ...(member === 'hosted' ? { flow: 'hosted' } : {}),
    ...(member === 'hostedWithState' ? { flow: 'hosted', stateInCallback: true } : {}),
    ...(member === 'tpp' ? { callback: 'tpp' } : {}),
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

export const beginRequest = (bank: ProviderBank, overrides: Partial<BeginRequest> = {}): BeginRequest => ({
  sessionId: 'session-1',
  bank,
  scopes: ['accounts', 'balances', 'transactions', 'standing_orders'],
  callbackUrl,
  accessUntil: new Date(Date.now() + 90 * 86_400_000).toISOString(),
  purpose: 'To pay by bank',
  merchantName: 'Test Shop',
  country: bank.countries[0] ?? 'DE',
  ...overrides,
});

/** One shopper at one provider; remembers the step that is shown. */
export class Journey {
  #step: Step | undefined;

  constructor(
    readonly provider: Provider,
    readonly bank: ProviderBank,
  ) {}

  get step(): Step {
    assert(this.#step, 'the journey has not begun');
    return this.#step;
  }

  async begin(overrides: Partial<BeginRequest> = {}): Promise<Step> {
    this.#step = await this.provider.consent.begin(beginRequest(this.bank, overrides), context());
    return this.#step;
  }

  async resume(input: ResumeInput): Promise<Step> {
    // What the session stores goes through JSON.
    const flow = structuredClone(this.step.flow);
    this.#step = await this.provider.consent.resume(flow, input, context());
    return this.#step;
  }

  submit(values: Record<string, string>): Promise<Step> {
    return this.resume({ kind: 'credentials', values });
  }

  /** Polls until something else than `pending` comes. */
  async settled(): Promise<Step> {
    for (let looks = 0; this.step.kind === 'pending' && looks < 10; looks++) await this.resume({ kind: 'poll' });
    return this.step;
  }

  /** Goes to the bank as the redirect says, presses a button there, and gives the query of the way back. */
  visitBank(action = 'approve'): Promise<string> {
    const { step } = this;
    assert(step.kind === 'redirect', `a ${step.kind} step instead of a redirect`);
    return visitBank(step.url, action);
  }

  async comeBack(action = 'approve'): Promise<Step> {
    return this.resume({ kind: 'callback', query: await this.visitBank(action) });
  }
}

/** The bank page's form, sent as a browser would; follows redirects up to our own callback address, `home`. */
export async function visitBank(url: string, action: string, home = callbackUrl): Promise<string> {
  const { origin, pathname, searchParams } = new URL(url);
  const form = new URLSearchParams({
    visit: searchParams.get('visit') ?? '',
    action,
    username: 'user',
    password: '1234',
  });
  return followHome(origin + pathname, { method: 'POST', body: form }, home);
}

/** Follows redirects until one leads to our callback address, and gives its raw query. A second bank page is approved. */
export async function followHome(url: string, init: RequestInit = {}, home = callbackUrl): Promise<string> {
  const answer = await fetch(url, { ...init, redirect: 'manual' });
  const location = answer.headers.get('location');
  assert(location, `${url} answered ${answer.status} instead of a redirect: ${await answer.text()}`);
  const next = new URL(location, url);
  if (next.href.startsWith(home)) return next.href.slice(home.length).replace(/^\?/, '');
  return /^\/bank\/.*\/authorize$/.test(next.pathname)
    ? visitBank(next.href, 'approve', home)
    : followHome(next.href, {}, home);
}

/** The id under which the sandbox keeps a key: it hashes the raw Ed25519 key, the SubjectPublicKeyInfo of the others. */
export function keyIdOf(algorithm: Algorithm): string {
  const spki = keys[algorithm].publicKey.export({ type: 'spki', format: 'der' });
  const raw = algorithm === 'EdDSA' ? spki.subarray(-32) : spki;
  return createHash('sha256').update(raw).digest('base64url').slice(0, 16);
}
