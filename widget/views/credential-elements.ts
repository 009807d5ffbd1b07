import { ChipTan } from '../ui/flicker/chip-tan.js';
import { PhotoTan } from '../ui/photo-tan.js';
import { CredentialFormView } from './credential-form-view.js';

/** The tags that the form of credential fields needs. The credential frame fetches the first two when a field needs them. */
export const credentialElements = [
  ['bank-connect-chip-tan', ChipTan],
  ['bank-connect-photo-tan', PhotoTan],
  ['bank-connect-credential-form', CredentialFormView],
] as const satisfies readonly (readonly [string, CustomElementConstructor])[];
