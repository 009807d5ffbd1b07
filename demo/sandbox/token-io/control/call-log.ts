import type { Json } from '../wire.js';

/** One call of the API as it came in. Secrets are not kept: no keys, no signatures, no credential values. */
export interface LoggedCall {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: string;
  /** `authorization` is the scheme only. */
  readonly headers: Readonly<Record<string, string>>;
  /** JSON body; every credential value is `'•••'`. */
  readonly body?: Json;
  readonly memberId?: string;
  readonly status: number;
}

const HIDDEN = '•••';
/** Maps of what the user typed. */
const SECRET: ReadonlySet<string> = new Set(['credentials', 'embeddedAuth', 'initialEmbeddedAuth']);
const MAX_CALLS = 2_000;

const hideCredentials = (value: Json): Json => {
  if (Array.isArray(value)) return value.map(hideCredentials);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, member]): [string, Json] => {
    if (SECRET.has(key) && typeof member === 'object' && member !== null) {
      return [key, Object.fromEntries(Object.keys(member).map((id) => [id, HIDDEN]))];
    }
    return [key, key === 'query' ? HIDDEN : hideCredentials(member ?? null)];
  });
  return Object.fromEntries(entries);
};

const readableHeaders = (headers: Headers): Record<string, string> => {
  const readable = Object.fromEntries(headers);
  const scheme = readable['authorization']?.split(' ')[0];
  return scheme === undefined ? readable : { ...readable, authorization: scheme };
};

/** What the API was asked, in order. */
export class CallLog {
  #calls: LoggedCall[] = [];

  add(call: Omit<LoggedCall, 'headers' | 'body'> & { headers: Headers; body?: Json }): void {
    const { headers, body, ...rest } = call;
    const kept = body === undefined ? {} : { body: hideCredentials(body) };
    this.#calls.push({ ...rest, headers: readableHeaders(headers), ...kept });
    if (this.#calls.length > MAX_CALLS) this.#calls.shift();
  }

  list(): readonly LoggedCall[] {
    return [...this.#calls];
  }

  clear(): void {
    this.#calls = [];
  }
}
