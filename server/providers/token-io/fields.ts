import { z } from 'zod';
import type { CredentialField, FieldOption } from '../../contract/fields.js';
import { cleanText } from '../../lib/clean-text.js';
import { sniffImage } from '../../lib/sniff-image.js';
import { decodeStrictBase64 } from '../../lib/strict-json.js';
import type { WireField } from './wire.js';

/** Most fields of one step, display-only ones included. */
export const MAX_FIELDS = 8;
/** What the Berlin Group allows for a challenge picture. */
const MAX_IMAGE_BYTES = 512 * 1024;

/** How the answer to one shown field goes back to Token.io. */
export const AnswerKey = z.object({
  /** Id of the shown field. */
  id: z.string(),
  /** Id at Token.io: the key of `credentials`. */
  wireId: z.string(),
  /** For a choice: the option's value as shown → the option word for word. */
  options: z.record(z.string(), z.string()).optional(),
});
export type AnswerKey = z.infer<typeof AnswerKey>;

/** What a list of fields comes to. */
export type Presentation =
  | {
      readonly kind: 'credentials';
      readonly fields: readonly CredentialField[];
      readonly answers: readonly AnswerKey[];
    }
  | { readonly kind: 'decoupled'; readonly message: string }
  /** Something is asked that cannot be shown or answered safely; `reason` is for the operator. */
  | { readonly kind: 'unsupported'; readonly reason: string };

class UnsupportedField extends Error {}

interface Shown {
  readonly field: CredentialField;
  readonly answer?: AnswerKey;
}

/** Turns Token.io's fields (sheet section 7.3) into ours. All text is cleaned and clamped. */
export function presentFields(wire: readonly WireField[]): Presentation {
  try {
    return present(wire);
  } catch (error) {
    if (error instanceof UnsupportedField) return { kind: 'unsupported', reason: error.message };
    throw error;
  }
}

function present(wire: readonly WireField[]): Presentation {
  if (wire.length > MAX_FIELDS) throw new UnsupportedField('more than 8 fields');
  const decoupled = wire.filter((field) => field.type === 'DECOUPLED');
  if (decoupled.length > 0 && wire.every(isMessage)) {
    const message = wire.map(({ displayName, description }) => [displayName, description].filter(Boolean).join(' '));
    return { kind: 'decoupled', message: cleanText(message.join(' '), 280) };
  }
  const input = wire.some((field) => field.id !== undefined && !isMessage(field) && !isChallenge(field));
  const shown = wire.flatMap((field, index) => withOwnId(show(field, index, input), index));
  if (shown.length === 0) throw new UnsupportedField('fields without any content');
  const answers = shown.flatMap(({ answer }) => answer ?? []);
  if (new Set(answers.map(({ wireId }) => wireId)).size < answers.length)
    throw new UnsupportedField('repeated field id');
  return { kind: 'credentials', fields: shown.map(({ field }) => field), answers };
}

/** What takes no answer needs no id of Token.io's, and must not stand in the way of one. */
function withOwnId(shown: Shown | undefined, index: number): Shown[] {
  if (shown === undefined) return [];
  return [shown.answer ? shown : { field: { ...shown.field, id: standIn(index) } }];
}

const standIn = (index: number): string => `field-${index + 1}`;

const isMessage = ({ type, id, options }: WireField): boolean =>
  type === 'DECOUPLED' || (type === 'PSU_MESSAGE' && (id === undefined || !options?.length));

const isChallenge = ({ type, image, flickerCode }: WireField): boolean =>
  type === 'IMAGE' || type === 'FLICKER' || Boolean(image) || Boolean(flickerCode);

/** One field as it is shown, or undefined when there is nothing to show. */
function show(wire: WireField, index: number, inputElsewhere: boolean): Shown | undefined {
  const common = { id: shownId(wire.id, index), ...texts(wire) };
  const options = (wire.options ?? []).filter((option) => option !== '');
  if (isMessage(wire)) return message(common);
  if (isChallenge(wire)) return challenge(wire, common, inputElsewhere);
  if (options.length > 0) return choice(wire, common, options);
  if (wire.type === 'PASSWORD' && wire.id === undefined) throw new UnsupportedField('a password without an id');
  if (wire.type === 'CONFIRMATION' && wire.id !== undefined)
    throw new UnsupportedField('a confirmation without options');
  if (wire.id === undefined) return message(common);
  if (!isPlain(wire.type)) throw new UnsupportedField('an unknown type of field');
  return { field: { kind: inputKind(wire), ...common }, answer: { id: common.id, wireId: wire.id } };
}

const isPlain = (type: string | undefined): boolean => ['', 'INVALID', 'FIELD', 'PASSWORD'].includes(type ?? '');

const message = (common: Common): Shown | undefined =>
  common.label === '' ? undefined : { field: { kind: 'message', ...common } };

interface Common {
  readonly id: string;
  readonly label: string;
  readonly help?: string;
}

/** Label and help: displayName, else description, else the id; a description that is too long for a label is help as well. */
function texts({ id = '', displayName = '', description = '' }: WireField): Omit<Common, 'id'> {
  const about = cleanText(description, 280);
  const label = cleanText(displayName, 120) || cleanText(description, 120) || cleanText(id, 120);
  return about === '' || about === label ? { label } : { label, help: about };
}

/** The id under which a field is shown: Token.io's own where it can serve as one. */
function shownId(wireId: string | undefined, index: number): string {
  const usable = wireId !== undefined && /^[\w.:-]{1,64}$/.test(wireId) && !/^field-\d+$/.test(wireId);
  return usable && !(wireId in Object.prototype) ? wireId : standIn(index);
}

function inputKind(wire: WireField): 'otp' | 'password' | 'text' {
  if (isOneTimeCode(wire)) return 'otp';
  return wire.type === 'PASSWORD' || wire.password ? 'password' : 'text';
}

/** True for a code that is used once, by its id or its words; Token.io has no type for it. */
export function isOneTimeCode({ id = '', displayName = '', description = '' }: WireField): boolean {
  const words = [id.replace(/([a-z])([A-Z])/g, '$1 $2'), displayName, description].join(' ').replace(/[_.-]/g, ' ');
  return /\b(otp|(sms|m|photo|chip|push|e)?tan|one ?time|passcode|(sms|verification) code|einmal(passwort|code|pin))\b/i.test(
    words,
  );
}

function choice(wire: WireField, common: Common, options: readonly string[]): Shown {
  if (wire.id === undefined) throw new UnsupportedField('a choice without an id');
  if (options.length > 20) throw new UnsupportedField('more than 20 options');
  // Token.io wants the option back word for word; where a text had to be cleaned, all go under stand-ins.
  const verbatim = options.every((text) => cleanText(text, 280) === text);
  const shown = options.map((text, index): FieldOption & { readonly wire: string } => ({
    value: verbatim ? text : `option-${index + 1}`,
    label: cleanText(text, 280) || String(index + 1),
    wire: text,
  }));
  const kind = wire.type === 'CONFIRMATION' && options.length <= 4 ? 'confirmation' : 'choice';
  return {
    field: { kind, ...common, options: shown.map(({ value, label }) => ({ value, label })) },
    answer: {
      id: common.id,
      wireId: wire.id,
      options: Object.fromEntries(shown.map(({ value, wire: verbatimText }) => [value, verbatimText])),
    },
  };
}

/** A picture or flicker code. It takes the answer itself when it has an id and no other field is there for it. */
function challenge(wire: WireField, common: Common, inputElsewhere: boolean): Shown {
  const answerable = wire.id !== undefined && !inputElsewhere;
  const answer = answerable && wire.id !== undefined ? { answer: { id: common.id, wireId: wire.id } } : {};
  if (wire.image) return { field: { kind: 'image', ...common, image: readImage(wire.image), answerable }, ...answer };
  const flickerCode = wire.flickerCode ?? '';
  if (!/^[\x20-\x7e]{1,512}$/.test(flickerCode)) throw new UnsupportedField('no usable picture or flicker code');
  return { field: { kind: 'flicker', ...common, flickerCode, answerable }, ...answer };
}

function readImage(base64: string): Extract<CredentialField, { kind: 'image' }>['image'] {
  let bytes: Buffer;
  try {
    bytes = decodeStrictBase64(base64.replace(/^data:image\/[a-z+]+;base64,/, '').replace(/\s+/g, ''));
  } catch {
    throw new UnsupportedField('a picture that is not base64');
  }
  const mediaType = sniffImage(bytes);
  if (mediaType === undefined || mediaType === 'image/webp')
    throw new UnsupportedField('a picture of a foreign format');
  if (bytes.length > MAX_IMAGE_BYTES) throw new UnsupportedField('a picture of more than 512 KiB');
  return { mediaType, base64: bytes.toString('base64') };
}

/** The `credentials` of what the shopper answered, or undefined when an answer is missing or is none of the options. */
export function toCredentials(
  values: Readonly<Record<string, string>>,
  answers: readonly AnswerKey[],
): Record<string, string> | undefined {
  const entries = answers.map(({ id, wireId, options }) => {
    const value = Object.hasOwn(values, id) ? values[id] : undefined;
    const wire = options === undefined || value === undefined ? value : ownValue(options, value);
    return [wireId, wire] as const;
  });
  if (entries.some(([, wire]) => wire === undefined || wire === '')) return undefined;
  return Object.fromEntries(entries) as Record<string, string>;
}

const ownValue = (record: Readonly<Record<string, string>>, key: string): string | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;
