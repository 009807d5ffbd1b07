import { z } from 'zod';
import { decodeStrictBase64, decodeStrictUtf8, parseStrictJson, StrictFormatError } from '../../lib/strict-json.js';
import { parseStrictQuery } from '../../lib/strict-query.js';
import { ProviderError } from '../provider-error.js';
import { MAX_FIELDS } from './fields.js';
import { WireField } from './wire.js';

/**
 * The codec of callback queries: the one input that any web page can write. The order is fixed: raw length, repeated keys,
 * known keys only, one pattern per key, strict base64, fatal UTF-8, JSON without repeated keys and of limited depth, schema.
 */

const limits = { maxLength: 16 * 1024, maxParameters: 32 };
/** Longest `credential-fields`, 8 KiB of bytes. */
const MAX_ENCODED_FIELDS = 10_924;

const identifier = /^[\w:.-]{1,256}$/;

/** The parameters that are read, each with what it may look like once decoded. All others are ignored. */
const patterns = {
  'request-id': identifier,
  request_id: identifier,
  requestId: identifier,
  'payment-id': identifier,
  'member-id': identifier,
  'token-id': identifier,
  tokenId: identifier,
  'trace-id': identifier,
  'credential-fields': new RegExp(`^[\\w+/=-]{1,${MAX_ENCODED_FIELDS}}$`),
  error: /^[\w.-]{1,64}$/,
  // Never shown and never read; only its size is checked.
  message: /^.{0,4000}$/su,
  signature: /^\{[\x20-\x7e]{1,1000}\}$/,
  status: /^\w{1,64}$/,
  state: /^[\x20-\x7e]{1,2000}$/,
} as const;
type Key = keyof typeof patterns;

const CallbackSignature = z.object({
  memberId: z.string().max(256),
  keyId: z.string().max(256),
  signature: z.string().max(256),
});
export type CallbackSignature = z.infer<typeof CallbackSignature>;

const fieldList = z.array(WireField).min(1).max(MAX_FIELDS);
const FieldBlob = z.object({
  fields: z.union([fieldList, z.object({ fields: fieldList }).transform(({ fields }) => fields)]),
});

/** What a callback of Token.io says (sheet sections 10.1 and 10.3). None of it proves anything. */
export interface Callback {
  readonly requestId: string;
  readonly fields?: readonly WireField[];
  /** A gRPC number, or a word from hosted pages. */
  readonly error?: string;
  /** Hosted pages could not use the bank: `access_denied` as well, told apart by the spelling of the request id. */
  readonly invalidBank?: true;
  readonly traceId?: string;
  readonly tokenId?: string;
  readonly signature?: CallbackSignature;
  readonly state?: string;
}

/** Reads a callback query. Throws nothing but the `ProviderError` `invalid_callback`. */
export function decodeCallback(query: string): Callback {
  return guarded(() => {
    const known = knownParameters(query);
    const requestId = agreed(known, ['request-id', 'request_id', 'requestId']);
    if (requestId === undefined) throw new StrictFormatError('no request id');
    const tokenId = agreed(known, ['token-id', 'tokenId']);
    const error = known.get('error');
    const blob = known.get('credential-fields');
    if (error !== undefined && (blob !== undefined || tokenId !== undefined)) {
      throw new StrictFormatError('an error together with a result');
    }
    return {
      requestId,
      ...present('fields', blob === undefined ? undefined : decodeFields(blob)),
      ...present('error', error),
      ...(error === 'access_denied' && !known.has('request-id') ? { invalidBank: true as const } : {}),
      ...present('traceId', known.get('trace-id')),
      ...present('tokenId', tokenId),
      ...present('signature', decodeSignature(known.get('signature'))),
      ...present('state', known.get('state')),
    };
  });
}

/**
 * Checks the query with which a bank itself came back (TPP callback, sheet section 10.2): size, encoding, no repeated
 * parameter, a state. It is Token.io that understands the rest. Throws `invalid_callback`.
 */
export function decodeBankCallback(query: string): { readonly query: string; readonly error?: string } {
  return guarded(() => {
    const all = parameters(query);
    if (!patterns.state.test(all.get('state') ?? '')) throw new StrictFormatError('no state');
    const error = all.get('error');
    if (error !== undefined && (all.has('code') || !patterns.error.test(error))) {
      throw new StrictFormatError('malformed error');
    }
    return { query: withoutSeparator(query), ...present('error', error) };
  });
}

/** What a callback of a payment says (sheet section 15). None of it proves anything. Throws `invalid_callback`. */
export function decodePaymentQuery(query: string): {
  readonly paymentId: string;
  readonly memberId?: string;
  readonly state?: string;
} {
  return guarded(() => {
    const known = knownParameters(query);
    const paymentId = known.get('payment-id');
    if (paymentId === undefined) throw new StrictFormatError('no payment id');
    return { paymentId, ...present('memberId', known.get('member-id')), ...present('state', known.get('state')) };
  });
}

/** The id by which a callback finds its session, of a request or of a payment; undefined when there is none or when its spellings disagree. Pure. */
export function correlateCallback(query: URLSearchParams, callback: 'token' | 'tpp'): string | undefined {
  const keys = callback === 'tpp' ? ['state'] : ['request-id', 'request_id', 'requestId', 'payment-id'];
  const values = keys.flatMap((key) => query.getAll(key));
  const [first] = values;
  const pattern = callback === 'tpp' ? patterns.state : identifier;
  return first !== undefined && pattern.test(first) && values.every((value) => value === first) ? first : undefined;
}

function guarded<T>(decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    if (!(error instanceof StrictFormatError)) throw error;
    throw new ProviderError('invalid_callback', { retryable: false, detail: error.message });
  }
}

/** Some banks answer `url&…` where `url?…` is meant, so that a query begins with a separator. */
const withoutSeparator = (query: string): string => query.replace(/^[?&]+/, '');

function parameters(query: string): ReadonlyMap<string, string> {
  if (query.length > limits.maxLength) throw new StrictFormatError('query too long');
  return parseStrictQuery(withoutSeparator(query), limits);
}

function knownParameters(query: string): ReadonlyMap<Key, string> {
  const all = parameters(query);
  const known = new Map<Key, string>();
  for (const key of Object.keys(patterns) as Key[]) {
    const raw = all.get(key);
    if (raw === undefined) continue;
    // No base64 alphabet has a space: it was a plus until somebody form-decoded it.
    const value = key === 'credential-fields' ? raw.replaceAll(' ', '+') : raw;
    if (!patterns[key].test(value)) throw new StrictFormatError(`malformed ${key}`);
    known.set(key, value);
  }
  return known;
}

/** The one value of a parameter that is sent under several names. */
function agreed(known: ReadonlyMap<Key, string>, keys: readonly Key[]): string | undefined {
  const values = new Set(keys.flatMap((key) => known.get(key) ?? []));
  if (values.size > 1) throw new StrictFormatError(`contradictory ${keys[0] ?? ''}`);
  return values.values().next().value;
}

function decodeFields(encoded: string): readonly WireField[] {
  const json = parseStrictJson(decodeStrictUtf8(decodeStrictBase64(encoded)), { maxDepth: 6 });
  const parsed = FieldBlob.safeParse(json);
  if (!parsed.success) throw new StrictFormatError('malformed field definitions');
  return parsed.data.fields;
}

function decodeSignature(text: string | undefined): CallbackSignature | undefined {
  if (text === undefined) return undefined;
  const parsed = CallbackSignature.safeParse(parseStrictJson(text, { maxDepth: 1 }));
  if (!parsed.success) throw new StrictFormatError('malformed signature');
  return parsed.data;
}

const present = <K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } =>
  value === undefined ? {} : ({ [key]: value } as { readonly [P in K]?: V });
