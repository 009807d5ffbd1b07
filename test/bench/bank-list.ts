// The budgets of the bank list: first render < 50 ms, < 300 nodes, < 8 ms per key, with 6,000 banks.
import { build } from 'vite';
import { launchBrowser } from '../support/playwright.js';
import type { BankListTimes } from './bank-list.page.js';

const count = 6000;
const runs = 5;
/** Whole words, a slip, and a word that fits nothing, which costs most. */
const queries = ['sparkasse köln', 'volksbnk munster', 'raifeisen', 'xqzwyk'];
const budget = { firstRender: 50, nodes: 300, key: 8 } as const;

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** The page's script as the product is built: minified, Lit for production. */
async function pageScript(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    resolve: { conditions: ['production', 'browser', 'module', 'default'] },
    build: {
      write: false,
      minify: true,
      lib: { entry: 'test/bench/bank-list.page.ts', formats: ['iife'], name: 'page' },
    },
  });
  const [output] = Array.isArray(built) ? built : [];
  const chunk = output?.output[0];
  if (chunk?.type !== 'chunk') throw new Error('The page of the bench was not built.');
  return chunk.code;
}

async function measure(script: string): Promise<BankListTimes[]> {
  const browser = await launchBrowser();
  try {
    const times: BankListTimes[] = [];
    for (const query of Array.from({ length: runs }, () => queries).flat()) {
      const page = await browser.newPage({ viewport: { width: 480, height: 800 } });
      await page.addScriptTag({ content: script });
      times.push(await page.evaluate<BankListTimes>(`measureBankList(${count}, ${JSON.stringify(query)})`));
      await page.close();
    }
    return times;
  } finally {
    await browser.close();
  }
}

/** Median and, in brackets, the best: on a busy machine the latter says what the code itself costs. */
function line(what: string, values: readonly number[], limit: number): string {
  const middle = median(values);
  const best = Math.min(...values);
  return `${what.padEnd(14)} ${middle.toFixed(1).padStart(7)} (${best.toFixed(1)}) of ${limit}${middle < limit ? '' : '  OVER BUDGET'}`;
}

/** One line per budget; `over` is true when a median is above one. */
export async function benchBankList(): Promise<{ lines: string[]; over: boolean }> {
  const times = await measure(await pageScript());
  const keysOf = (times: readonly BankListTimes[]): number[] => times.flatMap(({ keys }) => keys.map(({ ms }) => ms));
  const results: readonly (readonly [what: string, values: readonly number[], limit: number])[] = [
    ['first render', times.map(({ firstRender }) => firstRender), budget.firstRender],
    ['nodes', times.map(({ nodes }) => nodes), budget.nodes],
    ['first key', times.flatMap(({ keys }) => keys[0]?.ms ?? []), budget.key],
    ['any key', keysOf(times), budget.key],
    ['clear', times.map(({ clear }) => clear), budget.key],
  ];
  return {
    lines: [
      `Bank list, ${count} banks, ${times.length} pages: median (best), milliseconds or elements`,
      ...results.map(([what, values, limit]) => line(what, values, limit)),
    ],
    over: results.some(([, values, limit]) => !(median(values) < limit)),
  };
}

if (import.meta.url === new URL(process.argv[1] ?? '', 'file:').href) {
  const { lines, over } = await benchBankList();
  console.log(lines.join('\n'));
  process.exitCode = over ? 1 : 0;
}
