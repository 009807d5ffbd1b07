import { z } from 'zod';

/**
 * One field of an embedded step, as every provider's fields are normalised.
 * All text is plain text: cleaned of control and bidi characters and clamped; it is only ever rendered as text.
 */
const common = {
  /** Key of the answer. Display-only kinds have one too, but take no answer. */
  id: z.string().min(1).max(64),
  label: z.string().max(120),
  help: z.string().max(280).optional(),
};

export const FieldImage = z.object({
  /** Sniffed from the magic bytes, never taken from the provider. */
  mediaType: z.enum(['image/png', 'image/jpeg', 'image/gif']),
  base64: z.string(),
});
export type FieldImage = z.infer<typeof FieldImage>;

export const FieldOption = z.object({ value: z.string().max(280), label: z.string().max(280) });
export type FieldOption = z.infer<typeof FieldOption>;

export const CredentialField = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), ...common }),
  z.object({ kind: z.literal('password'), ...common }),
  /** A one-time passcode: `autocomplete="one-time-code"`. */
  z.object({ kind: z.literal('otp'), ...common }),
  z.object({ kind: z.literal('choice'), ...common, options: z.array(FieldOption).min(1).max(20) }),
  /** Confirm or decline; the answer is the value of the option taken. */
  z.object({ kind: z.literal('confirmation'), ...common, options: z.array(FieldOption).min(1).max(4) }),
  /** Display only. */
  z.object({ kind: z.literal('message'), ...common }),
  /** photoTAN and the like: shown enlarged on demand; `answerable` means that the field takes the answer itself. */
  z.object({ kind: z.literal('image'), ...common, image: FieldImage, answerable: z.boolean() }),
  /** chipTAN: `flickerCode` is the bank's HHD challenge string. */
  z.object({ kind: z.literal('flicker'), ...common, flickerCode: z.string().max(512), answerable: z.boolean() }),
]);
export type CredentialField = z.infer<typeof CredentialField>;
export type CredentialFieldKind = CredentialField['kind'];

/** `GET /v1/session/credentials`, answered to the credential frame only (same origin, no CORS). */
export const CredentialsView = z.object({
  bankName: z.string(),
  /** Grows by one with every set of fields of the session. A submission for another round is refused with 409. */
  round: z.number().int().positive(),
  fields: z.array(CredentialField).min(1).max(8),
  /** The bank asks for the very same as in the round before: what was sent was most likely not accepted. */
  again: z.boolean().optional(),
});
export type CredentialsView = z.infer<typeof CredentialsView>;

/** `POST /v1/session/credentials` */
export const CredentialsSubmission = z.strictObject({
  round: z.number().int().positive(),
  /** Field id → what the shopper typed or the value of the option taken. */
  values: z.record(z.string().min(1).max(64), z.string().max(1024)),
});
export type CredentialsSubmission = z.infer<typeof CredentialsSubmission>;
