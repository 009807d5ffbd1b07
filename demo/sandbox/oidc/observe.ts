import { IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

import type { CallLog } from './call-log.js';
import type { Fault, FaultDesk } from './faults.js';

/** The bytes of a request's body, copied as they pass by: whoever reads the request notices nothing. */
const copyBody = (request: IncomingMessage): (() => string) => {
  const chunks: Buffer[] = [];
  request.push = (chunk: unknown, encoding?: BufferEncoding): boolean => {
    if (Buffer.isBuffer(chunk)) chunks.push(chunk);
    return IncomingMessage.prototype.push.call(request, chunk, encoding);
  };
  return () => Buffer.concat(chunks).toString('utf8');
};

const headersOf = (request: IncomingMessage): Record<string, string> =>
  Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));

/** Lets the handler work, and closes the connection when it wants to speak. */
const dropAnswer = (response: ServerResponse): void => {
  const hangUp = (): ServerResponse => {
    response.socket?.destroy();
    return response;
  };
  response.writeHead = hangUp;
  response.write = () => hangUp().destroyed;
  response.end = hangUp;
};

/** True when the call is over. */
const happen = async (fault: Fault, request: IncomingMessage, response: ServerResponse): Promise<boolean> => {
  if (fault.delayMs !== undefined) await delay(fault.delayMs);
  if (fault.drop === 'before') {
    request.socket.destroy();
    return true;
  }
  if (fault.answer !== undefined) {
    const { status, contentType = 'application/json', headers, body } = fault.answer;
    request.resume();
    response.writeHead(status, { 'content-type': contentType, ...headers }).end(body);
    return true;
  }
  if (fault.drop === 'after') dropAnswer(response);
  return false;
};

/** Around a listener: what `isCall` says is a call is written down, and faults happen to it. */
export const observe =
  (
    desk: { readonly calls: CallLog; readonly faults: FaultDesk },
    isCall: (path: string) => boolean,
    listener: RequestListener,
  ): RequestListener =>
  async (request, response) => {
    const { method = '', url = '/' } = request;
    const path = url.split('?', 1)[0] ?? '/';
    if (!isCall(path)) {
      listener(request, response);
      return;
    }
    const body = copyBody(request);
    response.once('close', () => {
      const status = response.writableFinished ? response.statusCode : 0;
      desk.calls.add({ method, url, headers: headersOf(request), body: body(), status });
    });
    const fault = desk.faults.take(method, path);
    if (fault !== undefined && (await happen(fault, request, response))) return;
    listener(request, response);
  };
