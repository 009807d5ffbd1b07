import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/** A built file, as it is handed to browsers. */
export interface Asset {
  readonly contentType: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** SHA-256 of `bytes`, hex. */
  readonly hash: string;
  /** The same bytes, compressed as well as can be: when they are first asked for, off the event loop, and then kept. */
  compressed(encoding: Encoding): Promise<Uint8Array<ArrayBuffer>>;
}

export type Encoding = 'br' | 'gzip';

/** By file name, such as `bank-connect.js`. */
export type Assets = ReadonlyMap<string, Asset>;

const contentTypes: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};
const needed = ['bank-connect.js', 'bank-connect.classic.js', 'frame.js'];

/** The built browser files of one folder. Throws an `Error` that says what is missing. */
export function loadAssets(folder: string): Assets {
  const assets = new Map<string, Asset>();
  for (const name of filesOf(folder)) {
    const contentType = contentTypes[/\.[a-z]+$/.exec(name)?.[0] ?? ''];
    if (contentType !== undefined) assets.set(name, assetOf(contentType, readFileSync(join(folder, name))));
  }
  const missing = needed.filter((name) => !assets.has(name));
  if (missing.length > 0) {
    throw new Error(`assetsDir: ${missing.join(', ')} not found in ${folder}; build them with \`npm run build\``);
  }
  return assets;
}

function filesOf(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [entry.name] : []));
  } catch {
    return [];
  }
}

const compressors: Readonly<Record<Encoding, (content: Uint8Array) => Promise<Buffer>>> = {
  br: (content) =>
    promisify(brotliCompress)(content, { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } }),
  gzip: (content) => promisify(gzip)(content, { level: 9 }),
};

export function assetOf(contentType: string, content: Uint8Array): Asset {
  const bytes = new Uint8Array(content);
  const kept = new Map<Encoding, Promise<Uint8Array<ArrayBuffer>>>();
  return {
    contentType,
    bytes,
    hash: createHash('sha256').update(bytes).digest('hex'),
    compressed(encoding) {
      const compressed = kept.get(encoding) ?? compressors[encoding](bytes).then((made) => new Uint8Array(made));
      kept.set(encoding, compressed);
      return compressed;
    },
  };
}
