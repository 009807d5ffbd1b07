import type { CredentialMessages } from '../../widget/i18n/credential-messages.js';
import { enCredentials } from '../../widget/i18n/en-credentials.js';
import { en } from '../../widget/i18n/en.js';
import type { Messages } from '../../widget/i18n/messages.js';

const rightToLeft = '\u202e';
const end = '\u202c';

/** Turns every word around but leaves `{places}` as they are. */
const turn = (text: string): string =>
  text
    .split(/(\{\w+\})/)
    .map((part) => (part === '' || part.startsWith('{') ? part : rightToLeft + part + end))
    .join('');

function turnAll<T>(value: T): T {
  if (typeof value === 'string') return turn(value) as T & string;
  const entries = Object.entries(value as Record<string, unknown>);
  return Object.fromEntries(entries.map(([key, each]) => [key, turnAll(each)])) as T;
}

/** English read from right to left: shows what a real right-to-left language would do to the layout. */
export const pseudoMessages: Messages & CredentialMessages = {
  ...turnAll(en),
  ...turnAll(enCredentials),
  language: 'ar-XB',
  direction: 'rtl',
};

/** All words of the gallery, left to right. */
export const englishMessages: Messages & CredentialMessages = { ...en, ...enCredentials };
