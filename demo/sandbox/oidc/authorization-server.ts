import { html } from 'hono/html';
import Provider, { type Configuration } from 'oidc-provider';

import { documentOf } from '../token-io/pages/layout.js';
import { firstRsaKey } from './keys.js';
import type { OidcWorld } from './world.js';

/** What a simulator says about its authorization server; the rest is settled here. */
export interface ServerSettings extends Omit<Configuration, 'adapter' | 'cookies' | 'interactions' | 'renderError'> {
  /** Address that stands in `iss`. */
  readonly issuer: string;
}

const SECONDS_A_DAY = 24 * 3600;

/** Every visit is a sign-in of its own: who came before in this browser does not matter. */
const forgetSession = (cookies: string, name: string): string =>
  cookies
    .split('; ')
    .filter((cookie) => !cookie.startsWith(`${name}=`) && !cookie.startsWith(`${name}.sig=`))
    .join('; ');

/**
 * An `oidc-provider`, the third-party authorization server, with what all simulators have in common: memory that ages
 * with the simulator's clock, rotation of refresh tokens with reuse detection, and pages with the look of the sandbox.
 */
export const createAuthorizationServer = (world: OidcWorld, { issuer, ...settings }: ServerSettings): Provider => {
  // Simulators share a host and with it the cookies.
  const cookie = (kind: string): string => `${world.name}_${kind}`;
  const provider = new Provider(issuer, {
    clockTolerance: 10,
    rotateRefreshToken: true,
    ...settings,
    jwks: settings.jwks ?? { keys: [firstRsaKey(world.name)] },
    adapter: world.artifacts.adapter,
    cookies: {
      keys: [world.cookieKey],
      names: { session: cookie('session'), interaction: cookie('interaction'), resume: cookie('resume') },
      long: { httpOnly: true, sameSite: 'lax', signed: true },
      short: { httpOnly: true, sameSite: 'lax', signed: true },
    },
    features: { devInteractions: { enabled: false }, ...settings.features },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    ttl: { Interaction: 3600, Session: SECONDS_A_DAY, Grant: 400 * SECONDS_A_DAY, ...settings.ttl },
    renderError: async (context, out) => {
      context.type = 'html';
      context.body = String(
        await documentOf({
          title: 'This does not work',
          hue: 0,
          body: html`<main>
            <h1>This does not work</h1>
            <p>${out.error_description ?? ''}</p>
            <p><code>${out.error}</code></p>
          </main>`,
        }),
      );
    },
  });
  provider.use(async (context, next) => {
    if (context.path === (settings.routes?.authorization ?? '/auth')) {
      context.req.headers.cookie = forgetSession(context.req.headers.cookie ?? '', cookie('session'));
    }
    await next();
  });
  return provider;
};
