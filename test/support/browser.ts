import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A browser that can be started headless. */
export interface BrowserBinary {
  readonly executablePath: string;
  /** The environment it needs: the caller's, with library and font paths where it brings its own. */
  readonly env: Record<string, string>;
  readonly source: 'installed' | 'bundled';
}

/** Flags for every start: no network of its own, works as root and in containers. Web security stays on. */
export const browserFlags: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];

const namesOnPath = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const wellKnown: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
  ],
};

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function installedBrowser(env: NodeJS.ProcessEnv): string | undefined {
  const onPath = (env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => namesOnPath.map((name) => join(folder, name)));
  return [...onPath, ...(wellKnown[process.platform] ?? [])].find(isExecutable);
}

const definedOnly = (env: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));

async function starts(executablePath: string, env: Record<string, string>): Promise<boolean> {
  try {
    await run(executablePath, ['--no-sandbox', '--version'], { env, timeout: 30_000 });
    return true;
  } catch {
    return false;
  }
}

/**
 * Unpacks the Chromium that ships inside @sparticuz/chromium; gives back the folder. It unpacks to the temporary folder of
 * its process, so that runs in a child with a private one, which then takes its place: of two processes that start at once,
 * neither finds half a browser. The variable makes it unpack the libraries that a bare system lacks.
 */
async function unpackBrowser(env: NodeJS.ProcessEnv): Promise<string> {
  const folder = fileURLToPath(new URL('../../node_modules/.cache/bank-connect-chromium', import.meta.url));
  if (existsSync(join(folder, 'chromium'))) return folder;
  mkdirSync(dirname(folder), { recursive: true });
  const own = mkdtempSync(`${folder}-`);
  await run(process.execPath, ['-e', `import('@sparticuz/chromium').then((m) => m.default.executablePath())`], {
    cwd: dirname(folder),
    env: { ...env, TMPDIR: own, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' },
  });
  try {
    renameSync(own, folder);
  } catch (error) {
    rmSync(own, { recursive: true, force: true });
    // Another process was faster.
    if (!existsSync(join(folder, 'chromium'))) throw error;
  }
  return folder;
}

async function bundledBrowser(env: NodeJS.ProcessEnv): Promise<BrowserBinary> {
  const folder = await unpackBrowser(env);
  const executablePath = join(folder, 'chromium');
  const plain = definedOnly(env);
  const withFonts = existsSync('/etc/fonts/fonts.conf') ? plain : { ...plain, FONTCONFIG_PATH: join(folder, 'fonts') };
  if (await starts(executablePath, withFonts)) return { executablePath, env: withFonts, source: 'bundled' };
  const libraries = [join(folder, 'al2023', 'lib'), env['LD_LIBRARY_PATH']].filter(Boolean).join(delimiter);
  const withLibraries = { ...withFonts, LD_LIBRARY_PATH: libraries };
  if (await starts(executablePath, withLibraries)) return { executablePath, env: withLibraries, source: 'bundled' };
  throw new Error('The Chromium inside @sparticuz/chromium does not start here. Install Chrome or set CHROME_PATH.');
}

/**
 * The browser for tests: `CHROME_PATH`, else an installed Chrome or Chromium, else (Linux x64) the one inside an npm
 * package. `CHROME_PATH=bundled` skips what is installed. Nothing is downloaded.
 */
export async function findBrowser(env: NodeJS.ProcessEnv = process.env): Promise<BrowserBinary> {
  const wanted = env['CHROME_PATH'];
  if (wanted !== undefined && wanted !== '' && wanted !== 'bundled') {
    if (!isExecutable(wanted)) throw new Error(`CHROME_PATH names no executable: ${wanted}`);
    return { executablePath: wanted, env: definedOnly(env), source: 'installed' };
  }
  const installed = wanted === 'bundled' ? undefined : installedBrowser(env);
  if (installed !== undefined) return { executablePath: installed, env: definedOnly(env), source: 'installed' };
  if (process.platform === 'linux' && process.arch === 'x64') return bundledBrowser(env);
  throw new Error('No Chrome or Chromium found. Install one, or set CHROME_PATH to its executable.');
}
