import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { getConnInfo } from '@hono/node-server/conninfo';
import { type Context, Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { secureHeaders } from 'hono/secure-headers';
import { BankConnectBackend, type CompanionAccess } from './backend.js';
import { refundRoutes } from './refund.js';
import { checkoutPage, orderPage } from './pages/checkout.js';
import { type Links, textPage } from './pages/layout.js';
import { spaPage, twoPage } from './pages/more-places.js';
import { paidPage, payPage } from './pages/payment.js';
import { webhookRoutes, WebhookInbox } from './webhooks.js';

export interface ShopOptions {
  /** How the backend reaches the companion. */
  readonly companion: CompanionAccess;
  /** Where browsers reach the companion, such as http://connect.localhost:4101. */
  readonly companionOrigin: string;
  /** `whsec_…`: proves that a webhook comes from the companion. */
  readonly webhookSecret: string;
  /** For the sandbox bar. */
  readonly links: Links;
  /** The built single-page application. */
  readonly spaScript: URL;
}

const publicFiles: Readonly<Record<string, string>> = {
  'shop.css': 'text/css',
  'checkout.js': 'text/javascript',
  'webhooks.js': 'text/javascript',
  'favicon.svg': 'image/svg+xml',
  'lamp.svg': 'image/svg+xml',
  'stool.svg': 'image/svg+xml',
};

const texts = {
  '/terms': {
    title: 'Terms',
    text: 'You pay 30 days after delivery, from the account that you connected. This shop is invented, and so is this text.',
  },
  '/privacy': {
    title: 'Privacy',
    text: 'We read the name and number of your account once, to check that it is yours, and keep nothing else.',
  },
} as const;

const orderCookie = 'order';
/** An order can be paid by bank, or later; each way has a session of its own. */
const paymentSuffix = '-payment';
/** Of the order in the basket. */
const total = '307.00';

/** The order of this browser; a new one for a new visitor. */
function orderOf(context: Context, suffix = ''): string {
  const order = getCookie(context, orderCookie) ?? randomUUID();
  setCookie(context, orderCookie, order, { path: '/', httpOnly: true, sameSite: 'Lax' });
  return order + suffix;
}

/** Where the shopper's browser calls from. A shop behind a proxy takes it from the header of that proxy. */
const addressOf = (context: Context): string => getConnInfo(context).remote.address ?? '';

/** The shop: three pages with the element, and the backend behind them. The CSP is the one of the README. */
export function createShop({ companion, companionOrigin, webhookSecret, links, spaScript }: ShopOptions): Hono {
  const backend = new BankConnectBackend(companion);
  const shop = new Hono();
  shop.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'", companionOrigin],
        connectSrc: ["'self'", companionOrigin],
        frameSrc: [companionOrigin],
        imgSrc: ["'self'", companionOrigin],
        styleSrc: ["'self'"],
        formAction: ["'self'", companionOrigin],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
        requireTrustedTypesFor: ["'script'"],
        trustedTypes: ['lit-html'],
      },
      referrerPolicy: 'strict-origin-when-cross-origin',
      strictTransportSecurity: false,
      crossOriginOpenerPolicy: 'same-origin-allow-popups',
    }),
  );

  shop.get('/', (context) => context.redirect('/checkout'));
  shop.get('/checkout', (context) => {
    orderOf(context);
    return context.html(checkoutPage(companionOrigin, links));
  });
  shop.get('/pay', (context) => {
    orderOf(context);
    return context.html(payPage(companionOrigin, links));
  });
  shop.get('/spa', (context) => {
    orderOf(context);
    return context.html(spaPage(companionOrigin, links));
  });
  shop.get('/two', (context) => {
    orderOf(context);
    return context.html(twoPage(companionOrigin, links));
  });

  shop.route('/', refundRoutes(backend, companionOrigin, links, { orderOf, addressOf }));

  for (const [path, { title, text }] of Object.entries(texts)) {
    shop.get(path, (context) => context.html(textPage(title, text, links)));
  }

  // The merchant's part: a client token for the element, and the order page with what was read.
  shop.post('/checkout/session', async (context) => {
    const order = orderOf(context, context.req.query('part') ?? '');
    const { renew } = await context.req.json<{ renew?: boolean }>();
    context.header('cache-control', 'no-store');
    return context.json({ clientToken: await backend.clientToken(order, renew === true) });
  });
  shop.post('/pay/session', async (context) => {
    const { renew } = await context.req.json<{ renew?: boolean }>();
    context.header('cache-control', 'no-store');
    const order = orderOf(context, paymentSuffix);
    // The last attempt may have been paid after all: then there is nothing to pay again.
    const { status = '' } = (renew === true ? await backend.payment(order) : undefined) ?? {};
    const again = renew === true && ['cancelled', 'expired', 'rejected', 'failed'].includes(status);
    return context.json({ clientToken: await backend.payByBank(order, total, again) });
  });
  shop.get('/paid', async (context) => {
    const payment = await backend.payment(orderOf(context, paymentSuffix));
    return payment === undefined ? context.redirect('/pay') : context.html(paidPage(payment, links));
  });
  shop.get('/order', async (context) => {
    const result = await backend.result(orderOf(context));
    if (result?.connectionId === undefined) return context.redirect('/checkout');
    const accounts = await backend.accounts(result.connectionId, addressOf(context));
    return context.html(orderPage(result, accounts, links));
  });
  shop.post('/order/new', (context) => {
    deleteCookie(context, orderCookie);
    return context.redirect('/checkout', 303);
  });

  shop.route('/', webhookRoutes(new WebhookInbox(webhookSecret), links));

  shop.get('/spa.js', async (context) =>
    context.body(await readFile(spaScript), 200, { 'content-type': 'text/javascript' }),
  );
  shop.get('/public/:file', async (context) => {
    const file = context.req.param('file');
    const type = publicFiles[file];
    if (type === undefined) return context.notFound();
    return context.body(await readFile(new URL(`public/${file}`, import.meta.url)), 200, { 'content-type': type });
  });
  return shop;
}
