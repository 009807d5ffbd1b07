/** One call from server to server, as it came in. Passwords, codes and bearer tokens are not kept. */
export interface LoggedCall {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: string;
  /** By lower-case name; `authorization` is the scheme only. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body of a form, in its order. */
  readonly form?: Readonly<Record<string, string>>;
  /** Any other body that is JSON. */
  readonly json?: unknown;
  /** 0 when the connection was dropped. */
  readonly status: number;
}

const HIDDEN = '•••';
const MAX_CALLS = 5_000;

/** Assertions and request objects stay: they are good for one use, and tests verify their signatures. */
const secretNames = new Set([
  'access_token',
  'client_secret',
  'code',
  'code_verifier',
  'password',
  'refresh_token',
  'token',
]);

const hide = ([name, value]: readonly [string, string]): [string, string] => [
  name,
  secretNames.has(name) ? HIDDEN : value,
];

const readableHeaders = (headers: Readonly<Record<string, string>>): Record<string, string> => {
  const { cookie, authorization, ...rest } = headers;
  return {
    ...rest,
    ...(cookie === undefined ? {} : { cookie: HIDDEN }),
    ...(authorization === undefined ? {} : { authorization: authorization.split(' ')[0] ?? '' }),
  };
};

const bodyOf = (type: string, body: string): Pick<LoggedCall, 'form' | 'json'> => {
  if (/^application\/x-www-form-urlencoded\b/i.test(type)) {
    return { form: Object.fromEntries([...new URLSearchParams(body)].map(hide)) };
  }
  try {
    return { json: JSON.parse(body) as unknown };
  } catch {
    return {};
  }
};

/** What the simulator was asked, in order. */
export class CallLog {
  #calls: LoggedCall[] = [];

  add(call: {
    readonly method: string;
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
    readonly status: number;
  }): void {
    const [path = '', query = ''] = call.url.split('?', 2);
    this.#calls.push({
      method: call.method,
      path,
      query: new URLSearchParams([...new URLSearchParams(query)].map(hide)).toString(),
      headers: readableHeaders(call.headers),
      ...bodyOf(call.headers['content-type'] ?? '', call.body),
      status: call.status,
    });
    if (this.#calls.length > MAX_CALLS) this.#calls.shift();
  }

  list(): readonly LoggedCall[] {
    return [...this.#calls];
  }

  clear(): void {
    this.#calls = [];
  }
}
