import { Client } from 'undici';
import { ProviderError } from '../providers/provider-error.js';
import { exchange, HttpFailure } from './http-exchange.js';
import { defaultHttpLimits, failureError } from './provider-http.js';
import { parseSafeUrl, type Environment } from './safe-url.js';

export interface FetchBytesOptions {
  /** Larger bodies are refused. */
  readonly maxBytes: number;
  /** For the whole fetch. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly environment: Environment;
  /** The only origins that are ever called. */
  readonly allowedOrigins: ReadonlySet<string>;
  /** Default: none. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Fetches a small file (a bank's logo) from one of the allowed origins: no redirects, no content encoding, nothing kept
 * open afterwards. `contentType` is what the server says; do not believe it. Throws `ProviderError`.
 */
export async function fetchBytes(
  address: string,
  options: FetchBytesOptions,
): Promise<{ readonly contentType: string; readonly bytes: Uint8Array }> {
  const url = parseSafeUrl(address, options.environment);
  if (url === undefined || !options.allowedOrigins.has(url.origin)) {
    throw new ProviderError('bad_provider_answer', { retryable: false, detail: 'address not allowed' });
  }
  const path = url.pathname + url.search;
  const client = new Client(url.origin, { connect: { timeout: defaultHttpLimits.connectMs }, pipelining: 0 });
  const limits = { firstByteMs: options.timeoutMs, totalMs: options.timeoutMs, maxBytes: options.maxBytes };
  try {
    const request = { method: 'GET', path, headers: options.headers ?? {} } as const;
    const { status, headers, body } = await exchange(client, url.origin, request, limits, options.signal);
    if (status !== 200) {
      throw new ProviderError('bad_provider_answer', {
        retryable: status >= 500,
        detail: `GET ${url.pathname}: ${status}`,
      });
    }
    return { contentType: headers.get('content-type') ?? '', bytes: body };
  } catch (error) {
    throw error instanceof HttpFailure ? failureError(error, 'GET', path) : error;
  } finally {
    void client.destroy();
  }
}
