import { parseUrl } from '../lib/parse-url.js';
import { isLoopbackHost } from '../lib/safe-url.js';
import { fault, type RegistrationFault } from './faults.js';
import type { RegistrationProfile } from './profiles.js';

const httpsMessage = 'Must begin with https://.';

/**
 * What is wrong with redirect URIs: each must be an https address without fragment and user name, and be written exactly as
 * in the software statement, where that has a list.
 */
export function redirectFaults(
  uris: readonly string[],
  registered: readonly string[] | undefined,
  profile: RegistrationProfile,
): RegistrationFault[] {
  return uris.flatMap((uri, index) => {
    const path = `redirect_uris.${index}`;
    const faults = formFaults(uri, path, profile);
    if (registered !== undefined && !registered.includes(uri)) {
      faults.push(
        fault('redirect_uri_not_in_statement', path, 'Is not among the redirect URIs of the software statement.'),
      );
    }
    return faults;
  });
}

function formFaults(uri: string, path: string, profile: RegistrationProfile): RegistrationFault[] {
  // The URL parser repairs; a redirect URI is compared as text, so it must need no repair.
  const url = parseUrl(uri);
  if (/[\p{Cc}\s\\]/u.test(uri) || url === undefined) {
    return [fault('redirect_uri_format', path, 'Is not an absolute address.')];
  }
  const faults: RegistrationFault[] = [];
  if (url.protocol !== 'https:') faults.push(fault('redirect_uri_https', path, httpsMessage));
  if (uri.includes('#')) faults.push(fault('redirect_uri_fragment', path, 'Must not have a fragment (#…).'));
  if (url.username !== '' || url.password !== '') {
    faults.push(fault('redirect_uri_format', path, 'Must not hold a user name.'));
  }
  if (!profile.localRedirects && isLoopbackHost(url.hostname)) {
    faults.push(fault('redirect_uri_host', path, 'Must not lead to this machine.'));
  }
  if (uri.length > profile.maxRedirectUriLength) {
    const message = `Must have at most ${profile.maxRedirectUriLength} characters.`;
    faults.push(fault('redirect_uri_length', path, message));
  }
  return faults;
}
