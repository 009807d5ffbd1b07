import type { CreditorAccount, PaymentOrder } from '../contract/payments.js';
import type { PaymentEcho } from './authorisation.js';

/**
 * What of an order a provider repeats otherwise than it was ordered, by name; empty when all of it fits. What is not repeated
 * is not compared. Never holds a value.
 */
export function echoFaults(order: PaymentOrder, echo: PaymentEcho): readonly string[] {
  const { amount, creditorName, creditorAccount, reference } = echo;
  const checks: readonly (readonly [string, boolean])[] = [
    ['amount', amount === undefined || sameDecimal(amount.value, order.amount.value)],
    ['currency', amount === undefined || amount.currency === order.amount.currency],
    ['creditor name', creditorName === undefined || plain(creditorName) === plain(order.creditor.name)],
    ['creditor account', creditorAccount === undefined || sameAccount(creditorAccount, order.creditor.account)],
    ['reference', reference === undefined || plain(reference) === plain(order.reference)],
  ];
  return checks.flatMap(([name, fits]) => (fits ? [] : [name]));
}

/** Banks write names in capitals and fold spaces; nothing else about them may differ. */
const plain = (text: string): string => text.normalize('NFKC').trim().replace(/\s+/g, ' ').toUpperCase();

/** The same number, however many zeros it is written with. Digits, not floating point: this is money. */
function sameDecimal(one: string, other: string): boolean {
  const canonical = (text: string): string | undefined => {
    const [, whole = '', fraction = ''] = /^0*(\d+)(?:\.(\d*?)0*)?$/.exec(text) ?? [];
    return whole === '' ? undefined : `${whole}.${fraction}`;
  };
  return canonical(one) !== undefined && canonical(one) === canonical(other);
}

const sameAccount = (one: CreditorAccount, other: CreditorAccount): boolean => accountText(one) === accountText(other);

const accountText = (account: CreditorAccount): string =>
  account.scheme === 'iban'
    ? `iban ${account.iban.replace(/\s/g, '').toUpperCase()}`
    : `sort code ${account.sortCode.replace(/\D/g, '')} ${account.accountNumber.replace(/\D/g, '')}`;
