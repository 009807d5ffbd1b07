import { z } from 'zod';

const id = z.string().min(1).max(256);
const text = (max: number) => z.string().max(max);

/** A field of a step or of a bank's first step (OAS, RequiredField). */
export const WireRequiredField = z.object({
  id: id.optional(),
  displayName: text(4000).optional(),
  additionalInformation: text(4000).optional(),
  type: text(64).optional(),
  options: z.array(text(4000)).max(100).optional(),
});
export type WireRequiredField = z.infer<typeof WireRequiredField>;

/** What the shopper has to do: visit an address, or answer fields. Pictures and text belong to the step. */
const authentication = z.object({
  redirectUrl: text(8000).optional(),
  description: text(4000).optional(),
  image: text(800_000).optional(),
  flickerCode: text(4000).optional(),
  fields: z.array(WireRequiredField).max(50).optional(),
  isRetry: z.boolean().optional(),
});
export type WireAuthentication = z.infer<typeof authentication>;

const creditor = z.object({
  name: text(500).optional(),
  iban: text(64).optional(),
  sortCode: text(20).optional(),
  accountNumber: text(64).optional(),
});

/** A payment (sheet section 15). What was ordered comes back as `initiation`. */
export const WirePayment = z.object({
  id,
  memberId: text(256).optional(),
  initiation: z
    .object({
      refId: text(64).optional(),
      remittanceInformationPrimary: text(256).optional(),
      amount: z.object({ value: text(32), currency: text(3) }).optional(),
      creditor: creditor.optional(),
      callbackState: text(2000).optional(),
    })
    .optional(),
  status: text(64),
  statusReasonInformation: text(4000).optional(),
  bankPaymentStatus: text(64).optional(),
  authentication: authentication.optional(),
  errorInfo: z.object({ tokenExternalError: z.boolean().optional(), tokenTraceId: text(256).optional() }).optional(),
});
export type WirePayment = z.infer<typeof WirePayment>;

/** `POST /v2/payments`, `GET` and `DELETE /v2/payments/{id}`, `POST …/embedded-auth`, `POST /callback/initiation`. */
export const WirePaymentAnswer = z.object({ payment: WirePayment });

/** `GET /v2/payments`. */
export const WirePaymentList = z.object({ payments: z.array(WirePayment).optional() });

/** One bank of `GET /v2/banks`, as far as paying from it goes. */
export const WirePayingBank = z.object({
  id,
  name: text(4000),
  bic: text(64).optional(),
  logoUri: text(2000).optional(),
  countries: z.array(text(8)).optional(),
  supportsSinglePayment: z.boolean().optional(),
  supportedLocalInstruments: z.array(text(64)).optional(),
  mandatoryFields: z
    .array(
      z.object({
        products: z.array(text(64)).optional(),
        fieldPaths: z.array(text(256)).optional(),
        localInstruments: z.array(text(64)).optional(),
      }),
    )
    .optional(),
});
export type WirePayingBank = z.infer<typeof WirePayingBank>;
