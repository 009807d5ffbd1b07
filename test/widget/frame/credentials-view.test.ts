import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import { frameLimitMs } from '../../../widget/frame/frame-host-controller.js';
import type { CredentialsView } from '../../../widget/views/credentials-view.js';
import { ManualWorld } from '../support/manual-world.js';
import { defineViews } from '../views/define-views.js';

defineViews();

/** The view with a frame that says these things through its port, once it has one. */
async function mounted(say: string) {
  const world = new ManualWorld();
  const told: string[] = [];
  const place = await fixture<HTMLElement>(html`<div></div>`);
  place.addEventListener('frame-progress', ({ progress }) => told.push(progress));
  place.addEventListener('frame-blocked', () => told.push('blocked'));
  const view: CredentialsView = Object.assign(document.createElement('bank-connect-credentials'), {
    world,
    serverOrigin: location.origin,
    framePath: `/test/widget/frame/fake-frame.html?say=${say}`,
    clientToken: 'token-0123456789abcdef',
    round: 1,
  });
  place.append(view);
  await view.updateComplete;
  const frame = () => view.renderRoot.querySelector('iframe');
  const heard = () => (frame()?.contentWindow as unknown as { heard?: { type: string }[] } | null)?.heard ?? [];
  return { world, told, view, frame, heard };
}

describe('the host of the credential frame', () => {
  it('shows the frame when its fields are there, and gives it all the time from then on', async () => {
    const { world, told, frame } = await mounted('ready');
    expect(frame()?.hidden).to.equal(true);
    await waitUntil(() => told.includes('ready'));
    await waitUntil(() => frame()?.hidden === false);
    world.pass(3_600_000);
    expect(told).to.deep.equal(['ready']);
  });

  it('hands the token over through the port only, and again when there is another one', async () => {
    const { view, frame, heard } = await mounted('ready');
    await waitUntil(() => heard().length === 1);
    expect(heard()[0]).to.include({ type: 'open', clientToken: 'token-0123456789abcdef', locale: 'en' });
    expect(frame()?.src).not.to.contain('token');
    view.clientToken = 'another-token-0123456789';
    await waitUntil(() => heard().length === 2);
    expect(heard()[1]).to.include({ type: 'open', clientToken: 'another-token-0123456789' });
  });

  it('tells the frame of a new round', async () => {
    const { view, heard } = await mounted('ready');
    await waitUntil(() => heard().length === 1);
    view.round = 2;
    await waitUntil(() => heard().length === 2);
    expect(heard()[1]).to.deep.equal({ type: 'refresh' });
  });

  it('gives up a page that loads without saying hello, soon, and one that does not load, later', async () => {
    const silent = await mounted('');
    await new Promise((resolve) => silent.frame()?.addEventListener('load', resolve, { once: true }));
    silent.world.pass(3_000);
    expect(silent.told).to.deep.equal(['blocked']);

    const slow = await mounted('');
    slow.world.pass(frameLimitMs);
    expect(slow.told).to.deep.equal(['blocked']);
  });

  it('gives up a frame that has done its part while the session does not go on', async () => {
    const { world, told } = await mounted('ready,done');
    await waitUntil(() => told.includes('done'));
    world.pass(60_000);
    expect(told).to.deep.equal(['ready', 'done', 'blocked']);
  });

  it('leaves no timer and no open port when it is removed', async () => {
    const { world, told, view, heard } = await mounted('ready');
    await waitUntil(() => heard().length === 1);
    view.remove();
    world.pass(3_600_000);
    expect(world.timers).to.equal(0);
    expect(told.filter((each) => each !== 'ready')).to.deep.equal([]);
  });
});
