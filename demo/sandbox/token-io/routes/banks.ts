import { wireBank, type SandboxBank } from '../banks/bank.js';
import { pageOf, readBankQuery, selectBanks, type BankQuery } from '../banks/query.js';
import { invalid, notFound } from '../errors.js';
import { param, reply, type SandboxApp, type SandboxContext } from '../http.js';
import { isoOf, type JsonObject } from '../wire.js';
import type { World } from '../world.js';

const queryOf = (world: World, context: SandboxContext): BankQuery => {
  const query = readBankQuery(new URL(context.req.url).searchParams);
  if (query.memberId !== undefined && !world.members.has(query.memberId)) throw invalid('memberId: unknown member');
  return query;
};

const statusOf = (world: World, bankId: string): JsonObject => ({
  aisStatus: world.down.has(bankId) ? 'DOWN' : 'LIVE',
  pisStatus: 'LIVE',
  lastUpdatedAt: isoOf(world.now()),
});

/** Banks, their countries and whether they are up (sheet §5, §13). */
export const bankRoutes = (app: SandboxApp, world: World): void => {
  const selected = (query: BankQuery): readonly SandboxBank[] => selectBanks([...world.banks.values()], query);
  app.get('/banks', (context) => {
    const query = queryOf(world, context);
    const { banks, paging } = pageOf(selected(query), query);
    return reply(context, { banks: banks.map((bank) => wireBank(bank, world.apiOrigin)), paging });
  });
  const countries = (context: SandboxContext): Response => {
    const codes = selected(queryOf(world, context)).flatMap((bank) => bank.countries);
    return reply(context, { countries: [...new Set(codes)].sort() });
  };
  app.get('/bank/countries', countries);
  app.get('/banks/countries', countries);

  app.get('/reports/banks/status', (context) =>
    reply(context, {
      banksStatus: [...world.banks.keys()].map((bankId) => ({ bankId, ...statusOf(world, bankId) })),
    }),
  );
  app.get('/reports/banks/:bankId/status', (context) => {
    const bank = world.banks.get(param(context, 'bankId'));
    if (bank === undefined) throw notFound('the bank');
    return reply(context, { bankStatus: { bankName: bank.name, ...statusOf(world, bank.id) } });
  });
};
