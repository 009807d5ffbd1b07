import { html } from 'hono/html';

import type { SandboxBank } from '../banks/bank.js';
import { bankHeader } from '../pages/bank-page.js';
import { hostedWords } from '../pages/hosted-words.js';
import { hueOf, type Markup, type Page } from '../pages/layout.js';
import type { FormStage, RequiredField } from './journey.js';
import type { Payment } from './payment.js';
import { paymentSummary } from './summary.js';

const MAX_BANKS = 40;
const TITLE = 'Token.io (sandbox)';

const page = (payment: Payment, title: string, hue: number, body: Markup): Page => ({
  title: `${title} – ${TITLE}`,
  lang: payment.hosted.lang === 'de' ? 'de' : 'en',
  hue,
  body,
});

const action = (payment: Payment, step: string): string => `/session/${payment.id}${step}`;

export const chooseBankPage = (payment: Payment, banks: readonly SandboxBank[]): Page => {
  const words = hostedWords(payment.hosted.lang);
  const button = (bank: SandboxBank): Markup =>
    html`<li><button name="bankId" value="${bank.id}">${bank.name}</button></li>`;
  const list = html`<form method="post" action="${action(payment, '/bank')}">
    <ul class="banks">
      ${banks.slice(0, MAX_BANKS).map(button)}
    </ul>
  </form>`;
  return page(
    payment,
    words.chooseBank,
    4,
    html`<header>
        <p>Token.io <small>Sandbox</small></p>
      </header>
      <main>
        <h1>${words.chooseBank}</h1>
        ${paymentSummary(payment)} ${banks.length === 0 ? html`<p>${words.noBank}</p>` : list}
      </main>`,
  );
};

export const consentPage = (payment: Payment, bank: SandboxBank): Page => {
  const words = hostedWords(payment.hosted.lang);
  return page(
    payment,
    words.payTitle,
    4,
    html`${bankHeader(bank, TITLE)}
      <main>
        <h1>${words.payTitle}</h1>
        ${paymentSummary(payment)}
        <form method="post" action="${action(payment, '/consent')}">
          <button class="primary" name="answer" value="accept">${words.accept}</button>
          <button name="answer" value="cancel">${words.cancel}</button>
        </form>
      </main>`,
  );
};

const input = ({ id, type, displayName, additionalInformation = '', options }: RequiredField): Markup => {
  const hint = additionalInformation === '' ? '' : html`<p class="hint">${additionalInformation}</p>`;
  if (options !== undefined) {
    const radio = (value: string): Markup =>
      html`<label><input type="radio" name="${id}" value="${value}" required />${value}</label>`;
    return html`<fieldset>
      <legend>${displayName}</legend>
      ${options.map(radio)}
    </fieldset>`;
  }
  return html`<label for="${id}">${displayName}</label>
    <input id="${id}" name="${id}" type="${type === 'PASSWORD' ? 'password' : 'text'}" autocomplete="off" required />
    ${hint}`;
};

/** An embedded step, run on Token.io's side. */
export const formPage = (payment: Payment, bank: SandboxBank, stage: FormStage): Page => {
  const words = hostedWords(payment.hosted.lang);
  const { description, image, flickerCode } = stage;
  return page(
    payment,
    words.signIn,
    hueOf(bank.id),
    html`${bankHeader(bank, TITLE)}
      <main>
        <h1>${words.signIn}</h1>
        ${payment.mistakes > 0 ? html`<p class="error" role="alert">${words.wrong}</p>` : ''}
        ${description === undefined ? '' : html`<p>${description}</p>`}
        ${image === undefined ? '' : html`<img class="picture" alt="" src="data:image/png;base64,${image}" />`}
        ${flickerCode === undefined ? '' : html`<p><code>${flickerCode}</code></p>`}
        <form method="post" action="${action(payment, '/credentials')}" autocomplete="off">
          ${stage.fields.map(input)}
          <button class="primary">${words.next}</button>
        </form>
      </main>`,
  );
};

export const waitingPage = (payment: Payment, bank: SandboxBank): Page => {
  const words = hostedWords(payment.hosted.lang);
  return page(
    payment,
    words.waiting,
    hueOf(bank.id),
    html`${bankHeader(bank, TITLE)}
      <main>
        <h1>${words.waiting}</h1>
        ${paymentSummary(payment)}
        <form method="get" action="${action(payment, '')}"><button class="primary">${words.approved}</button></form>
      </main>`,
  );
};
