import { createHash } from 'node:crypto';

/** What an authorization request asks for. */
export interface Wish {
  readonly clientId: string;
  readonly bankId: string;
  readonly callbackUrl: string;
  readonly state: string;
  readonly nonce: string;
  /** PKCE, RFC 7636. */
  readonly verifier: string;
  /** The Moneyhub user, when known. */
  readonly userId?: string;
  /** The connection to mend, and how. Needs a user. */
  readonly renewal?: { readonly connectionId: string; readonly scope: 'reauth' | 'refresh' };
  /** When the consent shall end, ISO 8601. */
  readonly consentUntil: string;
  /** How far back transactions are wanted, ISO 8601. */
  readonly historyFrom?: string;
  readonly offlineAccess: boolean;
}

/** The parameters of the request (OpenID Connect core section 3.1.2.1, sheet section 3), in the order in which they are sent. */
export interface AuthorizationParameters {
  readonly client_id: string;
  readonly scope: string;
  readonly state: string;
  readonly nonce: string;
  readonly claims: { readonly id_token: Readonly<Record<string, object>> };
  readonly redirect_uri: string;
  readonly response_type: 'code';
  readonly prompt: 'consent';
  readonly code_challenge: string;
  readonly code_challenge_method: 'S256';
}

export const authorizationParameters = (wish: Wish): AuthorizationParameters => ({
  client_id: wish.clientId,
  scope: scopeOf(wish),
  state: wish.state,
  nonce: wish.nonce,
  claims: { id_token: claimsOf(wish) },
  redirect_uri: wish.callbackUrl,
  response_type: 'code',
  prompt: 'consent',
  code_challenge: createHash('sha256').update(wish.verifier).digest('base64url'),
  code_challenge_method: 'S256',
});

/** Upkeep of a connection takes no other scope but `openid` beside it (sheet section 3.3). */
function scopeOf({ bankId, renewal, offlineAccess }: Wish): string {
  if (renewal) return `openid ${renewal.scope}`;
  return `openid id:${bankId}${offlineAccess ? ' offline_access' : ''}`;
}

function claimsOf({ userId, renewal, consentUntil, historyFrom }: Wish): Record<string, object> {
  return {
    sub: { essential: true, ...(userId === undefined ? {} : { value: userId }) },
    'mh:con_id': { essential: true, ...(renewal ? { value: renewal.connectionId } : {}) },
    'mh:consent': {
      essential: true,
      value: {
        expirationDateTime: consentUntil,
        ...(historyFrom === undefined ? {} : { transactionFromDateTime: historyFrom }),
      },
    },
  };
}

/** The parameters as form fields; claims are JSON text there. */
export const formOf = ({ claims, ...parameters }: AuthorizationParameters): Record<string, string> => ({
  ...parameters,
  claims: JSON.stringify(claims),
});

/** The address for the browser of a request that was pushed (RFC 9126 section 4). */
export const pushedAddress = (authorizationUrl: string, clientId: string, requestUri: string): string =>
  `${authorizationUrl}?${new URLSearchParams({ client_id: clientId, request_uri: requestUri }).toString()}`;

/**
 * The address of a signed request. OpenID Connect core section 6.1 wants scope and response type outside as well; they say
 * the same inside, where they count.
 */
export const signedAddress = (
  authorizationUrl: string,
  { client_id, scope, response_type }: AuthorizationParameters,
  request: string,
): string => `${authorizationUrl}?${new URLSearchParams({ client_id, response_type, scope, request }).toString()}`;
