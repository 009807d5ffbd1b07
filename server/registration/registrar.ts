import type { Clock } from '../lib/clock.js';
import type { HttpRequest } from '../lib/http-exchange.js';
import { createProviderHttp, type HttpLimits, type ProviderHttp } from '../lib/provider-http.js';
import type { Environment } from '../lib/safe-url.js';
import type { Secret } from '../lib/secret.js';
import { createSigningKey } from '../signing/keys.js';
import { processDelete, processRead, processRegistration } from './answers.js';
import { checkRegistrationJwt } from './check-registration.js';
import { clientTokenRequest, processClientToken } from './client-token.js';
import type { Refusal, RegisteredClient, RegistrationOutcome } from './client.js';
import type { RegistrationFault } from './faults.js';
import type { RegistrationConfig } from './options.js';
import { profileOf, type Management } from './profiles.js';
import { registrationClaims, signRegistration, type RegistrationClaims } from './registration-claims.js';
import { deleteRequest, originOf, pathOf, readRequest, registerRequest, updateRequest } from './requests.js';
import { tryStatement } from './statement.js';
import type { KeySet } from './verify-jws.js';

export interface RegistrarDeps {
  readonly now: Clock;
  /** A fresh unguessable id of at least 128 bits, made of letters, digits, `-` and `_`. */
  readonly randomId: () => string;
  readonly random: () => number;
  readonly environment: Environment;
  readonly limits?: Partial<HttpLimits> | undefined;
}

type Refused = { readonly kind: 'refused'; readonly refusal: Refusal };
/** The bank offers no such call, the configuration names no token endpoint, or a secret is missing. */
type Unsupported = { readonly kind: 'unsupported' };

export type ManageOutcome = RegistrationOutcome | { readonly kind: 'gone' } | Unsupported;
export type DeleteOutcome = { readonly kind: 'deleted' } | Refused | Unsupported;

/** A registration JWT that is good for one request. */
export interface PreparedRegistration {
  readonly claims: RegistrationClaims;
  /** Compact. */
  readonly jwt: string;
}

/** One bank's registration endpoint and token endpoint. Methods that call throw `ProviderError`s; a refusal is a value. */
export interface Registrar {
  /** A fresh registration JWT, and everything that is wrong with it. What is checked is what is sent. */
  prepare(): Promise<{ readonly prepared: PreparedRegistration; readonly faults: readonly RegistrationFault[] }>;
  register(prepared: PreparedRegistration, signal: AbortSignal): Promise<RegistrationOutcome>;
  read(client: RegisteredClient, signal: AbortSignal): Promise<ManageOutcome>;
  update(client: RegisteredClient, prepared: PreparedRegistration, signal: AbortSignal): Promise<ManageOutcome>;
  remove(client: RegisteredClient, signal: AbortSignal): Promise<DeleteOutcome>;
}

/** Throws a `TypeError` for settings that `registrationConfigFaults` finds fault with. */
export function createRegistrar(config: RegistrationConfig, deps: RegistrarDeps): Registrar {
  const { now, randomId, environment } = deps;
  const key = createSigningKey(config.signingKey, config.algorithm);
  const statement = tryStatement(config.softwareStatement);
  if ('rule' in statement) throw new TypeError(statement.message);
  const bank = createProviderHttp(originOf(config.url), { ...deps, tls: config.tls });
  const tokens =
    config.token === undefined
      ? undefined
      : createProviderHttp(originOf(config.token.url), { ...deps, tls: config.tls });

  const send = (http: ProviderHttp, make: () => HttpRequest | Promise<HttpRequest>, signal: AbortSignal) =>
    http.send(make, { signal });
  const ownKeys: KeySet = { keys: [{ kty: 'RSA', ...key.publicKey.export({ format: 'jwk' }), kid: config.keyId }] };

  /** Runs a call with a bearer that is minutes old at most, so that what is refused is not the bearer. */
  const withBearer = async <Outcome>(
    what: Management,
    client: RegisteredClient,
    signal: AbortSignal,
    run: (bearer: Secret) => Promise<Outcome>,
  ): Promise<Outcome | Refused | Unsupported> => {
    if (!profileOf(config.profile).management.includes(what)) return { kind: 'unsupported' };
    if (config.token === undefined || tokens === undefined) return { kind: 'unsupported' };
    const request = await clientTokenRequest(config.token, client, { key, keyId: config.keyId, now, randomId });
    if (request === undefined) return { kind: 'unsupported' };
    const call = `POST ${pathOf(config.token.url)}`;
    const answer = processClientToken(await send(tokens, () => request, signal), call, now());
    return answer.kind === 'token' ? run(answer.bearer) : answer;
  };

  return {
    async prepare() {
      const claims = registrationClaims(config, statement, { now, randomId });
      const jwt = await signRegistration(claims, key, config.keyId);
      const { profile, audience, directoryKeys } = config;
      const against = { profile, audience, directoryKeys, softwareKeys: ownKeys, now: now(), environment };
      return { prepared: { claims, jwt }, faults: await checkRegistrationJwt(jwt, against) };
    },

    async register({ jwt }, signal) {
      const answer = await send(bank, () => registerRequest(config, jwt), signal);
      return processRegistration(answer, 'register', now());
    },

    read: (client, signal) =>
      withBearer('read', client, signal, async (bearer) =>
        processRead(await send(bank, () => readRequest(config, client.clientId, bearer), signal), 'read', now()),
      ),

    update: (client, { jwt }, signal) =>
      withBearer('update', client, signal, async (bearer) => {
        const answer = await send(bank, () => updateRequest(config, client.clientId, bearer, jwt), signal);
        return processRead(answer, 'update', now());
      }),

    remove: (client, signal) =>
      withBearer('delete', client, signal, async (bearer) =>
        processDelete(await send(bank, () => deleteRequest(config, client.clientId, bearer), signal), 'delete', now()),
      ),
  };
}
