/** Currencies of ISO 4217 whose smallest unit is not a hundredth, by digits after the point. */
const digits: Readonly<Record<string, readonly string[]>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' '),
  3: 'BHD IQD JOD KWD LYD OMR TND'.split(' '),
  4: 'CLF UYW'.split(' '),
};

const exponents: ReadonlyMap<string, number> = new Map(
  Object.entries(digits).flatMap(([exponent, currencies]) =>
    currencies.map((currency): [string, number] => [currency, Number(exponent)]),
  ),
);

/** Digits after the point that a currency has (ISO 4217): 2 for most, 0 for JPY, 3 for KWD. */
export const minorUnitDigits = (currency: string): number => exponents.get(currency) ?? 2;

/** An amount of minor units (a safe integer) as a decimal string of major units: 1234 of GBP is `12.34`, of JPY `1234`. */
export function fromMinorUnits(minorUnits: number, currency: string): string {
  if (!Number.isSafeInteger(minorUnits)) throw new TypeError('Minor units are whole');
  const exponent = minorUnitDigits(currency);
  const padded = String(Math.abs(minorUnits)).padStart(exponent + 1, '0');
  const point = padded.length - exponent;
  const sign = minorUnits < 0 ? '-' : '';
  return `${sign}${padded.slice(0, point)}${exponent === 0 ? '' : `.${padded.slice(point)}`}`;
}
