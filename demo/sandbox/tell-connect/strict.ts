/** What a text cannot be read as. */
export class NotStrict extends Error {
  override readonly name = 'NotStrict';
}

export type JsonObject = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const repeatsName = (json: string): boolean => {
  const open: (Set<string> | null)[] = [];
  const tokens = json.match(/"(?:\\.|[^"\\])*"|[{}[\]:]/g) ?? [];
  return tokens.some((token, index) => {
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(null);
    else if (token === '}' || token === ']') open.pop();
    else if (token !== ':' && tokens[index + 1] === ':') {
      const names = open.at(-1);
      const name = JSON.parse(token) as string;
      if (names?.has(name)) return true;
      names?.add(name);
    }
    return false;
  });
};

/** A JSON object in UTF-8 without a repeated name. @throws NotStrict */
export const readJsonObject = (bytes: Uint8Array): JsonObject => {
  let text: string;
  let value: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    value = JSON.parse(text);
  } catch {
    throw new NotStrict('not JSON');
  }
  if (!isObject(value)) throw new NotStrict('not a JSON object');
  if (repeatsName(text)) throw new NotStrict('a name is repeated');
  return value;
};

/** Form fields as an object of texts, in their order, none repeated. @throws NotStrict */
export const readForm = (bytes: Uint8Array): Readonly<Record<string, string>> => {
  const fields: [string, string][] = [];
  for (const pair of Buffer.from(bytes).toString('latin1').split('&')) {
    const [name = '', value = ''] = pair.split(/=(.*)/s);
    try {
      const decoded = decodeURIComponent(name.replace(/\+/g, ' '));
      if (fields.some(([known]) => known === decoded)) throw new NotStrict('a field is repeated');
      fields.push([decoded, decodeURIComponent(value.replace(/\+/g, ' '))]);
    } catch (error) {
      if (error instanceof NotStrict) throw error;
      throw new NotStrict('not form-encoded');
    }
  }
  return Object.fromEntries(fields);
};

/** The same members with the same types, in whatever order. */
export const sameJson = (one: unknown, other: unknown): boolean => {
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, index) => sameJson(item, other[index]));
  }
  if (!isObject(one) || !isObject(other)) return one === other;
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && sameJson(one[name], other[name]))
  );
};
