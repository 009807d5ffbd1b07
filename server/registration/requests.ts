import type { HttpRequest } from '../lib/http-exchange.js';
import type { Secret } from '../lib/secret.js';
import type { RegistrationConfig } from './options.js';
import { profileOf, type RegistrationMediaType } from './profiles.js';

/** The registration itself: the compact JWT and nothing around it, or a JSON string of it. */
export function registerRequest(config: RegistrationConfig, jwt: string): HttpRequest {
  return { method: 'POST', path: pathOf(config.url), headers: withBody(config), body: bodyOf(config, jwt) };
}

/** The client as the bank keeps it (OBIE DCR, `GET /register/{ClientId}`). */
export function readRequest(config: RegistrationConfig, clientId: string, bearer: Secret): HttpRequest {
  return { method: 'GET', path: clientPath(config, clientId), headers: { ...accept, ...authorization(bearer) } };
}

/** The client as it shall be from now on, as a fresh registration JWT. */
export function updateRequest(config: RegistrationConfig, clientId: string, bearer: Secret, jwt: string): HttpRequest {
  return {
    method: 'PUT',
    path: clientPath(config, clientId),
    headers: { ...withBody(config), ...authorization(bearer) },
    body: bodyOf(config, jwt),
  };
}

/** The end of the client. */
export function deleteRequest(config: RegistrationConfig, clientId: string, bearer: Secret): HttpRequest {
  return { method: 'DELETE', path: clientPath(config, clientId), headers: { ...accept, ...authorization(bearer) } };
}

/** Origin and path of a configured address. Addresses in a bank's answers are never followed. */
export const originOf = (url: string): string => new URL(url).origin;
export function pathOf(url: string): string {
  const { pathname, search } = new URL(url);
  return pathname + search;
}

function clientPath({ url }: RegistrationConfig, clientId: string): string {
  const { pathname, search } = new URL(url);
  // A client id of dots would climb; no encoding keeps it from that.
  if (/^\.{1,2}$/.test(clientId)) throw new TypeError('Not a client id that can stand in a path');
  return `${pathname.replace(/\/$/, '')}/${encodeURIComponent(clientId)}${search}`;
}

const accept = { accept: 'application/json' };
const authorization = (bearer: Secret) => ({ authorization: `Bearer ${bearer.reveal()}` });

const mediaTypeOf = ({ mediaType, profile }: RegistrationConfig): RegistrationMediaType =>
  mediaType ?? profileOf(profile).mediaType;

const withBody = (config: RegistrationConfig) => ({ ...accept, 'content-type': mediaTypeOf(config) });

const bodyOf = (config: RegistrationConfig, jwt: string) =>
  mediaTypeOf(config) === 'application/json' ? JSON.stringify(jwt) : jwt;
