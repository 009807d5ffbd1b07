import type { CredentialField } from '../../../contract/fields.js';
import { presentFields, type Presentation } from '../fields.js';
import type { WireField } from '../wire.js';
import type { WireAuthentication, WireRequiredField } from './wire.js';

/** A field of Payments v2 as one of v1: the same kinds under other names. */
const toField = ({ id, displayName, additionalInformation, type, options }: WireRequiredField): WireField => ({
  ...(id === undefined ? {} : { id }),
  ...(displayName === undefined ? {} : { displayName }),
  ...(additionalInformation === undefined ? {} : { description: additionalInformation }),
  ...(type === undefined ? {} : { type: type === 'CHOICE_FIELD' ? 'FIELD' : type }),
  ...(options === undefined ? {} : { options }),
});

/** What belongs to the step comes first: a picture or flicker code with its text, or the text alone. */
function preamble({ description, image, flickerCode }: WireAuthentication): WireField[] {
  const text = description ? { description } : {};
  if (image) return [{ type: 'IMAGE', image, ...text }];
  if (flickerCode) return [{ type: 'FLICKER', flickerCode, ...text }];
  return description ? [{ type: 'PSU_MESSAGE', description }] : [];
}

const retryHint = 'The answer before was not right. Check it and try again.';

/** The first field that takes an answer says that the one before was not right. */
function withRetryHint(fields: readonly CredentialField[], answerable: ReadonlySet<string>): CredentialField[] {
  const first = fields.findIndex(({ id }) => answerable.has(id));
  return fields.map((field, index) => (index === first ? { ...field, help: retryHint } : field));
}

/** An embedded step (sheet section 15) as the fields that are shown. */
export function presentForm(authentication: WireAuthentication): Presentation {
  const presentation = presentFields([...preamble(authentication), ...(authentication.fields ?? []).map(toField)]);
  if (presentation.kind !== 'credentials') return presentation;
  if (presentation.answers.length === 0) return { kind: 'unsupported', reason: 'a step without an answer' };
  if (authentication.isRetry !== true) return presentation;
  const answerable = new Set(presentation.answers.map(({ id }) => id));
  return { ...presentation, fields: withRetryHint(presentation.fields, answerable) };
}
