import { z } from 'zod';

/**
 * The shapes of Token.io's answers. Unknown members are dropped, absent ones tolerated (proto3 JSON leaves out false, 0, ""
 * and empty lists), wrong types refused. Enumerations are open: a value unknown today is a string like any other.
 */

/** int64: a string on the wire, a number from careless gateways. */
const int64 = z.union([z.string().regex(/^-?\d{1,19}$/), z.number().int().transform(String)]);
const id = z.string().min(1).max(512);

/** Sheet section 7.3. `id` and `type` are often absent. */
export const WireField = z.object({
  id: z.string().max(256).optional(),
  displayName: z.string().max(4000).optional(),
  description: z.string().max(4000).optional(),
  type: z.string().max(64).optional(),
  options: z.array(z.string().max(4000)).max(100).optional(),
  image: z.string().max(800_000).optional(),
  flickerCode: z.string().max(4000).optional(),
  password: z.boolean().optional(),
});
export type WireField = z.infer<typeof WireField>;

/** Fields as a list or wrapped in a message of their own: both are documented. */
export const WireFields = z.union([
  z.array(WireField).max(50),
  z.object({ fields: z.array(WireField).max(50).optional() }).transform(({ fields }) => fields ?? []),
]);

const signature = z.object({
  memberId: z.string().optional(),
  keyId: z.string().optional(),
  signature: z.string().optional(),
});

/** What any list says about any bank. */
export interface WireBankBasics {
  readonly id: string;
  readonly name: string;
  readonly bic?: string | undefined;
  readonly logoUri?: string | undefined;
  readonly countries?: readonly string[] | undefined;
  readonly country?: string | undefined;
}

/** `POST /token-requests` (section 6.2). */
export const WireTokenRequest = z.object({ tokenRequest: z.object({ id }) });

/** `POST /token-requests/{id}/authorization` (section 7.2): one of the three, or nothing at all. */
export const WireAuthorization = z.object({
  redirectUrl: z.string().max(8000).optional(),
  fields: WireFields.optional(),
  status: z.string().max(64).optional(),
  oauthState: z.string().max(2000).optional(),
});
export type WireAuthorization = z.infer<typeof WireAuthorization>;

/** `POST /callback/initiation` (section 10.2). */
export const WireCallback = z.object({
  tokenRequestId: id.optional(),
  redirectUrl: z.string().max(8000).optional(),
  fields: WireFields.optional(),
});

/** `GET /token-requests/{id}/result` (section 8). */
export const WireResult = z.object({
  status: z.string().max(64).optional(),
  tokenId: z.string().max(512).optional(),
  signature: signature.optional(),
  statusReasonInformation: z.string().max(4000).optional(),
});
export type WireResult = z.infer<typeof WireResult>;

/** One resource of an access token: one key each (`account`, `balance`, …) with the account it is for. */
const resource = z.record(z.string(), z.object({ accountId: z.string().optional() }).catch({}));

/** `GET /tokens/{id}` (section 9.1). */
export const WireToken = z.object({
  token: z.object({
    id,
    tokenRequestId: z.string().optional(),
    payloadSignatures: z.array(z.object({ action: z.string().optional() })).optional(),
    payload: z.object({
      tokenRequestId: z.string().optional(),
      expiresAtMs: int64.optional(),
      access: z.object({ resources: z.array(resource).optional() }).optional(),
    }),
  }),
});
export type WireToken = z.infer<typeof WireToken>['token'];

/** `PUT /tokens/{id}/cancel`. */
export const WireCancellation = z.object({ result: z.object({ status: z.string().optional() }).optional() });

/** Paths of mandatory fields: flat, or split by `domestic` and `international` (section 5.3). */
const paths = z.object({ fields: z.array(z.string()).optional() });
const mandatoryFields = z.object({
  access: paths.extend({ domestic: paths.optional(), international: paths.optional() }).optional(),
});

/** One bank of `GET /banks` (section 5.2). */
export const WireBank = z.object({
  id,
  name: z.string().min(1),
  logoUri: z.string().optional(),
  bic: z.string().optional(),
  countries: z.array(z.string()).optional(),
  country: z.string().optional(),
  credentialFields: WireFields.optional(),
  mandatoryFields: mandatoryFields.optional(),
  supportsAccountInformation: z.boolean().optional(),
});
export type WireBank = z.infer<typeof WireBank>;

/** A page of `GET /banks`. The banks are parsed one by one: a faulty one does not cost the others. */
export const WireBankPage = z.object({
  banks: z.array(z.unknown()).optional(),
  paging: z.object({ page: z.number().optional(), pageCount: z.number().optional() }).optional(),
});

/** `GET /reports/banks/status` (section 13). */
export const WireBankStatuses = z.object({
  banksStatus: z.array(z.object({ bankId: z.string(), aisStatus: z.string().optional() })).optional(),
});

const amount = z.object({ value: z.string(), currency: z.string() });

/** One of the members is present (section 6.1). */
const accountIdentifier = z.object({
  iban: z.object({ iban: z.string() }).optional(),
  gbDomestic: z.object({ accountNumber: z.string(), sortCode: z.string() }).optional(),
  bban: z.object({ bban: z.string(), clearingNumber: z.string().optional() }).optional(),
  bankgiro: z.object({ bankgiroNumber: z.string() }).optional(),
  plusgiro: z.object({ plusgiroNumber: z.string() }).optional(),
  msisdn: z.object({ msisdn: z.string() }).optional(),
  pan: z.object({ pan: z.string() }).optional(),
});
export type WireAccountIdentifier = z.infer<typeof accountIdentifier>;

/** `GET /accounts` (section 9.2). */
export const WireAccount = z.object({
  id,
  name: z.string().optional(),
  accountDetails: z
    .object({
      identifier: z.string().optional(),
      /** A scalar in the proto, a list in the OpenAPI document. */
      type: z.union([z.string(), z.array(z.string()).transform((list) => list[0] ?? '')]).optional(),
      currency: z.string().optional(),
      bic: z.string().optional(),
      accountHolderName: z.string().optional(),
      accountIdentifiers: z.array(accountIdentifier).optional(),
    })
    .optional(),
});
export type WireAccount = z.infer<typeof WireAccount>;
export const WireAccounts = z.object({ accounts: z.array(WireAccount).optional() });

/** `GET /accounts/{id}/balance`. */
export const WireBalance = z.object({
  status: z.string().optional(),
  balance: z
    .object({
      available: amount.optional(),
      current: amount.optional(),
      otherBalances: z.array(z.object({ amount: amount.optional(), updatedAtMs: int64.optional() })).optional(),
      updatedAtMs: int64.optional(),
    })
    .optional(),
});
export type WireBalance = z.infer<typeof WireBalance>;

const word = z.string().optional();
const endpoint = z.object({
  accountIdentifier: accountIdentifier.optional(),
  customerData: z.object({ legalNames: z.array(z.string()).optional() }).optional(),
});
export type WireEndpoint = z.infer<typeof endpoint>;

/** One transaction of `GET /accounts/{id}/transactions`. */
export const WireTransaction = z.object({
  id,
  type: z.string().optional(),
  status: z.string().optional(),
  amount,
  description: z.string().optional(),
  createdAtMs: int64.optional(),
  bankTransactionId: word,
  bankTransactionCode: z
    .object({
      domain: z.object({ code: word, familyCode: word, subFamilyCode: word }).optional(),
      proprietary: z.object({ code: word }).optional(),
    })
    .optional(),
  creditorEndpoint: endpoint.optional(),
});
export type WireTransaction = z.infer<typeof WireTransaction>;
export const WireTransactions = z.object({
  status: z.string().optional(),
  offset: z.string().max(4000).optional(),
  transactions: z.array(WireTransaction).optional(),
});

/** One standing order of `GET /accounts/{id}/standing-orders`. */
export const WireStandingOrder = z.object({
  id,
  status: word,
  frequency: word,
  createdAtMs: int64.optional(),
  creditorEndpoint: endpoint.optional(),
  providerStandingOrderDetails: z
    .object({
      cma9StandingOrderDetails: z
        .object({
          firstPaymentAmount: amount.optional(),
          firstPaymentDateTime: word,
          nextPaymentAmount: amount.optional(),
          nextPaymentDateTime: word,
          finalPaymentDateTime: word,
          reference: word,
        })
        .optional(),
    })
    .optional(),
});
export type WireStandingOrder = z.infer<typeof WireStandingOrder>;
export const WireStandingOrders = z.object({
  status: z.string().optional(),
  offset: z.string().max(4000).optional(),
  standingOrders: z.array(WireStandingOrder).optional(),
});

/** `GET /resolve-alias` and `GET /members/{id}` (section 10.4). */
export const WireAlias = z.object({ member: z.object({ id }) });
export const WireMember = z.object({
  member: z.object({
    keys: z.array(z.object({ id: z.string(), publicKey: z.string(), algorithm: z.string().optional() })),
  }),
});

/** Error bodies, in all documented shapes (section 4.3). */
export const WireError = z.object({
  error: z
    .object({
      code: z.union([z.number(), z.string()]).optional(),
      errorCode: z.string().optional(),
      message: z.string().optional(),
      tokenTraceId: z.string().optional(),
      token_trace_id: z.string().optional(),
      error_origin: z.string().optional(),
    })
    .optional(),
  errorCode: z.string().optional(),
  message: z.string().optional(),
});
