/** Why a text was refused; holds nothing of the text. */
export class StrictFormatError extends Error {
  override readonly name = 'StrictFormatError';
}

export interface StrictJsonLimits {
  /** How deep arrays and objects may nest; a scalar has depth 0. */
  readonly maxDepth: number;
}

/**
 * Parses JSON that came from anywhere (a URL, say): RFC 8259 grammar, limited depth, no repeated keys in one object,
 * no byte order mark, no lone surrogates. Throws `StrictFormatError`.
 */
export function parseStrictJson(text: string, { maxDepth }: StrictJsonLimits): unknown {
  let value: unknown;
  try {
    // The platform's parser survives any depth; only the walks below must not meet one.
    value = JSON.parse(text);
  } catch {
    throw new StrictFormatError('Not JSON');
  }
  checkStructure(text, maxDepth);
  if (hasLoneSurrogate(value)) throw new StrictFormatError('Not well-formed Unicode');
  return value;
}

/** Checks depth and keys of a text that is known to be JSON, token by token. */
function checkStructure(text: string, maxDepth: number): void {
  const open: Set<string>[] = [];
  let lastString = '';
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]:]/gsu)) {
    if (token === '{' || token === '[') {
      if (open.push(new Set()) > maxDepth) throw new StrictFormatError('Nested too deeply');
    } else if (token === '}' || token === ']') {
      open.pop();
    } else if (token === ':') {
      const key = JSON.parse(lastString) as string;
      if (open.at(-1)?.has(key)) throw new StrictFormatError('A key is repeated');
      open.at(-1)?.add(key);
    } else {
      lastString = token;
    }
  }
}

function hasLoneSurrogate(value: unknown): boolean {
  if (typeof value === 'string') return /\p{Surrogate}/u.test(value);
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, item]) => /\p{Surrogate}/u.test(key) || hasLoneSurrogate(item));
}

/**
 * Decodes base64 in the standard or the URL alphabet (not both at once), padded or not, and refuses every other
 * spelling: foreign characters, wrong padding, bits that the bytes do not have. Throws `StrictFormatError`.
 */
export function decodeStrictBase64(text: string): Buffer {
  const [, digits = '', padding = ''] = /^([\w+/-]*)(={0,2})$/.exec(text) ?? [];
  const wanted = (4 - (digits.length % 4)) % 4;
  const wrong =
    digits.length + padding.length !== text.length ||
    (/[-_]/.test(digits) && /[+/]/.test(digits)) ||
    (padding !== '' && padding.length !== wanted);
  const bytes = wrong ? undefined : Buffer.from(digits, 'base64');
  // One byte string has one spelling: what does not encode back to itself was not that spelling.
  if (bytes?.toString('base64url') !== digits.replaceAll('+', '-').replaceAll('/', '_')) {
    throw new StrictFormatError('Not base64');
  }
  return bytes;
}

/** Decodes UTF-8 and refuses malformed bytes and a byte order mark. Throws `StrictFormatError`. */
export function decodeStrictUtf8(bytes: Uint8Array): string {
  try {
    // ignoreBOM keeps the mark in the text, where the JSON grammar refuses it.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new StrictFormatError('Not UTF-8');
  }
}
