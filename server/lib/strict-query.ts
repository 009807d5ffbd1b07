import { StrictFormatError } from './strict-json.js';

export interface StrictQueryLimits {
  /** Longest raw query, in characters. */
  readonly maxLength: number;
  readonly maxParameters: number;
}

/**
 * The parameters of a raw query string without `?`, form-decoded. Refuses what a lenient parser would choose from or
 * make up: a repeated name, malformed percent-encoding, malformed UTF-8. Throws `StrictFormatError`.
 */
export function parseStrictQuery(
  query: string,
  { maxLength, maxParameters }: StrictQueryLimits,
): ReadonlyMap<string, string> {
  if (query.length > maxLength) throw new StrictFormatError('query too long');
  const pairs = query.split('&').filter((pair) => pair !== '');
  if (pairs.length > maxParameters) throw new StrictFormatError('too many parameters');
  const found = new Map<string, string>();
  for (const pair of pairs) {
    const [, name = '', value = ''] = /^([^=]*)=?(.*)$/s.exec(pair) ?? [];
    const key = formDecode(name);
    if (found.has(key)) throw new StrictFormatError('repeated parameter');
    found.set(key, formDecode(value));
  }
  return found;
}

function formDecode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new StrictFormatError('malformed percent-encoding');
  }
}
