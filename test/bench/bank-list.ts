// The budgets of the bank list: first render < 50 ms, < 300 nodes, < 8 ms per key, with 6,000 banks.
import { build } from 'vite';
import { launchBrowser } from '../support/playwright.js';
import type { BankListTimes } from './bank-list.page.js';
import type { Row } from './table.js';

const count = 6000;
const runs = 5;
/** Whole words, a slip, and a word that fits nothing, which costs most. */
const queries = ['sparkasse köln', 'volksbnk munster', 'raifeisen', 'xqzwyk'];

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

const most = (limit: number) => ({ most: limit });

/** The budgets of the list of banks. */
export async function benchBankList(): Promise<Row[]> {
  const times = await measure(await pageScript());
  const list = `list of ${count} banks`;
  return [
    { what: `${list}: first render`, unit: 'ms', values: times.map((each) => each.firstRender), budget: most(50) },
    { what: `${list}: elements`, unit: '', values: times.map(({ nodes }) => nodes), budget: most(300) },
    { what: `${list}: first key`, unit: 'ms', values: times.flatMap(({ keys }) => keys[0]?.ms ?? []), budget: most(8) },
    {
      what: `${list}: any key`,
      unit: 'ms',
      values: times.flatMap(({ keys }) => keys.map(({ ms }) => ms)),
      budget: most(8),
    },
    { what: `${list}: clear`, unit: 'ms', values: times.map(({ clear }) => clear), budget: most(8) },
  ];
}
