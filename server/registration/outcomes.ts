import type { FieldFault } from '../contract/errors.js';
import { ProviderError } from '../providers/provider-error.js';
import type { RegisteredClient, Refusal } from './client.js';
import { reasonHints } from './refusals.js';
import { RegistrationError } from './service.js';

/** A bank's refusal as an error of the API: what it means, and the bank's own words. */
export function refused(refusal: Refusal): RegistrationError {
  const said = [refusal.word, refusal.text].filter((part) => part !== undefined).join(': ');
  const words = said === '' ? `It answered ${refusal.httpStatus}.` : `It said (${refusal.httpStatus}): ${said}`;
  const field: FieldFault = { path: refusal.path ?? 'bank', message: `${reasonHints[refusal.reason]} ${words}` };
  return new RegistrationError('registration_refused', { fields: [field] });
}

/** A bank that does not know the client any more. What is kept here stays, until it is forgotten on purpose. */
export const gone = () =>
  new RegistrationError('registration_refused', {
    fields: [
      {
        path: 'bank',
        message: 'The bank does not know this client any more. Forget it here, then register again.',
      },
    ],
  });

export const unsupported = () => new RegistrationError('bank_not_supported');

/** What broke on the way to the bank, as an error of the API; anything else as it is. */
export function brokenCall(error: unknown): unknown {
  if (!(error instanceof ProviderError)) return error;
  return new RegistrationError(error.code, { cause: error, retryAfterMs: error.retryAfterMs });
}

/** The client after an answer of the bank: what it does not repeat, such as the secret, stays. */
export function mergedClient(before: RegisteredClient, answer: RegisteredClient): RegisteredClient {
  if (answer.clientId !== before.clientId) {
    throw new RegistrationError('bad_provider_answer', { cause: new Error('The answer is about another client') });
  }
  const { clientSecret, issuedAt, secretExpiresAt } = before;
  const keptSecret =
    answer.clientSecret !== undefined || clientSecret === undefined
      ? {}
      : { clientSecret, ...(secretExpiresAt === undefined ? {} : { secretExpiresAt }) };
  return {
    ...(issuedAt === undefined ? {} : { issuedAt }),
    ...keptSecret,
    ...answer,
    metadata: { ...before.metadata, ...answer.metadata },
  };
}
