import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loopback } from '../../demo/ports.js';

/** A page of the fixture site. */
export interface FixturePage {
  /** What stands in the body and before it. */
  readonly html: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A second web site of the merchant, whose pages a test writes itself. */
export interface FixtureSite {
  /** Such as http://fixture.localhost:4711. */
  readonly origin: string;
  /** Serves the page at `/`; takes the place of the one before. */
  show(page: FixturePage): void;
  /** Answers the element's POST to `/session`. */
  onSession: () => Promise<{ readonly clientToken: string }>;
  close(): Promise<void>;
}

export async function startFixtureSite(): Promise<FixtureSite> {
  let page: FixturePage = { html: '' };
  const server = createServer((request, response) => {
    if (request.method === 'POST' && request.url === '/session') {
      site.onSession().then(
        (answer) => response.setHeader('content-type', 'application/json').end(JSON.stringify(answer)),
        () => response.writeHead(500).end(),
      );
      return;
    }
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...page.headers });
    response.end(`<!doctype html><html lang="en"><title>Shop</title>${page.html}</html>`);
  }).listen(0, loopback);
  await once(server, 'listening');
  const site: FixtureSite = {
    origin: `http://fixture.localhost:${(server.address() as AddressInfo).port}`,
    show: (next) => {
      page = next;
    },
    onSession: () => Promise.reject(new Error('The test answers no session.')),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return site;
}
