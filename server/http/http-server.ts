import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { problem } from '../contract/errors.js';
import type { ErrorBody, ErrorCode } from '../contract/errors.js';
import type { App } from '../app.js';

export interface HttpServerOptions {
  readonly maxConnections: number;
  readonly randomId: () => string;
}

/** Long enough for a callback address, short enough for a flood. */
const maxHeaderBytes = 32 * 1024;

/**
 * The app behind Node's own HTTP server: deadlines against slow senders, and the API's error shape also for requests
 * that never reach the app. Does not listen yet.
 */
export function createHttpServer(app: App, options: HttpServerOptions): Server {
  const listener = getRequestListener(app.fetch, {
    // Only requests that cannot be parsed come here: no host, an impossible address.
    errorHandler: () => Response.json(errorBody('invalid_request', options.randomId()), { status: 400 }),
  });
  const server = createServer(
    {
      maxHeaderSize: maxHeaderBytes,
      headersTimeout: 10_000,
      requestTimeout: 15_000,
      keepAliveTimeout: 5_000,
      connectionsCheckingInterval: 2_000,
      insecureHTTPParser: false,
    },
    (incoming: IncomingMessage, outgoing: ServerResponse) => void listener(incoming, outgoing),
  );
  server.maxConnections = options.maxConnections;
  server.maxHeadersCount = 100;
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    answerClientError(error, socket, options.randomId());
  });
  // `Expect: 100-continue` is answered by Node; any other expectation is refused in our own words.
  server.on('checkExpectation', (_incoming: IncomingMessage, outgoing: ServerResponse) => {
    const body = JSON.stringify(errorBody('invalid_request', options.randomId()));
    outgoing.writeHead(417, { ...rawHeaders(body), Connection: 'close' }).end(body);
  });
  return server;
}

const clientErrors: Readonly<Record<string, readonly [status: string, code: ErrorCode]>> = {
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'headers_too_large'],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'invalid_request'],
};

/** A request that Node could not read: its answer is written by hand, then the connection ends. */
function answerClientError(error: NodeJS.ErrnoException, socket: Socket, traceId: string): void {
  if (error.code === 'ECONNRESET' || !socket.writable || socket.bytesWritten > 0) {
    socket.destroy();
    return;
  }
  const [status, code] = clientErrors[error.code ?? ''] ?? ['400 Bad Request', 'invalid_request'];
  const body = JSON.stringify(errorBody(code, traceId));
  const headers = { ...rawHeaders(body), 'X-Request-Id': traceId, Connection: 'close' };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  socket.end([`HTTP/1.1 ${status}`, ...lines, '', body].join('\r\n'));
}

const rawHeaders = (body: string) => ({
  'Content-Type': 'application/json',
  'Content-Length': String(Buffer.byteLength(body)),
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
});

const errorBody = (code: ErrorCode, traceId: string): ErrorBody => ({ error: problem(code, traceId) });
