import { z } from 'zod';
import { ErrorCode } from '../../server/contract/errors.js';
import { CredentialField } from '../../server/contract/fields.js';
import { Money } from '../../server/contract/money.js';
import { CreditorAccount, PaymentStatus } from '../../server/contract/payments.js';

/** What every provider promises (server/providers/provider.ts), as it comes back from a store. */
export const ProviderBankShape = z.strictObject({
  id: z.string().min(1),
  name: z.string().min(1),
  countries: z.array(z.string().regex(/^[A-Z]{2}$/)).min(1),
  bic: z.string().min(1).optional(),
  logoUrl: z.url().optional(),
  down: z.boolean().optional(),
  accounts: z.boolean().optional(),
  payments: z.boolean().optional(),
  data: z.record(z.string(), z.json()),
});

const flow = z.strictObject({
  correlationId: z.string().min(1).optional(),
  paymentId: z.string().min(1).optional(),
  data: z.record(z.string(), z.json()),
});
const waitMs = z.number().nonnegative();

export const StepShape = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('redirect'), url: z.url({ protocol: /^https?$/ }), flow }),
  z.strictObject({ kind: z.literal('credentials'), fields: z.array(CredentialField).min(1), flow }),
  z.strictObject({
    kind: z.literal('decoupled'),
    message: z.string(),
    needsConfirmation: z.boolean(),
    retryAfterMs: waitMs,
    flow,
  }),
  z.strictObject({ kind: z.literal('pending'), retryAfterMs: waitMs, flow }),
  z.strictObject({
    kind: z.literal('authorised'),
    grant: z.strictObject({
      data: z.record(z.string(), z.json()),
      expiresAt: z.iso.datetime().optional(),
      accessExpiresAt: z.iso.datetime().optional(),
    }),
    flow,
  }),
  z.strictObject({
    kind: z.literal('paid'),
    payment: z.strictObject({
      id: z.string().min(1).optional(),
      status: PaymentStatus,
      code: ErrorCode.optional(),
      detail: z.string().optional(),
      echo: z
        .strictObject({
          amount: Money.optional(),
          creditorName: z.string().optional(),
          creditorAccount: CreditorAccount.optional(),
          reference: z.string().optional(),
        })
        .optional(),
    }),
    flow,
  }),
  z.strictObject({ kind: z.literal('refused'), code: ErrorCode, detail: z.string().optional(), flow }),
]);
