// Reporter for node:test: the failures in full and the counts, nothing else. The counts go to the file named by
// BANK_CONNECT_COUNTS. Plain JavaScript, because the runner's own process does not load TypeScript.
import { writeFileSync } from 'node:fs';
import { inspect } from 'node:util';

export default async function* nodeReporter(events) {
  let passed = 0;
  let failed = 0;
  for await (const { type, data } of events) {
    if (type === 'test:stderr' || type === 'test:stdout') yield data.message;
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    if (type === 'test:pass' && data.details.type === 'suite') continue;
    if (type === 'test:pass' && data.skip === undefined && data.todo === undefined) {
      passed += 1;
      continue;
    }
    const error = type === 'test:fail' ? data.details.error : new Error('A skipped test proves nothing.');
    // A parent fails with its children; only the innermost failure is news.
    if (error.failureType === 'subtestsFailed') continue;
    failed += 1;
    yield `\n✖ ${data.name}\n  ${data.file ?? ''}:${data.line ?? ''}\n${indent(explain(error.cause ?? error))}\n`;
  }
  const file = process.env.BANK_CONNECT_COUNTS;
  if (file === undefined) yield `${passed} passed, ${failed} failed\n`;
  else writeFileSync(file, JSON.stringify({ passed, failed }));
}

const explain = (reason) => (reason instanceof Error ? (reason.stack ?? reason.message) : inspect(reason));

const indent = (text) => text.replaceAll(/^/gm, '    ');
