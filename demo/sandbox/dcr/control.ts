import { createOidcControl, type Command, type OidcControl } from '../oidc/control.js';
import { decide } from './applications.js';
import { removeClient } from './clients.js';
import type { Directory } from './directory.js';
import { defaultSettings, type Settings } from './settings.js';
import type { Application, Client, Mail, Received, World } from './world.js';

/** What a test or the demo may do behind the back of the API. The same is offered over HTTP at `/sandbox/…`. */
export interface SandboxControl extends OidcControl {
  readonly settings: { get(): Settings; change(settings: Partial<Settings>): void };
  /** Enrols software and issues statements; in tests only, HTTP does not offer it. */
  readonly directory: Directory;
  readonly applications: {
    list(): readonly Pick<Application, 'softwareId' | 'state'>[];
    /** False when nothing waits. */
    decide(softwareId: string, decision: 'approved' | 'declined'): boolean;
  };
  readonly clients: {
    list(): readonly Pick<Client, 'clientId' | 'softwareId' | 'claims'>[];
    /** As the bank does it: nobody is told. False when there is none. */
    revoke(clientId: string): boolean;
  };
  readonly mails: { list(): readonly Mail[] };
  /** Registrations as they arrived, good and bad. */
  readonly received: { list(): readonly Received[] };
}

export const createControl = (world: World): SandboxControl => {
  const common = createOidcControl(world);
  return {
    ...common,
    settings: {
      get: () => world.settings,
      change: (settings) => {
        world.settings = { ...world.settings, ...settings };
      },
    },
    directory: world.directory,
    applications: {
      list: () => [...world.applications.values()].map(({ softwareId, state }) => ({ softwareId, state })),
      decide: (softwareId, decision) => decide(world, softwareId, decision),
    },
    clients: {
      list: () =>
        [...world.clients.values()].map(({ clientId, softwareId, claims }) => ({ clientId, softwareId, claims })),
      revoke: (clientId) => removeClient(world, clientId),
    },
    mails: { list: () => [...world.mails] },
    received: { list: () => [...world.received] },
    // Software, clients and mails stay.
    reset: () => {
      common.reset();
      world.received.length = 0;
      world.settings = defaultSettings();
    },
  };
};

/** The commands that only this simulator has. */
export const commandsOf = (control: SandboxControl): Readonly<Record<string, Command>> => ({
  decide: ({ softwareId, decision }) =>
    typeof softwareId === 'string' && (decision === 'approved' || decision === 'declined')
      ? control.applications.decide(softwareId, decision)
      : undefined,
  'revoke-client': ({ clientId }) => (typeof clientId === 'string' ? control.clients.revoke(clientId) : undefined),
  settings: ({ settings }) => {
    const standard: Readonly<Record<string, unknown>> = { ...defaultSettings() };
    const isGood =
      typeof settings === 'object' &&
      settings !== null &&
      Object.entries(settings).every(
        ([name, value]) => Object.hasOwn(standard, name) && (value === null || typeof value === typeof standard[name]),
      );
    if (!isGood) return undefined;
    control.settings.change(settings);
    return true;
  },
});
