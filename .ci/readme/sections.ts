import { measureSizes } from '../sizes.js';
import { testBankNotes } from '../../demo/test-banks.js';
import { publicName, tokenNames, tokens, tokenSummaries } from '../../widget/theme/tokens.js';
import { configTable } from './config-table.js';
import { elementTables } from './element-tables.js';
import { replaceSection, table } from './markdown.js';

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;

const sizesTable = (): string =>
  table(
    ['What a browser loads', 'Size', 'Budget of the design', 'Held at'],
    measureSizes().map(({ name, bytes, budget, limit }) => [name, ...[bytes, budget, limit].map(kilobytes)]),
  );

const tokensTable = (): string =>
  table(
    ['Custom property', 'Default', 'Meaning'],
    tokenNames.map((name) => [`\`${publicName(name)}\``, `\`${tokens[name]}\``, tokenSummaries[name]]),
  );

const testBanksTable = (): string =>
  table(
    ['Bank', 'What happens', 'How it ends'],
    testBankNotes().map(({ names, happens, ends }) => [names, happens, ends]),
  );

/** The README with every generated section brought up to date. Needs the built package. */
export function withGeneratedSections(readme: string): string {
  const sections: Record<string, string> = {
    element: elementTables('dist/custom-elements.json'),
    tokens: tokensTable(),
    config: configTable('server/config.ts', 'Config'),
    'token-io': configTable('server/providers/token-io/options.ts', 'TokenIoConfig'),
    'test-banks': testBanksTable(),
    sizes: sizesTable(),
  };
  return Object.entries(sections).reduce((text, [name, content]) => replaceSection(text, name, content), readme);
}
