import type { SandboxBank } from '../banks/bank.js';
import { pageOf, readBankQuery, selectBanks, type BankQuery } from '../banks/query.js';
import { invalid } from '../errors.js';
import { reply, type SandboxApp, type SandboxContext } from '../http.js';
import type { JsonObject } from '../wire.js';
import type { World } from '../world.js';

type Test = (bank: SandboxBank) => boolean;

const no: Test = () => false;
const reads: Test = (bank) => bank.supportsAccountInformation;
const pays: Test = (bank) => bank.payments !== undefined;

/** The boolean filters and fields of `GET /v2/banks` (sheet §15). */
const FLAGS: Readonly<Record<string, Test>> = {
  supportsAccountList: reads,
  supportsAccountDetails: reads,
  supportsAccountBalance: reads,
  supportsTransactionList: reads,
  supportsTransactionDetails: no,
  supportsStandingOrderList: reads,
  supportsTransactionsDateFilter: reads,
  requiresOneStepPayment: no,
  supportsSinglePayment: pays,
  supportsScheduledPayment: no,
  supportsSendPayment: pays,
  supportsReceivePayment: no,
  supportsStandingOrder: no,
  supportsReturnRefundAccount: no,
  supportsReturnRefundAccountHolderName: no,
  supportsFundsConfirmation: no,
  supportsVariableRecurringPayment: no,
};

const flagTests = (query: URLSearchParams): readonly Test[] =>
  Object.entries(FLAGS).flatMap(([name, test]) => {
    const given = query.get(name);
    if (given === null) return [];
    if (given !== 'true' && given !== 'false') throw invalid(`${name}: Expected boolean`);
    return [(bank: SandboxBank): boolean => test(bank) === (given === 'true')];
  });

const listTests = (query: URLSearchParams): readonly Test[] => {
  const rails = new Set(query.getAll('supportedLocalInstruments'));
  const standards = new Set(query.getAll('openBankingStandards'));
  return [
    (bank) => rails.size === 0 || (bank.payments?.rails ?? []).some((rail) => rails.has(rail)),
    (bank) => standards.size === 0 || standards.has(bank.standard),
  ];
};

const SORTS: Readonly<Record<string, (bank: SandboxBank) => string>> = {
  NAME: (bank) => bank.name,
  STANDARD: (bank) => bank.standard,
  RANK: (bank) => String(bank.rank ?? 999_999).padStart(6, '0'),
  COUNTRY: (bank) => bank.countries[0] ?? '',
};

/** The filters of v1 that v2 has as well, and those of its own. */
const readQuery = (world: World, query: URLSearchParams): BankQuery => {
  const shared = new URLSearchParams(query);
  for (const name of ['sort', 'tppId']) shared.delete(name);
  const read = readBankQuery(shared);
  if (read.memberId !== undefined && !world.members.has(read.memberId)) throw invalid('memberId: unknown member');
  return { ...read, matches: [...read.matches, ...flagTests(query), ...listTests(query)] };
};

const initialFields = ({ payments, shapes }: SandboxBank): JsonObject => {
  const fields = payments?.journey.first?.fields ?? [];
  const list = fields.map((field): JsonObject => ({ ...field, options: field.options }));
  const [only, ...others] = list;
  if (only === undefined) return {};
  // The OpenAPI document types the list as one field.
  const asObject = shapes.credentialFields === 'object' && others.length === 0;
  return { initialEmbeddedAuthFields: asObject ? only : list };
};

const mandatoryFields = ({ payments }: SandboxBank): JsonObject => {
  if (payments?.mandatory === undefined) return {};
  const entry = {
    products: ['SIP'],
    fieldPaths: payments.mandatory,
    paymentTypes: ['Domestic'],
    localInstruments: payments.rails,
  };
  return { mandatoryFields: [entry] };
};

/** The bank as `GET /v2/banks` shows it. */
export const wireBankV2 = (bank: SandboxBank, origin: string): JsonObject => ({
  id: bank.id,
  bic: bank.bic,
  name: bank.name,
  logoUri: `${origin}/logos/${bank.id}.png`,
  bankGroup: bank.group,
  bankSubGroup: bank.subGroup,
  countries: bank.countries,
  openBankingStandard: bank.standard,
  scaMethods: bank.scaMethods,
  supportedLocalInstruments: bank.payments?.rails,
  transactionHistoryLimit: -1,
  ...initialFields(bank),
  ...mandatoryFields(bank),
  ...Object.fromEntries(Object.entries(FLAGS).map(([name, test]) => [name, test(bank)])),
});

/** `GET /v2/banks` (sheet §15). */
export const bankV2Route = (app: SandboxApp, world: World): void => {
  app.get('/v2/banks', (context: SandboxContext) => {
    const parameters = new URL(context.req.url).searchParams;
    const query = readQuery(world, parameters);
    const sort = parameters.get('sort') ?? 'NAME';
    const key = Object.hasOwn(SORTS, sort) ? SORTS[sort] : undefined;
    if (key === undefined) throw invalid('sort: unknown value');
    const found = [...selectBanks([...world.banks.values()], query)].sort((one, other) =>
      key(one).localeCompare(key(other)),
    );
    const { banks, paging } = pageOf(found, query);
    return reply(context, { banks: banks.map((bank) => wireBankV2(bank, world.apiOrigin)), paging });
  });
};
