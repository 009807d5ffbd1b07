import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

/** A built file, as it is handed to browsers. */
export interface Asset {
  readonly contentType: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** SHA-256 of `bytes`, hex. */
  readonly hash: string;
  /** The same bytes, compressed ahead of time. */
  readonly encoded: { readonly br?: Uint8Array<ArrayBuffer>; readonly gzip?: Uint8Array<ArrayBuffer> };
}

/** By file name, such as `bank-connect.js`. */
export type Assets = ReadonlyMap<string, Asset>;

const contentTypes: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};
const needed = ['bank-connect.js', 'bank-connect.classic.js', 'frame.js'];

/** The built browser files of one folder, compressed once. Throws an `Error` that says what is missing. */
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

export function assetOf(contentType: string, content: Uint8Array): Asset {
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
  return {
    contentType,
    bytes: new Uint8Array(content),
    hash: createHash('sha256').update(content).digest('hex'),
    encoded: {
      br: new Uint8Array(brotliCompressSync(content, quality)),
      gzip: new Uint8Array(gzipSync(content, { level: 9 })),
    },
  };
}
