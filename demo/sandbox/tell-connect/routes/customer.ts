import { showMessage, showPage } from '../../token-io/pages/layout.js';
import { PAGE_CSS } from '../../token-io/pages/styles.js';
import { logoPng } from '../../token-io/pictures/logo.js';
import type { SandboxApp } from '../http.js';
import { consentsPage } from '../pages/pages.js';
import type { World } from '../world.js';

/** What else browsers visit: the customer's connected services, the logos, the style. */
export const customerRoutes = (app: SandboxApp, world: World): void => {
  app.get('/sandbox-assets/page.css', (context) =>
    context.body(PAGE_CSS, 200, { 'content-type': 'text/css; charset=utf-8' }),
  );
  app.get('/logos/:file{.+\\.png}', (context) => {
    const id = context.req.param('file').replace(/\.png$/, '');
    if (!world.aspsps.has(id)) {
      return showMessage(context, { title: 'Not found', text: 'There is no such logo.' }, 404);
    }
    const headers = { 'content-type': 'image/png', 'cache-control': 'public, max-age=86400' };
    return context.body(new Uint8Array(logoPng(id)), 200, headers);
  });
  app.get('/consents', (context) => {
    const [aspsp] = world.aspsps.values();
    if (aspsp === undefined) return context.notFound();
    const now = world.clock.now();
    const alive = [...world.consents.values()].filter(({ revoked, expiresAtMs }) => !revoked && expiresAtMs > now);
    return showPage(context, consentsPage(aspsp, alive));
  });
  app.post('/consents', async (context) => {
    const form = new URLSearchParams(await context.req.text());
    const consent = world.consents.get(form.get('consent') ?? '');
    if (consent !== undefined) consent.revoked = true;
    return context.redirect('/consents', 303);
  });
};
