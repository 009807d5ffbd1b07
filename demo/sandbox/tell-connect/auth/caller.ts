import { timingSafeEqual } from 'node:crypto';

import { consentOf, type Consent } from '../consents.js';
import { ApiError, invalidRequest, invalidSignature } from '../errors.js';
import { bodyOf, rawPath, type SandboxContext } from '../http.js';
import type { ClientOptions } from '../options.js';
import { NotStrict, readForm, readJsonObject, sameJson, type JsonObject } from '../strict.js';
import type { Application, World } from '../world.js';
import { verifySignature } from './signature.js';

const REPLAY_MS = 15 * 60_000;

const same = (one: string, other: string): boolean => {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
};

const basicClient = (world: World, header: string | undefined): ClientOptions => {
  const encoded = /^Basic ([A-Za-z0-9+/]+={0,2})$/.exec(header ?? '')?.[1] ?? '';
  const bytes = Buffer.from(encoded, 'base64');
  const [id = '', secret = ''] = bytes.toString('utf8').split(/:(.*)/s);
  const client = world.clients.get(id);
  // Standard base64 with its padding: what encodes to another text was something else.
  if (bytes.toString('base64') !== encoded || client === undefined || !same(secret, client.clientSecret)) {
    throw new ApiError('invalid_client', 'client id or secret', { 'www-authenticate': 'Basic realm="tell.connect"' });
  }
  return client;
};

const refuseReplay = (world: World, jws: string): void => {
  const now = world.clock.wallNow();
  for (const [known, until] of world.seen) if (until <= now) world.seen.delete(known);
  if (world.settings.refuseReplays && world.seen.has(jws)) throw invalidSignature('the signature was used before');
  world.seen.set(jws, now + REPLAY_MS);
};

const verify = (context: SandboxContext, world: World, mayUse: (application: Application) => boolean) => {
  const jws = context.req.header('x-jws-signature');
  const path = rawPath(context).slice(`/${world.version}`.length);
  const nowMs = world.clock.wallNow();
  const verified = verifySignature({ jws, path, nowMs }, world.settings, (id) => {
    const application = world.applications.get(typeof id === 'string' ? id : '');
    const environment = application?.environment ?? 'sandbox';
    return application && environment === world.settings.profile && mayUse(application) ? application : undefined;
  });
  refuseReplay(world, jws ?? '');
  return verified;
};

const readers = {
  'application/json': readJsonObject,
  'application/x-www-form-urlencoded': readForm,
} as const satisfies Record<string, (bytes: Uint8Array) => JsonObject>;

const readBody = async (context: SandboxContext, type: keyof typeof readers): Promise<JsonObject> => {
  const given = (context.req.header('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase();
  if (given !== type) throw invalidRequest(`content-type must be ${type}`);
  try {
    return readers[type](await bodyOf(context));
  } catch (error) {
    if (!(error instanceof NotStrict)) throw error;
    throw invalidRequest(`the body is ${error.message}`);
  }
};

const compare = (payload: JsonObject, body: JsonObject): void => {
  if (!sameJson(payload, body)) throw invalidSignature('the payload is not the body');
};

/** A call of the application itself: Basic first, then the signature, then the body (sheet §8, 1 to 5). */
export const clientCall = async (
  context: SandboxContext,
  world: World,
  type: keyof typeof readers,
): Promise<{ readonly application: Application; readonly body: JsonObject }> => {
  const client = basicClient(world, context.req.header('authorization'));
  const { application, payload } = verify(context, world, (candidate) => candidate.client === client);
  const body = await readBody(context, type);
  compare(payload, body);
  return { application, body };
};

const bearerConsent = (world: World, header: string | undefined): Consent => {
  const token = /^Bearer ([\w.~+/-]+=*)$/.exec(header ?? '')?.[1];
  const consent = consentOf(world, token ?? '');
  if (consent !== undefined) return consent;
  const challenge = token === undefined ? 'Bearer' : 'Bearer error="invalid_token"';
  throw new ApiError('invalid_token', 'the access token is unknown, expired or revoked', {
    'www-authenticate': challenge,
  });
};

/** A call for a user: Bearer first, then the signature by the application that the token was made for. */
export const userCall = async (
  context: SandboxContext,
  world: World,
  type?: 'application/json',
): Promise<{ readonly consent: Consent; readonly body: JsonObject }> => {
  const consent = bearerConsent(world, context.req.header('authorization'));
  const { payload } = verify(context, world, (candidate) => candidate.id === consent.application.id);
  const body = type === undefined ? {} : await readBody(context, type);
  compare(payload, body);
  return { consent, body };
};
