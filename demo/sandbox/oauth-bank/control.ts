import { createOidcControl, type Command, type OidcControl } from '../oidc/control.js';
import { defaultSettings, type Settings } from './settings.js';
import { endTokens, revokeConsent, type Consent, type OAuthBankWorld } from './world.js';

/** What a test or the demo may do behind the back of the API. The same is offered over HTTP at `/sandbox/…`. */
export interface OAuthBankControl extends OidcControl {
  readonly settings: { get(): Settings; change(settings: Partial<Settings>): void };
  readonly consents: {
    list(): readonly Consent[];
    /** As the customer does it: nobody is told. False when there is none. */
    revoke(id: string): boolean;
    /** Ends the tokens of a consent, which stands. */
    endTokens(id: string): void;
    /** All of them. */
    forget(): void;
  };
  readonly maintenance: { begin(): void; end(): void };
}

const closed = (contentType: string, body: string) => ({
  status: 503,
  contentType,
  headers: { 'retry-after': '3600' },
  body,
});

export const createControl = (world: OAuthBankWorld): OAuthBankControl => {
  const common = createOidcControl(world);
  const forget = (): void => {
    for (const id of [...world.consents.keys()]) revokeConsent(world, id);
  };
  return {
    ...common,
    settings: {
      get: () => world.settings,
      change: (settings) => {
        world.settings = { ...world.settings, ...settings };
      },
    },
    consents: {
      list: () => [...world.consents.values()],
      revoke: (id) => revokeConsent(world, id),
      endTokens: (id) => endTokens(world, id),
      forget,
    },
    maintenance: {
      begin: () => {
        const { mount, routes } = world.profile;
        const page = closed('text/html; charset=utf-8', '<title>Closed</title><h1>We are back at 22:45</h1>');
        common.faults.add({ path: `${mount}${routes.authorization}`, times: 'always', answer: page });
        common.faults.add({
          path: '*',
          times: 'always',
          answer: closed('application/json', '{"error":"maintenance"}'),
        });
      },
      end: () => common.faults.clear(),
    },
    // Tokens stay as they are.
    reset: () => {
      common.reset();
      world.settings = world.profile.settings;
      world.arrived.clear();
      world.unattended.clear();
    },
  };
};

const readSettings = (settings: unknown): Partial<Settings> | undefined => {
  if (typeof settings !== 'object' || settings === null) return undefined;
  const standard: Readonly<Record<string, unknown>> = { ...defaultSettings() };
  const good = Object.entries(settings).every(
    ([name, value]) => Object.hasOwn(standard, name) && typeof value === typeof standard[name],
  );
  return good ? settings : undefined;
};

const textCommand =
  (run: (id: string) => boolean | undefined): Command =>
  ({ consentId }) =>
    typeof consentId === 'string' ? run(consentId) : undefined;

/** The commands that only this simulator has. */
export const commandsOf = (control: OAuthBankControl): Readonly<Record<string, Command>> => ({
  settings: ({ settings }) => {
    const read = readSettings(settings);
    if (read === undefined) return undefined;
    control.settings.change(read);
    return true;
  },
  'revoke-consent': textCommand((id) => control.consents.revoke(id)),
  'end-tokens': textCommand((id) => {
    control.consents.endTokens(id);
    return true;
  }),
  'begin-maintenance': () => {
    control.maintenance.begin();
    return true;
  },
  'end-maintenance': () => {
    control.maintenance.end();
    return true;
  },
});
