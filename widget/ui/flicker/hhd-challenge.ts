import { asciiBit, controlBit, encodeHhd, lengthBits, type HhdContent } from './hhd-code.js';
import { TextReader } from './text-reader.js';

interface Dialect {
  readonly version: HhdContent['version'];
  /** Digits of the length of the whole, and of one element. */
  readonly totalDigits: number;
  readonly lengthDigits: number;
}

/** In the order in which they are tried. The second is 1.4 as some banks write it, with three digits per length. */
const dialects: readonly Dialect[] = [
  { version: '1.4', totalDigits: 3, lengthDigits: 2 },
  { version: '1.4', totalDigits: 3, lengthDigits: 3 },
  { version: '1.3', totalDigits: 2, lengthDigits: 2 },
];

const maxElements = 3;
const decimal = /^\d*$/;
const hexadecimal = /^[\dA-F]*$/i;
const printable = /^[\x20-\x7e]*$/;

/** Cuts the challenge out of the wrapping that some banks leave around it: `CHLGUC0026…CHLGTEXT…`. */
function unwrap(challenge: string): string {
  const code = challenge.replaceAll(/\s/g, '');
  const wrapped = /CHLGUC(\d{4})(.*)/.exec(code);
  return wrapped ? (wrapped[2] ?? '').slice(0, Number(wrapped[1])) : code;
}

/** A start code's own length says by its highest bit whether control bytes follow; so does each of them. */
function readControl(reader: TextReader, startLength: number): string | undefined {
  let control = '';
  let more = (startLength & controlBit) !== 0;
  while (more) {
    const byte = reader.take(2, hexadecimal);
    if (byte === undefined) return undefined;
    control += byte.toUpperCase();
    more = (Number.parseInt(byte, 16) & controlBit) !== 0;
  }
  return control;
}

function readDialect(code: string, { version, totalDigits, lengthDigits }: Dialect): HhdContent | undefined {
  const reader = new TextReader(code);
  const total = reader.take(totalDigits, decimal);
  if (total === undefined || Number(total) !== reader.left) return undefined;
  const written = reader.take(2, version === '1.4' ? hexadecimal : decimal);
  if (written === undefined) return undefined;
  const length = Number.parseInt(written, version === '1.4' ? 16 : 10);
  const control = version === '1.4' ? readControl(reader, length) : '';
  const startCode = control === undefined ? undefined : reader.take(length & lengthBits, decimal);
  if (!startCode) return undefined;
  const data: string[] = [];
  while (reader.left > 0) {
    const size = reader.take(lengthDigits, decimal);
    const element = size === undefined ? undefined : reader.take(Number(size) & lengthBits, printable);
    if (element === undefined || data.length === maxElements) return undefined;
    data.push(element);
  }
  return { version, control: control ?? '', startCode, data: data.filter((element) => element !== '') };
}

const unpacked = (hex: string): string => hex.replace(/F$/i, '');
const ascii = (hex: string): string =>
  (hex.match(/../g) ?? []).map((byte) => String.fromCharCode(Number.parseInt(byte, 16))).join('');

/** One element of a finished code: its length byte says how it is written (bit 6 in 1.4, a leading 1 in 1.3). */
function readElement(reader: TextReader, version: HhdContent['version']): string | undefined {
  const byte = reader.take(2, hexadecimal);
  if (byte === undefined) return undefined;
  const value = Number.parseInt(byte, 16);
  const isAscii = version === '1.4' ? (value & asciiBit) !== 0 : byte.startsWith('1');
  const length = version === '1.4' ? value & lengthBits : value & 0x0f;
  const hex = reader.take(length * 2, hexadecimal);
  return hex === undefined ? undefined : isAscii ? ascii(hex) : unpacked(hex);
}

/** A code that is already finished, as some banks send it. Taken only if writing it anew, check digits included, gives the same. */
function readFinished(code: string, version: HhdContent['version']): HhdContent | undefined {
  const reader = new TextReader(code.slice(0, -2));
  const total = reader.take(2, hexadecimal);
  const written = reader.take(2, hexadecimal);
  if (total === undefined || written === undefined) return undefined;
  const length = Number.parseInt(written, 16);
  const control = readControl(reader, length);
  const startCode = control === undefined ? undefined : reader.take((length & lengthBits) * 2, hexadecimal);
  if (control === undefined || !startCode) return undefined;
  const data: string[] = [];
  while (reader.left > 0) {
    const element = readElement(reader, version);
    if (element === undefined || data.length === maxElements) return undefined;
    data.push(element);
  }
  const content: HhdContent = { version, control, startCode: unpacked(startCode), data };
  return encodeHhd(content) === code.toUpperCase() ? content : undefined;
}

/**
 * Reads a challenge in any of its spellings; undefined when it is damaged (lengths or check digits do not match), since a
 * reader would only refuse it later, and with less to say.
 */
export function readChallenge(challenge: string): HhdContent | undefined {
  const code = unwrap(challenge);
  for (const dialect of dialects) {
    const content = readDialect(code, dialect);
    if (content) return content;
  }
  return readFinished(code, '1.4') ?? readFinished(code, '1.3');
}
