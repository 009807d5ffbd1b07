import { z } from 'zod';

/** Goes into a header as it is. */
const token = z.string().regex(/^[\x21-\x7e]{1,8192}$/);

/**
 * An answer of the token endpoint (RFC 6749 section 5.1), read with numbers as text: some banks send `expires_in` as one,
 * some as the other. Other members are kept, because the bank may name the consent among them.
 */
export const WireTokens = z.looseObject({
  access_token: token,
  refresh_token: token.optional(),
  token_type: z.string().regex(/^bearer$/i),
  expires_in: z.string().regex(/^\d{1,9}$/).transform(Number).optional(), // prettier-ignore
  scope: z.string().max(4000).optional(),
});
export type WireTokens = z.infer<typeof WireTokens>;

/** The id of a consent, wherever the bank puts it. */
export const WireConsentId = z.string().regex(/^[\x21-\x7e]{1,200}$/);
