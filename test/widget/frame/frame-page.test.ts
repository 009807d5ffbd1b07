import { expect, fixture, html } from '@open-wc/testing';
import '../../../widget/define-inline.js';
import { FramePage, idleLimitMs } from '../../../widget/frame/frame-page.js';
import type { FromFrame } from '../../../widget/frame/protocol.js';
import { CredentialsSubmittedEvent } from '../../../widget/views/view-events.js';
import { ManualWorld, settle } from '../support/manual-world.js';
import { aProblem, aView } from '../support/session-views.js';

const open = {
  type: 'open',
  clientToken: 'token-0123456789abcdef',
  locale: 'en',
  look: { colorScheme: 'normal', tokens: {} },
} as const;
const fields = (round = 1) => ({
  bankName: 'Pelican Bank',
  round,
  fields: [{ kind: 'text', id: 'user', label: 'Username' }],
});

async function opened() {
  const world = new ManualWorld();
  const said: FromFrame[] = [];
  const place = await fixture<HTMLElement>(html`<div></div>`);
  const page = new FramePage({ world, origin: 'https://connect.test', place, say: (message) => said.push(message) });
  page.hear(open);
  const form = () => place.querySelector('bank-connect-credential-form');
  const submit = (values = { user: 'zebra' }) => form()?.dispatchEvent(new CredentialsSubmittedEvent(values));
  return { world, said, place, page, form, submit };
}

async function shown() {
  const all = await opened();
  (await all.world.nextCall()).answer(200, fields());
  await settle();
  return all;
}

const types = (said: readonly FromFrame[]) => said.map(({ type }) => type);

describe('the page in the credential frame', () => {
  it('fetches the fields with the token it was handed, and says that they are shown', async () => {
    const { world, form, said } = await shown();
    expect(world.calls[0]?.url).to.equal('https://connect.test/v1/session/credentials');
    expect(form()?.view?.fields.map(({ label }) => label)).to.deep.equal(['Username']);
    expect(types(said)).to.deep.equal(['ready']);
  });

  it('sends what was typed to its own origin, then forgets it and says no more than that', async () => {
    const { world, form, said, submit } = await shown();
    submit();
    expect(form()?.busy).to.equal(true);
    const call = await world.nextCall();
    expect(call.body).to.deep.equal({ round: 1, values: { user: 'zebra' } });
    call.answer(200, aView('processing'));
    await settle();
    expect(form()).to.equal(null);
    expect(types(said)).to.deep.equal(['ready', 'busy', 'submitted']);
    expect(JSON.stringify(said)).not.to.contain('zebra');
  });

  it('sends once, however often it is asked', async () => {
    const { world, submit } = await shown();
    for (let click = 0; click < 20; click += 1) submit();
    await settle();
    expect(world.calls.filter(({ init }) => init.method === 'POST')).to.have.lengthOf(1);
  });

  it('keeps the form usable after a failure that another try can mend', async () => {
    const { world, form, said, submit } = await shown();
    const before = form();
    submit();
    (await world.nextCall()).fail();
    await settle();
    expect(form()).to.equal(before);
    expect(before).to.include({ busy: false });
    expect(before?.problem?.code).to.equal('network');
    expect(said.at(-1)).to.deep.equal({ type: 'busy', busy: false });
    submit();
    await settle();
    expect(world.calls.filter(({ init }) => init.method === 'POST')).to.have.lengthOf(2);
  });

  it('fetches the fields again when they were for another round', async () => {
    const { world, form, submit } = await shown();
    submit();
    const call = await world.nextCall();
    call.answer(409, { error: aProblem({ code: 'wrong_state', action: 'refresh', retryable: false }) });
    const again = await world.nextCall();
    expect(again.init.method).to.equal('GET');
    again.answer(200, fields(2));
    await settle();
    expect(form()?.view?.round).to.equal(2);
  });

  it('has nothing left to do when the session is over, here or while the fields load', async () => {
    const locked = await shown();
    locked.submit();
    const call = await locked.world.nextCall();
    call.answer(423, { error: aProblem({ code: 'too_many_attempts', action: 'new_session', retryable: false }) });
    await settle();
    expect(types(locked.said).at(-1)).to.equal('done');
    expect(locked.form()).to.equal(null);

    const gone = await opened();
    (await gone.world.nextCall()).answer(401, { error: aProblem({ code: 'unauthorized', retryable: false }) });
    await settle();
    expect(types(gone.said)).to.deep.equal(['done']);
  });

  it('tries to load the fields again, then leaves it to the page outside', async () => {
    const { world, said } = await opened();
    for (let attempt = 0; attempt < 5; attempt += 1) {
      (await world.nextCall()).fail();
      await settle();
      world.pass(4_000);
    }
    await settle();
    expect(world.calls).to.have.lengthOf(5);
    expect(types(said)).to.deep.equal(['done']);
  });

  it('forgets what was typed after five minutes without a key, and when the page goes away', async () => {
    const idle = await shown();
    const first = idle.form();
    idle.world.pass(idleLimitMs - 1);
    first?.dispatchEvent(new InputEvent('input'));
    idle.world.pass(idleLimitMs - 1);
    expect(idle.form()).to.equal(first);
    idle.world.pass(1);
    expect(idle.form()).to.equal(null);

    const left = await shown();
    left.page.clear();
    expect(left.form()).to.equal(null);
    expect(left.world.timers).to.equal(0);
  });

  it('shows only the newest round when two are asked for', async () => {
    const { world, page, form } = await opened();
    const first = await world.nextCall();
    page.hear({ type: 'refresh' });
    const second = await world.nextCall();
    second.answer(200, fields(2));
    await settle();
    first.answer(200, fields(1));
    await settle();
    expect(form()?.view?.round).to.equal(2);
  });

  it('wears only what it accepts of a look', async () => {
    const { page } = await opened();
    page.hear({ type: 'look', look: { colorScheme: 'dark', tokens: { radius: '3px', 'color-text': 'url(x)' } } });
    const root = getComputedStyle(document.documentElement);
    expect(root.getPropertyValue('--bank-connect-radius')).to.equal('3px');
    expect(root.getPropertyValue('--bank-connect-color-text')).to.equal('');
    expect(root.colorScheme).to.equal('dark');
    document.adoptedStyleSheets = [];
  });
});
