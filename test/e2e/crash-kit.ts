import { it } from 'node:test';
import { en } from '../../widget/i18n/en.js';
import { type Journey, journeys, travel } from './journey.js';
import { phone, useDemo } from './shopper.js';

export const completing = (bank: string): Journey => {
  const journey = journeys.find((each) => each.bank === bank && each.ends === 'completed');
  if (journey === undefined) throw new Error(`No journey for ${bank}.`);
  return journey;
};

/** The demo of a file, and the sudden death of its companion server, which then comes back. */
export function useFragileDemo() {
  const { demo, shopper } = useDemo();
  const crash = async (): Promise<void> => {
    await demo().companion.kill();
    await demo().companion.start();
  };
  return { demo, shopper, crash };
}

/** Travels to the end of these banks' journeys, with a crash at the consent and at the step of each move. */
export function crashAtEveryStep(banks: readonly string[]): void {
  const { demo, shopper, crash } = useFragileDemo();
  for (const bank of banks) {
    const journey = completing(bank);
    for (let point = 0; point <= journey.moves.length; point += 1) {
      it(`${bank}: goes on after a crash at step ${point}`, async () => {
        const visitor = await shopper('/checkout', phone);
        let steps = 0;
        const atStep = async (): Promise<void> => {
          if (steps === point) await crash();
          steps += 1;
        };
        await travel(visitor, journey, { demo: demo(), mode: 'tab', atStep });
        await visitor.widget.sees(en.success.title);
        await visitor.context.close();
      });
    }
  }
}
