import type { OidcApp, OidcContext } from '../../oidc/visits.js';
import type { BankAccount, BankTransaction } from '../accounts.js';
import { accountsOf, type Authenticate } from '../bearer.js';
import { digits, readPage, readPageSize, readPeriod, refuseUnknown } from '../checks.js';
import { ApiError } from '../errors.js';
import type { Consent, OAuthBankWorld } from '../world.js';

const ACCOUNTS = '/open/v2/accounts';

/**
 * The API of a bank that never heard of a standard: bare lists, accounts in addresses, amounts as text with their sign, names
 * of its own for everything.
 */
export const plainRoutes = (app: OidcApp, world: OAuthBankWorld, authenticate: Authenticate): void => {
  const find = (context: OidcContext, consent: Consent): BankAccount => {
    const account = accountsOf(world, consent).find(({ id }) => id === context.req.param('id'));
    if (account === undefined) throw new ApiError(404, 'not_found', 'there is no such account');
    return account;
  };
  const accountBody = ({ id, iban, name, type, currency }: BankAccount): object => ({
    key: id,
    number: iban,
    title: name,
    kind: type === 'SVGS' ? 'savings' : 'current',
    money: currency,
    owner: 'Ms A Tester',
  });
  const entryBody = (one: BankTransaction): object => ({
    ref: one.reference,
    value: `${one.indicator === 'DBIT' ? '-' : ''}${one.amount}`,
    money: one.currency,
    state: one.isBooked ? 'booked' : 'reserved',
    ...(one.isBooked ? { day: one.day } : {}),
    lines: [one.text, 'Thank you'],
    other: { title: one.party },
  });

  app.get(ACCOUNTS, async (context) => {
    const consent = await authenticate(context, ACCOUNTS);
    refuseUnknown(new URL(context.req.url).searchParams.keys(), []);
    return context.json(accountsOf(world, consent).map(accountBody));
  });
  app.get(`${ACCOUNTS}/:id/balances`, async (context) => {
    const { currency, booked, available } = find(context, await authenticate(context, `${ACCOUNTS}/:id/balances`));
    const at = new Date(world.clock.now()).toISOString();
    return context.json([
      { kind: 'booked', value: booked, money: currency, at },
      { kind: 'available', value: available, money: currency, at },
    ]);
  });
  app.get(`${ACCOUNTS}/:id/transactions`, async (context) => {
    const account = find(context, await authenticate(context, `${ACCOUNTS}/:id/transactions`));
    const query = new URL(context.req.url).searchParams;
    refuseUnknown(query.keys(), ['p', 'n', 'since', 'until']);
    const page = readPage(digits(query.get('p') ?? '1'));
    const size = readPageSize(digits(query.get('n') ?? '50'), world.settings.pageSizeStep);
    const { from, to } = readPeriod(query.get('since') ?? undefined, query.get('until') ?? undefined, [
      'since',
      'until',
    ]);
    const wanted = account.transactions.filter(({ day }) => day >= from && day <= to);
    return context.json({
      entries: wanted.slice((page - 1) * size, page * size).map(entryBody),
      paging: { of: Math.ceil(wanted.length / size) },
    });
  });
};
