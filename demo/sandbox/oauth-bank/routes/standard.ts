import type { OidcApp, OidcContext } from '../../oidc/visits.js';
import { arrivals, type BankAccount, type BankTransaction } from '../accounts.js';
import { accountsOf, type Authenticate } from '../bearer.js';
import { digits, readIban, readPage, readPageSize, readPeriod, refuseUnknown } from '../checks.js';
import { ApiError, invalid } from '../errors.js';
import { jsonText, numeral } from '../json.js';
import type { Consent, OAuthBankWorld } from '../world.js';

const ACCOUNTS = '/api/v1/accounts';
const statuses: readonly unknown[] = ['ALL', 'BOOK', 'INFO'];

/** Everybody else banks elsewhere. */
const PARTY = 'SK0511000000002600000054';

type Members = Readonly<Record<string, unknown>>;

const readBody = async (context: OidcContext, known: readonly string[]): Promise<Members> => {
  if (!/^application\/json\s*(;|$)/i.test(context.req.header('content-type') ?? '')) {
    throw new ApiError(415, 'unsupported_media_type', 'send application/json');
  }
  const body: unknown = await context.req.json().catch(() => undefined);
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw invalid('a JSON object is required');
  refuseUnknown(Object.keys(body), known);
  return body as Members;
};

const answer = (context: OidcContext, body: unknown): Response =>
  context.body(jsonText(body), 200, { 'content-type': 'application/json; charset=utf-8' });

/** Accounts, balances and transactions as in the Slovak Banking API Standard (sheet section 5). */
export const standardRoutes = (app: OidcApp, world: OAuthBankWorld, authenticate: Authenticate): void => {
  const amountBody = (value: string, currency: string): object => ({
    value: world.settings.amounts === 'number' ? numeral(value) : value,
    currency,
  });
  const find = (consent: Consent, iban: string): BankAccount => {
    const account = accountsOf(world, consent).find((one) => one.iban === iban);
    if (account === undefined) throw new ApiError(403, 'access_denied', 'the account is not part of the consent');
    return account;
  };
  const accountBody = ({ iban, name, product, type, currency }: BankAccount): object => ({
    identification: { iban },
    name,
    productName: product,
    type,
    baseCurrency: currency,
    servicer: { bic: 'TESTSKBX' },
    scopes: [world.profile.scope],
  });
  const balanceBody = (code: string, value: string, currency: string): object => ({
    typeCodeOrProprietary: code,
    amount: amountBody(value, currency),
    creditDebitIndicator: 'CRDT',
    dateTime: new Date(world.clock.now()).toISOString(),
  });
  const transactionBody = (one: BankTransaction): object => ({
    amount: amountBody(one.amount, one.currency),
    creditDebitIndicator: one.indicator,
    reversalIndicator: false,
    status: one.isBooked ? world.settings.bookedWord : 'INFO',
    ...(one.isBooked ? { bookingDate: one.day } : {}),
    valueDate: one.day,
    bankTransactionCode: 'PMNT-RCDT-ESCT',
    transactionDetails: {
      references: { accountServicerReference: one.reference, endToEndIdentification: 'NOTPROVIDED' },
      relatedParties: {
        [one.indicator === 'DBIT' ? 'creditor' : 'debtor']: { name: one.party },
        [one.indicator === 'DBIT' ? 'creditorAccount' : 'debtorAccount']: { identification: { iban: PARTY } },
      },
      relatedDates: {},
      remittanceInformation: one.text,
    },
    additionalTransactionInformation: one.text,
  });

  app.get(ACCOUNTS, async (context) => {
    const all = accountsOf(world, await authenticate(context, ACCOUNTS));
    const query = new URL(context.req.url).searchParams;
    refuseUnknown(query.keys(), ['page', 'pageSize', 'pageCount', 'order']);
    if (!['asc', 'desc'].includes(query.get('order') ?? 'asc')) throw invalid('order must be asc or desc');
    const { wrappedAccounts, accountsPerPage, pageSizeStep } = world.settings;
    const page = query.has('page') ? readPage(digits(query.get('page') ?? '')) : 1;
    const asked = query.has('pageSize') ? readPageSize(digits(query.get('pageSize') ?? ''), pageSizeStep) : 0;
    const size = asked || accountsPerPage || Math.max(1, all.length);
    const bodies = all.slice((page - 1) * size, page * size).map(accountBody);
    if (!wrappedAccounts) return answer(context, bodies);
    const pageCount = Math.ceil(all.length / size);
    return answer(context, { ...(pageCount > 1 ? { pageCount } : {}), accounts: bodies });
  });

  app.post(`${ACCOUNTS}/information`, async (context) => {
    const consent = await authenticate(context, `${ACCOUNTS}/information`);
    const { iban } = await readBody(context, ['iban']);
    const account = find(consent, readIban(iban));
    const { name, product, type, currency, booked, available } = account;
    return answer(context, {
      account: { name, productName: product, type, baseCurrency: currency },
      balances: [balanceBody('ITBD', booked, currency), balanceBody('ITAV', available, currency)],
    });
  });

  app.post(`${ACCOUNTS}/transactions`, async (context) => {
    const consent = await authenticate(context, `${ACCOUNTS}/transactions`);
    const body = await readBody(context, ['iban', 'status', 'page', 'pageSize', 'dateFrom', 'dateTo']);
    const status = body['status'] ?? 'ALL';
    if (!statuses.includes(status)) throw invalid(`status must be one of ${statuses.join(', ')}`);
    const { pageSizeStep, pageCounts, overlap } = world.settings;
    const [page, size] = [readPage(body['page']), readPageSize(body['pageSize'], pageSizeStep)];
    const { from, to } = readPeriod(body['dateFrom'], body['dateTo'], ['dateFrom', 'dateTo']);
    const { iban, transactions } = find(consent, readIban(body['iban']));
    if (overlap && page > 1) world.arrived.set(iban, (world.arrived.get(iban) ?? 0) + 1);
    const all = [...arrivals(iban, world.arrived.get(iban) ?? 0, world.clock.now()), ...transactions];
    const wanted = all.filter(
      ({ day, isBooked }) => day >= from && day <= to && (status === 'ALL' || isBooked === (status === 'BOOK')),
    );
    // A page behind the last one is empty.
    const bodies = wanted.slice((page - 1) * size, page * size).map(transactionBody);
    const pageCount = Math.ceil(wanted.length / size);
    return answer(context, { ...(pageCounts ? { pageCount } : {}), transactions: bodies });
  });
};
