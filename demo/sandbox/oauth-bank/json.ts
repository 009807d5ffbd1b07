/** A number of JSON, written as the text says: `0.10` stays `0.10`. Only for `jsonText`. */
export const numeral = (text: string): string => `\u0000${text}`;

/** JSON in which `numeral`s are numbers. */
export const jsonText = (body: unknown): string =>
  JSON.stringify(body).replace(/"\\u0000([^"]*)"/g, (_all, text: string) => text);
