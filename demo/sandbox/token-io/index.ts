import { serve, type ServerType } from '@hono/node-server';
import type { AddressInfo } from 'node:net';

import { createApp } from './app.js';
import { createControl } from './control/control.js';
import type { TokenIoOptions, TokenIoSandbox } from './options.js';
import { createWorld } from './world.js';

export type { CallbackType, MemberOptions, TokenIoOptions, TokenIoSandbox } from './options.js';
export type { SandboxControl } from './control/control.js';

const DEFAULT_HOST = '127.0.0.1';

const listen = (options: TokenIoOptions, fetch: (request: Request, env: object) => Response | Promise<Response>) =>
  new Promise<{ server: ServerType; port: number }>((resolve, reject) => {
    const server = serve(
      { fetch, port: options.port ?? 0, hostname: options.host ?? DEFAULT_HOST },
      ({ port }: AddressInfo) => resolve({ server, port }),
    );
    server.once('error', reject);
  });

/** Starts a Token.io of its own on loopback: the API, the banks' pages, Hosted Pages and the phone page. */
export const startTokenIo = async (options: TokenIoOptions): Promise<TokenIoSandbox> => {
  let answer: (request: Request, env: object) => Response | Promise<Response> = () =>
    new Response('starting', { status: 503 });
  const { server, port } = await listen(options, (request, env) => answer(request, env));
  const apiOrigin = `http://${options.host ?? DEFAULT_HOST}:${port}`;
  const publicOrigin = options.publicOrigin?.replace('{port}', String(port)) ?? apiOrigin;
  const world = createWorld(options, { apiOrigin, publicOrigin });
  const app = createApp(world);
  answer = (request, env) => app.fetch(request, env);
  return {
    apiOrigin,
    publicOrigin,
    control: createControl(world),
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
};
