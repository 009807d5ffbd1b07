import type { z } from 'zod';
import {
  answerJson,
  badAnswer,
  createProviderHttp,
  type HttpAnswer,
  type HttpRequest,
} from '../../lib/provider-http.js';
import { createHmacKey } from '../../signing/hmac.js';
import type { PaymentOrder } from '../../contract/payments.js';
import { ProviderError } from '../provider-error.js';
import type { CallContext } from '../authorisation.js';
import type { ProviderDeps } from '../registry.js';
import { certificateKey } from './certificate.js';
import { flowError, paymentError, readError, type FlowPlace } from './errors.js';
import type { TellConnectConfig } from './options.js';
import { dataCall, paymentCall, type TellCall } from './requests.js';
import { signedRequest, type TellSigner } from './signature.js';

/** A read of data: where, by which token, and the template by which the bank counts it. */
export interface Reading {
  readonly endpoint: string;
  readonly path: string;
  readonly query?: string;
  readonly accessToken: string;
}

/** Signed calls to one tell.connect API as one application. */
export interface TellConnectClient {
  /** A call of the application itself, by HTTP Basic: authorisation, code, refresh. Throws a `ProviderError`. */
  ask<T>(call: TellCall, schema: z.ZodType<T>, place: FlowPlace, context: CallContext): Promise<T>;
  /**
   * Reads data by an access token; the answer is JSON of any shape. Throws a `ProviderError`, or `AccessTokenRejected`.
   * Without the shopper's address it is an unattended call: one is spent before it, and it is never repeated.
   */
  read(reading: Reading, context: CallContext): Promise<unknown>;
  /** Makes the payment of an access token, once: it is sent one time and waited for as long as it takes. */
  pay(order: PaymentOrder, accessToken: string, context: CallContext): Promise<unknown>;
  /** The payment of an access token; undefined when none was made. Throws like `read`. */
  payment(accessToken: string, context: CallContext): Promise<unknown>;
}

/** The client of one provider instance. */
export function createTellConnectClient(config: TellConnectConfig, deps: ProviderDeps): TellConnectClient {
  const { applicationId, version, clientId, clientSecret, certificate, certificateForm, paths } = config;
  const http = createProviderHttp(config.apiUrl, deps);
  const signer: TellSigner = {
    key: createHmacKey(certificateKey(certificate, certificateForm)),
    applicationId,
    version,
  };
  // RFC 7617; the "client_id:client:secret" of the documents is a slip.
  const basic = `Basic ${Buffer.from(`${clientId}:${clientSecret.reveal()}`).toString('base64')}`;
  const sign = (call: TellCall, authorization: string): Promise<HttpRequest> =>
    signedRequest(signer, call, authorization, deps.now());

  return {
    async ask(call, schema, place, { signal }) {
      const answer = await http.send(() => sign(call, basic), { signal, patient: place === 'refresh' });
      if (!isSuccess(answer)) throw flowError(answer, { ...call, place, now: deps.now() });
      const parsed = schema.safeParse(answerJson(answer, nameOf(call)));
      if (parsed.success) return parsed.data;
      const paths = parsed.error.issues.map((issue) => issue.path.join('.')).slice(0, 3);
      throw badAnswer(`${nameOf(call)}: unexpected shape at ${paths.join(', ')}`);
    },

    async read({ endpoint, path, query, accessToken }, { signal, psu, unattended }) {
      const call = dataCall(path, psu?.ipAddress, query);
      const attended = psu?.ipAddress !== undefined;
      const make = async (): Promise<HttpRequest> => {
        if (!attended) await unattended?.spend(endpoint);
        return sign(call, `Bearer ${accessToken}`);
      };
      const answer = await http.send(make, { signal, retry: attended });
      if (!isSuccess(answer)) throw readError(answer, { ...call, path: endpoint, attended, now: deps.now() });
      return answerJson(answer, `${call.method} ${endpoint}`);
    },

    async pay(order, accessToken, { signal, psu }) {
      const call = paymentCall(paths, order, psu?.ipAddress);
      const answer = await http.send(() => sign(call, `Bearer ${accessToken}`), { signal }).catch(doubted);
      if (!isSuccess(answer)) throw paymentError(answer, { ...call, now: deps.now() });
      return answerJson(answer, nameOf(call));
    },

    async payment(accessToken, { signal, psu }) {
      const call = dataCall(paths.payment, psu?.ipAddress);
      const answer = await http.send(() => sign(call, `Bearer ${accessToken}`), { signal });
      if (answer.status === 404) return undefined;
      if (!isSuccess(answer)) throw readError(answer, { ...call, attended: true, now: deps.now() });
      return answerJson(answer, nameOf(call));
    },
  };
}

/** What was answered but cannot be read may have had its effect. */
function doubted(error: unknown): never {
  if (!(error instanceof ProviderError) || error.code !== 'bad_provider_answer') throw error;
  const { code, retryable, detail = '' } = error;
  throw new ProviderError(code, { cause: error, retryable, detail, inDoubt: true });
}

const isSuccess = ({ status }: HttpAnswer): boolean => status >= 200 && status <= 299;
const nameOf = ({ method, path }: TellCall): string => `${method} ${path}`;
