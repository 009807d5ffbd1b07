import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import { BankConnect } from '../../../widget/bank-connect.js';
import '../../../widget/define.js';
import type { BankConnectErrorEvent } from '../../../widget/events.js';
import { en } from '../../../widget/i18n/en.js';
import { steps, type Steps } from '../../../widget/steps.js';
import { settle } from '../support/manual-world.js';
import { PageCompanion } from '../support/page-companion.js';
import { aView, pelican } from '../support/session-views.js';
import { textOf } from '../views/define-views.js';

const types = ['ready', 'step', 'success', 'exit', 'error'];
const { importSteps } = BankConnect;

let companion: PageCompanion;
let arrive: () => void;
let imports: number;
beforeEach(() => {
  companion = new PageCompanion().install();
  imports = 0;
  const held = new Promise<Steps>((resolve) => (arrive = () => resolve(steps)));
  BankConnect.importSteps = () => {
    imports += 1;
    return held;
  };
});
afterEach(() => {
  companion.remove();
  BankConnect.importSteps = importSteps;
});

async function waiting() {
  const heard: string[] = [];
  const errors: string[] = [];
  const element = await fixture<BankConnect>(html`<bank-connect server="https://connect.test"></bank-connect>`);
  for (const type of types) element.addEventListener(`bank-connect-${type}`, () => heard.push(type));
  element.addEventListener('bank-connect-error', (event: BankConnectErrorEvent) => errors.push(event.problem.code));
  element.clientToken = companion.clientToken;
  await shows(element, 'processing');
  await waitUntil(() => imports > 0, 'never asked for the second file');
  return { element, heard, errors };
}
const stepOf = (element: BankConnect) => element.renderRoot.querySelector('.step');
const shows = (element: BankConnect, tag: string) =>
  waitUntil(() => stepOf(element)?.localName === `bank-connect-${tag}`, `never showed ${tag}`);
const says = (element: BankConnect): string => {
  const root = stepOf(element)?.shadowRoot;
  return root ? textOf(root as unknown as Element) : '';
};
const footer = (element: BankConnect): string[] =>
  [...element.renderRoot.querySelectorAll('.footer button')].map(textOf);

describe('<bank-connect>, at a later step before the second file is there', () => {
  it('waits calmly, names the bank, and tells the page nothing yet', async () => {
    companion.view = aView('redirect');
    const { element, heard } = await waiting();
    await waitUntil(() => says(element).includes(pelican.name), 'never named the bank');
    await settle();
    expect(heard).to.deep.equal([]);
    expect(element.status).to.equal('loading');
    expect(element.sessionId).to.equal('s1');
    expect(footer(element)).to.deep.equal([en.common.cancel]);
    arrive();
    await shows(element, 'handover');
    expect(heard).to.deep.equal(['ready', 'step']);
    expect(element.status).to.equal('redirect');
    expect(companion.count('/v1/session'), 'the answer was kept').to.equal(1);
  });

  it('offers the same ways out as the step itself', async () => {
    companion.view = aView('credentials');
    const { element } = await waiting();
    await waitUntil(() => footer(element).length > 0, 'no way out');
    expect(footer(element)).to.deep.equal([en.common.chooseAnotherBank, en.common.cancel]);
  });

  it('offers no way out of a session that is over', async () => {
    companion.view = aView('completed');
    const { element, heard } = await waiting();
    await waitUntil(() => says(element).includes(pelican.name), 'never named the bank');
    expect(footer(element)).to.deep.equal([]);
    expect(element.accountIds).to.deep.equal([]);
    arrive();
    await shows(element, 'success');
    expect(heard).to.deep.equal(['ready', 'step', 'success']);
  });

  it('can be cancelled, and says so without the second file', async () => {
    companion.view = aView('consent');
    companion.onCommand = () => aView('cancelled', { version: 2 });
    const { element, heard } = await waiting();
    await waitUntil(() => element.sessionId === 's1', 'never read the session');
    element.cancel();
    await waitUntil(() => heard.includes('exit'), 'never exited');
    arrive();
    await shows(element, 'notice');
    expect(heard).to.deep.equal(['ready', 'step', 'exit']);
  });

  it('refuses an answer that cannot be read, as soon as that can be told', async () => {
    companion.view = { ...aView('consent'), consent: undefined as never };
    const { element, heard, errors } = await waiting();
    await waitUntil(() => element.sessionId === 's1', 'never read the session');
    arrive();
    await shows(element, 'problem');
    expect(heard).to.deep.equal(['error']);
    expect(errors).to.deep.equal(['bad_answer']);
    expect(says(element)).not.to.contain(en.consent.accept);
  });

  it('goes on looking for the second file after it was moved in the page', async () => {
    companion.view = aView('redirect');
    const { element } = await waiting();
    const place = document.createElement('div');
    document.body.append(place);
    place.append(element);
    arrive();
    await shows(element, 'handover');
    place.remove();
  });
});
