import { StrictFormatError } from '../lib/strict-json.js';
import { parseStrictQuery } from '../lib/strict-query.js';
import { ProviderError } from './provider-error.js';

/**
 * The codec of an authorization response (RFC 6749 section 4.1.2): the one input that any web page can write. The order is
 * fixed: raw length, encoding, repeated parameters; then `state`, then `iss`, then `error`, then `code`. Nothing is
 * believed of a callback with a wrong `state`, not even that something went wrong.
 */

const limits = { maxLength: 8192, maxParameters: 32 };
const statePattern = /^[\w-]{16,128}$/;
const codePattern = /^[\x21-\x7e]{1,2048}$/;
const errorPattern = /^[\x20\x21\x23-\x5b\x5d-\x7e]{1,64}$/;

/** What a callback says. A code proves nothing before it is exchanged. */
export type Callback = { readonly code: string } | { readonly error: string };

/** What the callback of a request must say. */
export interface Expected {
  readonly state: string;
  /** Whether an `iss` is the authorization server's (RFC 9207 section 2.4); asked with undefined where none was sent. */
  readonly acceptsIssuer: (issuer: string | undefined) => boolean;
}

/** Reads a raw callback query. Throws nothing but the `ProviderError` `invalid_callback`, which quotes nothing. */
export function decodeCallback(query: string, expected: Expected): Callback {
  const found = strictly(() => parseStrictQuery(query, limits));
  if (found.get('state') !== expected.state) throw invalidCallback('another state');
  if (!expected.acceptsIssuer(found.get('iss'))) throw invalidCallback('another issuer');
  const error = found.get('error');
  const code = found.get('code');
  if (error !== undefined) {
    if (code !== undefined || !errorPattern.test(error)) throw invalidCallback('no valid error');
    return { error };
  }
  if (code === undefined || !codePattern.test(code)) throw invalidCallback('no valid code');
  return { code };
}

/** The id by which a callback finds its session: its one state. Pure. */
export function correlateCallback(query: URLSearchParams): string | undefined {
  const [state, ...others] = query.getAll('state');
  return state !== undefined && others.length === 0 && statePattern.test(state) ? state : undefined;
}

function strictly<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof StrictFormatError) throw invalidCallback(error.message);
    throw error;
  }
}

const invalidCallback = (detail: string): ProviderError =>
  new ProviderError('invalid_callback', { retryable: false, detail });
