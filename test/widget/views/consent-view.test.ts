import { expect, fixture, html } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { ConsentView } from '../../../server/contract/session.js';
import type { ConsentScreenView } from '../../../widget/views/consent-view.js';
import type { ConsentAnsweredEvent } from '../../../widget/views/view-events.js';
import { defineViews, eventFrom, find, findAll, focused, textOf } from './define-views.js';

defineViews();

const bank = { id: 'p:1', name: 'Müritzer Volksbank' };
const consentOf = (overrides: Partial<ConsentView> = {}): ConsentView => ({
  merchantName: 'Fjord Living',
  purpose: 'To check your account.',
  scopes: ['accounts', 'transactions'],
  accessUntil: '2027-02-18T12:00:00Z',
  ...overrides,
});

const consentView = (consent: ConsentView, busy = false, locale = 'en-GB'): Promise<ConsentScreenView> =>
  fixture(
    html`<bank-connect-consent
      .bank=${bank}
      .consent=${consent}
      .busy=${busy}
      .locale=${locale}
    ></bank-connect-consent>`,
  );

const press = (view: ConsentScreenView, part: string) => (): void => find(view, `[part~="${part}"]`).click();

/** Everything inside the part `text`, one line per element that holds text, without decoration. */
function shownLines(view: ConsentScreenView): string[] {
  const blocks = 'h2, p, h3, strong, .item span, .text > small';
  return [...find(view, '.text').querySelectorAll(blocks)].map(textOf);
}

describe('<bank-connect-consent>', () => {
  it('says what is read, why, for how long, by whom, and what is not possible', async () => {
    const view = await consentView(consentOf());
    const text = textOf(find(view, '.text'));
    expect(text).to.contain('Fjord Living asks to read data from your accounts at Müritzer Volksbank.');
    expect(text).to.contain('Account details').and.to.contain('Transactions').and.not.to.contain('Balances');
    expect(text).to.contain('To check your account.');
    expect(text).to.contain('Until 18 February 2027');
    expect(text).to.contain('No payment can be made');
    expect(text).to.contain('Fjord Living never sees your password');
  });

  it('names the regulated party when it is another', async () => {
    const other = await consentView(consentOf({ tppName: 'Klarpfad GmbH' }));
    expect(textOf(find(other, 'p'))).to.contain('Klarpfad GmbH, a regulated account information service');
    const same = await consentView(consentOf({ tppName: 'Fjord Living' }));
    expect(textOf(find(same, 'p'))).not.to.contain('regulated');
  });

  for (const accepted of [true, false]) {
    it(`sends exactly the text on the screen when it is ${accepted ? 'accepted' : 'declined'}`, async () => {
      const view = await consentView(
        consentOf({ tppName: 'Klarpfad GmbH', purpose: 'A <b>purpose</b>\u00a0“{bank}”' }),
      );
      const event = await eventFrom<ConsentAnsweredEvent>(
        view,
        'consent-answered',
        press(view, accepted ? 'accept' : 'decline'),
      );
      expect(event.accepted).to.equal(accepted);
      expect(event.text.split('\n').map((line) => line.replaceAll(/\s+/g, ' '))).to.deep.equal(shownLines(view));
    });
  }

  it('keeps the text within what the server stores, with the longest names and purpose', async () => {
    const long = consentOf({ purpose: 'p'.repeat(280), merchantName: 'm'.repeat(100), tppName: 't'.repeat(100) });
    const view = await consentView({ ...long, scopes: ['accounts', 'balances', 'transactions'] });
    const event = await eventFrom<ConsentAnsweredEvent>(view, 'consent-answered', press(view, 'accept'));
    expect(event.text.length).to.be.at.most(4000);
  });

  it('goes back to the list', async () => {
    const view = await consentView(consentOf());
    await eventFrom(view, 'bank-left', press(view, 'back'));
  });

  it('takes no second answer while it is busy, and keeps focus and size', async () => {
    const view = await consentView(consentOf());
    const accept = find(view, '[part~="accept"]');
    accept.focus();
    const before = accept.getBoundingClientRect();
    view.busy = true;
    await view.updateComplete;
    let events = 0;
    view.addEventListener('consent-answered', () => (events += 1));
    press(view, 'accept')();
    press(view, 'decline')();
    expect(events).to.equal(0);
    expect(focused()).to.equal(accept);
    expect(accept.getBoundingClientRect().toJSON()).to.deep.equal(before.toJSON());
  });

  it('gives both answers the same size', async () => {
    const view = await consentView(consentOf());
    const [accept, decline] = ['accept', 'decline'].map((part) =>
      find(view, `[part~="${part}"]`).getBoundingClientRect(),
    );
    expect(decline?.width).to.be.closeTo(accept?.width ?? 0, 0.5);
    expect(decline?.height).to.equal(accept?.height);
  });

  it('links terms and privacy in a new tab without opener, and only over http(s)', async () => {
    const view = await consentView(
      consentOf({ termsUrl: 'https://example.com/terms', privacyUrl: 'javascript:alert(1)' }),
    );
    const links = findAll(view, 'a');
    expect(links.map(({ href }) => href)).to.deep.equal(['https://example.com/terms']);
    expect(links[0]?.rel).to.equal('noopener noreferrer');
    expect(links[0]?.target).to.equal('_blank');
    expect(textOf(links[0] as Element)).to.contain('opens in a new tab');
  });

  it('shows hostile names as text', async () => {
    const view = await consentView(consentOf({ merchantName: '<img src=x onerror=alert(1)>' }));
    expect(findAll(view, 'img')).to.deep.equal([]);
    expect(textOf(find(view, 'p'))).to.contain('<img src=x onerror=alert(1)>');
  });

  it('can be answered by keyboard', async () => {
    const view = await consentView(consentOf());
    await view.focusHeading();
    const event = await eventFrom<ConsentAnsweredEvent>(view, 'consent-answered', async () => {
      while (!focused()?.matches('[part~="decline"]')) await sendKeys({ press: 'Tab' });
      await sendKeys({ press: 'Enter' });
    });
    expect(event.accepted).to.equal(false);
  });
});
