/** What a chipTAN reader is told. */
export interface HhdChallengeData {
  /** Decimal digits. */
  readonly startCode: string;
  /** Up to three data elements: digits, or ASCII such as an amount. */
  readonly elements: readonly string[];
}

/**
 * An HHD_UC 1.4 challenge: three digits of length, then LS (hex; top bit: a control byte follows), the control byte
 * 01 (HHD 1.4), the start code, and each element behind its length in two digits.
 */
export const hhdChallenge = ({ startCode, elements }: HhdChallengeData): string => {
  const startLength = (0x80 | startCode.length).toString(16).toUpperCase();
  const data = elements.map((element) => `${String(element.length).padStart(2, '0')}${element}`).join('');
  const content = `${startLength}01${startCode}${data}`;
  return `${String(content.length).padStart(3, '0')}${content}`;
};
