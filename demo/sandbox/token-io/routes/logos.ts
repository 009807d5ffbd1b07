import { param, type SandboxApp, type SandboxContext } from '../http.js';
import type { LogoKind, SandboxBank } from '../banks/bank.js';
import { fullLogoPng, logoPng, oversizedPng } from '../pictures/logo.js';
import { showMessage } from '../pages/layout.js';
import type { World } from '../world.js';

const SVG =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><script>alert(1)</script><path d="M0 0h8v8z"/></svg>';

const send = (context: SandboxContext, body: Buffer | string, type: string): Response =>
  context.body(typeof body === 'string' ? body : new Uint8Array(body), 200, {
    'content-type': type,
    'cache-control': 'public, max-age=86400',
  });

/** What stands behind the address of a logo; most are pictures. */
const ANSWERS: Record<Exclude<LogoKind, 'missing'>, (context: SandboxContext, bankId: string) => Response> = {
  png: (context, bankId) => send(context, logoPng(bankId), 'image/png'),
  svg: (context) => send(context, SVG, 'image/png'),
  truncated: (context, bankId) => send(context, logoPng(bankId).subarray(0, 40), 'image/png'),
  oversized: (context, bankId) => send(context, oversizedPng(bankId), 'image/png'),
  html: (context) => send(context, '<!doctype html><title>Logo</title><script>alert(1)</script>', 'text/html'),
};

const missing = (context: SandboxContext) =>
  showMessage(context, { title: 'Not found', text: 'There is no such logo.' }, 404);

/** `/logos/<bank id>.png` and `/logos/<bank id>-full.png`: drawn on demand, no authentication. */
export const logoRoutes = (app: SandboxApp, world: World): void => {
  const drawn = new Map<string, Response>();
  const answerOf = (context: SandboxContext, bank: SandboxBank, full: boolean): Response => {
    if (full) return send(context, fullLogoPng(bank.id), 'image/png');
    return ANSWERS[bank.logo === 'missing' ? 'png' : bank.logo](context, bank.id);
  };
  app.get('/logos/:file', (context) => {
    const file = param(context, 'file');
    const name = file.replace(/\.png$/, '');
    const full = !world.banks.has(name) && name.endsWith('-full');
    const bank = world.banks.get(full ? name.slice(0, -'-full'.length) : name);
    if (!file.endsWith('.png') || bank === undefined || bank.logo === 'missing') return missing(context);
    const answer = drawn.get(file) ?? answerOf(context, bank, full);
    drawn.set(file, answer.clone());
    return answer;
  });
};
