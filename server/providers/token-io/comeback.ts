import { ProviderError } from '../provider-error.js';
import type { CallContext, Step } from '../authorisation.js';
import type { Authorization } from './authorization.js';
import { decodeBankCallback, decodeCallback, type Callback } from './callback.js';
import type { TokenIoClient } from './client.js';
import { callbackErrorCode } from './errors.js';
import { isOneTimeCode } from './fields.js';
import type { NamedToken, Reference } from './flow.js';
import type { TokenIoConfig } from './options.js';
import { callbackRequest } from './requests.js';
import type { SignatureCheck } from './signature.js';
import { fieldsStep, refused } from './steps.js';
import { WireCallback, type WireField } from './wire.js';

/** What a returning browser brings, and what it comes to. The query is a hint; success is only ever read from the result. */
export type ComeBack = (reference: Reference, query: string, context: CallContext) => Promise<Step>;

export function createComeBack(
  config: TokenIoConfig,
  client: TokenIoClient,
  authorization: Authorization,
  checkSignature: SignatureCheck | undefined,
): ComeBack {
  /** Token.io sent the browser (sheet sections 10.1 and 10.3). */
  async function fromToken(reference: Reference, query: string, context: CallContext): Promise<Step> {
    const callback = decodeCallback(query);
    if (callback.requestId !== reference.requestId) throw invalidCallback('another request id');
    if (callback.error !== undefined) {
      const trace = callback.traceId ?? '-';
      const code = callback.invalidBank ? 'bank_not_supported' : callbackErrorCode(callback.error);
      return refused(reference, code, `callback: error ${callback.error} trace=${trace}`);
    }
    if (config.stateInCallback && callback.state === undefined) throw invalidCallback('no state');
    if (callback.state !== undefined && callback.state !== reference.state) {
      return refused(reference, 'integrity_failed', 'callback: another state');
    }
    if (callback.fields) return fieldsFromUrl(reference, callback.fields);
    const named = await namedToken(reference, callback, context);
    if (named === 'forged') return refused(reference, 'integrity_failed', 'callback: invalid signature');
    return authorization.finish(reference, context, named);
  }

  async function namedToken(
    { state }: Reference,
    { tokenId, signature }: Callback,
    context: CallContext,
  ): Promise<NamedToken | 'forged' | undefined> {
    if (tokenId === undefined) return undefined;
    if (!checkSignature || !signature) return { tokenId, signed: false };
    return (await checkSignature(signature, { tokenId, state }, context)) ? { tokenId, signed: true } : 'forged';
  }

  /** The bank itself sent the browser (section 10.2): Token.io reads the query and says how it goes on. */
  async function fromBank(reference: Reference, query: string, context: CallContext): Promise<Step> {
    const bank = decodeBankCallback(query);
    try {
      // Sensitive: the answer may quote the bank's code.
      const answer = await client.call(callbackRequest(bank.query, context), WireCallback, context, {
        sensitive: true,
      });
      if (answer.tokenRequestId !== undefined && answer.tokenRequestId !== reference.requestId) {
        return refused(reference, 'integrity_failed', 'callback: of another request');
      }
      return await authorization.follow(reference, answer, context);
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      // A query can be handed over once; after a crash or a lost answer the result knows more.
      const known = await authorization.resolve(reference, context);
      if (known) return known;
      if (error.code === 'provider_rejected' && bank.error !== undefined)
        return refused(reference, callbackErrorCode(bank.error), 'callback: error of the bank');
      throw error;
    }
  }

  return config.callback === 'tpp' ? fromBank : fromToken;
}

const invalidCallback = (detail: string): ProviderError =>
  new ProviderError('invalid_callback', { retryable: false, detail });

/**
 * Fields that came in an address are held to more than those that came from Token.io itself: whoever can write an address
 * must not be able to ask for a password that the bank never declared, nor for a card.
 */
function fieldsFromUrl(reference: Reference, fields: readonly WireField[]): Step {
  const undeclared = fields.filter(({ id }) => id !== undefined && !reference.declared.includes(id));
  const asksForSecret = undeclared.some(
    (field) => (field.type === 'PASSWORD' || field.password === true) && !isOneTimeCode(field),
  );
  if (asksForSecret || fields.some(asksForCard)) {
    return refused(reference, 'unsupported_step', 'callback: asks for an undeclared secret');
  }
  return fieldsStep(reference, fields);
}

const asksForCard = ({ id = '', displayName = '', description = '' }: WireField): boolean =>
  /\b(cvv2?|cvc2?|card (security|verification)|(card|karten?) ?(number|nummer|no\b)|expiry date|numéro de carte)/i.test(
    [id.replace(/([a-z])([A-Z])/g, '$1 $2').replace(/[_.-]/g, ' '), displayName, description].join(' '),
  );
