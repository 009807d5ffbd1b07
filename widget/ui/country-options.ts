export interface CountryOption {
  /** ISO 3166-1 alpha-2. */
  readonly code: string;
  readonly name: string;
}

/** Countries by name in a language, in its order. What is no code of a country keeps its place under its own letters. */
export function countryOptions(codes: readonly string[], locale: string): readonly CountryOption[] {
  const names = new Intl.DisplayNames(locale, { type: 'region' });
  const { compare } = new Intl.Collator(locale);
  return codes
    .map((code) => ({ code, name: /^[A-Z]{2}$/.test(code) ? (names.of(code) ?? code) : code }))
    .sort((a, b) => compare(a.name, b.name));
}
