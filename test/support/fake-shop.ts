import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { page } from './fake-companion.js';

/** A merchant's site: `/token` is its session endpoint, every other path is the page that the test wrote. */
export class FakeShop {
  html = '';
  headers: Record<string, string> = {};
  clientToken = 'client-token-0123456789abcdef';
  readonly #host: string;
  readonly #server: Server = createServer((request, response) => {
    if (request.url === '/token') {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ clientToken: this.clientToken }));
    } else page(response, this.html, this.headers);
  });

  constructor(host = 'shop.localhost') {
    this.#host = host;
  }

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
    return `http://${this.#host}:${(this.#server.address() as AddressInfo).port}`;
  }
}
