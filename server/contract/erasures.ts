import { z } from 'zod';

/** `POST /v1/erasures`, by the merchant's backend: the shopper asked to be forgotten. */
export const CreateErasure = z.strictObject({
  /** The merchant's stable id of the shopper, as it was given when the sessions were created. */
  psuId: z.string().min(1).max(64),
});
export type CreateErasure = z.infer<typeof CreateErasure>;

const count = z.number().int().nonnegative();

/** How much was erased by this request. Zeros: there was nothing, or nothing was left. */
export const Erasure = z.object({
  sessions: count,
  /** Consents that were ended at their providers and erased. */
  connections: count,
  /**
   * Consents whose providers could not be told yet: nothing can be read through them, their accounts are erased, and the rest
   * follows once the provider agrees, after 30 days at the latest.
   */
  pendingConnections: count,
  payments: count,
  /** Notices to the merchant's server, delivered or not. */
  webhookEvents: count,
});
export type Erasure = z.infer<typeof Erasure>;
