import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { getRequestListener } from '@hono/node-server';
import type Provider from 'oidc-provider';

import { PAGE_CSS } from '../token-io/pages/styles.js';
import { observe } from './observe.js';
import type { OidcApp } from './visits.js';
import { createOidcWorld, type OidcWorld } from './world.js';

const DEFAULT_HOST = '127.0.0.1';

export interface OidcServerOptions {
  /** 0 or absent: any free port. */
  readonly port?: number;
  readonly host?: string;
  /** Origin of everything a browser visits. Default: `http://<host>:<port>`. `{port}` stands for the port in use. */
  readonly publicOrigin?: string;
}

/** One simulator, ready to answer. */
export interface OidcParts {
  /** The one in use; another after a rotation of keys, with the same memory. */
  readonly provider: () => Provider;
  /** Path below which the authorization server answers, `/oidc` say. */
  readonly mount: string;
  /** Paths below the mount path that the app answers all the same. */
  readonly exceptions?: RegExp;
  /** Everything else. */
  readonly app: OidcApp;
}

export interface OidcServer {
  readonly world: OidcWorld;
  readonly apiOrigin: string;
  readonly publicOrigin: string;
  readonly close: () => Promise<void>;
}

const listen = (server: Server, port: number, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });

/** The authorization server below its mount path, everything else to the app. */
const dispatch = ({ provider, mount, exceptions, app }: OidcParts): RequestListener => {
  const listeners = new WeakMap<Provider, RequestListener>();
  const authorization = (current: Provider): RequestListener => {
    const listener = listeners.get(current) ?? current.callback();
    listeners.set(current, listener);
    return listener;
  };
  const rest = getRequestListener(app.fetch) as RequestListener;
  return (request, response) => {
    const url = request.url ?? '/';
    if (!url.startsWith(`${mount}/`) || exceptions?.test(url)) {
      rest(request, response);
      return;
    }
    // As Express does when it mounts: the server finds its own addresses by comparing the two.
    Object.assign(request, { originalUrl: url });
    request.url = url.slice(mount.length);
    authorization(provider())(request, response);
  };
};

const isCall = (path: string): boolean => !/^\/(interaction|sandbox|sandbox-assets)\//.test(path);

/** Starts a simulator on loopback. `build` makes its parts once the addresses are known. */
export const startOidcServer = async (
  name: string,
  options: OidcServerOptions,
  build: (world: OidcWorld) => OidcParts,
): Promise<OidcServer> => {
  const host = options.host ?? DEFAULT_HOST;
  let listener: RequestListener = (_request, response) => response.writeHead(503).end('starting');
  const server = createServer((request, response) => listener(request, response));
  const port = await listen(server, options.port ?? 0, host);
  const apiOrigin = `http://${host}:${port}`;
  const publicOrigin = options.publicOrigin?.replace('{port}', String(port)) ?? apiOrigin;
  const world = createOidcWorld(name, { apiOrigin, publicOrigin });
  const parts = build(world);
  parts.app.get('/sandbox-assets/page.css', (context) =>
    context.body(PAGE_CSS, 200, { 'content-type': 'text/css; charset=utf-8' }),
  );
  listener = observe(world, isCall, dispatch(parts));
  return {
    world,
    apiOrigin,
    publicOrigin,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
};
