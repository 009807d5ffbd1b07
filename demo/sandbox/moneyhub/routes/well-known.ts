import type { OidcApp } from '../../oidc/visits.js';
import { logoPng } from '../../token-io/pictures/logo.js';
import { bankEntry, type MoneyhubBank } from '../banks.js';
import type { MoneyhubWorld } from '../world.js';

/** Which banks each document lists. */
const documents: Readonly<Record<string, (bank: MoneyhubBank) => boolean>> = {
  all: () => true,
  api: ({ type }) => type === 'api',
  legacy: ({ type }) => type === 'legacy',
  test: ({ type }) => type === 'test',
  payments: ({ type }) => type === 'api',
  beta: () => false,
};

/** What needs no authentication: lists of banks, bare arrays, whatever the query says; and the banks' icons. */
export const wellKnownRoutes = (app: OidcApp, world: MoneyhubWorld): void => {
  app.get('/oidc/.well-known/:document{.+-connections}', (context) => {
    const lists = documents[context.req.param('document').replace(/-connections$/, '')];
    if (lists === undefined) return context.notFound();
    return context.json([...world.banks.values()].filter(lists).map((bank) => bankEntry(bank, world.apiOrigin)));
  });
  app.get('/bank-icons/:bankRef', (context) => {
    const bankRef = context.req.param('bankRef');
    const known = [...world.banks.values()].some((bank) => bank.bankRef === bankRef);
    if (!known && context.req.query('defaultIcon') !== 'true') return context.notFound();
    const body = new Uint8Array(logoPng(known ? bankRef : 'default'));
    return context.body(body, 200, { 'content-type': 'image/png', 'cache-control': 'public, max-age=86400' });
  });
};
