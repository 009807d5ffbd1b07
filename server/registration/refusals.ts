import { cleanText } from '../lib/clean-text.js';
import type { HttpAnswer } from '../lib/http-exchange.js';
import { retryAfterMs } from '../lib/retry-after.js';
import { ProviderError } from '../providers/provider-error.js';
import type { Refusal } from './client.js';

type Reason = Refusal['reason'];

/** The words that banks use, in lower case without `_`, and what they mean. */
const reasons: Readonly<Record<string, Reason>> = {
  // Priora's classes, and those of its other interfaces.
  requestformatinvalid: 'request_format',
  wrongrequestformat: 'request_format',
  jwtdecodeerror: 'request_format',
  wrongrequiredfields: 'missing_fields',
  accessdenied: 'access_denied',
  jwtexpiredsignature: 'access_denied',
  invalidclientid: 'access_denied',
  notfound: 'unknown_software',
  resourceunknown: 'unknown_software',
  invalid: 'invalid_data',
  invalidattributevalue: 'invalid_data',
  // RFC 7591 section 3.2.2.
  invalidredirecturi: 'redirect_uri',
  invalidclientmetadata: 'client_metadata',
  invalidsoftwarestatement: 'software_statement',
  unapprovedsoftwarestatement: 'unapproved',
};

/** Words for an operator: what each reason asks for. */
export const reasonHints = {
  request_format: 'The bank cannot read the request; check media type and profile.',
  missing_fields: 'The bank misses a claim, in the registration or in the software statement.',
  access_denied:
    'The bank does not trust the signature: check keyId against the key set of the directory, the status of the organisation, and the clock.',
  unknown_software: 'The bank does not find the software, or not its key set.',
  invalid_data: 'The bank does not take a value; see its words.',
  redirect_uri: 'The bank does not take the redirect URIs; they must be among those of the software statement.',
  client_metadata: 'The bank does not take one of the values that the client asks for; see its words.',
  software_statement: 'The bank does not take the software statement; ask the directory for a new one.',
  unapproved: 'The bank does not approve this software; ask the bank.',
  other: 'See the words of the bank.',
} as const satisfies Record<Reason, string>;

interface Said {
  readonly word?: string | undefined;
  readonly text?: string | undefined;
  readonly path?: string | undefined;
}

const maxWord = 64;
const maxText = 500;

/**
 * The refusal in an answer of whatever shape, or undefined when the body holds none of those that are known:
 * `{tppMessages: [{category, code, text | error_message, path}]}` with the word in either place (Priora, Berlin Group),
 * `{error, error_description}` (RFC 7591), `{error_class, error_message}` (Priora before), and
 * `{Code, Message, Errors: [{ErrorCode, Message, Path}]}` (Open Banking read/write).
 */
export function readRefusal(httpStatus: number, body: unknown): Refusal | undefined {
  if (!isObject(body)) return undefined;
  const said = fromTppMessages(body) ?? fromOAuth(body) ?? fromErrorClass(body) ?? fromReadWrite(body);
  return said === undefined ? undefined : normalised(httpStatus, said);
}

/** The refusal in an answer of 4xx. It counts whatever it is wrapped in, so the media type has no say. */
export function refusalOf({ status, body }: HttpAnswer): Refusal {
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder().decode(body));
  } catch {
    parsed = undefined;
  }
  return readRefusal(status, parsed) ?? normalised(status, {});
}

/** Throws for answers that are about the bank's own state and not about the request. */
export function throwUnanswered(answer: HttpAnswer, call: string, now: number): void {
  const { status, headers } = answer;
  if (status !== 429 && status !== 408 && status < 500) return;
  if (status === 501) return;
  const wait = retryAfterMs(headers.get('retry-after'), now);
  throw new ProviderError(status === 429 ? 'provider_rate_limited' : 'provider_unavailable', {
    retryable: true,
    detail: `${call}: ${status}`,
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
  });
}

function normalised(httpStatus: number, { word, text, path }: Said): Refusal {
  const key = word?.replaceAll('_', '').toLowerCase() ?? '';
  return {
    httpStatus,
    reason: (Object.hasOwn(reasons, key) ? reasons[key] : undefined) ?? reasonOfStatus(httpStatus),
    ...(word === undefined ? {} : { word: cleanText(word, maxWord) }),
    ...(text === undefined ? {} : { text: cleanText(text, maxText) }),
    ...(path === undefined ? {} : { path: cleanText(path, maxWord) }),
  };
}

/** Statuses that mean one thing only. 401 stands for bad input too, so it says nothing by itself. */
function reasonOfStatus(status: number): Reason {
  if (status === 400 || status === 415) return 'request_format';
  if (status === 403) return 'access_denied';
  if (status === 404) return 'unknown_software';
  return status === 406 ? 'invalid_data' : 'other';
}

function fromTppMessages({ tppMessages }: Record<string, unknown>): Said | undefined {
  const entries: unknown[] = Array.isArray(tppMessages) ? tppMessages : [];
  // A warning is no refusal, unless nothing else is there.
  const message = entries.filter(isObject).sort((a, b) => Number(isWarning(a)) - Number(isWarning(b)))[0];
  if (message === undefined) return undefined;
  // Category and code change places between banks: the word is the one that is neither a number nor ERROR/WARNING.
  const word = [message['category'], message['code']].find(isWord);
  return { word, text: text(message['text']) ?? text(message['error_message']), path: text(message['path']) };
}

const isWarning = ({ category }: Record<string, unknown>) => String(category).toUpperCase() === 'WARNING';

const isWord = (value: unknown): value is string =>
  typeof value === 'string' && /[a-z]/i.test(value) && !/^(error|warning)$/i.test(value);

function fromOAuth({ error, error_description: description }: Record<string, unknown>): Said | undefined {
  return typeof error === 'string' ? { word: error, text: text(description) } : undefined;
}

function fromErrorClass(body: Record<string, unknown>): Said | undefined {
  const word = text(body['error_class']);
  const message = text(body['error_message']);
  return word === undefined && message === undefined ? undefined : { word, text: message };
}

function fromReadWrite({ Code, Message, Errors }: Record<string, unknown>): Said | undefined {
  const first: unknown = Array.isArray(Errors) ? Errors[0] : undefined;
  if (isObject(first))
    return { word: text(first['ErrorCode']), text: text(first['Message']), path: text(first['Path']) };
  return typeof Code === 'string' ? { word: Code, text: text(Message) } : undefined;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
