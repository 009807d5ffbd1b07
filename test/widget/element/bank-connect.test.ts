import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import type { BankConnect } from '../../../widget/bank-connect.js';
import '../../../widget/define.js';
// Made ready before the first test: what tests wait for is the element, not the development server.
import '../../../widget/steps.js';
import type { BankConnectEventMap, BankConnectStepEvent } from '../../../widget/events.js';
import type { ViewElement } from '../../../widget/views/view-element.js';
import {
  ApprovalConfirmedEvent,
  BankChosenEvent,
  BankLeftEvent,
  ConsentAnsweredEvent,
  CountryChosenEvent,
  ProblemActionEvent,
} from '../../../widget/views/view-events.js';
import { PageCompanion } from '../support/page-companion.js';
import { settle } from '../support/manual-world.js';
import { aProblem, aView, pelican } from '../support/session-views.js';

const server = 'https://connect.test';
const types = ['ready', 'step', 'success', 'exit', 'error', 'renew'].map((name) => `bank-connect-${name}`);

let companion: PageCompanion;
beforeEach(() => void (companion = new PageCompanion().install()));
afterEach(() => companion.remove());

const withEndpoint = () =>
  fixture<BankConnect>(html`<bank-connect server=${server} session-endpoint="/token"></bank-connect>`);
const step = (element: BankConnect) => element.renderRoot.querySelector<ViewElement>('.step');
/** The first time, the later steps have to be fetched. */
const shows = (element: BankConnect, tag: string) =>
  waitUntil(() => step(element)?.localName === `bank-connect-${tag}`, `never showed ${tag}`, { timeout: 4000 });
const say = (element: BankConnect, event: Event) => step(element)?.dispatchEvent(event);
const posts = (path: string) => companion.requests.filter((each) => each.method === 'POST' && each.path === path);

const nextEvent = <K extends keyof BankConnectEventMap>(element: BankConnect, type: K) =>
  new Promise<BankConnectEventMap[K]>((resolve) =>
    element.addEventListener(type, (event) => resolve(event as BankConnectEventMap[K]), { once: true }),
  );

/** Every public event of an element, by its short name. */
function heardFrom(element: EventTarget): string[] {
  const heard: string[] = [];
  for (const type of types) element.addEventListener(type, () => heard.push(type.slice('bank-connect-'.length)));
  return heard;
}

describe('<bank-connect>, getting a session', () => {
  it('asks the session endpoint and reads the session with the token it got', async () => {
    const element = await withEndpoint();
    await shows(element, 'bank-list');
    expect(companion.requests.map(({ path }) => path)).to.deep.equal(['/token', '/v1/session', '/v1/banks']);
    expect(companion.requests[1]).to.include({ url: `${server}/v1/session`, token: 'Bearer token-0123456789abcdef' });
    expect(element.status).to.equal('bank_selection');
    expect(element.sessionId).to.equal('s1');
  });

  it('takes the token as a property, and never shows it in the document', async () => {
    const element = await fixture<BankConnect>(
      html`<bank-connect server=${server} .clientToken=${'secret-token-of-the-page'}></bank-connect>`,
    );
    await shows(element, 'bank-list');
    expect(companion.count('/token')).to.equal(0);
    expect(
      [document, element.renderRoot].map((each) => new XMLSerializer().serializeToString(each)).join(),
    ).not.to.contain('secret-token');
  });

  it('ignores a token in an attribute and in the address of the page', async () => {
    history.replaceState(null, '', '?session=evil&clientToken=evil-token-evil-token#clientToken=evil-token-evil-token');
    const element = await fixture<BankConnect>(
      html`<bank-connect server=${server} client-token="evil-token-evil-token"></bank-connect>`,
    );
    await settle();
    expect(companion.requests).to.deep.equal([]);
    expect(element.status).to.equal('idle');
    history.replaceState(null, '', location.pathname);
  });

  it('waits calmly without a source, and says what is missing when it is started', async () => {
    const element = await fixture<BankConnect>(html`<bank-connect server=${server}></bank-connect>`);
    await shows(element, 'processing');
    const error = nextEvent(element, 'bank-connect-error');
    element.start();
    expect((await error).problem.code).to.equal('not_configured');
    await shows(element, 'problem');
    expect(element.status).to.equal('error');
  });

  it('says that no server is named, whatever stands in its place', async () => {
    for (const wrong of ['javascript:alert(1)', '/relative', 'connect.test', 'ftp://connect.test']) {
      const element = await fixture<BankConnect>(
        html`<bank-connect server=${wrong} session-endpoint="/token"></bank-connect>`,
      );
      await shows(element, 'problem');
      expect(element.status, wrong).to.equal('error');
    }
    expect(companion.requests).to.deep.equal([]);
  });

  it('shows a coded problem when the endpoint fails, and asks again for another try', async () => {
    companion.faults.push({ path: '/token', code: 'internal', status: 500 });
    const element = await withEndpoint();
    await shows(element, 'problem');
    expect(step(element)).to.include({ code: 'session_endpoint_failed', action: 'new_session' });
    say(element, new ProblemActionEvent('new_session'));
    await shows(element, 'bank-list');
    expect(posts('/token').map(({ body }) => body)).to.deep.equal([{ renew: false }, { renew: true }]);
  });

  it('asks the endpoint for another token when the first one is refused', async () => {
    companion.faults.push({ path: '/v1/session', code: 'unauthorized', status: 401 });
    await shows(await withEndpoint(), 'bank-list');
    expect(posts('/token').map(({ body }) => body)).to.deep.equal([{ renew: false }, { renew: true }]);
  });

  it('asks the page for another token where there is no endpoint', async () => {
    companion.view = aView('expired');
    const element = await fixture<BankConnect>(
      html`<bank-connect server=${server} .clientToken=${'old-token-0123456789'}></bank-connect>`,
    );
    await shows(element, 'problem');
    companion.view = aView('bank_selection', { id: 's2' });
    element.addEventListener('bank-connect-renew', () => void (element.clientToken = 'new-token-0123456789'));
    say(element, new ProblemActionEvent('new_session'));
    await shows(element, 'bank-list');
    expect(element.sessionId).to.equal('s2');
    expect(companion.requests.at(-1)?.token).to.equal('Bearer new-token-0123456789');
  });

  it('drops everything of the session of before when another token is set', async () => {
    let release = (): void => undefined;
    companion.holds.set('/v1/session', new Promise((resolve) => (release = resolve)));
    const element = await fixture<BankConnect>(
      html`<bank-connect server=${server} .clientToken=${'first-token-0123456789'}></bank-connect>`,
    );
    await waitUntil(() => companion.count('/v1/session') === 1);
    element.clientToken = 'second-token-0123456789';
    await waitUntil(() => companion.count('/v1/session') === 2);
    expect(companion.requests[0]?.signal?.aborted).to.equal(true);
    release();
    await shows(element, 'bank-list');
    expect(companion.requests.at(-1)?.token).to.equal('Bearer second-token-0123456789');
  });

  it('goes back to waiting when the page takes the token away', async () => {
    const element = await fixture<BankConnect>(
      html`<bank-connect server=${server} .clientToken=${'token-0123456789-abc'}></bank-connect>`,
    );
    await shows(element, 'bank-list');
    element.clientToken = undefined;
    await shows(element, 'processing');
    expect(element.status).to.equal('idle');
  });

  it('finds the server again that was away for a moment', async () => {
    companion.faults.push({ path: '/v1/session', code: 'internal', status: 0 });
    const element = await withEndpoint();
    await shows(element, 'bank-list');
    expect(companion.count('/v1/session')).to.equal(2);
  });
});

describe('<bank-connect>, a journey', () => {
  it('tells the page each step and one end', async () => {
    const element = await withEndpoint();
    const heard = heardFrom(element);
    const steps: string[] = [];
    element.addEventListener('bank-connect-step', (event: BankConnectStepEvent) =>
      steps.push(`${event.status} ${event.bankId ?? '-'}`),
    );
    await shows(element, 'bank-list');

    companion.onCommand = () => aView('consent', { version: 2 });
    say(element, new BankChosenEvent(pelican.id));
    await shows(element, 'consent');
    expect(posts('/v1/session/bank').at(-1)?.body).to.deep.equal({ bankId: pelican.id });

    companion.onCommand = () => aView('processing', { version: 3 });
    say(element, new ConsentAnsweredEvent(true, 'I agree to this.'));
    await shows(element, 'processing');
    expect(posts('/v1/session/consent').at(-1)?.body).to.deep.equal({
      accepted: true,
      text: 'I agree to this.',
      locale: 'en',
    });

    companion.become(aView('decoupled', { version: 4 }));
    await shows(element, 'decoupled');
    companion.onCommand = () => undefined;
    say(element, new ApprovalConfirmedEvent());
    await waitUntil(() => posts('/v1/session/confirm').length === 1);

    const success = nextEvent(element, 'bank-connect-success');
    companion.become(aView('completed', { version: 5 }));
    await shows(element, 'success');
    expect(await success).to.include({
      sessionId: 's1',
      connectionId: 'c1',
      bankId: pelican.id,
    });
    expect(element.connectionId).to.equal('c1');
    expect(steps).to.deep.equal([
      'bank_selection -',
      'consent p:pelican',
      'processing p:pelican',
      'decoupled p:pelican',
      'completed p:pelican',
    ]);
    expect(heard.filter((name) => name !== 'step')).to.deep.equal(['ready', 'success']);
  });

  it('goes on after a failed attempt, in the same session', async () => {
    companion.view = aView('attempt_failed', { problem: aProblem({ code: 'declined' }) });
    const element = await withEndpoint();
    await shows(element, 'problem');
    expect(step(element)).to.include({ code: 'declined', retryable: true });
    companion.onCommand = () => aView('consent', { version: 2 });
    say(element, new ProblemActionEvent('retry'));
    await shows(element, 'consent');
    expect(posts('/v1/session/bank').at(-1)?.body).to.deep.equal({ bankId: pelican.id });
  });

  it('goes back to the list from every step at a bank', async () => {
    for (const status of ['consent', 'redirect', 'decoupled'] as const) {
      companion.view = aView(status);
      companion.onCommand = () => aView('bank_selection', { version: 2 });
      const element = await withEndpoint();
      await shows(element, status === 'redirect' ? 'handover' : status);
      say(element, new BankLeftEvent());
      await shows(element, 'bank-list');
    }
    expect(posts('/v1/session/bank').map(({ body }) => body)).to.deep.equal(Array(3).fill({ bankId: null }));
  });

  it('cancels once, however often it is asked, and exits once', async () => {
    const element = await withEndpoint();
    const heard = heardFrom(element);
    await shows(element, 'bank-list');
    companion.onCommand = () => aView('cancelled', { version: 2 });
    const exit = nextEvent(element, 'bank-connect-exit');
    for (let click = 0; click < 20; click += 1) element.cancel();
    expect((await exit).reason).to.equal('cancelled');
    await shows(element, 'notice');
    element.cancel();
    await settle();
    expect(posts('/v1/session/cancel')).to.have.lengthOf(1);
    expect(heard.filter((name) => name === 'exit' || name === 'success')).to.deep.equal(['exit']);
    expect(element.renderRoot.querySelector('[part~="cancel"]')).to.equal(null);
  });

  it('offers one way to end the session at the consent: declining it', async () => {
    companion.view = aView('consent');
    const element = await withEndpoint();
    await shows(element, 'consent');
    expect(element.renderRoot.querySelector('[part~="cancel"]')).to.equal(null);
  });

  it('offers nothing that a failed session cannot do', async () => {
    const problem = aProblem({ code: 'integrity_failed', action: 'contact_merchant', retryable: false });
    companion.view = aView('failed', { problem });
    const element = await withEndpoint();
    await shows(element, 'problem');
    await step(element)?.updateComplete;
    expect(step(element)?.renderRoot.querySelector('h2')).not.to.equal(null);
    expect(step(element)?.renderRoot.querySelector('button')).to.equal(null);
  });

  it('sends twenty quick choices of a bank as one', async () => {
    const element = await withEndpoint();
    await shows(element, 'bank-list');
    companion.onCommand = () => aView('consent', { version: 2 });
    for (let click = 0; click < 20; click += 1) say(element, new BankChosenEvent(pelican.id));
    await shows(element, 'consent');
    expect(posts('/v1/session/bank')).to.have.lengthOf(1);
  });

  it('shows the problem of a command and sends the same again', async () => {
    const element = await withEndpoint();
    await shows(element, 'bank-list');
    companion.faults.push({ path: '/v1/session/bank', code: 'unavailable', status: 503 });
    say(element, new BankChosenEvent(pelican.id));
    await shows(element, 'problem');
    companion.onCommand = () => aView('consent', { version: 2 });
    say(element, new ProblemActionEvent('retry'));
    await shows(element, 'consent');
  });

  it('loads the banks of the chosen country, and only the last one chosen', async () => {
    const element = await withEndpoint();
    await shows(element, 'bank-list');
    companion.banks = { country: 'FR', countries: ['DE', 'FR'], banks: [{ id: 'p:coq', name: 'Banque du Coq' }] };
    say(element, new CountryChosenEvent('AT'));
    say(element, new CountryChosenEvent('FR'));
    await waitUntil(() => (step(element) as unknown as { country: string }).country === 'FR');
    const asked = companion.requests.filter(({ path }) => path === '/v1/banks').map(({ url }) => new URL(url).search);
    expect(asked).to.deep.equal(['', '?country=AT', '?country=FR']);
    expect(companion.requests.find(({ url }) => url.endsWith('AT'))?.signal?.aborted).to.equal(true);
  });

  it('takes the token of the page when the endpoint is taken away', async () => {
    const element = await withEndpoint();
    await shows(element, 'bank-list');
    const asked = companion.requests.length;
    companion.view = aView('consent');
    element.removeAttribute('session-endpoint');
    element.clientToken = 'another-token';
    await shows(element, 'consent');
    const paths = companion.requests.slice(asked).map(({ path }) => path);
    expect(paths).not.to.include('/token');
  });

  it('shows why the banks did not load, and loads them again', async () => {
    companion.faults.push({ path: '/v1/banks', code: 'unavailable', status: 503 });
    const element = await withEndpoint();
    await shows(element, 'problem');
    say(element, new ProblemActionEvent('wait'));
    await shows(element, 'bank-list');
  });

  it('shows a code that it does not know as a fault of ours', async () => {
    companion.view = aView('attempt_failed', { problem: { ...aProblem(), code: 'made_up_later' as 'internal' } });
    const element = await withEndpoint();
    await shows(element, 'problem');
    expect(step(element)).to.include({ code: 'internal' });
  });
});

describe('<bank-connect>, focus and announcements', () => {
  it('leaves the focus alone on the first step and reads its heading out', async () => {
    const before = document.activeElement;
    const element = await withEndpoint();
    await shows(element, 'bank-list');
    const region = () => element.renderRoot.querySelector('[role="status"]')?.textContent;
    await waitUntil(() => region() !== '');
    expect(region()).to.equal(step(element)?.renderRoot.querySelector('h2')?.textContent);
    expect(document.activeElement).to.equal(before);
  });

  it('moves the focus to the heading of the next step when it was inside', async () => {
    const element = await withEndpoint();
    await shows(element, 'bank-list');
    step(element)?.renderRoot.querySelector('input')?.focus();
    companion.onCommand = () => aView('consent', { version: 2 });
    say(element, new BankChosenEvent(pelican.id));
    await shows(element, 'consent');
    await waitUntil(() => step(element)?.shadowRoot?.activeElement?.localName === 'h2', 'the heading never had focus');
  });

  it('does not take the focus from the page', async () => {
    const field = await fixture<HTMLInputElement>(html`<input aria-label="Coupon" />`);
    const element = await withEndpoint();
    await shows(element, 'bank-list');
    field.focus();
    companion.onCommand = () => aView('consent', { version: 2 });
    say(element, new BankChosenEvent(pelican.id));
    await shows(element, 'consent');
    await settle();
    expect(document.activeElement).to.equal(field);
  });
});
