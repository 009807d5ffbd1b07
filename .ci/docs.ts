// npm run docs: builds, then brings the generated sections of the README up to date.
import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { buildManifest, buildScripts } from './build.js';
import { withGeneratedSections } from './readme/sections.js';

await buildScripts();
await buildManifest();
const text = withGeneratedSections(readFileSync('README.md', 'utf8'));
writeFileSync('README.md', await format(text, { ...(await resolveConfig('README.md')), parser: 'markdown' }));
