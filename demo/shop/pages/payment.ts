import { html } from 'hono/html';
import type { Payment } from '../backend.js';
import { type Html, layout, type Links } from './layout.js';
import { orderSummary, steps, waysToPay } from './order.js';

/** The checkout that pays by bank. */
export const payPage = (companion: string, links: Links): Html =>
  layout({
    title: 'Pay by bank',
    scripts: [`${companion}/bank-connect.js`, '/public/checkout.js'],
    links,
    body: html`
      <main class="checkout">
        <div class="lead">
          ${steps('Payment')}
          <h1>Pay by bank</h1>
          <p>Choose your bank and approve the payment there. No card, no account with us, no numbers to type.</p>
          ${waysToPay('/pay')}
        </div>
        <section class="payment" aria-label="Pay by bank" data-done="/paid">
          <bank-connect server="${companion}" session-endpoint="/pay/session"></bank-connect>
          <noscript><p>Please switch on JavaScript to pay by bank.</p></noscript>
        </section>
        ${orderSummary()}
      </main>
    `,
  });

interface PaymentWords {
  readonly state: string;
  readonly title: string;
  readonly text: string;
}

/** What the shop tells of a payment. Only what the backend read counts. */
const paymentWords: Readonly<Record<string, PaymentWords>> = {
  accepted: {
    state: 'On its way',
    title: 'Thank you, your payment is on its way',
    text: 'Your bank has taken the payment and carries it out. We start packing as soon as it is done.',
  },
  completed: { state: 'Paid', title: 'Thank you, you have paid', text: 'Your order leaves our workshop tomorrow.' },
  settled: { state: 'Paid', title: 'Thank you, you have paid', text: 'Your order leaves our workshop tomorrow.' },
  pending: {
    state: 'Not finished',
    title: 'Your payment is not finished yet',
    text: 'Go back to the payment to approve it. If you have approved it, this page will say so in a moment.',
  },
  unknown: {
    state: 'Not known yet',
    title: 'We are asking your bank',
    text: 'Nobody can say yet whether the payment was made. Please do not pay again; we write to you as soon as we know.',
  },
};
const notPaid: PaymentWords = {
  state: 'Not paid',
  title: 'You have not paid',
  text: 'Nothing was taken from your account. You can try again.',
};

/** The order after the payment, as it stands now. */
export const paidPage = ({ status, order, bank }: Payment, links: Links): Html => {
  const { state, title, text } = paymentWords[status] ?? notPaid;
  const isPaid = ['accepted', 'completed', 'settled'].includes(status);
  return layout({
    title,
    links,
    body: html`
      <main class="checkout">
        <div class="lead">
          ${steps(isPaid ? 'Done' : 'Payment')}
          <h1>${title}</h1>
          <p>${text}</p>
        </div>
        <section class="payment card" aria-labelledby="payment-title">
          <h2 id="payment-title">Payment</h2>
          <dl class="facts">
            <div>
              <dt>Amount</dt>
              <dd>€${order.amount.value}</dd>
            </div>
            <div>
              <dt>Bank</dt>
              <dd>${bank?.name ?? '–'}</dd>
            </div>
            <div>
              <dt>Reference</dt>
              <dd>${order.reference}</dd>
            </div>
            <div>
              <dt>State</dt>
              <dd data-status="${status}">${state}</dd>
            </div>
          </dl>
          ${
            isPaid
              ? html`<form method="post" action="/order/new"><button>Start another order</button></form>`
              : html`<p><a class="button" href="/pay">Back to the payment</a></p>`
          }
        </section>
        ${orderSummary()}
      </main>
    `,
  });
};
