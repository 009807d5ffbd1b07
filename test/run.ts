// npm test [-- <path prefix> …]: builds, runs every runner, prints the failures in full and one closing line.
import { buildScripts } from '../.ci/build.js';
import { serverBundle } from '../.ci/server-bundle.js';
import { type Counts, runNodeTests, runWidgetTests, sum, testFiles } from './support/runners.js';

const prefixes = process.argv.slice(2);
const isWanted = (file: string): boolean => prefixes.length === 0 || prefixes.some((prefix) => file.startsWith(prefix));
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

await buildScripts();
serverBundle();
const total = sum([
  await timed('server', server, () => runNodeTests(server, 6)),
  await timed('widget', widget, () => runWidgetTests(widget)),
  await timed('end to end', endToEnd, () => runNodeTests(endToEnd, 10)),
]);
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed\n`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
