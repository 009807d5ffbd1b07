import { z } from 'zod';
import { Refusal, RegisteredClient } from './client.js';

/** Where a registration stands. Times are epoch milliseconds. */
const StoredRegistrationState = z.discriminatedUnion('status', [
  /** Written before the request is sent: after a crash it says that an answer may be lost. */
  z.object({ status: z.literal('submitting'), since: z.number(), jti: z.string() }),
  /** The request was sent, or may have been, and there is no answer. */
  z.object({ status: z.literal('unanswered'), since: z.number() }),
  z.object({ status: z.literal('pending'), since: z.number(), message: z.string() }),
  z.object({ status: z.literal('refused'), since: z.number(), refusal: Refusal }),
  z.object({
    status: z.literal('registered'),
    since: z.number(),
    client: RegisteredClient,
    /** Claims that the bank changed. */
    changes: z.array(z.object({ claim: z.string(), asked: z.string(), given: z.string() })),
  }),
]);
export type StoredRegistrationState = z.infer<typeof StoredRegistrationState>;

/** A registration as the server keeps it. The whole of it is sealed. */
export const StoredRegistration = z.object({
  /** The id of its entry in the configuration. */
  id: z.string(),
  version: z.number().int(),
  /** Profile, address, audience and software, see `identityOf`: what the client was registered as. */
  identity: z.string(),
  createdAt: z.number(),
  state: StoredRegistrationState,
});
export type StoredRegistration = z.infer<typeof StoredRegistration>;
