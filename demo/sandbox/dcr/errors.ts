import type { ProfileName, Settings } from './settings.js';

/** Priora's classes with their statuses, which are as the document has them (sheet §3). */
const STATUS = {
  RequestFormatInvalid: 400,
  WrongRequiredFields: 401,
  AccessDenied: 401,
  NotFound: 404,
  Invalid: 406,
} as const;
export type PrioraClass = keyof typeof STATUS;

/** RFC 7591 section 3.2.2. */
export type ObieError =
  'invalid_redirect_uri' | 'invalid_client_metadata' | 'invalid_software_statement' | 'unapproved_software_statement';

/** A registration that the bank does not take. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  constructor(
    readonly prioraClass: PrioraClass,
    message: string,
    readonly obieError: ObieError = 'invalid_client_metadata',
    /** OBIE answers 400 to everything but a wrong media type. */
    readonly obieStatus: 400 | 415 = 400,
  ) {
    super(message);
  }
}

const maxDescription = 500;

function prioraBody({ prioraClass, message }: Refusal, form: Settings['errorForm']): object {
  const code = STATUS[prioraClass];
  switch (form) {
    case 'sample':
      return { tppMessages: [{ category: prioraClass, code, text: message }] };
    case 'declared':
      return { tppMessages: [{ category: 'ERROR', code: prioraClass, text: message }] };
    case 'legacy':
      return { error_class: prioraClass, error_message: message, meta: { time: '2020-11-25', version: '1' } };
  }
}

/** The answer to a refused registration, in the words of its profile. */
export function refusalResponse(refusal: Refusal, profile: ProfileName, settings: Settings): Response {
  const isPriora = profile === 'priora';
  const body = isPriora
    ? prioraBody(refusal, settings.errorForm)
    : { error: refusal.obieError, error_description: refusal.message.slice(0, maxDescription) };
  return new Response(JSON.stringify(body), {
    status: isPriora ? STATUS[refusal.prioraClass] : refusal.obieStatus,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
  });
}
