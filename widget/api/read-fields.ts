import type { CredentialField } from '../../server/contract/fields.js';
import { badAnswer, flag, list, members, oneOf, optional, own, text, textLike, type Read } from './parse.js';

const common = { id: text, label: text, help: optional(text) };
const options = { options: list(members({ value: text, label: text })) };
const image = members({
  mediaType: oneOf(['image/png', 'image/jpeg', 'image/gif']),
  base64: textLike((value) => /^[A-Za-z0-9+/]+={0,2}$/.test(value)),
});

/** What each kind of field has besides `common`. */
const kinds = {
  text: {},
  password: {},
  otp: {},
  choice: options,
  confirmation: options,
  message: {},
  image: { image, answerable: flag },
  flicker: { flickerCode: text, answerable: flag },
} as const satisfies Record<CredentialField['kind'], object>;
const readKind = oneOf(Object.keys(kinds) as CredentialField['kind'][]);

/** One `CredentialField` of server/contract/fields.ts. */
export const readField: Read<CredentialField> = (json) => {
  const kind = readKind(own(json, 'kind'), 'kind');
  return { kind, ...members({ ...common, ...kinds[kind] })(json) } as CredentialField;
};

const readList = list(readField);

/** The fields of one round: 1 to 8, no id twice. */
export const readFields: Read<CredentialField[]> = (value, key) => {
  const fields = readList(value, key);
  if (fields.length < 1 || fields.length > 8 || new Set(fields.map(({ id }) => id)).size !== fields.length) {
    throw badAnswer(key);
  }
  return fields;
};
