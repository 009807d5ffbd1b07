import { en } from './en.js';
import type { Messages } from './messages.js';

/** Languages besides English, each loaded when it is first asked for. The key is a lower-case BCP 47 tag. */
export type Dictionaries = Readonly<Record<string, () => Promise<Messages>>>;

const bundled: Dictionaries = {};

/** `fr-CH` → `fr-ch`, `fr`: what may stand in for a locale, best first. English is the end of every chain. */
export function fallbackChain(locale: string): string[] {
  const subtags = locale.trim().toLowerCase().replaceAll('_', '-').split('-').filter(Boolean);
  return subtags.map((_, index) => subtags.slice(0, subtags.length - index).join('-'));
}

/**
 * The dictionary for a locale along `fr-CH` → `fr` → `en`. Never rejects: a dictionary that does not load is passed over,
 * and so is a locale that is not valid.
 */
export async function loadMessages(locale: string, dictionaries: Dictionaries = bundled): Promise<Messages> {
  for (const tag of fallbackChain(locale)) {
    if (tag === en.language) return en;
    const load = Object.hasOwn(dictionaries, tag) ? dictionaries[tag] : undefined;
    const messages = await load?.().catch(() => undefined);
    if (messages) return messages;
  }
  return en;
}
