import { wireBank } from '../banks/bank.js';
import { pageOf, readBankQuery, selectBanks } from '../banks/query.js';
import { invalid, notFound } from '../errors.js';
import { param, reply, type SandboxApp, type SandboxContext } from '../http.js';
import { isoOf, type JsonObject } from '../wire.js';
import type { World } from '../world.js';

const selected = (world: World, context: SandboxContext): ReturnType<typeof selectBanks> => {
  const query = readBankQuery(new URL(context.req.url).searchParams);
  if (query.memberId !== undefined && !world.members.has(query.memberId)) throw invalid('memberId: unknown member');
  return selectBanks([...world.banks.values()], query);
};

const statusOf = (world: World, bankId: string): JsonObject => ({
  aisStatus: world.down.has(bankId) ? 'DOWN' : 'LIVE',
  pisStatus: 'LIVE',
  lastUpdatedAt: isoOf(world.now()),
});

/** Banks, their countries and whether they are up (sheet §5, §13). */
export const bankRoutes = (app: SandboxApp, world: World): void => {
  app.get('/banks', (context) => {
    const query = readBankQuery(new URL(context.req.url).searchParams);
    const { banks, paging } = pageOf(selected(world, context), query);
    return reply(context, { banks: banks.map((bank) => wireBank(bank, world.apiOrigin)), paging });
  });
  const countries = (context: SandboxContext): Response =>
    reply(context, { countries: [...new Set(selected(world, context).flatMap((bank) => bank.countries))].sort() });
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
