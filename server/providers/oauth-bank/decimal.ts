/** The longest power of ten that an amount of money may be written with. */
const MAX_EXPONENT = 18;

/**
 * A JSON number, or a text that holds one, without its exponent: `1.5E+2` is 150, exactly. Undefined for what is no number
 * of the size of money.
 */
export function plainDecimal(text: string): string | undefined {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,4}))?$/.exec(text.trim()) ?? [];
  const shift = Number(exponent);
  if (whole === '' || Math.abs(shift) > MAX_EXPONENT) return undefined;
  if (shift === 0) return `${sign}${whole}${fraction === '' ? '' : `.${fraction}`}`;
  const digits = `${'0'.repeat(Math.max(0, 1 - whole.length - shift))}${whole}${fraction}`;
  const point = Math.max(1, whole.length + shift);
  const padded = digits.padEnd(point, '0');
  const rest = padded.slice(point);
  return `${sign}${padded.slice(0, point).replace(/^0+(?=\d)/, '')}${rest === '' ? '' : `.${rest}`}`;
}
