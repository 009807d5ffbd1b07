/** What a bank's challenge says (HHD_UC, the German banking industry's format for TAN readers). */
export interface HhdContent {
  readonly version: '1.3' | '1.4';
  /** Control bytes as hex; 1.4 only. */
  readonly control: string;
  /** What the shopper types first when the code is entered by hand. */
  readonly startCode: string;
  /** What is typed after it, in this order; at most three. */
  readonly data: readonly string[];
}

export const lengthBits = 0x3f;
export const asciiBit = 0x40;
export const controlBit = 0x80;

const hexOf = (value: number, digits = 2): string => value.toString(16).toUpperCase().padStart(digits, '0');
const isNumber = (data: string): boolean => /^\d+$/.test(data);

/** Numbers travel as packed digits (filled up with F), everything else as ASCII. */
const packed = (data: string): string =>
  isNumber(data)
    ? data + 'F'.repeat(data.length % 2)
    : Array.from(data, (character) => hexOf(character.charCodeAt(0))).join('');

function lengthByte(data: string, version: HhdContent['version']): string {
  const bytes = packed(data).length / 2;
  if (isNumber(data)) return hexOf(bytes);
  return version === '1.4' ? hexOf(bytes | asciiBit) : `1${hexOf(bytes, 1)}`;
}

/** Luhn over control bytes, start code and data: every second hex digit counts twice, as its digit sum. */
export function luhnDigit(hex: string): number {
  const sum = Array.from(hex).reduce((total, character, index) => {
    const value = Number.parseInt(character, 16) * (index % 2 === 1 ? 2 : 1);
    return total + Math.floor(value / 10) + (value % 10);
  }, 0);
  return (10 - (sum % 10)) % 10;
}

/** Exclusive or over all hex digits, the length included. */
export const xorDigit = (hex: string): number =>
  Array.from(hex).reduce((sum, character) => sum ^ Number.parseInt(character, 16), 0);

/** The code as a reader takes it: length, payload, Luhn digit and exclusive-or digit, in upper-case hex. */
export function encodeHhd({ version, control, startCode, data }: HhdContent): string {
  const startLength = (packed(startCode).length / 2) | (control === '' ? 0 : controlBit);
  const elements = data.map((element) => lengthByte(element, version) + packed(element)).join('');
  const body = hexOf(startLength) + control + packed(startCode) + elements;
  const payload = hexOf(body.length / 2 + 1) + body;
  const luhn = luhnDigit(control + packed(startCode) + data.map(packed).join(''));
  return payload + hexOf(luhn, 1) + hexOf(xorDigit(payload), 1);
}
