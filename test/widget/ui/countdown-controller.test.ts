import { aTimeout, expect, fixture, html, oneEvent } from '@open-wc/testing';
import { LitElement, type TemplateResult } from 'lit';
import { CountdownController } from '../../../widget/ui/countdown-controller.js';

let time = 0;
let deadline = '';

class CountdownHost extends LitElement {
  readonly countdown = new CountdownController(this, { deadline: () => deadline, now: () => time });
  renders = 0;

  protected override render(): TemplateResult {
    this.renders += 1;
    this.dispatchEvent(new Event('rendered'));
    return html`${this.countdown.secondsLeft}`;
  }
}
customElements.define('countdown-host', CountdownHost);

const at = (ms: number): string => new Date(ms).toISOString();
const host = (): Promise<CountdownHost> => fixture(html`<countdown-host></countdown-host>`);

describe('CountdownController', () => {
  it('counts whole seconds, rounded up, and never below none', async () => {
    deadline = at(10_000);
    const { countdown } = await host();
    for (const [now, seconds] of [
      [0, 10],
      [1, 10],
      [1000, 9],
      [9999, 1],
      [10_000, 0],
      [99_000, 0],
    ] as const) {
      time = now;
      expect(countdown.secondsLeft, `at ${now}`).to.equal(seconds);
    }
  });

  it('has no number without a deadline', async () => {
    deadline = '';
    expect((await host()).countdown.secondsLeft).to.equal(undefined);
  });

  it('updates its host at the next change of the number', async () => {
    deadline = at(10_000);
    time = 9_990 - 1000;
    const element = await host();
    time += 10;
    await oneEvent(element, 'rendered');
    expect(element.countdown.secondsLeft).to.equal(1);
  });

  it('rests when it is taken out and when the time is up', async () => {
    deadline = at(10_000);
    time = 9_995 - 1000;
    const element = await host();
    element.remove();
    const { renders } = element;
    await aTimeout(40);
    expect(element.renders).to.equal(renders);
    time = 10_001;
    document.body.append(element);
    await element.updateComplete;
    expect(element.renders).to.be.above(renders);
    const ended = element.renders;
    await aTimeout(40);
    expect(element.renders).to.equal(ended);
    element.remove();
  });
});
