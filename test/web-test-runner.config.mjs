// Widget tests in a real browser. One file: npx wtr --config test/web-test-runner.config.mjs --files test/widget/…
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { defaultReporter } from '@web/test-runner';
import { chromeLauncher } from '@web/test-runner-chrome';
import { tsImport } from 'tsx/esm/api';

const { browserFlags, findBrowser } = await tsImport('./support/browser.ts', import.meta.url);
const rootDir = fileURLToPath(new URL('..', import.meta.url));
const { executablePath, env } = await findBrowser();

/** Counts for the closing line of test/run.ts, which names the file to write. */
function countReporter(file) {
  const count = (suite) =>
    suite === undefined
      ? { passed: 0, failed: 0 }
      : [...suite.suites.map(count), ...suite.tests.map((t) => ({ passed: +t.passed, failed: +!t.passed }))].reduce(
          (sum, each) => ({ passed: sum.passed + each.passed, failed: sum.failed + each.failed }),
          { passed: 0, failed: 0 },
        );
  return {
    onTestRunFinished({ sessions }) {
      const counts = sessions.map((session) => {
        const { passed, failed } = count(session.testResults);
        // A file that does not even load has no failed test, but it failed.
        return { passed, failed: failed === 0 && !session.passed ? 1 : failed };
      });
      writeFileSync(
        file,
        JSON.stringify({
          passed: counts.reduce((sum, each) => sum + each.passed, 0),
          failed: counts.reduce((sum, each) => sum + each.failed, 0),
        }),
      );
    },
  };
}

const countFile = process.env.BANK_CONNECT_COUNTS;

export default {
  rootDir,
  files: ['test/widget/**/*.test.ts'],
  nodeResolve: { exportConditions: ['development'] },
  preserveSymlinks: true,
  // Of two tabs one is hidden, and a hidden page is another page: no frames are drawn, no focus, no watching.
  concurrency: 1,
  browserStartTimeout: 60_000,
  testsStartTimeout: 60_000,
  testsFinishTimeout: 120_000,
  browsers: [
    chromeLauncher({
      launchOptions: { executablePath, env, args: [...browserFlags], headless: 'shell' },
    }),
  ],
  plugins: [
    esbuildPlugin({
      ts: true,
      json: true,
      target: 'es2022',
      tsconfig: fileURLToPath(new URL('../tsconfig.json', import.meta.url)),
    }),
  ],
  reporters: [
    defaultReporter({ reportTestResults: true, reportTestProgress: countFile === undefined }),
    ...(countFile === undefined ? [] : [countReporter(countFile)]),
  ],
  filterBrowserLogs: ({ args }) => !String(args[0]).startsWith('Lit is in dev mode'),
  testFramework: { config: { timeout: 5000 } },
};
