import { request } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { connect } from 'node:net';

export interface Call {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body?: string | Uint8Array;
  /** Sends the body in chunks, without a length. */
  readonly chunked?: boolean;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly text: string;
  /** The body as JSON; fails the test when it is none. */
  readonly json: () => unknown;
  /** `error.code` of a problem. */
  readonly code: () => string;
}

/** One request over a connection of its own, with exactly these headers: unlike `fetch`, nothing is added but Host. */
export async function call(origin: string, path: string, { method = 'GET', ...rest }: Call = {}): Promise<Answer> {
  const message = await open(origin, path, { method, ...rest });
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  const text = bytes.toString('utf8');
  const json = (): unknown => JSON.parse(text);
  return {
    status: message.statusCode ?? 0,
    headers: message.headers,
    bytes,
    text,
    json,
    code: () => (json() as { error: { code: string } }).error.code,
  };
}

/** The same, but gives the answer as soon as its head is there; for streams. */
export function open(origin: string, path: string, { method = 'GET', headers, body, chunked }: Call = {}) {
  const given = Object.fromEntries(Object.entries(headers ?? {}).filter(([, value]) => value !== undefined));
  return new Promise<IncomingMessage>((resolve, reject) => {
    const { hostname, port } = new URL(origin);
    const outgoing = request(
      { hostname, port, path, method, agent: false, headers: given as Record<string, string | string[]> },
      resolve,
    );
    outgoing.on('error', reject);
    if (chunked === true) outgoing.setHeader('transfer-encoding', 'chunked');
    else if (body !== undefined) outgoing.setHeader('content-length', Buffer.byteLength(body));
    outgoing.end(body);
  });
}

/** Writes these very bytes to a socket and reads until the other side ends. */
export function rawCall(origin: string, text: string): Promise<string> {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(text));
    let said = '';
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => (said += chunk));
    socket.on('end', () => socket.end());
    socket.on('close', () => resolve(said));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNRESET' || error.code === 'EPIPE') resolve(said);
      else reject(error);
    });
  });
}
