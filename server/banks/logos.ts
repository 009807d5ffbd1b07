import type { Clock } from '../lib/clock.js';
import type { Logger } from '../lib/logger.js';
import { sniffImage } from '../lib/sniff-image.js';
import type { LogoRepository } from '../store/repositories.js';

/** Fetches a small file from a provider, safely (see lib/fetch-bytes.ts). Rejects for anything but a complete 200. */
export type FetchBytes = (
  url: string,
  options: { readonly maxBytes: number; readonly timeoutMs: number; readonly signal: AbortSignal },
) => Promise<{ readonly contentType: string; readonly bytes: Uint8Array }>;

export interface Logo {
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

export interface LogoShelf {
  /** The picture at `url`, kept under `key`; undefined when there is none that can be shown. */
  get(key: string, url: string): Promise<Logo | undefined>;
}

interface LogoDeps {
  readonly logos: LogoRepository;
  readonly fetchBytes: FetchBytes;
  readonly now: Clock;
  readonly logger: Pick<Logger, 'warn'>;
}

const maxLogoBytes = 64 * 1024;
const fetchTimeoutMs = 5_000;
/** A first look at a list asks for hundreds at once; the provider shall not feel that. */
const maxConcurrentFetches = 6;
const rememberFailureMs = 3_600_000;

/** Fetches each picture once, believes only its bytes, keeps it in the store; a failure is remembered for an hour. */
export function createLogoShelf({ logos, fetchBytes, now, logger }: LogoDeps, signal: AbortSignal): LogoShelf {
  const loading = new Map<string, Promise<Logo | undefined>>();
  const failedUntil = new Map<string, number>();
  const limited = limitConcurrency(maxConcurrentFetches);

  async function fetchLogo(key: string, url: string): Promise<Logo | undefined> {
    const logo = await fetchImage(fetchBytes, url, signal);
    if (logo === undefined) {
      if (!signal.aborted) failedUntil.set(key, now() + rememberFailureMs);
      return undefined;
    }
    try {
      await logos.write(key, logo.mediaType, logo.bytes, now());
    } catch (err) {
      logger.warn({ err, logo: key }, 'A logo could not be stored');
    }
    return logo;
  }

  async function load(key: string, url: string): Promise<Logo | undefined> {
    const stored = await logos.read(key);
    if (stored !== undefined) return { mediaType: stored.mediaType, bytes: stored.bytes };
    return limited(() => fetchLogo(key, url));
  }

  return {
    async get(key, url) {
      const until = failedUntil.get(key);
      if (until !== undefined && now() < until) return undefined;
      failedUntil.delete(key);
      const running = loading.get(key) ?? load(key, url).finally(() => loading.delete(key));
      loading.set(key, running);
      return running;
    },
  };
}

/** What the address gives, if it is a picture of an acceptable kind and size. Why not is of no interest: initials are shown. */
async function fetchImage(fetchBytes: FetchBytes, url: string, signal: AbortSignal): Promise<Logo | undefined> {
  const options = { maxBytes: maxLogoBytes, timeoutMs: fetchTimeoutMs, signal };
  const answer = await fetchBytes(url, options).catch(() => undefined);
  if (answer === undefined || answer.bytes.length > maxLogoBytes) return undefined;
  const mediaType = sniffImage(answer.bytes);
  return mediaType === undefined ? undefined : { mediaType, bytes: answer.bytes };
}

function limitConcurrency(limit: number): <T>(run: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (run) => {
    if (running >= limit) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await run();
    } finally {
      // A waiting one takes the place over; `running` stays as it is then.
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
