import { BankConnectError } from './errors.js';
import { pageProblem } from './page-errors.js';

/** A module, and the only bytes that it may consist of. */
export interface PinnedModule {
  /** Absolute. */
  readonly url: string;
  /** As in the attribute of the same name. */
  readonly integrity: string;
}

/** A file that takes longer is not coming. */
const limitMs = 20_000;

/**
 * `import()` knows no integrity, but a preload does, and what it has loaded is what `import()` then gets: a module of other
 * bytes is never run. Needs nothing of the page's policy but the `script-src` that let this script in.
 * Rejects with BankConnectError `steps_blocked` when the policy forbids the file, else with whatever went wrong.
 */
export async function preloadPinned({ url, integrity }: PinnedModule): Promise<void> {
  const link = document.createElement('link');
  const ended = new AbortController();
  const { signal } = ended;
  try {
    await new Promise<void>((resolve, reject) => {
      const fail = (): void => reject(new TypeError(url));
      const timer = setTimeout(fail, limitMs);
      signal.addEventListener('abort', () => clearTimeout(timer));
      link.addEventListener('load', () => resolve(), { signal });
      link.addEventListener('error', fail, { signal });
      document.addEventListener(
        'securitypolicyviolation',
        ({ disposition, blockedURI }) => {
          if (disposition !== 'enforce' || blockedURI !== url) return;
          reject(new BankConnectError(pageProblem('steps_blocked')));
        },
        { signal },
      );
      Object.assign(link, { rel: 'modulepreload', crossOrigin: 'anonymous', integrity, nonce: pageNonce(), href: url });
      document.head.append(link);
    });
  } finally {
    ended.abort();
    link.remove();
  }
}

/** The nonce by which the page's policy knows its scripts; empty where it has none. */
const pageNonce = (): string => document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce ?? '';
