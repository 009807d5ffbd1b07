import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Demo } from '../../demo/demo.js';
import { en } from '../../widget/i18n/en.js';
import { result } from './companion-api.js';
import { type Journey, type JourneyOptions, type Move, travel } from './journey.js';
import { phone, sessionIdOf, type Shopper, useDemo } from './shopper.js';

const describeMove = (move: Move): string => {
  switch (move.do) {
    case 'leave':
      return move.acts.map(({ press }) => press).join(', ');
    case 'answer':
      return Object.values(move.values).join('/');
    case 'press':
      return move.button;
    case 'phone':
      return `${move.decide} on the phone`;
  }
};

const describeMoves = ({ moves }: Journey): string => moves.map(describeMove).join(', ') || 'nothing';

export const leaves = ({ moves }: Journey): boolean => moves.some((move) => move.do === 'leave');

/** What the shopper sees, what the page heard, and what the merchant's backend reads agree. */
export async function assertEnd(demo: Demo, visitor: Shopper, { bank, ends }: Journey): Promise<void> {
  const { widget, page, heard, complaints } = visitor;
  if (ends === 'completed') {
    await widget.sees(en.success.title);
    assert.equal((await heard()).filter(({ type }) => type === 'success').length, 1);
    await page.getByRole('link', { name: 'Complete the order' }).click();
    await page.getByRole('heading', { name: `Verified at ${bank}` }).waitFor();
    assert.ok((await page.getByRole('main').getByRole('listitem').count()) > 0, 'the order page shows the accounts');
  } else {
    await widget.root.getByText(en.problem.reference).waitFor();
    const { status, problem } = await result(demo, await sessionIdOf(visitor));
    assert.equal(problem?.code, ends);
    assert.equal(status, 'attempt_failed');
    assert.deepEqual(
      (await heard()).filter(({ type }) => type === 'error').map(({ code }) => code),
      [ends],
    );
  }
  assert.deepEqual(complaints, []);
}

/** Travels each of these journeys to its end. */
export function travelAll(chosen: readonly Journey[], mode: JourneyOptions['mode']): void {
  describe(`journeys (${mode})`, () => {
    const { demo, shopper } = useDemo();
    for (const journey of chosen) {
      it(`${journey.bank}: ${describeMoves(journey)} ends ${journey.ends}`, async () => {
        const visitor = await shopper('/checkout', mode === 'tab' ? phone : {});
        await travel(visitor, journey, { demo: demo(), mode });
        await assertEnd(demo(), visitor, journey);
        await visitor.context.close();
      });
    }
  });
}
