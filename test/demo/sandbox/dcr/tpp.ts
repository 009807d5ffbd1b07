import { constants, createHmac, randomUUID, sign, type KeyObject } from 'node:crypto';

import { startDcr, type DcrOptions, type DcrSandbox } from '../../../../demo/sandbox/dcr/index.js';
import { rsaKeyPair } from '../../../support/rsa-keys.js';

/** A third party that signs by hand: nothing here comes from the sandbox or from the product. */
export const KID = 'software-key-1';
export const OTHER_KID = 'software-key-2';
export const AUDIENCE = '0dw23dsa13123';
export const REDIRECT_URIS = ['https://tpp.example/callback', 'https://tpp.example/other'];

export type Claims = Record<string, unknown>;
export type Profile = 'priora' | 'obie';

export const rsa = rsaKeyPair(0);
export const otherRsa = rsaKeyPair(1);
export const pemOf = (key: KeyObject): string => key.export({ type: 'spki', format: 'pem' }).toString();

const b64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

export type Algorithm = 'PS256' | 'RS256' | 'HS256' | 'none';

const signatureOf = (data: Buffer, algorithm: Algorithm, key: KeyObject): Buffer => {
  switch (algorithm) {
    case 'PS256':
      return sign('sha256', data, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 });
    case 'RS256':
      return sign('sha256', data, key);
    case 'HS256':
      return createHmac('sha256', 'secret').update(data).digest();
    case 'none':
      return Buffer.alloc(0);
  }
};

export interface SignOptions {
  readonly algorithm?: Algorithm;
  readonly header?: Claims;
  readonly key?: KeyObject;
}

export const signJwt = (
  claims: unknown,
  { algorithm = 'PS256', header = {}, key = rsa.privateKey }: SignOptions = {},
): string => {
  const signed = `${b64({ alg: algorithm, kid: KID, ...header })}.${b64(claims)}`;
  return `${signed}.${signatureOf(Buffer.from(signed), algorithm, key).toString('base64url')}`;
};

export interface Tpp {
  readonly sandbox: DcrSandbox;
  readonly softwareId: string;
  /** A statement of the directory, with overrides. */
  statement(claims?: Claims): string;
  /** The claims of a good registration, with overrides; undefined leaves one out. */
  claims(overrides?: Claims): Claims;
  /** Registers; `text` replaces the whole JWT. */
  register(profile: Profile, overrides?: Claims, options?: SignOptions & RegisterOptions): Promise<Answer>;
}

export interface RegisterOptions {
  readonly text?: string;
  readonly contentType?: string;
  readonly method?: string;
  readonly path?: string;
  readonly authorization?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as a JSON object; empty when it is none. */
  readonly json: Record<string, unknown>;
}

export const call = async (url: string, init: RequestInit = {}): Promise<Answer> => {
  const answer = await fetch(url, { redirect: 'manual', ...init });
  const text = await answer.text();
  let json: Record<string, unknown> = {};
  try {
    json = JSON.parse(text) as Record<string, unknown>;
  } catch {
    // Not every answer is JSON.
  }
  return { status: answer.status, headers: answer.headers, text, json };
};

/** Priora's error class, or OBIE's error, with the status. */
export const errorOf = ({ status, json }: Answer): string => {
  const [message] = (json['tppMessages'] ?? []) as { category?: string }[];
  return `${status} ${message?.category ?? String(json['error'])}`;
};

/** A sandbox with one piece of software in its directory. */
export const startWithSoftware = async (options: DcrOptions = {}): Promise<Tpp> => {
  const sandbox = await startDcr({ audience: AUDIENCE, ...options });
  return enrol(sandbox);
};

/** Another piece of software in the same directory. */
export const enrol = (sandbox: DcrSandbox): Tpp => {
  const { softwareId } = sandbox.control.directory.enrol({
    redirectUris: REDIRECT_URIS,
    roles: ['AISP', 'PISP'],
    keys: { [KID]: pemOf(rsa.publicKey), [OTHER_KID]: pemOf(otherRsa.publicKey) },
  });
  const statement = (claims: Claims = {}): string => sandbox.control.directory.issue(softwareId, { claims });
  const claims = (overrides: Claims = {}): Claims => {
    const iat = Math.floor(sandbox.control.clock.now() / 1000);
    return {
      iss: softwareId,
      iat,
      exp: iat + 300,
      aud: AUDIENCE,
      jti: randomUUID(),
      token_endpoint_auth_method: 'private_key_jwt',
      token_endpoint_auth_signing_alg: 'PS256',
      grant_types: ['client_credentials', 'authorization_code', 'refresh_token'],
      response_types: ['code'],
      software_statement: statement(),
      software_id: softwareId,
      redirect_uris: [REDIRECT_URIS[0]],
      scope: 'openid accounts',
      application_type: 'web',
      id_token_signed_response_alg: 'PS256',
      request_object_signing_alg: 'PS256',
      ...overrides,
    };
  };
  return {
    sandbox,
    softwareId,
    statement,
    claims,
    register(
      profile,
      overrides = {},
      { text, contentType, method = 'POST', path = '', authorization, ...options } = {},
    ) {
      const type = contentType ?? (profile === 'priora' ? 'application/jwt' : 'application/jose');
      return call(`${sandbox.registrationUrls[profile]}${path}`, {
        method,
        headers: { 'content-type': type, ...(authorization !== undefined && { authorization }) },
        body: text ?? signJwt(claims(overrides), options),
      });
    },
  };
};

/** A bearer token by client credentials and private_key_jwt. */
export const tokenFor = (sandbox: DcrSandbox, clientId: string, claims: Claims = {}): Promise<Answer> => {
  const iat = Math.floor(sandbox.control.clock.now() / 1000);
  const assertion = signJwt({
    iss: clientId,
    sub: clientId,
    aud: sandbox.tokenUrl,
    jti: randomUUID(),
    iat,
    exp: iat + 60,
    ...claims,
  });
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
  });
  return call(sandbox.tokenUrl, { method: 'POST', body: form });
};
