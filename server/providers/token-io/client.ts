import type { z } from 'zod';
import { answerJson, badAnswer, createProviderHttp, type HttpRequest } from '../../lib/provider-http.js';
import type { CallContext } from '../authorisation.js';
import type { ProviderDeps } from '../registry.js';
import { createAuthenticate } from './authentication.js';
import { errorOf } from './errors.js';
import type { TokenIoConfig } from './options.js';

export interface CallOptions {
  /** Errors mean something else when data is read: 403 there is a consent that no longer holds. */
  readonly place?: 'flow' | 'data';
  /** The request holds what the shopper typed: nothing of the answer's words is kept. */
  readonly sensitive?: boolean;
  readonly maxBytes?: number;
}

/** Authenticated calls to one Token.io API as one member. */
export interface TokenIoClient {
  /** Sends a request and parses its answer. Throws a `ProviderError` for every other outcome. */
  call<T>(request: HttpRequest, schema: z.ZodType<T>, context: CallContext, options?: CallOptions): Promise<T>;
}

/** The client of one provider instance. */
export function createTokenIoClient(config: TokenIoConfig, deps: ProviderDeps): TokenIoClient {
  const http = createProviderHttp(config.apiUrl, deps);
  const authenticate = createAuthenticate(config);
  return {
    async call(request, schema, context, { place = 'flow', sensitive = false, maxBytes } = {}) {
      const attended = context.psu !== undefined;
      const answer = await http.send(() => authenticate(request, deps.now()), {
        signal: context.signal,
        // A bank counts every unattended read; a retry would be one more.
        retry: place === 'flow' || attended,
        ...(maxBytes === undefined ? {} : { maxBytes }),
      });
      if (answer.status < 200 || answer.status > 299) {
        throw errorOf(answer, { ...request, place, sensitive, attended, now: deps.now() });
      }
      const name = `${request.method} ${request.path.replace(/\?.*/s, '')}`;
      const parsed = schema.safeParse(answerJson(answer, name));
      if (parsed.success) return parsed.data;
      const paths = parsed.error.issues.map((issue) => issue.path.join('.')).slice(0, 3);
      throw badAnswer(
        `${request.method} ${request.path.replace(/\?.*/s, '')}: unexpected shape at ${paths.join(', ')}`,
      );
    },
  };
}
