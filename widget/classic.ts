/**
 * What a plain script tag loads, for pages without modules: fetches the module beside it, which does the rest. Every
 * browser that can run the module knows `import()`.
 */
import { BankConnectError } from './errors.js';
import { merchantWords, unloadedWords } from './i18n/en-stand-in.js';
import { pageProblem } from './page-errors.js';
import { preloadPinned } from './pinned-import.js';
import { currentScript } from './server-origin.js';
import { defineStandIn } from './stand-in.js';

/** Written in by the build: name and integrity of the module that belongs to this script. */
declare const bankConnectModule: { readonly name: string; readonly integrity: string };

async function load({ src }: HTMLScriptElement): Promise<void> {
  try {
    const url = new URL(bankConnectModule.name, src).href;
    await preloadPinned({ url, integrity: bankConnectModule.integrity });
    // What goes wrong now goes wrong while Lit loads.
    await import(/* @vite-ignore */ url).catch(() => defineStandIn(merchantWords, pageProblem('policy_blocked')));
  } catch (error) {
    if (error instanceof BankConnectError) defineStandIn(merchantWords, error.problem);
    else defineStandIn(unloadedWords, pageProblem('steps_not_loaded'));
  }
}

const script = currentScript();
if (script !== undefined) void load(script);
