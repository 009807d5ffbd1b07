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
    errorHandler: () => {
      const { body, headers } = rawProblem('invalid_request', options.randomId());
      return new Response(body, { status: 400, headers });
    },
  });
  const server = createServer(
    {
      maxHeaderSize: maxHeaderBytes,
      headersTimeout: 10_000,
      requestTimeout: 15_000,
      keepAliveTimeout: 5_000,
      connectionsCheckingInterval: 2_000,
      insecureHTTPParser: false,
      // The app answers a missing host itself, in its own words.
      requireHostHeader: false,
    },
    (incoming: IncomingMessage, outgoing: ServerResponse) => void listener(incoming, outgoing),
  );
  server.maxConnections = options.maxConnections;
  server.maxHeadersCount = 100;
  // Longer than any answer takes and than two heartbeats of a stream: whoever is silent for so long reads no more.
  server.timeout = 120_000;
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    answerClientError(error, socket, options.randomId());
  });
  // `Expect: 100-continue` is answered by Node; any other expectation is refused in our own words.
  server.on('checkExpectation', (_incoming: IncomingMessage, outgoing: ServerResponse) => {
    const { body, headers } = rawProblem('invalid_request', options.randomId());
    outgoing.writeHead(417, { ...headers, Connection: 'close' }).end(body);
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
  const { body, headers } = rawProblem(code, traceId);
  const lines = Object.entries({ ...headers, Connection: 'close' }).map(([name, value]) => `${name}: ${value}`);
  socket.end([`HTTP/1.1 ${status}`, ...lines, '', body].join('\r\n'));
}

/** The API's error for a request that the app never sees, with the headers that the app would set. */
function rawProblem(code: ErrorCode, traceId: string) {
  const body = JSON.stringify({ error: problem(code, traceId) } satisfies ErrorBody);
  const headers = {
    'Content-Type': 'application/json',
    'Content-Length': String(Buffer.byteLength(body)),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    'X-Request-Id': traceId,
  };
  return { body, headers };
}
