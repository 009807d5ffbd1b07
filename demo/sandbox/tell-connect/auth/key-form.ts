/** What "the secret is the uploaded certificate" can mean (sheet §5, rule 7). */
export type KeyForm = 'pem' | 'pem-trimmed' | 'der' | 'pem-body';

const base64Of = (pem: string): string => pem.replace(/-----[A-Z ]+-----/g, '').replace(/\s/g, '');

/** The HMAC key of an application. */
export const hmacKey = (uploaded: string, form: KeyForm): Buffer => {
  switch (form) {
    case 'pem':
      return Buffer.from(uploaded);
    case 'pem-trimmed':
      return Buffer.from(uploaded.trimEnd());
    case 'der':
      return Buffer.from(base64Of(uploaded), 'base64');
    case 'pem-body':
      return Buffer.from(base64Of(uploaded));
  }
};
