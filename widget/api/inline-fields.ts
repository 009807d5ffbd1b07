import type { CredentialField } from '../../server/contract/fields.js';
import type { Read } from './parse.js';

let reader: Read<CredentialField[] | undefined> = () => undefined;

/** Fields for the merchant's own page; passed over unless the page has loaded their form. */
export const readInlineFields: Read<CredentialField[] | undefined> = (value, key) => reader(value, key);

/** From now on they are read (define-inline.ts). */
export function takeInlineFields(read: Read<CredentialField[] | undefined>): void {
  reader = read;
}
