import type { Demo } from '../demo.js';
import type { Route } from './walk.js';

/** More than any access token of the demo lives. */
const longerThanTokensMs = 3_700_000;

interface CalledSimulator {
  readonly control: {
    readonly calls: { list(): readonly { readonly path: string; readonly status: number }[] };
    readonly clock: { advance(ms: number): void };
  };
}

/** Lets a simulator's tokens run out, and counts what is done about it at its token endpoint. */
const tokensRunOut =
  ({ control }: CalledSimulator, tokenPath: string, lifeMs: number): Route['expire'] =>
  () => {
    const before = control.calls.list().length;
    control.clock.advance(lifeMs);
    return () => {
      const calls = control.calls.list().slice(before);
      const refused = calls.filter(({ status }) => status === 401).length;
      const renewals = calls.filter(({ path, status }) => path === tokenPath && status === 200).length;
      return `${refused} refused, ${renewals} new`;
    };
  };

/** One bank behind every provider of the demo; each has an account with 250 transactions. */
export const routesOf = ({ tokenIo, tellConnect, moneyhub, danube, harbour }: Demo): readonly Route[] => [
  {
    provider: 'Token.io',
    visit: { bank: 'Test Bank Redirect', country: 'GB' },
    // Its consents have no tokens that run out before they do.
    expire: () => () => 'nothing to refresh',
    consentsAlive: () => tokenIo.control.tokens.alive(),
  },
  {
    provider: 'tell.connect',
    visit: { bank: 'Pockit', country: 'GB' },
    expire: tokensRunOut(tellConnect, '/v1/access-token', longerThanTokensMs),
    consentsAlive: () => tellConnect.control.consents.list().filter(({ revoked }) => !revoked).length,
  },
  {
    provider: 'Moneyhub',
    visit: { bank: 'Test Bank Many Transactions', country: 'GB' },
    expire: tokensRunOut(moneyhub, '/oidc/token', longerThanTokensMs),
    consentsAlive: () => moneyhub.control.connections.ids().length,
  },
  {
    provider: 'OAuth bank',
    visit: { bank: 'Test Bank Danube', country: 'SK' },
    expire: tokensRunOut(danube, '/auth/oauth/v2/token', longerThanTokensMs),
    consentsAlive: () => danube.control.consents.list().length,
  },
  {
    provider: 'OAuth bank 2',
    visit: { bank: 'Test Bank Harbour', country: 'SK' },
    expire: tokensRunOut(harbour, '/oauth/tokens', longerThanTokensMs),
    consentsAlive: () => harbour.control.consents.list().length,
  },
];
