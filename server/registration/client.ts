import { z } from 'zod';

/** What a client is, in the words of RFC 7591. Absent: the bank does not say. */
export const ClientMetadata = z.object({
  tokenEndpointAuthMethod: z.string().optional(),
  tokenEndpointAuthSigningAlg: z.string().optional(),
  grantTypes: z.array(z.string()).optional(),
  responseTypes: z.array(z.string()).optional(),
  redirectUris: z.array(z.string()).optional(),
  scopes: z.array(z.string()).optional(),
  applicationType: z.string().optional(),
  idTokenSignedResponseAlg: z.string().optional(),
  requestObjectSigningAlg: z.string().optional(),
  tlsClientAuthSubjectDn: z.string().optional(),
});
export type ClientMetadata = z.infer<typeof ClientMetadata>;

/** A client as a bank gave it, or as its e-mail did. Holds a secret: it lives in sealed rows and in memory only. */
export const RegisteredClient = z.object({
  clientId: z.string(),
  clientSecret: z.string().optional(),
  /** ISO 8601, UTC. */
  issuedAt: z.string().optional(),
  /** ISO 8601, UTC; absent: never, or the bank does not say. */
  secretExpiresAt: z.string().optional(),
  metadata: ClientMetadata,
});
export type RegisteredClient = z.infer<typeof RegisteredClient>;

/** How a client id may look: it is put into paths and headers, so it must be plain. */
export const clientIdPattern = /^[\x21-\x7e]{1,255}$/;
/** A client secret (RFC 6749 appendix A.2). */
export const clientSecretPattern = /^[\x20-\x7e]{1,1024}$/;

/** A bank's refusal of a registration, whatever shape it came in. */
export const Refusal = z.object({
  httpStatus: z.number().int(),
  /** What kind of thing is wrong; `other` where the bank's word is not known. */
  reason: z.enum([
    'request_format',
    'missing_fields',
    'access_denied',
    'unknown_software',
    'invalid_data',
    'redirect_uri',
    'client_metadata',
    'software_statement',
    'unapproved',
    'other',
  ]),
  /** The bank's word for it (`Invalid`, `invalid_redirect_uri`). */
  word: z.string().optional(),
  /** What the bank wrote beside it, cleaned. Text of a stranger. */
  text: z.string().optional(),
  /** What it is about, where the bank says so. */
  path: z.string().optional(),
});
export type Refusal = z.infer<typeof Refusal>;

/** What came of a registration. */
export type RegistrationOutcome =
  | { readonly kind: 'registered'; readonly client: RegisteredClient }
  /** The bank decides later and sends the credentials by e-mail. */
  | { readonly kind: 'pending'; readonly message: string }
  | { readonly kind: 'refused'; readonly refusal: Refusal };
