/** Runs in the browser: the bank list with thousands of banks, measured from inside (times in milliseconds). */
import type { Bank } from '../../server/contract/banks.js';
import { BankIndex } from '../../widget/ui/bank-index.js';
import type { BankListView } from '../../widget/views/bank-list-view.js';
import { firstElements } from '../../widget/views/first-elements.js';

export interface BankListTimes {
  /** From nothing to a laid-out list. */
  readonly firstRender: number;
  /** Elements in all shadow roots of the list, at its fullest. */
  readonly nodes: number;
  /** Typing, letter by letter: until the list shows the new result, laid out. */
  readonly keys: readonly { readonly typed: string; readonly ms: number }[];
  /** Back to the whole list. */
  readonly clear: number;
}

const kinds = ['Sparkasse', 'Volksbank', 'Raiffeisenbank', 'Privatbank', 'Kreditbank', 'Landesbank'];
const places = ['Köln', 'Münster', 'Łódź', 'Aigle', 'Südheide', 'Elbmarsch', 'Taunus', 'Vorarlberg', 'Fläming', 'Jura'];

/** Names of the variety of a real country: few kinds, many places, each with a word of its own. */
const manyBanks = (count: number): Bank[] =>
  Array.from({ length: count }, (_, index) => {
    const own = (index * 7919).toString(26).replaceAll(/\d/g, (digit) => 'abcdefghij'[Number(digit)] ?? '');
    const name = `${kinds[index % 6]} ${places[Math.floor(index / 6) % 10]} ${own}`;
    return { id: `b:${index}`, name, bic: `BK${String(index).padStart(6, '0')}` };
  }).sort((a, b) => a.name.localeCompare(b.name));

const nodesIn = (root: ShadowRoot | null): number =>
  [...(root?.querySelectorAll('*') ?? [])].reduce((sum, element) => sum + 1 + nodesIn(element.shadowRoot), 0);

/** Waits for Lit in all shadow roots, then makes the browser lay out. */
async function rendered(view: BankListView): Promise<void> {
  await view.updateComplete;
  await view.shadowRoot?.querySelector('bank-connect-options')?.updateComplete;
  view.getBoundingClientRect();
}

async function timed(act: () => void, view: BankListView): Promise<number> {
  const start = performance.now();
  act();
  await rendered(view);
  return performance.now() - start;
}

export async function measureBankList(count: number, typed: string): Promise<BankListTimes> {
  for (const [tag, element] of firstElements) if (!customElements.get(tag)) customElements.define(tag, element);
  const view = document.createElement('bank-connect-bank-list');
  const banks = manyBanks(count);
  const firstRender = await timed(() => {
    Object.assign(view, { banks, makeSearch: (all: readonly Bank[]) => new BankIndex(all) });
    document.body.replaceChildren(view);
  }, view);
  // A shopper needs a moment before the first key.
  await new Promise((resolve) => setTimeout(resolve, 300));
  const nodes = nodesIn(view.shadowRoot);
  const input = view.shadowRoot?.querySelector('input') as HTMLInputElement;
  const enter = (text: string): Promise<number> =>
    timed(() => {
      input.value = text;
      input.dispatchEvent(new InputEvent('input', { bubbles: true }));
    }, view);
  const keys: { typed: string; ms: number }[] = [];
  for (let length = 1; length <= typed.length; length++) {
    keys.push({ typed: typed.slice(0, length), ms: await enter(typed.slice(0, length)) });
  }
  return { firstRender, nodes, keys, clear: await enter('') };
}

Object.assign(globalThis, { measureBankList });
