import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

import { getRequestListener } from '@hono/node-server';

import { observe } from '../oidc/observe.js';
import { createApp } from './app.js';
import { createControl } from './control.js';
import type { TellConnectOptions, TellConnectSandbox } from './options.js';
import { createWorld } from './world.js';

export type { SandboxControl } from './control.js';
export type { ApplicationOptions, ClientOptions, TellConnectOptions, TellConnectSandbox } from './options.js';
export type { Settings } from './settings.js';
export { POCKIT } from './options.js';

const DEFAULT_HOST = '127.0.0.1';

/** Starts a tell.connect of its own on loopback: the API, the bank's pages and its view of connected services. */
export const startTellConnect = async (options: TellConnectOptions): Promise<TellConnectSandbox> => {
  const host = options.host ?? DEFAULT_HOST;
  let listener: RequestListener = (_request, response) => response.writeHead(503).end('starting');
  const server = createServer((request, response) => listener(request, response));
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, host, () => resolve((server.address() as AddressInfo).port));
  });
  const apiOrigin = `http://${host}:${port}`;
  const publicOrigin = options.publicOrigin?.replace('{port}', String(port)) ?? apiOrigin;
  const world = createWorld(options, { apiOrigin, publicOrigin });
  const control = createControl(world);
  const isCall = (path: string): boolean => path.startsWith(`/${world.version}/`);
  const handle = getRequestListener(createApp(world, control).fetch);
  listener = observe(world, isCall, (request, response) => void handle(request, response));
  return {
    apiOrigin,
    publicOrigin,
    control,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
};
