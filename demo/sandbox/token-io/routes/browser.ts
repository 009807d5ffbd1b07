import type { SandboxApp } from '../http.js';
import { PAGE_CSS, PHONE_JS } from '../pages/styles.js';
import type { World } from '../world.js';
import { bankPageRoutes } from './bank-page.js';
import { logoRoutes } from './logos.js';
import { phoneRoutes } from './phone.js';
import { hostedRoutes } from './hosted.js';
import { paymentPageRoutes } from '../payments/session-routes.js';
import { tokenCallbackRoute } from './token-callback.js';

/** Everything that a browser visits. */
export const browserRoutes = (app: SandboxApp, world: World): void => {
  const asset = (path: string, type: string, text: string): void => {
    app.get(path, (context) => context.body(text, 200, { 'content-type': `${type}; charset=utf-8` }));
  };
  asset('/sandbox-assets/page.css', 'text/css', PAGE_CSS);
  asset('/sandbox-assets/phone.js', 'text/javascript', PHONE_JS);
  logoRoutes(app, world);
  bankPageRoutes(app, world);
  tokenCallbackRoute(app, world);
  phoneRoutes(app, world);
  hostedRoutes(app, world);
  paymentPageRoutes(app, world);
};
