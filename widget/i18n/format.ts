import { html, type TemplateResult } from 'lit';
import type { Language, Plural } from './messages.js';

export type Values = Readonly<Record<string, string | number>>;

const placeholder = /\{(\w+)\}/;

/** Fills `{name}` places with plain text. */
export const fill = (text: string, values: Values): string =>
  text.replaceAll(new RegExp(placeholder, 'g'), (_, name: string) => String(values[name] ?? ''));

/** Like `fill`, as a template in which each value is isolated, so that a name in another script cannot turn the sentence around. */
export function fillTemplate(text: string, values: Values): (string | TemplateResult)[] {
  return text
    .split(placeholder)
    .map((part, index) => (index % 2 === 1 ? html`<bdi>${values[part] ?? ''}</bdi>` : part));
}

/**
 * The locale for dates, numbers and names of countries: the page's own as long as the words are in the same language
 * (`de-AT` with German words), else that of the words, so that no sentence mixes two languages.
 */
export function formatLocale(locale: string, messages: Language): string {
  try {
    const wanted = new Intl.Locale(locale);
    return wanted.language === new Intl.Locale(messages.language).language ? wanted.toString() : messages.language;
  } catch {
    return messages.language;
  }
}

/** Picks the plural form and fills in `{count}`, written in the locale's digits. */
export function plural(forms: Plural, count: number, locale: string, values: Values = {}): string {
  const form = forms[new Intl.PluralRules(locale).select(count)] ?? forms.other;
  return fill(form, { ...values, count: new Intl.NumberFormat(locale).format(count) });
}
