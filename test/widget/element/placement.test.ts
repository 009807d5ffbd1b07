import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import type { BankConnect } from '../../../widget/bank-connect.js';
import '../../../widget/define.js';
// Made ready before the first test: what tests wait for is the element, not the development server.
import '../../../widget/steps.js';
import { PageCompanion } from '../support/page-companion.js';
import { settle } from '../support/manual-world.js';
import { watchLeaks } from '../support/leaks.js';
import { aView } from '../support/session-views.js';

let companion: PageCompanion;
beforeEach(() => void (companion = new PageCompanion().install()));
afterEach(() => companion.remove());

const create = (): BankConnect => {
  const element = document.createElement('bank-connect');
  element.server = 'https://connect.test';
  element.sessionEndpoint = '/token';
  return element;
};
const isUp = (element: BankConnect, status: BankConnect['status']) =>
  waitUntil(() => element.status === status && element.renderRoot.querySelector('.step') !== null);

describe('<bank-connect> wherever it is put', () => {
  it('works twice on one page, each with its own session', async () => {
    const [first, second] = [create(), create()];
    (await fixture(html`<div></div>`)).append(first, second);
    await Promise.all([isUp(first, 'bank_selection'), isUp(second, 'bank_selection')]);
    expect(companion.count('/token')).to.equal(2);
    companion.onCommand = () => aView('cancelled', { version: 2 });
    first.cancel();
    await isUp(first, 'cancelled');
    expect(second.status).to.equal('bank_selection');
  });

  it('works inside a dialog, where focus stays', async () => {
    const dialog = await fixture<HTMLDialogElement>(html`<dialog></dialog>`);
    const element = create();
    dialog.append(element);
    dialog.showModal();
    await isUp(element, 'bank_selection');
    await waitUntil(() => element.renderRoot.querySelector('.step')?.shadowRoot?.querySelector('input'));
    element.renderRoot.querySelector('.step')?.shadowRoot?.querySelector('input')?.focus();
    expect(element.matches(':focus-within')).to.equal(true);
    dialog.close();
  });

  it('works inside another shadow root, and its events come out', async () => {
    const host = await fixture<HTMLElement>(html`<div></div>`);
    const element = create();
    let heard = 0;
    host.addEventListener('bank-connect-ready', () => (heard += 1));
    host.attachShadow({ mode: 'closed' }).append(element);
    await isUp(element, 'bank_selection');
    expect(heard).to.equal(1);
  });

  it('takes a token that was set before the element was defined', async () => {
    const element = await fixture<BankConnect>(html`<bank-connect server="https://connect.test"></bank-connect>`);
    const early = Object.assign(document.createElement('div'), { clientToken: 'early-token-0123456789' });
    expect(early.clientToken).to.be.a('string');
    element.clientToken = early.clientToken;
    await isUp(element, 'bank_selection');
  });
});

describe('<bank-connect>, removed and added again', () => {
  it('goes on where the server stands, and tells ready and the end only once', async () => {
    companion.view = aView('decoupled');
    const place = await fixture<HTMLElement>(html`<div></div>`);
    const element = create();
    const heard: string[] = [];
    for (const type of ['ready', 'success']) element.addEventListener(`bank-connect-${type}`, () => heard.push(type));
    place.append(element);
    await isUp(element, 'decoupled');
    element.remove();
    companion.view = aView('completed', { version: 2 });
    place.append(element);
    await isUp(element, 'completed');
    for (let round = 0; round < 3; round += 1) {
      element.remove();
      place.append(element);
    }
    await settle();
    expect(heard).to.deep.equal(['ready', 'success']);
    expect(companion.count('/token')).to.equal(1);
  });

  it('gives up a request that was under way, and starts over', async () => {
    let release = (): void => undefined;
    companion.holds.set('/v1/session', new Promise((resolve) => (release = resolve)));
    const place = await fixture<HTMLElement>(html`<div></div>`);
    const element = create();
    place.append(element);
    await waitUntil(() => companion.count('/v1/session') === 1);
    element.remove();
    expect(companion.requests.at(-1)?.signal?.aborted).to.equal(true);
    place.append(element);
    release();
    await isUp(element, 'bank_selection');
  });

  for (const status of ['bank_selection', 'redirect', 'decoupled', 'credentials'] as const) {
    it(`leaves no listener, stream, request or timer behind after fifty times, in the step "${status}"`, async () => {
      companion.view = aView(status, { framePath: '/frame/none' });
      const place = await fixture<HTMLElement>(html`<div></div>`);
      const element = create();
      place.append(element);
      await isUp(element, status);
      element.remove();
      await settle();
      const leaks = watchLeaks();
      try {
        for (let time = 0; time < 50; time += 1) {
          place.append(element);
          if (time % 2 === 0) await settle();
          expect(companion.openStreams).to.be.at.most(1);
          element.remove();
          if (time % 3 === 0) await settle();
        }
        await settle();
        expect(leaks).to.include({ timers: 0, listeners: 0 });
        expect(companion.openStreams).to.equal(0);
        expect(companion.requests.filter(({ path, signal }) => path !== '/token' && !signal?.aborted)).to.deep.equal(
          [],
        );
      } finally {
        leaks.restore();
      }
    });
  }
});

describe('<bank-connect> and the life of the page', () => {
  const hide = (hidden: boolean) => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, value: hidden ? 'hidden' : 'visible' });
    document.dispatchEvent(new Event('visibilitychange'));
  };
  afterEach(() => Reflect.deleteProperty(document, 'visibilityState'));

  it('closes its stream while the page is hidden, and looks at once when it is back', async () => {
    companion.view = aView('decoupled');
    const element = create();
    (await fixture(html`<div></div>`)).append(element);
    await isUp(element, 'decoupled');
    await waitUntil(() => companion.openStreams === 1);
    hide(true);
    expect(companion.openStreams).to.equal(0);
    await waitUntil(() => element.renderRoot.querySelector('bank-connect-decoupled')?.paused);
    companion.view = aView('completed', { version: 2 });
    hide(false);
    await isUp(element, 'completed');
  });

  it('pauses when the browser goes offline, and goes on when it is back', async () => {
    companion.view = aView('processing');
    const element = create();
    (await fixture(html`<div></div>`)).append(element);
    await isUp(element, 'processing');
    await waitUntil(() => companion.openStreams === 1);
    window.dispatchEvent(new Event('offline'));
    await waitUntil(() => element.renderRoot.querySelector('.silence'));
    expect(companion.openStreams).to.equal(0);
    window.dispatchEvent(new Event('online'));
    await waitUntil(() => companion.openStreams === 1);
    await waitUntil(() => element.renderRoot.querySelector('.silence') === null);
  });

  it('reads the session when the back button brings the page back', async () => {
    companion.view = aView('redirect');
    const element = create();
    (await fixture(html`<div></div>`)).append(element);
    await isUp(element, 'redirect');
    companion.view = aView('completed', { version: 2 });
    window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
    await isUp(element, 'completed');
  });

  it('tries again by itself when the page is back after a failure', async () => {
    companion.faults.push(
      ...Array.from({ length: 4 }, () => ({ path: '/v1/session', code: 'internal', status: 0 }) as const),
    );
    companion.faults.push({ path: '/healthz', code: 'internal', status: 0 });
    const element = create();
    (await fixture(html`<div></div>`)).append(element);
    await waitUntil(() => element.status === 'error', 'never failed', { timeout: 4000 });
    companion.faults.length = 0;
    window.dispatchEvent(new Event('online'));
    await isUp(element, 'bank_selection');
  });
});
