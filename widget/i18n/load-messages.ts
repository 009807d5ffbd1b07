import type { CredentialMessages } from './credential-messages.js';
import { enCredentials } from './en-credentials.js';
import { enFirst } from './en-first.js';
import type { FirstMessages, Language, Messages } from './messages.js';

/** Languages besides English, each loaded when it is first asked for. The key is a lower-case BCP 47 tag. */
export type Dictionaries<M extends Language> = Readonly<Record<string, () => Promise<M>>>;

/** `fr-CH` → `fr-ch`, `fr`: what may stand in for a locale, best first. English is the end of every chain. */
export function fallbackChain(locale: string): string[] {
  const subtags = locale.trim().toLowerCase().replaceAll('_', '-').split('-').filter(Boolean);
  return subtags.map((_, index) => subtags.slice(0, subtags.length - index).join('-'));
}

/**
 * The dictionary for a locale along `fr-CH` → `fr` → `en`. Never rejects: a dictionary that does not load is passed over,
 * and so is a locale that is not valid.
 */
async function load<M extends Language>(locale: string, english: M, dictionaries: Dictionaries<M>): Promise<M> {
  for (const tag of fallbackChain(locale)) {
    if (tag === english.language) return english;
    const dictionary = Object.hasOwn(dictionaries, tag) ? dictionaries[tag] : undefined;
    const messages = await dictionary?.().catch(() => undefined);
    if (messages) return messages;
  }
  return english;
}

/** The words of the element, in the nearest language to a BCP 47 locale; of English, the first ones (whole-messages.ts). */
export const loadMessages = (locale: string, dictionaries: Dictionaries<Messages> = {}): Promise<FirstMessages> =>
  load<FirstMessages>(locale, enFirst, dictionaries);

/** The words of the form of credential fields, in the nearest language to a BCP 47 locale. */
export const loadCredentialMessages = (
  locale: string,
  dictionaries: Dictionaries<CredentialMessages> = {},
): Promise<CredentialMessages> => load(locale, enCredentials, dictionaries);
