import { expect, fixture, html, nextFrame } from '@open-wc/testing';
import { emulateMedia } from '@web/test-runner-commands';
import { ChipTan } from '../../../widget/ui/flicker/chip-tan.js';
import { flashLimit, flickerFrames } from '../../../widget/ui/flicker/flicker-frames.js';
import { encodeHhd } from '../../../widget/ui/flicker/hhd-code.js';
import { readChallenge } from '../../../widget/ui/flicker/hhd-challenge.js';

customElements.define('bank-connect-chip-tan', ChipTan);

const challenge = '039870110490631098765432100812345678041,00';
const chipTan = (code = challenge): Promise<ChipTan> =>
  fixture(html`<bank-connect-chip-tan .code=${code}></bank-connect-chip-tan>`);

const all = <T extends HTMLElement>(element: ChipTan, selector: string): T[] => [
  ...element.renderRoot.querySelectorAll<T>(selector),
];
const bars = (element: ChipTan): boolean[] => all(element, '.bar').map((bar) => bar.classList.contains('on'));
const toggle = (element: ChipTan): void => all(element, 'button')[0]?.click();

async function slide(element: ChipTan, index: number, value: number): Promise<void> {
  const range = all<HTMLInputElement>(element, '[type=range]')[index] as HTMLInputElement;
  range.valueAsNumber = value;
  range.dispatchEvent(new InputEvent('input'));
  await element.updateComplete;
}

/** Each picture that differs from the one before, until there are enough. */
async function pulses(element: ChipTan, count: number): Promise<boolean[][]> {
  const seen: boolean[][] = [];
  while (seen.length < count) {
    await nextFrame();
    if (String(bars(element)) !== String(seen.at(-1))) seen.push(bars(element));
  }
  return seen;
}

describe('<bank-connect-chip-tan>', () => {
  it('rests until the shopper starts it', async () => {
    const element = await chipTan();
    for (let frame = 0; frame < 10; frame++) await nextFrame();
    expect(bars(element)).to.deep.equal([false, false, false, false, false]);
  });

  it('shows every pulse of the code in order', async () => {
    const element = await chipTan();
    const content = readChallenge(challenge);
    const frames = flickerFrames(content ? encodeHhd(content) : '');
    await slide(element, 1, 30);
    toggle(element);
    const seen = await pulses(element, 40);
    const wanted = frames.concat(frames).map(String);
    const start = wanted.indexOf(String(seen[1]));
    const shown = seen.slice(1).map(String);
    // The clock alternates, so no two neighbours look the same and none can be missed unseen.
    const places = wanted.flatMap((frame, index) => (frame === shown[0] ? [index] : []));
    expect(start).to.be.at.least(0);
    expect(places.some((place) => shown.every((frame, offset) => frame === wanted[place + offset]))).to.equal(true);
  });

  it('alternates the clock bar at each pulse', async () => {
    const element = await chipTan();
    await slide(element, 1, 30);
    toggle(element);
    const clock = (await pulses(element, 12)).slice(1).map(([bar]) => bar);
    expect(clock.every((on, index) => index === 0 || on !== clock[index - 1])).to.equal(true);
  });

  it('also flickers for those who asked for less motion, since they start it themselves', async () => {
    await emulateMedia({ reducedMotion: 'reduce' });
    const element = await chipTan();
    toggle(element);
    expect(await pulses(element, 3)).to.have.length(3);
    await emulateMedia({ reducedMotion: 'no-preference' });
  });

  it('stops on demand, for a new code, and when it is taken out', async () => {
    const element = await chipTan();
    const resting = (): boolean => all(element, '.resting').length === 1;
    toggle(element);
    await element.updateComplete;
    expect(resting()).to.equal(false);
    toggle(element);
    await element.updateComplete;
    expect(resting()).to.equal(true);
    toggle(element);
    element.code = '0100812345678';
    await element.updateComplete;
    expect(resting()).to.equal(true);
    toggle(element);
    const parent = element.parentElement as HTMLElement;
    element.remove();
    parent.append(element);
    await element.updateComplete;
    expect(resting()).to.equal(true);
  });

  it('stays below the area that may flash, at every size', async () => {
    const element = await chipTan();
    for (let size = 0; size <= 12; size++) {
      await slide(element, 0, size);
      const area = all(element, '.bar')
        .map((bar) => bar.getBoundingClientRect())
        .reduce((sum, { width, height }) => sum + width * height, 0);
      expect(area, `size ${size}`).to.be.within(8000, flashLimit - 1);
    }
  });

  it('puts the clock on the left in every language', async () => {
    const element = await chipTan();
    element.dir = 'rtl';
    const places = all(element, '.bar').map((bar) => bar.getBoundingClientRect().x);
    expect([...places].sort((a, b) => a - b)).to.deep.equal(places);
  });

  it('tells what to type instead', async () => {
    const element = await chipTan();
    expect(all(element, 'dd').map((each) => each.textContent)).to.deep.equal([
      '1049063',
      '9876543210',
      '12345678',
      '1,00',
    ]);
    expect(all(element, 'dt').map((each) => each.textContent)).to.deep.equal([
      'Start code',
      'Data 1',
      'Data 2',
      'Data 3',
    ]);
  });

  it('says that a code is damaged, in place of showing it', async () => {
    const element = await chipTan('0398701104');
    expect(element.renderRoot.textContent).to.contain('damaged');
    expect(all(element, '.bar, button')).to.deep.equal([]);
  });
});
