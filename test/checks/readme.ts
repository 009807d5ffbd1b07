import { existsSync, readFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { withGeneratedSections } from '../../.ci/readme/sections.js';
import { type Check, CheckFailed, expectNone } from './check.js';

/** Links to files that do not exist. */
const brokenLinks = (file: string, text: string): string[] =>
  [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !existsSync(target))
    .map((target) => `${file} links to ${target}, which does not exist`);

/** The README says what the code says: generated tables and links. */
export const readme: Check = {
  name: 'README',
  async run() {
    const text = readFileSync('README.md', 'utf8');
    const options = { ...(await resolveConfig('README.md')), parser: 'markdown' };
    if ((await format(withGeneratedSections(text), options)) !== text) {
      throw new CheckFailed('The generated sections of README.md are out of date. Run: npm run docs');
    }
    const files = ['README.md', 'SECURITY.md', 'CHANGELOG.md'];
    expectNone(
      files.flatMap((file) => brokenLinks(file, readFileSync(file, 'utf8'))),
      'The documents are not in step with the code:',
    );
  },
};
