// npm start [-- --json] [-- --watch]: the whole product on this machine. Ctrl-C stops all of it.
import type { Demo } from './demo.js';
import { basePort } from './ports.js';

const asJson = process.argv.includes('--json');
const watch = process.argv.includes('--watch');
/** With --json, stdout belongs to the one line of JSON. */
const say = (text: string): void => void (asJson ? process.stderr : process.stdout).write(`${text}\n`);

let demo: Demo | undefined;
let stopping = false;

async function stopAndExit(code: number): Promise<never> {
  if (!stopping) {
    stopping = true;
    await demo?.stop();
    process.exit(code);
  }
  // A second signal does not wait.
  process.exit(code === 0 ? 130 : code);
}

/** npm does not always pass signals on: when it is gone, so is its shell, and this process goes too. */
function stopWithParent(): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) void stopAndExit(0);
  }, 1000).unref();
}

const welcome = ({ shop, server, sandbox, logFile }: Demo): string => `
  Bank Connect is running.

    Shop      ${shop}/checkout   ← open this
    Phone     ${sandbox}/phone   (approve or decline what a bank sends to it)
    Server    ${server}
    Sandbox   ${sandbox}

  The log of the server is in ${logFile}. Ctrl-C stops everything.
`;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stopAndExit(0));
stopWithParent();

try {
  const wanted = basePort(process.env['BANK_CONNECT_PORT']);
  // Loaded only now: what is wrong with the port is said before the simulators and the tools are read.
  const [{ buildScripts }, { startDemo }] = await Promise.all([import('../.ci/build.js'), import('./demo.js')]);
  await buildScripts();
  demo = await startDemo({
    basePort: wanted,
    dataFolder: '.data',
    watch,
    onDeath: (reason) => {
      process.stderr.write(`${reason}\n`);
      void stopAndExit(1);
    },
  });
  const { shop, server, sandbox, apiKey } = demo;
  if (asJson) process.stdout.write(`${JSON.stringify({ shop, server, sandbox, apiKey })}\n`);
  say(welcome(demo));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  await stopAndExit(1);
}
