import type { CallbackVariant } from '../control/settings.js';
import { newTraceId } from '../ids.js';
import type { World } from '../world.js';
import type { AfterVisit } from './after-visit.js';
import { returnedState } from './outcome.js';
import type { TokenRequest } from './token-request.js';

type Parameters = readonly (readonly [name: string, value: string])[];

/** Form encoding, but colons stay as they are, as in every example of the documents. */
const encode = (text: string): string => encodeURIComponent(text).replace(/%20/g, '+').replace(/%3A/g, ':');

const join = (redirectUrl: string, parameters: Parameters, { join: style, extra }: CallbackVariant): string => {
  const all = [...parameters, ...Object.entries(extra ?? {})];
  const query = all.map(([name, value]) => `${name}=${name === 'credential-fields' ? value : encode(value)}`).join('&');
  const separator = style === 'ampersand' || redirectUrl.includes('?') ? '&' : '?';
  return `${redirectUrl}${separator}${query}`;
};

/** `+` and `=` would not survive form decoding, so they are percent-encoded; nothing else is. */
const blobOf = (fields: unknown, { base64 }: CallbackVariant): string => {
  const text = Buffer.from(JSON.stringify({ fields })).toString(base64.alphabet);
  const bare = text.replace(/=+$/, '');
  const padded = base64.padding ? bare.padEnd(Math.ceil(bare.length / 4) * 4, '=') : bare;
  return padded.replace(/\+/g, '%2B').replace(/=/g, '%3D');
};

/** The API-only callback of sheet §10.1: ids under both names, then fields or an error. */
export const apiCallbackUrl = (world: World, request: TokenRequest, after?: AfterVisit): string => {
  const { callback } = world.settings;
  const ids: Parameters = [
    ['request-id', request.id],
    ['request_id', request.id],
  ];
  if (after?.kind === 'refused') {
    const failure: Parameters = [
      ['trace-id', newTraceId()],
      ['error', String(after.code)],
      ['message', after.message],
    ];
    return join(request.redirectUrl, [...ids, ...failure], callback);
  }
  if (after?.kind !== 'moved' || after.move.kind !== 'fields') return join(request.redirectUrl, ids, callback);
  const blob = callback.credentialFields ?? blobOf(after.move.fields, callback);
  return join(request.redirectUrl, [...ids, ['credential-fields', blob]], callback);
};

const failureMessage = ({ id, outcome }: TokenRequest): string => {
  const reason = outcome?.reason ?? 'the request has expired';
  if (reason.startsWith('INTERNAL: ')) return reason;
  return `INTERNAL: InitiateBankAuth failed for TokenRequest: ${id} due to ${reason}`;
};

/** The Hosted Pages callback of sheet §10.3. */
export const hostedCallbackUrl = (world: World, request: TokenRequest): string => {
  const { outcome } = request;
  const { callback } = world.settings;
  if (outcome?.tokenId === undefined) {
    return hostedFailureUrl(world, request, 'EXCEPTION_INITIATE_BANK_AUTH', failureMessage(request));
  }
  const state = returnedState(world, request);
  const parameters: Parameters = [
    ['request-id', request.id],
    ['token-id', outcome.tokenId],
    ['signature', JSON.stringify(outcome.signature)],
    ['status', outcome.result],
    ...(state === undefined ? [] : [['state', state] as const]),
  ];
  return join(request.redirectUrl, parameters, callback);
};

/** A bank that cannot be used is reported under `requestId`, everything else under `request-id`. */
export const hostedFailureUrl = (
  world: World,
  request: TokenRequest,
  error: 'EXCEPTION_INITIATE_BANK_AUTH' | 'access_denied',
  message: string,
  idName: 'request-id' | 'requestId' = 'request-id',
): string =>
  join(
    request.redirectUrl,
    [
      ['error', error],
      ['message', message],
      [idName, request.id],
    ],
    world.settings.callback,
  );

/** The callback that ends the request: fields that ran on Hosted Pages for an API-only TPP end as API-only. */
export const finalCallbackUrl = (world: World, request: TokenRequest, after?: AfterVisit): string =>
  request.mode === 'hosted' ? hostedCallbackUrl(world, request) : apiCallbackUrl(world, request, after);
