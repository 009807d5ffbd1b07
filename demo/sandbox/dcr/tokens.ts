import { randomBytes } from 'node:crypto';

import { fetchKeys } from './checks/key-sets.js';
import { isAlgorithm, keyOf, readJwt, verifies } from './jose.js';
import type { Client, World } from './world.js';

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const MAX_ASSERTION_SECONDS = 300;

export interface TokenCall {
  readonly authorization: string | undefined;
  readonly form: URLSearchParams;
  /** The one `aud` that an assertion may name. */
  readonly tokenUrl: string;
}

/** The client that authenticates itself, by the method that it is registered with and by no other. */
export async function authenticate(world: World, call: TokenCall): Promise<Client | undefined> {
  const claimed = claimedClient(world, call);
  if (claimed === undefined) return undefined;
  const { client, method } = claimed;
  if ((client.claims['token_endpoint_auth_method'] ?? 'client_secret_basic') !== method) return undefined;
  if (method === 'private_key_jwt') return (await assertionHolds(world, client, call)) ? client : undefined;
  return client.clientSecret !== undefined && claimed.secret === client.clientSecret ? client : undefined;
}

function claimedClient(world: World, { authorization, form }: TokenCall) {
  const assertion = form.get('client_assertion');
  const basic = /^Basic ([\w+/]+=*)$/.exec(authorization ?? '')?.[1];
  // More than one way at once is none (RFC 6749 section 2.3).
  if ([assertion, basic, form.get('client_secret')].filter((way) => way !== null && way !== undefined).length !== 1) {
    return undefined;
  }
  if (assertion !== null) {
    const client = world.clients.get(String(readJwt(assertion)?.claims['sub']));
    return client && { client, method: 'private_key_jwt' };
  }
  const [id = '', secret] =
    basic === undefined
      ? [form.get('client_id') ?? '', form.get('client_secret') ?? undefined]
      : Buffer.from(basic, 'base64').toString('utf8').split(':', 2).map(formDecode);
  const client = world.clients.get(id);
  return client && { client, secret, method: basic === undefined ? 'client_secret_post' : 'client_secret_basic' };
}

const formDecode = (text: string): string => new URLSearchParams(`x=${text}`).get('x') ?? '';

/** RFC 7523 section 3, as strictly as it can be read. */
async function assertionHolds(world: World, client: Client, { form, tokenUrl }: TokenCall): Promise<boolean> {
  const jwt = readJwt(form.get('client_assertion') ?? '');
  if (jwt === undefined || form.get('client_assertion_type') !== ASSERTION_TYPE) return false;
  const { alg, kid } = jwt.header;
  const { iss, sub, aud, jti, iat, exp } = jwt.claims;
  const now = world.clock.now() / 1000;
  const key = keyOf((await fetchKeys(client.keySetUrl)) ?? [], kid);
  const holds =
    alg === (client.claims['token_endpoint_auth_signing_alg'] ?? 'PS256') &&
    isAlgorithm(alg) &&
    key !== undefined &&
    verifies(jwt, alg, key) &&
    iss === client.clientId &&
    sub === client.clientId &&
    aud === tokenUrl &&
    typeof exp === 'number' &&
    exp > now &&
    typeof iat === 'number' &&
    exp - iat <= MAX_ASSERTION_SECONDS &&
    typeof jti === 'string';
  const id = `assertion ${client.clientId} ${String(jti)}`;
  if (!holds || world.seen.has(id)) return false;
  world.seen.set(id, exp * 1000);
  return true;
}

export function issueToken(world: World, client: Client): string {
  const token = randomBytes(32).toString('base64url');
  const expiresAtMs = world.clock.now() + world.settings.tokenSeconds * 1000;
  world.tokens.set(token, { clientId: client.clientId, expiresAtMs });
  return token;
}

/** The client id behind a bearer token that is alive. */
export function bearerOf(world: World, authorization: string | undefined): string | undefined {
  const token = world.tokens.get(/^Bearer ([\w-]+)$/.exec(authorization ?? '')?.[1] ?? '');
  return token !== undefined && token.expiresAtMs > world.clock.now() ? token.clientId : undefined;
}
