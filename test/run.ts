// npm test [-- <path prefix> …]: builds, runs every runner, prints the failures in full and one closing line. Without a prefix
// it leaves out the long tests (*.long.test.ts); `npm run test:long` runs those and nothing else.
import { buildScripts } from '../.ci/build.js';
import { childScript, serverBundle } from '../.ci/server-bundle.js';
import { type Counts, runNodeTests, runWidgetTests, sum, testFiles } from './support/runners.js';

const wantsLong = process.argv[2] === '--long';
const prefixes = process.argv.slice(wantsLong ? 3 : 2);
const isLong = (file: string): boolean => file.endsWith('.long.test.ts');
const isWanted = (file: string): boolean =>
  prefixes.length === 0 ? isLong(file) === wantsLong : prefixes.some((prefix) => file.startsWith(prefix));
const belongsTo = (folder: string) => (file: string) => file.startsWith(`test/${folder}/`);

const files = testFiles('test').filter(isWanted);
const widget = files.filter(belongsTo('widget'));
const endToEnd = files.filter(belongsTo('e2e'));
const server = files.filter((file) => !widget.includes(file) && !endToEnd.includes(file));

async function timed(name: string, files: readonly string[], run: () => Promise<Counts>): Promise<Counts> {
  if (files.length === 0) return { passed: 0, failed: 0 };
  const start = Date.now();
  const counts = await run();
  const seconds = ((Date.now() - start) / 1000).toFixed(0);
  process.stdout.write(`${name}: ${counts.passed} passed, ${counts.failed} failed (${seconds} s)\n`);
  return counts;
}

// The widget's tests need nothing that is built. They have one tab, and leave a core and a half to what goes on beside them.
const widgetRun = timed('widget', widget, () => runWidgetTests(widget));
await buildScripts();
serverBundle();
childScript('ledger-worker');
const units = await Promise.all([widgetRun, timed('server', server, () => runNodeTests(server, 3))]);
const total = sum([...units, await timed('end to end', endToEnd, () => runNodeTests(endToEnd, 3))]);
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed\n`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
