import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import type { BankList } from '../../server/contract/banks.js';
import { problem, type ErrorCode } from '../../server/contract/errors.js';
import type { CredentialsView } from '../../server/contract/fields.js';
import type { SessionView } from '../../server/contract/session.js';

/** A request that reached the companion. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  /** With its question mark, or empty. */
  readonly query: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/**
 * The companion server as the widget knows it, on real HTTP, steered by the test: it shows the view it is told, holds the
 * routes to their rules (token, CORS, same origin), and lists what it saw.
 */
export class FakeCompanion {
  /** One origin that may call and frame. */
  shopOrigin = '';
  view: SessionView | undefined;
  banks: BankList = { country: 'DE', countries: ['DE'], banks: [] };
  credentials: CredentialsView | undefined;
  /** Answers a path with an error as long as it is set. */
  readonly faults = new Map<string, ErrorCode>();
  readonly seen: Seen[] = [];
  /** What a POST does to the session. */
  onPost: (path: string, body: unknown) => void = () => undefined;
  /** Who may frame the credential page; default: the shop. */
  frameAncestor: string | undefined;
  /** Body of `/impostor`, a page of this origin that is not the credential page. */
  impostor = '';
  /** What becomes of a built file on its way: other bytes, later, or nothing at all (undefined: 404). */
  onAsset: (name: string, file: Buffer) => Buffer | undefined | Promise<Buffer | undefined> = (_name, file) => file;
  /** Off: `/v1/session/events` answers 503, as behind a proxy that knows no streams. */
  streams = true;
  readonly #open = new Set<ServerResponse>();
  readonly #server: Server = createServer((request, response) => void this.#answer(request, response));

  async start(): Promise<this> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return this;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  get origin(): string {
    return `http://connect.localhost:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The number of streams that are open. */
  get openStreams(): number {
    return this.#open.size;
  }

  /** Moves the session on and tells every open stream. */
  become(view: SessionView): void {
    this.view = view;
    for (const stream of this.#open) stream.write(`data: ${JSON.stringify(view)}\n\n`);
  }

  count(path: string): number {
    return this.seen.filter((each) => each.path === path).length;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname: path, search: query } = new URL(request.url ?? '/', this.origin);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    const { method = 'GET', headers } = request;
    if (method !== 'OPTIONS') this.seen.push({ method, path, query, headers, body });
    if (path.startsWith('/assets/')) {
      await this.#asset(path.slice('/assets/'.length), response);
      return;
    }
    if (path.startsWith('/frame/')) {
      this.#frame(response);
      return;
    }
    if (path === '/start') {
      page(response, '<p>Off to the bank</p>', { 'cross-origin-opener-policy': 'same-origin' });
      return;
    }
    if (path === '/impostor') {
      page(response, this.impostor);
      return;
    }
    if (path === '/healthz') return void response.writeHead(200).end('ok');
    if (path.startsWith('/v1/')) {
      this.#api(path, { method, headers, body }, response);
      return;
    }
    response.writeHead(404).end();
  }

  #api(path: string, { method, headers, body }: Omit<Seen, 'path' | 'query'>, response: ServerResponse): void {
    const sameOrigin = path === '/v1/session/credentials';
    if (!sameOrigin && headers.origin === this.shopOrigin) {
      response.setHeader('access-control-allow-origin', this.shopOrigin);
      response.setHeader('access-control-allow-headers', 'authorization, content-type');
      response.setHeader('access-control-allow-methods', 'GET, POST');
    }
    if (method === 'OPTIONS') return void response.writeHead(204).end();
    const code = this.#fault(path, method, headers);
    if (code !== undefined) {
      json(response, { error: problem(code, 'trace-1') }, problem(code, '').retryable ? 503 : 400);
      return;
    }
    if (path === '/v1/session/events') {
      this.#stream(response);
      return;
    }
    if (path === '/v1/banks') {
      json(response, this.banks);
      return;
    }
    if (sameOrigin && method === 'GET') {
      json(response, this.credentials);
      return;
    }
    if (method === 'POST') this.onPost(path, JSON.parse(body));
    json(response, this.view);
  }

  #fault(path: string, method: string, headers: IncomingMessage['headers']): ErrorCode | undefined {
    if (!/^Bearer \S{16,}$/.test(headers.authorization ?? '')) return 'unauthorized';
    const foreign = headers.origin !== undefined && headers.origin !== this.origin;
    if (path === '/v1/session/credentials' && (foreign || (method === 'POST' && headers.origin === undefined))) {
      return 'origin_not_allowed';
    }
    return path === '/v1/session/events' && !this.streams ? 'unavailable' : this.faults.get(path);
  }

  #stream(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(`data: ${JSON.stringify(this.view)}\n\n`);
    this.#open.add(response);
    response.on('close', () => this.#open.delete(response));
  }

  #frame(response: ServerResponse): void {
    page(
      response,
      `<meta name="bank-connect-parent" content="${this.shopOrigin}"><script type="module" src="/assets/frame.js"></script>`,
      {
        'content-security-policy': `default-src 'none'; script-src 'self'; style-src 'self'; img-src data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors ${this.frameAncestor ?? this.shopOrigin}; require-trusted-types-for 'script'; trusted-types lit-html`,
        'referrer-policy': 'no-referrer',
      },
    );
  }

  async #asset(name: string, response: ServerResponse): Promise<void> {
    const file = await this.onAsset(name, readFileSync(new URL(`../../dist/${name}`, import.meta.url)));
    if (file === undefined) return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': 'text/javascript', 'access-control-allow-origin': '*' }).end(file);
  }
}

const json = (response: ServerResponse, value: unknown, status = 200): void => {
  response
    .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    .end(JSON.stringify(value));
};

/** A small HTML page. */
export const page = (response: ServerResponse, body: string, headers: Record<string, string> = {}): void => {
  response
    .writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...headers })
    .end(`<!doctype html><html lang="en"><meta charset="utf-8"><title>Page</title>${body}`);
};
