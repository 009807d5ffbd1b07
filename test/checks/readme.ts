import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { generatedDocuments } from '../../.ci/readme/sections.js';
import { type Check, CheckFailed, expectNone } from './check.js';

/** Links to files that do not exist. */
const brokenLinks = (file: string, text: string): string[] =>
  [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !existsSync(join(dirname(file), target)))
    .map((target) => `${file} links to ${target}, which does not exist`);

const pagesOf = (folder: string): string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.md'))
    .map((file) => `${folder}/${file}`);

/** The documents say what the code says: generated tables and links. */
export const readme: Check = {
  name: 'documents',
  async run() {
    for (const [file, update] of generatedDocuments) {
      const text = readFileSync(file, 'utf8');
      const options = { ...(await resolveConfig(file)), parser: 'markdown' };
      if ((await format(update(text), options)) !== text) {
        throw new CheckFailed(`The generated sections of ${file} are out of date. Run: npm run docs`);
      }
    }
    const files = ['README.md', 'SECURITY.md', 'CHANGELOG.md', ...pagesOf('docs'), ...pagesOf('docs/providers')];
    expectNone(
      files.flatMap((file) => brokenLinks(file, readFileSync(file, 'utf8'))),
      'The documents are not in step with the code:',
    );
  },
};
