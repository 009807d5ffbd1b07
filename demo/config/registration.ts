import { createHash } from 'node:crypto';
import type { DcrSandbox } from '../sandbox/dcr/index.js';
import { browserOrigins, type DemoPorts } from './addresses.js';
import { type DemoSecrets, publicKeyOf } from './secrets.js';

const softwareId = '2kTWq7XbLarchLumenDemo';
const keyId = 'larch-lumen-1';
const audience = '0015800001SANDBOXX';

/** What the simulator's banks call themselves, and where their desk and its mailbox are. */
export const dcrOptions = (ports: DemoPorts) => ({ audience, publicOrigin: browserOrigins(ports).directory });

/** The demo as software in the simulator's directory, and as a client that its two banks do not have yet. */
export function registrationConfig(secrets: DemoSecrets, { control, registrationUrls, tokenUrl }: DcrSandbox): object {
  control.directory.enrol({
    softwareId,
    clientName: 'Larch & Lumen checkout',
    redirectUris: ['https://connect.larch-lumen.example/callback'],
    roles: ['AISP'],
    keys: { [keyId]: publicKeyOf(secrets.softwareKey) },
    contact: 'operations@larch-lumen.example',
  });
  const common = {
    audience,
    softwareStatement: control.directory.issue(softwareId),
    signingKey: secrets.softwareKey,
    keyId,
    directoryKeys: { keys: control.directory.keys },
    token: { url: tokenUrl },
  };
  const scopes = ['openid', 'accounts'];
  const algorithms = { idTokenSignedResponseAlg: 'PS256', requestObjectSigningAlg: 'PS256' };
  return {
    operatorKeyHashes: [createHash('sha256').update(secrets.operatorKey).digest('hex')],
    registrations: [
      {
        ...common,
        id: 'priora-sandbox',
        profile: 'priora',
        url: registrationUrls.priora,
        client: { scopes, tokenEndpointAuthMethod: 'client_secret_basic' },
      },
      {
        ...common,
        id: 'obie-sandbox',
        profile: 'obie',
        url: registrationUrls.obie,
        client: { scopes, applicationType: 'web', ...algorithms },
      },
    ],
  };
}
