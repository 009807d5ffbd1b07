import { expect } from '@open-wc/testing';
import type { SessionView } from '../../../server/contract/session.js';
import type { WidgetProblem } from '../../../widget/errors.js';
import { firstSignLimitMs, pollPausesMs, SessionWatch, silenceLimitMs } from '../../../widget/flow/session-watch.js';
import { ManualWorld, settle } from '../support/manual-world.js';
import { aProblem, aView } from '../support/session-views.js';

const streamPath = '/v1/session/events';
const message = (view: SessionView) => `data: ${JSON.stringify(view)}\n\n`;

function watched() {
  const world = new ManualWorld();
  const views: number[] = [];
  const failures: WidgetProblem[] = [];
  const silences: boolean[] = [];
  const watch = new SessionWatch({
    onView: (view) => views.push(view.version),
    onFailure: (problem) => failures.push(problem),
    onSilence: (silent) => silences.push(silent),
  });
  watch.start(world.client());
  return { world, watch, views, failures, silences };
}

/** A watch whose stream did not get through: it polls. */
async function polling() {
  const all = watched();
  (await all.world.nextCall()).answer(503, '');
  return all;
}

describe('watching a session', () => {
  it('takes views from the stream, with one request', async () => {
    const { world, views } = watched();
    const call = await world.nextCall();
    expect(call.path).to.equal(streamPath);
    const server = call.answerStream();
    server.send(message(aView('processing', { version: 1 })));
    server.send(message(aView('decoupled', { version: 2 })));
    await settle();
    expect(views).to.deep.equal([1, 2]);
    expect(world.calls).to.have.lengthOf(1);
  });

  it('looks for itself, at once, when the stream does not get through', async () => {
    const { world, views } = await polling();
    const look = await world.nextCall();
    expect(look.path).to.equal('/v1/session');
    look.answer(200, aView('processing', { version: 3 }));
    await settle();
    expect(views).to.deep.equal([3]);
  });

  it('gives up a stream that a proxy holds back, and one that has gone silent', async () => {
    const held = watched();
    const first = await held.world.nextCall();
    held.world.pass(firstSignLimitMs);
    expect(first.init.signal?.aborted).to.equal(true);
    expect((await held.world.nextCall()).path).to.equal('/v1/session');

    const silent = watched();
    const call = await silent.world.nextCall();
    const server = call.answerStream();
    for (let beat = 0; beat < 5; beat += 1) {
      server.send(':\n\n');
      await settle();
      silent.world.pass(25_000);
    }
    expect(call.init.signal?.aborted).to.equal(false);
    silent.world.pass(silenceLimitMs);
    expect(call.init.signal?.aborted).to.equal(true);
  });

  it('opens the next stream when a good one ends, after a pause', async () => {
    const { world } = watched();
    const server = (await world.nextCall()).answerStream();
    server.send(message(aView('processing')));
    await settle();
    world.pass(25_000);
    server.end();
    await settle();
    expect(world.calls).to.have.lengthOf(1);
    world.pass(pollPausesMs[0]);
    expect((await world.nextCall()).path).to.equal(streamPath);
  });

  it('never has two looks at once, and never looks more often than every three seconds', async () => {
    const { world } = await polling();
    let look = await world.nextCall();
    world.pass(20_000);
    expect(world.calls, 'a slow answer is waited for').to.have.lengthOf(2);
    const times: number[] = [];
    for (let handedOut = 2; handedOut < 32; handedOut += 1) {
      const { path: previous } = look;
      if (previous === '/v1/session') look.answer(200, aView('processing'));
      else look.answer(503, '');
      const start = world.now();
      await settle();
      while (world.calls.length === handedOut) {
        world.pass(100);
        await settle();
      }
      look = await world.nextCall();
      if (previous === '/v1/session' && look.path === '/v1/session') times.push(world.now() - start);
    }
    expect(Math.min(...times)).to.be.at.least(3_000);
    expect(Math.max(...times)).to.be.at.most(12_100);
    expect(
      world.calls.some(({ path }, index) => index > 0 && path === streamPath),
      'the stream is tried again',
    ).to.equal(true);
  });

  it('keeps away as long as the server asks to', async () => {
    const { world } = await polling();
    const look = await world.nextCall();
    look.answer(429, '', { 'retry-after': '30' });
    await settle();
    world.pass(29_900);
    await settle();
    expect(world.calls).to.have.lengthOf(2);
    world.pass(200);
    expect((await world.nextCall()).path).to.equal('/v1/session');
  });

  it('says that news stopped after two failed looks, and that they came again', async () => {
    const { world, silences } = await polling();
    for (let count = 0; count < 3; count += 1) {
      (await world.nextCall()).fail();
      await settle();
      world.pass(4_000);
    }
    expect(silences).to.deep.equal([true]);
    (await world.nextCall()).answer(200, aView('processing'));
    await settle();
    expect(silences).to.deep.equal([true, false]);
  });

  it('ends when the server refuses, and says with what', async () => {
    const { world, failures } = watched();
    (await world.nextCall()).answer(401, { error: aProblem({ code: 'unauthorized', retryable: false }) });
    await settle();
    expect(failures.map(({ code }) => code)).to.deep.equal(['unauthorized']);
    expect(world.timers).to.equal(0);
    expect(world.calls).to.have.lengthOf(1);
  });

  it('does nothing at all while asleep, and looks at once when it wakes up', async () => {
    const { world, watch } = watched();
    const call = await world.nextCall();
    watch.setAwake(false);
    expect(call.init.signal?.aborted).to.equal(true);
    await settle();
    world.pass(3_600_000);
    expect(world.calls).to.have.lengthOf(1);
    expect(world.timers).to.equal(0);
    watch.setAwake(true);
    expect((await world.nextCall()).path).to.equal(streamPath);
  });

  it('leaves neither request nor timer behind when it stops, in the stream, in a look and in a pause', async () => {
    const inStream = watched();
    const inLook = await polling();
    const inPause = await polling();
    (await inPause.world.nextCall()).answer(200, aView('processing'));
    await inLook.world.nextCall();
    await settle();
    for (const { watch, world } of [inStream, inLook, inPause]) {
      watch.stop();
      await settle();
      expect(world.calls.at(-1)?.init.signal?.aborted).to.equal(true);
    }
  });

  it('goes on with the stream it has when it is started again with the same token', async () => {
    const { world, watch } = watched();
    await world.nextCall();
    watch.start(world.client());
    expect(world.calls).to.have.lengthOf(1);
    watch.start(world.client('another-token-of-another'));
    expect(world.calls).to.have.lengthOf(2);
    expect(world.calls[0]?.init.signal?.aborted).to.equal(true);
  });

  it('survives rubbish in the stream by looking for itself', async () => {
    const { world, views } = watched();
    (await world.nextCall()).answerStream().send('data: {"status":"hello"}\n\n');
    const look = await world.nextCall();
    expect(look.path).to.equal('/v1/session');
    look.answer(200, aView('processing', { version: 8 }));
    await settle();
    expect(views).to.deep.equal([8]);
  });
});
