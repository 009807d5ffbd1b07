import type { HttpBindings } from '@hono/node-server';
import type { Context, Hono } from 'hono';
import { html } from 'hono/html';
import { errors, type default as Provider } from 'oidc-provider';

import { hueOf, showMessage, showPage, type Markup, type Page } from '../token-io/pages/layout.js';
import type { OidcWorld } from './world.js';

export type OidcApp = Hono<{ Bindings: HttpBindings }>;
export type OidcContext = Context<{ Bindings: HttpBindings }>;

export const USERNAME = 'user';
export const PASSWORD = '1234';

/** A shopper at the bank, as the authorization request says. */
export interface Visit {
  readonly uid: string;
  readonly clientId: string;
  /** Parameters of the authorization request. */
  readonly params: Readonly<Record<string, unknown>>;
}

/** What a bank's page shows. */
export interface BankPage {
  readonly bank: { readonly id: string; readonly name: string; readonly logo: string };
  /** Who asks. */
  readonly asker: string;
  /** What they ask for, one line each. */
  readonly wishes: readonly string[];
  /** What the shopper can choose from; all of it is chosen at first. */
  readonly choice?: {
    /** Of the form field. */
    readonly name: string;
    readonly legend: string;
    readonly options: readonly { readonly value: string; readonly label: string }[];
  };
}

/** The part of a visit that differs between simulators. */
export interface VisitDesk {
  /** The page of the bank; another page when something has to be settled before. */
  page(visit: Visit, form: URLSearchParams): BankPage | Page;
  /** The shopper approved: whose accounts they are, and the id of the grant that says what for. */
  approve(visit: Visit, form: URLSearchParams): Promise<{ readonly accountId: string; readonly grantId: string }>;
}

/** What the shopper can make the bank say, with the text that goes with it. */
const refusals: Readonly<Record<string, string>> = {
  access_denied: 'End-User aborted interaction',
  temporarily_unavailable: 'The bank is unavailable',
  server_error: 'The bank has an internal error',
};

const choiceOf = ({ name, legend, options }: NonNullable<BankPage['choice']>): Markup =>
  html`<fieldset>
    <legend>${legend}</legend>
    ${options.map(
      ({ value, label }) =>
        html`<label><input type="checkbox" name="${name}" value="${value}" checked /> ${label}</label>`,
    )}
  </fieldset>`;

const bankPage = ({ uid }: Visit, { bank, asker, wishes, choice }: BankPage, problem?: string): Page => ({
  title: `Sign in – ${bank.name}`,
  hue: hueOf(bank.id),
  body: html`<header>
      <img src="${bank.logo}" alt="" width="40" height="40" />
      <p>${bank.name}<small>Online banking (sandbox)</small></p>
    </header>
    <main>
      <h1>Allow access to your accounts?</h1>
      <p><strong>${asker}</strong> asks to read:</p>
      <ul>
        ${wishes.map((wish) => html`<li>${wish}</li>`)}
      </ul>
      ${problem === undefined ? '' : html`<p class="error" role="alert">${problem}</p>`}
      <form method="post" action="/interaction/${uid}" autocomplete="off">
        <input type="hidden" name="bank" value="${bank.id}" />
        ${choice === undefined ? '' : choiceOf(choice)}
        <label for="username">Username</label>
        <input id="username" name="username" value="${USERNAME}" autocomplete="off" />
        <label for="password">Password</label>
        <input id="password" name="password" type="password" value="${PASSWORD}" autocomplete="off" />
        <p class="hint">Sandbox: username ${USERNAME}, password ${PASSWORD}.</p>
        ${buttons}
      </form>
    </main>`,
});

const buttons: Markup = html`<button class="primary" name="action" value="approve">Approve</button>
  <button name="action" value="access_denied">Decline</button>
  <button name="action" value="approve-late">Approve, but the code comes too late</button>
  <button name="action" value="temporarily_unavailable">The bank is unavailable</button>
  <button name="action" value="server_error">The bank has an internal error</button>
  <button name="action" value="leave">Just close (never return)</button>`;

const isBankPage = (page: BankPage | Page): page is BankPage => 'bank' in page;

/** The bank's login page, at `/interaction/<id>`: sign in, then approve (in time or not), decline, break down, walk away. */
export const visitRoutes = (app: OidcApp, world: OidcWorld, provider: () => Provider, desk: VisitDesk): void => {
  const open = async (context: OidcContext): Promise<Visit | undefined> => {
    try {
      const { uid, params } = await provider().interactionDetails(context.env.incoming, context.env.outgoing);
      return uid === context.req.param('uid') ? { uid, params, clientId: String(params['client_id']) } : undefined;
    } catch (error) {
      if (error instanceof errors.SessionNotFound) return undefined;
      throw error;
    }
  };
  const tooLate = (context: OidcContext): Response | Promise<Response> =>
    showMessage(context, { title: 'Too late', text: 'This request has expired, or was answered already.' }, 410);
  const show = (context: OidcContext, visit: Visit, form: URLSearchParams, problem?: string) => {
    const page = desk.page(visit, form);
    return showPage(context, isBankPage(page) ? bankPage(visit, page, problem) : page);
  };
  const finish = async (context: OidcContext, result: Parameters<Provider['interactionResult']>[2]) =>
    context.redirect(await provider().interactionResult(context.env.incoming, context.env.outgoing, result), 303);

  app.get('/interaction/:uid', async (context) => {
    const visit = await open(context);
    return visit ? show(context, visit, new URL(context.req.url).searchParams) : tooLate(context);
  });
  app.post('/interaction/:uid', async (context) => {
    const visit = await open(context);
    if (visit === undefined) return tooLate(context);
    const form = new URLSearchParams(await context.req.text());
    const action = form.get('action') ?? '';
    if (action === 'leave') {
      return showMessage(context, { title: 'Nothing was decided', text: 'You can close this window.' });
    }
    const refusal = Object.hasOwn(refusals, action) ? refusals[action] : undefined;
    if (refusal !== undefined) return finish(context, { error: action, error_description: refusal });
    if (!action.startsWith('approve')) return show(context, visit, form);
    if (form.get('username') !== USERNAME || form.get('password') !== PASSWORD) {
      return show(context, visit, form, 'Username or password is wrong.');
    }
    const { accountId, grantId } = await desk.approve(visit, form);
    if (action === 'approve-late') world.artifacts.makeLate(grantId);
    return finish(context, { login: { accountId, remember: false }, consent: { grantId } });
  });
};
