import { Hono, type Context } from 'hono';
import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import type { Account, BankConnectBackend } from './backend.js';
import { layout, type Links } from './pages/layout.js';

/** What the backend asks for: the shopper chooses one account with an IBAN, sees balances, and may fill in the form. */
const accountForRefund = {
  scopes: ['accounts', 'balances'],
  purpose: 'To pay your refund into your account.',
  returnUrlId: 'refund',
  accounts: { select: 'one', schemes: ['iban'], showBalances: true, autofill: true },
} as const;

/** The form that a merchant can copy: an ordinary one, with the element as one of its controls. */
const refundForm = (companion: string): ReturnType<typeof html> => html`
  <form class="card refund" method="post" action="/refund">
    <fieldset>
      <legend>Refund to</legend>
      <bank-connect
        name="account"
        required
        autofill="holder=account_holder iban"
        server="${companion}"
        session-endpoint="/refund/session"
      ></bank-connect>
      <label>Account holder <input name="account_holder" autocomplete="off" required /></label>
      <label>IBAN <input name="iban" autocomplete="off" required /></label>
    </fieldset>
    <div class="buttons">
      <button type="reset" class="plain">Start over</button>
      <button>Send my refund</button>
    </div>
  </form>
`;

const refundPage = (companion: string, links: Links): HtmlEscapedString | Promise<HtmlEscapedString> =>
  layout({
    title: 'Refund',
    scripts: [`${companion}/bank-connect.js`],
    links,
    body: html`
      <main class="checkout narrow">
        <div class="lead">
          <h1>Your refund</h1>
          <p>You sent the Perch stool back. Choose the account that shall get the €118.00.</p>
        </div>
        ${refundForm(companion)}
      </main>
    `,
  });

interface Received {
  readonly holder: string;
  readonly iban: string;
  /** The account as the companion server knows it. */
  readonly account: Account | undefined;
}

const receivedPage = (
  { holder, iban, account }: Received,
  links: Links,
): HtmlEscapedString | Promise<HtmlEscapedString> =>
  layout({
    title: 'Refund on its way',
    links,
    body: html`
      <main class="checkout narrow">
        <div class="lead">
          <h1>${account ? 'Your refund is on its way' : 'Please connect your account again'}</h1>
          <p>${holder}, ${iban}</p>
          ${account ? html`<p>Verified: ${account.name} ${account.maskedIdentifier}</p>` : ''}
          <p><a href="/refund">Back to the form</a></p>
        </div>
      </main>
    `,
  });

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** What the shop reads off a request. */
interface RefundContext {
  readonly orderOf: (context: Context, suffix: string) => string;
  readonly addressOf: (context: Context) => string;
}

/** A refund: the page with the form, its session, and what the backend does with what comes in. */
export function refundRoutes(
  backend: BankConnectBackend,
  companionOrigin: string,
  links: Links,
  { orderOf, addressOf }: RefundContext,
): Hono {
  const order = (context: Context): string => orderOf(context, 'refund');
  const routes = new Hono();
  routes.get('/refund', (context) => {
    order(context);
    return context.html(refundPage(companionOrigin, links));
  });
  routes.post('/refund/session', async (context) => {
    const { renew } = await context.req.json<{ renew?: boolean }>();
    context.header('cache-control', 'no-store');
    return context.json({ clientToken: await backend.clientToken(order(context), renew === true, accountForRefund) });
  });
  routes.post('/refund', async (context) => {
    const { account: reference, account_holder: holder, iban } = await context.req.parseBody();
    // The form's word is not taken for it: the account is one of this order's connection, or it is none.
    const connectionId = (await backend.result(order(context)))?.connectionId;
    const accounts = connectionId === undefined ? [] : await backend.accounts(connectionId, addressOf(context));
    const account = accounts.find(({ id }) => id === reference);
    return context.html(receivedPage({ holder: textOf(holder), iban: textOf(iban), account }, links));
  });
  return routes;
}
