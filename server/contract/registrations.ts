import { z } from 'zod';

const timestamp = z.iso.datetime();

/** Body of `POST /v1/registrations`. What is registered, and with which key, is configuration; a request only names it. */
export const CreateRegistration = z.strictObject({
  /** The id of an entry of `registrations` in the configuration. */
  target: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'Use the id of an entry of `registrations`.'),
});
export type CreateRegistration = z.infer<typeof CreateRegistration>;

/** Body of `PUT /v1/registrations/:id/credentials`: what the bank's e-mail says. */
export const RegistrationCredentials = z.strictObject({
  clientId: z.string().regex(/^[\x21-\x7e]{1,255}$/, 'Use 1 to 255 visible ASCII characters.'),
  clientSecret: z
    .string()
    .regex(/^[\x20-\x7e]{1,1024}$/, 'Use 1 to 1024 printable ASCII characters.')
    .optional(),
});
export type RegistrationCredentials = z.infer<typeof RegistrationCredentials>;

/** Query of `GET /v1/registrations/:id`. */
export const RegistrationQuery = z.strictObject({
  /** `bank` asks the bank first, where it can be asked. */
  from: z.enum(['bank']).optional(),
});
export type RegistrationQuery = z.infer<typeof RegistrationQuery>;

/** Query of `DELETE /v1/registrations/:id`. */
export const RegistrationRemovalQuery = z.strictObject({
  /** `true` erases what is kept here and tells the bank nothing. */
  forget: z.enum(['true']).optional(),
});
export type RegistrationRemovalQuery = z.infer<typeof RegistrationRemovalQuery>;

const common = {
  /** The id of the entry in the configuration. */
  id: z.string(),
  profile: z.enum(['priora', 'obie']),
  /** `software_id` of the software statement. */
  softwareId: z.string(),
  createdAt: timestamp,
  /** When it came to its present status. */
  since: timestamp,
};

/** A client at a bank. Its secret is never shown: providers get it by `{"registration": "<id>"}` in the configuration. */
export const RegistrationClient = z.object({
  clientId: z.string(),
  hasSecret: z.boolean(),
  issuedAt: timestamp.optional(),
  /** Absent: never, or the bank does not say. */
  secretExpiresAt: timestamp.optional(),
  /** What the bank registered, where it says so; it may differ from what was asked. */
  tokenEndpointAuthMethod: z.string().optional(),
  grantTypes: z.array(z.string()).optional(),
  responseTypes: z.array(z.string()).optional(),
  redirectUris: z.array(z.string()).optional(),
  scopes: z.array(z.string()).optional(),
});
export type RegistrationClient = z.infer<typeof RegistrationClient>;

/** A claim to which the bank gave another value. */
export const RegistrationChange = z.object({ claim: z.string(), asked: z.string(), given: z.string() });
export type RegistrationChange = z.infer<typeof RegistrationChange>;

/** Where a registration stands. */
export const Registration = z.discriminatedUnion('status', [
  z.object({
    ...common,
    status: z.literal('registered'),
    client: RegistrationClient,
    changes: z.array(RegistrationChange),
  }),
  /** The bank decides later and sends the credentials by e-mail; hand them in as `/credentials`. */
  z.object({ ...common, status: z.literal('pending'), message: z.string() }),
  /** The bank said no; mend what it names and register again. */
  z.object({
    ...common,
    status: z.literal('refused'),
    refusal: z.object({
      httpStatus: z.number().int(),
      reason: z.string(),
      word: z.string().optional(),
      text: z.string().optional(),
      path: z.string().optional(),
    }),
  }),
  /** The request is on its way. */
  z.object({ ...common, status: z.literal('submitting') }),
  /** The request may have reached the bank, and no answer came back. Ask the bank before registering again. */
  z.object({ ...common, status: z.literal('unanswered') }),
]);
export type Registration = z.infer<typeof Registration>;
