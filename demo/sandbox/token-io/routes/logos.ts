import type { LogoKind, SandboxBank } from '../banks/bank.js';
import { param, type SandboxApp } from '../http.js';
import { showMessage } from '../pages/layout.js';
import { fullLogoPng, logoPng, oversizedPng } from '../pictures/logo.js';
import type { World } from '../world.js';

interface Picture {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly type: string;
}

const SVG =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><script>alert(1)</script><path d="M0 0h8v8z"/></svg>';
const HTML = '<!doctype html><title>Logo</title><script>alert(1)</script>';

const picture = (body: Buffer | string, type = 'image/png'): Picture => ({
  body: new Uint8Array(Buffer.from(body)),
  type,
});

/** What stands behind the address of a logo; most are pictures. */
const PICTURES: Record<LogoKind, (bankId: string) => Picture | undefined> = {
  png: (bankId) => picture(logoPng(bankId)),
  svg: () => picture(SVG),
  truncated: (bankId) => picture(logoPng(bankId).subarray(0, 40)),
  oversized: (bankId) => picture(oversizedPng(bankId)),
  html: () => picture(HTML, 'text/html'),
  missing: () => undefined,
};

/** `/logos/<bank id>.png` and `/logos/<bank id>-full.png`: drawn when first asked for, no authentication. */
export const logoRoutes = (app: SandboxApp, world: World): void => {
  const drawn = new Map<string, Picture>();
  const draw = (name: string): Picture | undefined => {
    const bank = world.banks.get(name);
    if (bank !== undefined) return PICTURES[bank.logo](bank.id);
    const wide: SandboxBank | undefined = world.banks.get(name.replace(/-full$/, ''));
    return wide?.logo === 'png' ? picture(fullLogoPng(wide.id)) : undefined;
  };
  app.get('/logos/:file{.+\\.png}', (context) => {
    const name = param(context, 'file').replace(/\.png$/, '');
    const found = drawn.get(name) ?? draw(name);
    if (found === undefined) {
      return showMessage(context, { title: 'Not found', text: 'There is no such logo.' }, 404);
    }
    drawn.set(name, found);
    return context.body(found.body, 200, { 'content-type': found.type, 'cache-control': 'public, max-age=86400' });
  });
};
