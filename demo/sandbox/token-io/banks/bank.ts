import type { PaymentOffer } from '../payments/offer.js';
import type { Journey, WireField } from '../journeys/journey.js';
import type { JsonObject } from '../wire.js';

export type ScaMethod =
  'REDIRECT' | 'DECOUPLED' | 'CONFIRMATION_PAGE' | 'MULTI_REDIRECT' | 'EMBEDDED_SINGLE_STEP' | 'EMBEDDED_MULTI_STEP';

/** Both spellings of the documents, which disagree (sheet §5.2, §5.3). */
export interface BankShapes {
  readonly credentialFields: 'array' | 'object';
  readonly mandatoryFields: 'flat' | 'domestic';
  readonly maintenanceWindow: 'array' | 'object';
}

export type LogoKind = 'png' | 'svg' | 'truncated' | 'oversized' | 'html' | 'missing';

/** A bank of the sandbox. */
export interface SandboxBank {
  readonly id: string;
  readonly name: string;
  readonly bic: string;
  readonly identifier?: string;
  readonly countries: readonly string[];
  readonly currency: string;
  readonly group?: string;
  readonly subGroup?: string;
  readonly provider: string;
  readonly standard: string;
  readonly rank?: number;
  readonly scaMethods: readonly ScaMethod[];
  readonly supportsAccountInformation: boolean;
  /** snake_case paths into the request payload that must be filled for account access. */
  readonly mandatory?: readonly string[];
  readonly maintenance?: { readonly type: string; readonly startTime: string; readonly endTime: string };
  readonly shapes: BankShapes;
  readonly logo: LogoKind;
  /** `/reports/banks/status` begins with DOWN. */
  readonly startsDown?: boolean;
  readonly journey: Journey;
  /** Absent: the bank cannot pay. */
  readonly payments?: PaymentOffer;
}

const withLists = (fields: readonly WireField[]): readonly JsonObject[] =>
  fields.map((field) => ({ ...field, options: field.options }));

const credentialFields = (bank: SandboxBank): JsonObject => {
  const fields = bank.journey.first?.fields ?? [];
  if (fields.length === 0) return {};
  const list = withLists(fields);
  return { credentialFields: bank.shapes.credentialFields === 'array' ? list : { fields: list } };
};

const mandatoryFields = (bank: SandboxBank): JsonObject => {
  if (bank.mandatory === undefined) return {};
  const fields = { fields: bank.mandatory };
  const access = bank.shapes.mandatoryFields === 'flat' ? fields : { domestic: fields };
  return { mandatoryFields: { access } };
};

const maintenanceWindow = (bank: SandboxBank): JsonObject => {
  if (bank.maintenance === undefined) return {};
  const window = { ...bank.maintenance, productType: 'AIS' };
  return { maintenanceWindow: bank.shapes.maintenanceWindow === 'array' ? [window] : window };
};

/** The bank as `GET /banks` shows it. */
export const wireBank = (bank: SandboxBank, origin: string): JsonObject => ({
  id: bank.id,
  name: bank.name,
  logoUri: `${origin}/logos/${bank.id}.png`,
  fullLogoUri: `${origin}/logos/${bank.id}-full.png`,
  bic: bank.bic,
  identifier: bank.identifier,
  bankGroup: bank.group,
  bankSubGroup: bank.subGroup,
  rank: bank.rank,
  countries: bank.countries,
  provider: bank.provider,
  openBankingStandard: bank.standard,
  scaMethods: bank.scaMethods,
  transactionHistoryLimit: -1,
  supportsAccountInformation: bank.supportsAccountInformation,
  supportsBalance: bank.supportsAccountInformation,
  supportsTransactionsDateFilter: bank.supportsAccountInformation,
  supportsSendPayment: bank.payments !== undefined,
  supportsSinglePayment: bank.payments !== undefined,
  ...credentialFields(bank),
  ...mandatoryFields(bank),
  ...maintenanceWindow(bank),
});
