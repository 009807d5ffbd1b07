import { defaultSettings, type Settings } from './settings.js';

/** A bank with an authorization server and an API of its own. */
export interface OAuthBankProfile {
  readonly id: string;
  readonly name: string;
  readonly countries: readonly string[];
  /** Path below which the authorization server answers, and its endpoints there. */
  readonly mount: string;
  readonly routes: { readonly authorization: string; readonly token: string; readonly revocation?: string };
  /** The scope that reads accounts. */
  readonly scope: string;
  /** The API: `standard` as in the Slovak Banking API Standard; `plain` as somebody else made one up. */
  readonly api: 'standard' | 'plain';
  /** Parameter and member by which the bank names a consent; absent: it knows by itself which one is meant. */
  readonly consentParameter?: string;
  readonly settings: Settings;
}

/** The bank of the fact sheet: every rule of its checklist. */
const danube: OAuthBankProfile = {
  id: 'danube',
  name: 'Test Bank Danube',
  countries: ['SK'],
  mount: '/auth/oauth/v2',
  routes: { authorization: '/authorize', token: '/token' },
  scope: 'AISP',
  api: 'standard',
  settings: defaultSettings(),
};

/** Another plain OAuth 2 bank, different wherever one may be: our client knows it by its configuration alone. */
const harbour: OAuthBankProfile = {
  id: 'harbour',
  name: 'Test Bank Harbour',
  countries: ['GB', 'SK'],
  mount: '/oauth',
  routes: { authorization: '/login', token: '/tokens', revocation: '/tokens/revoke' },
  scope: 'accounts history',
  api: 'plain',
  consentParameter: 'agreement',
  settings: { ...defaultSettings(), pkceRequired: false, accessSeconds: 1200, amounts: 'text', expiresInAsText: true },
};

export const profiles = { danube, harbour };
export type ProfileName = keyof typeof profiles;
