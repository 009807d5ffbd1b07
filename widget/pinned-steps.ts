import { preloadPinned } from './pinned-import.js';
import type { Steps } from './steps.js';
import type { ImportSteps } from './steps-controller.js';

/** The second file as the build describes it to the first one. */
interface SecondFile {
  /** Its name, beside the first file. */
  readonly name: string;
  readonly integrity: string;
  /** What both files use: the second one holds none of it, and gets it handed over. */
  readonly shared: unknown;
}

/** The second file has one export: a function that makes the steps of what is shared. */
interface SecondModule {
  readonly default: (shared: unknown) => Steps;
}

/** The build puts a `SecondFile` in place of this import (.ci/vite/second-file.ts). */
const secondFile = (): SecondFile => import('./steps.js') as unknown as SecondFile;

/** Loads the second file of a script for script tags from beside the first one, whose address is `base`. */
export function pinnedSteps(base: string): ImportSteps {
  let made: Steps | undefined;
  return async (attempt) => {
    const { name, integrity, shared } = secondFile();
    const url = new URL(name, base);
    if (attempt > 0) url.search = `again=${attempt}`;
    await preloadPinned({ url: url.href, integrity });
    const { default: make } = (await import(/* @vite-ignore */ url.href)) as SecondModule;
    return (made ??= make(shared));
  };
}
