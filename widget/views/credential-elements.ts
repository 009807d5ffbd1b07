import { CredentialFormView } from './credential-form-view.js';

/** The tags that the form of credential fields needs: all that the credential frame defines. */
export const credentialElements = [
  ['bank-connect-credential-form', CredentialFormView],
] as const satisfies readonly (readonly [string, CustomElementConstructor])[];
