import { errors, type Dispatcher } from 'undici';

/** A request to one origin, built to the last byte. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Path and query, beginning with one slash. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A complete answer: any status but a redirect. */
export interface HttpAnswer {
  readonly status: number;
  /** By lower-case name; the first value of a repeated header. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Uint8Array;
}

export interface ExchangeLimits {
  readonly firstByteMs: number;
  readonly totalMs: number;
  readonly maxBytes: number;
}

/** How an exchange can break. */
export type HttpFailureKind =
  | 'aborted'
  | 'connect'
  | 'first_byte_timeout'
  | 'total_timeout'
  /** Reset, closed early, or fewer bytes than announced. */
  | 'broken'
  | 'redirect'
  | 'too_large'
  /** An encoded body, which was not asked for. */
  | 'encoding';

/** An exchange that broke; the cause is the transport's error. */
export class HttpFailure extends Error {
  override readonly name = 'HttpFailure';
  constructor(
    readonly kind: HttpFailureKind,
    cause?: unknown,
  ) {
    super(`HTTP exchange failed: ${kind}`, { cause });
  }
}

/**
 * One request, one answer. Redirects are an error, bodies are taken only as they are (no content encoding) and only
 * up to `maxBytes`; the first byte and the whole answer have deadlines of their own. Throws `HttpFailure`.
 */
export function exchange(
  dispatcher: Dispatcher,
  origin: string,
  request: HttpRequest,
  limits: ExchangeLimits,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  return send(dispatcher, origin, request, limits, signal, (response) => readAnswer(response, limits.maxBytes));
}

/** The same for callers who only want to know whether a request was taken: any status, and no body is read. */
export function exchangeHead(
  dispatcher: Dispatcher,
  origin: string,
  request: HttpRequest,
  limits: Omit<ExchangeLimits, 'maxBytes'>,
  signal: AbortSignal,
): Promise<Omit<HttpAnswer, 'body'>> {
  return send(dispatcher, origin, request, limits, signal, (response) => {
    discard(response);
    return Promise.resolve({ status: response.statusCode, headers: headersOf(response) });
  });
}

async function send<Answer>(
  dispatcher: Dispatcher,
  origin: string,
  request: HttpRequest,
  limits: Omit<ExchangeLimits, 'maxBytes'>,
  signal: AbortSignal,
  read: (response: Dispatcher.ResponseData) => Promise<Answer>,
): Promise<Answer> {
  const controller = new AbortController();
  const abort = (kind: HttpFailureKind): void => controller.abort(new HttpFailure(kind, signal.reason));
  const onAbort = (): void => abort('aborted');
  const firstByte = setTimeout(abort, limits.firstByteMs, 'first_byte_timeout');
  const total = setTimeout(abort, limits.totalMs, 'total_timeout');
  signal.addEventListener('abort', onAbort);
  try {
    if (signal.aborted) onAbort();
    const response = await dispatcher.request({
      origin,
      path: request.path,
      method: request.method,
      headers: { ...request.headers, 'accept-encoding': 'identity' },
      body: request.body ?? null,
      // The deadlines above are finer than the dispatcher's own.
      headersTimeout: 0,
      bodyTimeout: 0,
      signal: controller.signal,
    });
    clearTimeout(firstByte);
    return await read(response);
  } catch (error) {
    throw toFailure(error);
  } finally {
    clearTimeout(firstByte);
    clearTimeout(total);
    signal.removeEventListener('abort', onAbort);
  }
}

async function readAnswer(response: Dispatcher.ResponseData, maxBytes: number): Promise<HttpAnswer> {
  const headers = headersOf(response);
  const refusal = refusalOf(response.statusCode, headers, maxBytes);
  if (refusal) {
    discard(response);
    throw new HttpFailure(refusal);
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response.body as AsyncIterable<Buffer>) {
    size += chunk.length;
    // Leaving the loop destroys the stream, and with it the connection.
    if (size > maxBytes) throw new HttpFailure('too_large');
    chunks.push(chunk);
  }
  return { status: response.statusCode, headers, body: Buffer.concat(chunks, size) };
}

function headersOf(response: Dispatcher.ResponseData): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(response.headers).flatMap(([name, value]) => {
      const first = Array.isArray(value) ? value[0] : value;
      return first === undefined ? [] : [[name, first]];
    }),
  );
}

function refusalOf(
  status: number,
  headers: ReadonlyMap<string, string>,
  maxBytes: number,
): HttpFailureKind | undefined {
  if (status >= 300 && status < 400) return 'redirect';
  if ((headers.get('content-encoding') ?? 'identity').toLowerCase() !== 'identity') return 'encoding';
  return Number(headers.get('content-length') ?? 0) > maxBytes ? 'too_large' : undefined;
}

function discard(response: Dispatcher.ResponseData): void {
  response.body.on('error', () => undefined);
  response.body.destroy();
}

function toFailure(error: unknown): HttpFailure {
  if (error instanceof HttpFailure) return error;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const neverConnected =
    error instanceof errors.ConnectTimeoutError ||
    ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'].includes(String(code));
  return new HttpFailure(neverConnected ? 'connect' : 'broken', error);
}
