import type { ClientOptions } from '../sandbox/tell-connect/index.js';
import { POCKIT } from '../sandbox/tell-connect/index.js';
import { browserOrigins, type DemoPorts, directOrigin } from './addresses.js';
import { merchantId } from './merchant.js';
import type { DemoSecrets } from './secrets.js';

const providerId = 'tell-connect';
const clientId = 'larch-lumen-demo';
const applicationId = '11a7c0de-3d5b-4a58-9f0e-2f6f4e1d8c55';

const redirectUrl = (ports: DemoPorts): string =>
  `${browserOrigins(ports).companion}/callback/${merchantId}/${providerId}`;

/** The demo as a TPP, as the simulator's portal knows it. */
export const tellConnectClients = (secrets: DemoSecrets, ports: DemoPorts): readonly ClientOptions[] => [
  {
    clientId,
    clientSecret: secrets.tellConnectSecret,
    name: 'Larch & Lumen',
    applications: [{ id: applicationId, redirectUrl: redirectUrl(ports), certificate: secrets.tellConnectCertificate }],
  },
];

/** The provider in the companion's configuration. */
export const tellConnectProvider = (secrets: DemoSecrets, ports: DemoPorts): object => {
  const apiUrl = directOrigin(ports.tellConnect);
  return {
    kind: 'tell-connect',
    id: providerId,
    apiUrl,
    clientId,
    clientSecret: secrets.tellConnectSecret,
    applicationId,
    certificate: secrets.tellConnectCertificate,
    redirectUrl: redirectUrl(ports),
    aspsps: [{ ...POCKIT, countries: ['GB'], logo: `${apiUrl}/logos/${POCKIT.id}.png` }],
    authorizationOrigins: [browserOrigins(ports).tellConnect],
  };
};
