import { measureSizes } from '../sizes.js';
import { testBankNotes } from '../../demo/test-banks.js';
import { publicName, tokenNames, tokens, tokenSummaries } from '../../widget/theme/tokens.js';
import { configTable } from './config-table.js';
import { elementTables } from './element-tables.js';
import { replaceSection, table } from './markdown.js';

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;

const sizesTable = (): string =>
  table(
    ['What a browser loads', 'Size', 'Budget'],
    measureSizes().map(({ name, bytes, budget }) => [name, ...[bytes, budget].map(kilobytes)]),
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
function withGeneratedSections(readme: string): string {
  const sections: Record<string, string> = {
    element: elementTables('dist/custom-elements.json'),
    tokens: tokensTable(),
    config: configTable('server/config.ts', 'Config'),
    'test-banks': testBanksTable(),
    sizes: sizesTable(),
  };
  return Object.entries(sections).reduce((text, [name, content]) => replaceSection(text, name, content), readme);
}

/** The pages whose table of options is generated, with the files of the options and their schema. */
const optionPages: Readonly<Record<string, readonly [files: readonly string[], schema: string]>> = {
  'docs/providers/token-io.md': [['server/providers/token-io/options.ts'], 'TokenIoConfig'],
  'docs/providers/oauth-bank.md': [
    [
      'server/providers/oauth-bank/options.ts',
      'server/providers/oauth-bank/answers.ts',
      'server/providers/provider-options.ts',
    ],
    'OAuthBankConfig',
  ],
  'docs/registration.md': [
    ['server/registration/options.ts', 'server/providers/provider-options.ts'],
    'RegistrationConfig',
  ],
};

/** Every document with generated sections, and how it is brought up to date. */
export const generatedDocuments: ReadonlyMap<string, (text: string) => string> = new Map([
  ['README.md', withGeneratedSections],
  ...Object.entries(optionPages).map(([page, [files, schema]]): [string, (text: string) => string] => [
    page,
    (text) => replaceSection(text, 'options', configTable(files, schema)),
  ]),
]);
