// npm run docs: builds, then brings the generated sections of the documents up to date.
import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { buildManifest, buildScripts } from './build.js';
import { generatedDocuments } from './readme/sections.js';

await buildScripts();
await buildManifest();
for (const [file, update] of generatedDocuments) {
  const text = update(readFileSync(file, 'utf8'));
  writeFileSync(file, await format(text, { ...(await resolveConfig(file)), parser: 'markdown' }));
}
