/** ISO 13616: the form, and the remainder of 1 modulo 97. */
export const isIban = (text: string): boolean =>
  /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(text) && remainder(`${text.slice(4)}${text.slice(0, 4)}`) === 1;

/** A Slovak IBAN with this account number. */
export const slovakIban = (bank: string, account: string): string => {
  const number = `${bank}${account.padStart(16, '0')}`;
  const check = 98 - remainder(`${number}SK00`);
  return `SK${String(check).padStart(2, '0')}${number}`;
};

const remainder = (text: string): number =>
  Array.from(text).reduce((sum, character) => {
    const value = Number.parseInt(character, 36);
    return (sum * (value > 9 ? 100 : 10) + value) % 97;
  }, 0);
