import { createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it came in. */
export interface Delivery {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** To the byte. */
  readonly body: Buffer;
}

/** `taken`: 204. A number: that status. `lost`: the request arrives, the connection breaks instead of an answer. */
export type Behaviour = 'taken' | 'lost' | number | ((request: IncomingMessage, response: ServerResponse) => void);

/** A merchant's server on loopback. */
export interface Receiver {
  readonly url: string;
  readonly deliveries: Delivery[];
  behaviour: Behaviour;
  /** Nobody listens any more; `open` listens on the same port again. */
  close(): Promise<void>;
  open(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  let port = 0;
  const receiver: Receiver = { url: '', deliveries: [], behaviour: 'taken', close: () => close(), open: () => open() };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      receiver.deliveries.push({ method, path: url, headers, body: Buffer.concat(chunks) });
      answer(receiver.behaviour, request, response);
    });
  });
  const open = async (): Promise<void> => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    ({ port } = server.address() as AddressInfo);
  };
  const close = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  await open();
  return Object.assign(receiver, { url: `http://127.0.0.1:${port}/hooks?from=bank-connect` });
}

function answer(behaviour: Behaviour, request: IncomingMessage, response: ServerResponse): void {
  if (typeof behaviour === 'function') behaviour(request, response);
  else if (behaviour === 'lost') request.socket.destroy();
  else response.writeHead(behaviour === 'taken' ? 204 : behaviour).end();
}

/**
 * Verifies a delivery as Standard Webhooks 1.0 says, from the text of the specification, with nothing of the server: the age
 * of the timestamp, then one of the signatures over id, timestamp and body. `secret` is `whsec_…`.
 */
export function isGenuine({ headers, body }: Delivery, secret: string, nowMs: number): boolean {
  const [id, timestamp, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) =>
    String(headers[name]),
  );
  if (Math.abs(nowMs / 1000 - Number(timestamp)) > 300) return false;
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest();
  return (signatures ?? '').split(' ').some((one) => {
    const [version, value = ''] = one.split(',');
    const given = Buffer.from(value, 'base64');
    return version === 'v1' && given.length === expected.length && timingSafeEqual(given, expected);
  });
}
