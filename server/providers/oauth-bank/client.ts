import { parseJsonNumbersAsText } from '../../lib/json-numbers.js';
import { answerJson, badAnswer, createProviderHttp, type HttpAnswer } from '../../lib/provider-http.js';
import { uuidV4 } from '../../lib/uuid.js';
import type { CallContext } from '../authorisation.js';
import type { ProviderDeps } from '../registry.js';
import { createProve } from './authentication.js';
import { formError, readError, type FormPlace } from './errors.js';
import type { OAuthBankConfig } from './options.js';
import { readRequest, type Form, type Reading } from './requests.js';
import { WireTokens } from './wire.js';

/** Calls to one bank as one client. All of them throw a `ProviderError` for every answer but a good one. */
export interface OAuthBankClient {
  /** A call of the token endpoint; never sent twice. */
  tokens(form: Form, place: 'code' | 'refresh', context: CallContext): Promise<WireTokens>;
  /** Ends tokens (RFC 7009). */
  revoke(path: string, form: Form, context: CallContext): Promise<void>;
  /**
   * Reads data by an access token; the answer is JSON of any shape, its numbers as text. Throws `AccessTokenRejected` as well.
   * Without the shopper's address it is an unattended call: where there is a budget, one is spent before it, and it is never
   * repeated.
   */
  read(reading: Reading, accessToken: string, context: CallContext): Promise<unknown>;
}

/** The client of one provider instance. */
export function createOAuthBankClient(config: OAuthBankConfig, deps: ProviderDeps): OAuthBankClient {
  const { apiUrl, tokenOrigin = apiUrl, basePath, paths, tls } = config;
  const apiHttp = createProviderHttp(apiUrl, { ...deps, tls });
  const tokenHttp = tokenOrigin === apiUrl ? apiHttp : createProviderHttp(tokenOrigin, { ...deps, tls });
  const prove = createProve(config, deps);

  async function post(path: string, form: Form, place: FormPlace, { signal }: CallContext): Promise<HttpAnswer> {
    const make = () => prove(`${basePath}${path}`, form);
    const answer = await tokenHttp.send(make, { signal, patient: place === 'refresh' });
    if (!isSuccess(answer)) throw formError(answer, { method: 'POST', path, place, now: deps.now() });
    return answer;
  }

  return {
    async tokens(form, place, context) {
      const answer = await post(paths.token, form, place, context);
      const call = `POST ${paths.token}`;
      const parsed = WireTokens.safeParse(answerJson(answer, call, parseJsonNumbersAsText));
      if (parsed.success) return parsed.data;
      const at = parsed.error.issues.map((issue) => issue.path.join('.')).slice(0, 3);
      throw badAnswer(`${call}: unexpected shape at ${at.join(', ')}`);
    },

    async revoke(path, form, context) {
      await post(path, form, 'revoke', context);
    },

    async read(reading, accessToken, { signal, psu, unattended }) {
      const attended = psu?.ipAddress !== undefined;
      const { endpoint, account } = reading;
      const make = async () => {
        if (!attended) await unattended?.spend(endpoint);
        const requestId = uuidV4(deps.randomId());
        return readRequest(config, reading, { accessToken, requestId, psu: attended ? psu : undefined });
      };
      const mayRepeat = attended || unattended === undefined;
      const answer = await apiHttp.send(make, { signal, idempotent: true, retry: mayRepeat });
      const method = account === undefined || endpoint.includes('{account}') ? 'GET' : 'POST';
      const call = { method, path: endpoint, attended, ofAccount: account !== undefined, now: deps.now() };
      if (!isSuccess(answer)) throw readError(answer, call);
      return answerJson(answer, `${method} ${endpoint}`, parseJsonNumbersAsText);
    },
  };
}

const isSuccess = ({ status }: HttpAnswer): boolean => status >= 200 && status <= 299;
