import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

import { getRequestListener } from '@hono/node-server';

import { observe } from '../oidc/observe.js';
import { createApp } from './app.js';
import { createControl } from './control.js';
import type { DcrOptions, DcrSandbox } from './options.js';
import { OBIE_PATH, TOKEN_PATH } from './routes/obie.js';
import { PRIORA_PATH } from './routes/priora.js';
import { createWorld } from './world.js';

export type { SandboxControl } from './control.js';
export type { SoftwareOptions, StatementOverrides } from './directory.js';
export type { DcrOptions, DcrSandbox } from './options.js';
export type { Settings } from './settings.js';

const DEFAULT_HOST = '127.0.0.1';

/** Starts a directory and two banks that register clients, on loopback: one like Priora, one as Open Banking says. */
export const startDcr = async (options: DcrOptions = {}): Promise<DcrSandbox> => {
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
  const isCall = (path: string): boolean => /^\/(api|open-banking|\.well-known)\//.test(path);
  const handle = getRequestListener(createApp(world, control).fetch);
  listener = observe(world, isCall, (request, response) => void handle(request, response));
  return {
    apiOrigin,
    publicOrigin,
    registrationUrls: { priora: `${apiOrigin}${PRIORA_PATH}`, obie: `${apiOrigin}${OBIE_PATH}` },
    tokenUrl: `${apiOrigin}${TOKEN_PATH}`,
    control,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
};
