import { StrictFormatError } from '../../lib/strict-json.js';
import { parseStrictQuery } from '../../lib/strict-query.js';
import { uuidV4Pattern } from '../../lib/uuid.js';
import { ProviderError } from '../provider-error.js';
import { intentIdPattern } from './wire.js';

/**
 * The codec of callback queries (sheet section 3.3): the one input that any web page can write. The order is fixed: raw length,
 * encoding, repeated parameters, then the three that are known, one pattern each. Others are ignored.
 */

const limits = { maxLength: 4096, maxParameters: 32 };
const codePattern = /^[\w.~+/=-]{1,512}$/;

/** How "null" can look in an address. */
const spellingsOfNull: ReadonlySet<string> = new Set(['', 'null', 'undefined']);

/** What a callback says. None of it proves anything: success only comes from the exchange of the code. */
export interface Callback {
  readonly uuid: string;
  readonly intentId: string;
  /** Absent when the shopper declined, or could not be authenticated: the two look alike. */
  readonly code?: string;
}

/** Reads a raw callback query. Throws nothing but the `ProviderError` `invalid_callback`, which quotes nothing. */
export function decodeCallback(query: string): Callback {
  try {
    const found = parseStrictQuery(query, limits);
    const uuid = matching(found, 'uuid', uuidV4Pattern);
    const intentId = matching(found, 'intent-id', intentIdPattern);
    if (spellingsOfNull.has(found.get('authorisation_code') ?? '')) return { uuid, intentId };
    return { uuid, intentId, code: matching(found, 'authorisation_code', codePattern) };
  } catch (error) {
    if (!(error instanceof StrictFormatError)) throw error;
    throw invalidCallback(error.message);
  }
}

/** The id by which a callback finds its session; undefined when there is none, or more than one. Pure. */
export function correlateCallback(query: URLSearchParams): string | undefined {
  const [uuid, ...others] = query.getAll('uuid');
  return uuid !== undefined && others.length === 0 && uuidV4Pattern.test(uuid) ? uuid : undefined;
}

export const invalidCallback = (detail: string): ProviderError =>
  new ProviderError('invalid_callback', { retryable: false, detail });

function matching(found: ReadonlyMap<string, string>, name: string, pattern: RegExp): string {
  const value = found.get(name);
  if (value === undefined || !pattern.test(value)) throw new StrictFormatError(`no valid ${name}`);
  return value;
}
