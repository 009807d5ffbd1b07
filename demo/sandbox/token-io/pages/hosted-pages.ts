import { html, raw } from 'hono/html';

import type { SandboxBank } from '../banks/bank.js';
import type { TokenRequest } from '../journeys/token-request.js';
import type { JsonObject } from '../wire.js';
import { askerOf, bankHeader, resourceList } from './bank-page.js';
import { hostedWords } from './hosted-words.js';
import { hueOf, type Markup, type Page } from './layout.js';

const MAX_BANKS = 40;

const addressOf = (request: TokenRequest, step: string): string => `/app/request-token/${request.id}${step}`;

const page = (request: TokenRequest, title: string, hue: number, body: Markup): Page => ({
  title: `${title} – Token.io (sandbox)`,
  lang: request.hosted.lang === 'de' ? 'de' : 'en',
  hue,
  body,
});

/** What the bank list of Hosted Pages is narrowed to. */
export interface BankChoice {
  readonly countries: readonly string[];
  readonly country: string;
  readonly search: string;
  readonly banks: readonly SandboxBank[];
}

export const bankChoicePage = (request: TokenRequest, choice: BankChoice): Page => {
  const words = hostedWords(request.hosted.lang);
  const option = (country: string): Markup =>
    html`<option value="${country}" ${country === choice.country ? raw('selected') : ''}>${country}</option>`;
  const button = (bank: SandboxBank): Markup =>
    html`<li><button name="bankId" value="${bank.id}">${bank.name}</button></li>`;
  const list = html`<form method="post" action="${addressOf(request, '/bank')}">
    <ul class="banks">
      ${choice.banks.slice(0, MAX_BANKS).map(button)}
    </ul>
  </form>`;
  return page(
    request,
    words.chooseBank,
    4,
    html`<header>
        <p>Token.io <small>Sandbox</small></p>
      </header>
      <main>
        <h1>${words.chooseBank}</h1>
        <form method="get" action="${addressOf(request, '')}">
          <input type="hidden" name="lang" value="${request.hosted.lang ?? 'en'}" />
          <label for="country">${words.country}</label>
          <select id="country" name="country">
            ${choice.countries.map(option)}
          </select>
          <label for="search">${words.search}</label>
          <input id="search" name="search" type="search" value="${choice.search}" />
          <button>${words.show}</button>
        </form>
        ${choice.banks.length === 0 ? html`<p>${words.noBank}</p>` : list}
      </main>`,
  );
};

export const consentPage = (request: TokenRequest, bank: SandboxBank): Page => {
  const words = hostedWords(request.hosted.lang);
  return page(
    request,
    words.consentTitle,
    4,
    html`${bankHeader(bank, 'Token.io (sandbox)')}
      <main>
        <h1>${words.consentTitle}</h1>
        <p>${words.consentText(askerOf(request), bank.name)}</p>
        ${resourceList(request)}
        <form method="post" action="${addressOf(request, '/consent')}">
          <button class="primary" name="answer" value="accept">${words.accept}</button>
          <button name="answer" value="cancel">${words.cancel}</button>
        </form>
      </main>`,
  );
};

const text = (field: JsonObject, name: string): string => {
  const value = field[name];
  return typeof value === 'string' ? value : '';
};

const options = (field: JsonObject, label: string): Markup => {
  const values = Array.isArray(field['options']) ? field['options'].map(String) : [];
  const radio = (value: string): Markup =>
    html`<label><input type="radio" name="${text(field, 'id')}" value="${value}" required />${value}</label>`;
  return html`<fieldset>
    <legend>${label}</legend>
    ${values.map(radio)}
  </fieldset>`;
};

const fieldMarkup = (field: JsonObject): Markup => {
  const [id, description] = [text(field, 'id'), text(field, 'description')];
  const label = text(field, 'displayName') || description || id;
  const image = text(field, 'image');
  const picture = image === '' ? '' : html`<img class="picture" alt="${label}" src="data:image/png;base64,${image}" />`;
  const flicker = field['flickerCode'] === undefined ? '' : html`<p><code>${text(field, 'flickerCode')}</code></p>`;
  if (id === '')
    return html`<p>${description || label}</p>
      ${picture}${flicker}`;
  if (field['options'] !== undefined) return options(field, label);
  const masked = field['type'] === 'PASSWORD' || field['password'] === true;
  return html`<label for="${id}">${label}</label>
    <input id="${id}" name="${id}" type="${masked ? 'password' : 'text'}" autocomplete="off" required />
    ${picture}${flicker}`;
};

/** The embedded steps, run on Token.io's side. */
export const fieldsPage = (
  request: TokenRequest,
  bank: SandboxBank,
  fields: readonly JsonObject[],
  problem?: string,
): Page => {
  const words = hostedWords(request.hosted.lang);
  const waits = fields.some((field) => field['type'] === 'DECOUPLED');
  const title = waits ? words.waiting : words.signIn;
  return page(
    request,
    title,
    hueOf(bank.id),
    html`${bankHeader(bank, 'Token.io (sandbox)')}
      <main>
        <h1>${title}</h1>
        ${problem === undefined ? '' : html`<p class="error" role="alert">${problem}</p>`}
        <form method="post" action="${addressOf(request, '/credentials')}" autocomplete="off">
          ${fields.map(fieldMarkup)}
          <button class="primary">${waits ? words.approved : words.next}</button>
        </form>
      </main>`,
  );
};
