import { readdirSync, readFileSync } from 'node:fs';
import { brotliCompressSync, constants } from 'node:zlib';

/** What a browser downloads. All figures are bytes after brotli 11. */
interface Budget {
  readonly name: string;
  /** Which files of dist/ are loaded together. */
  readonly files: RegExp;
  /** The check fails above it. */
  readonly bytes: number;
}

export const budgets: readonly Budget[] = [
  { name: 'widget', files: /^bank-connect\.js$/, bytes: 20_000 },
  { name: 'widget, later steps', files: /^bank-connect-steps-\w+\.js$/, bytes: 17_850 },
  { name: 'widget, all together', files: /^bank-connect(-steps-\w+)?\.js$/, bytes: 37_750 },
  { name: 'loader for plain script tags', files: /^bank-connect\.classic\.js$/, bytes: 1_500 },
  { name: 'credential frame', files: /^frame\.js$/, bytes: 15_000 },
  { name: 'frame, with a photoTAN', files: /^frame-(photo|instance)/, bytes: 2_000 },
  { name: 'frame, with a flickering code', files: /^frame-(chip|instance)/, bytes: 3_000 },
];

export interface MeasuredSize {
  readonly name: string;
  readonly bytes: number;
  readonly budget: number;
}

const brotliSize = (file: string): number =>
  brotliCompressSync(readFileSync(file), { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).byteLength;

/** Sizes of the built files, brotli 11, in bytes. */
export const measureSizes = (dist = 'dist'): MeasuredSize[] =>
  budgets.map(({ name, files, bytes: budget }) => {
    const loaded = readdirSync(dist).filter((file) => files.test(file));
    if (loaded.length === 0) throw new Error(`${name}: no file of ${dist} is called ${files}; run \`npm run build\``);
    const bytes = loaded.reduce((total, file) => total + brotliSize(`${dist}/${file}`), 0);
    return { name, bytes, budget };
  });

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(2)} kB`;

/** One line per measured size. */
export function describeSize({ name, bytes, budget }: MeasuredSize): string {
  const verdict = bytes > budget ? '  TOO LARGE' : '';
  return `${name.padEnd(30)} ${kilobytes(bytes).padStart(9)} of ${kilobytes(budget)} (brotli 11)${verdict}`;
}
