import type { IncomingMessage, ServerResponse } from 'node:http';

/** One way in which an answer can be malformed. */
export type Hostile = (response: ServerResponse, request: IncomingMessage) => void;

const body =
  (text: string | Uint8Array, headers: Record<string, string> = {}, status = 200): Hostile =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(text);
  };

const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;

/** No provider may take any of these for an answer: each is a `ProviderError`, and none of them hangs, crashes or gets in. */
export const hostileAnswers: Readonly<Record<string, Hostile>> = {
  'no body': body(''),
  'no JSON': body('Welcome'),
  'a page in place of JSON': body('<!doctype html><title>Maintenance</title>', { 'content-type': 'text/html' }),
  'half of a JSON text': body('{"location":"https://bank.example/", "accounts":[{"id"'),
  'JSON null': body('null'),
  'a JSON number': body('17'),
  'a JSON text': body('"ok"'),
  'values of other types': body(
    JSON.stringify({
      location: 7,
      'intent-id': {},
      access_token: [],
      accounts: 'many',
      balances: 1,
      balance: 'x',
      transactions: { 0: 'x' },
      tokenRequest: [],
      request_uri: false,
      data: 'x',
    }),
  ),
  'lists of nulls': body(
    JSON.stringify({ accounts: [null], balances: [null], balance: null, transactions: [null], data: [null] }),
  ),
  'keys that mean something to a program': body(
    `{"__proto__":{"location":"https://bank.example/"},${['accounts', 'balances', 'transactions', 'data']
      .map((name) => `"${name}":[{"__proto__":{"id":"x","name":"x"},"constructor":{"prototype":{"id":"x"}}}]`)
      .join(',')},"balance":{"current":{"__proto__":{"value":"1","currency":"EUR"}}}}`,
  ),
  'JSON of ten thousand levels': body(nested(10_000)),
  'bytes that are no UTF-8': body(Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])),
  'two megabytes': body(`{"accounts":"${'a'.repeat(2 * 1024 * 1024)}"}`),
  'an encoding that was not asked for': body('{}', { 'content-encoding': 'br' }),
  'a redirect to somebody else': body('', { location: 'http://127.0.0.1:9/stolen' }, 302),
  'a redirect to itself': body('', { location: '/' }, 307),
  'an error without words': body('', {}, 500),
  'an error that is a page': body('<h1>Bad gateway</h1>', { 'content-type': 'text/html' }, 502),
  'an error with hostile words': body('{"error":{"message":"\\u202e\\u0000<script>","errorCode":{}}}', {}, 400),
  'fewer bytes than promised': (response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
    response.write('{"accounts":[');
    setImmediate(() => response.destroy());
  },
  'a closed connection': (response) => void response.destroy(),
};
