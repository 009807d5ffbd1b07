import type { WebhookEventType } from '../contract/webhooks.js';
import { createNetworks, isInternetAddress, parseNetwork } from '../lib/ip-address.js';
import type { Secret } from '../lib/secret.js';
import type { WebhookEndpoint } from './delivery.js';
import { parseWebhookSecret } from './signature.js';

/** A merchant of the configuration, as far as webhooks care. */
export interface WebhookMerchant {
  readonly id: string;
  readonly webhooks?:
    | {
        readonly url: string;
        readonly secrets: readonly Secret[];
        readonly events?: readonly WebhookEventType[] | undefined;
      }
    | undefined;
}

/** Where each merchant that wants webhooks wants them. The secrets have been checked. */
export const endpointsOf = (merchants: readonly WebhookMerchant[]): ReadonlyMap<string, WebhookEndpoint> =>
  new Map(
    merchants.flatMap(({ id, webhooks }) => {
      if (webhooks === undefined) return [];
      const keys = webhooks.secrets.flatMap((secret) => parseWebhookSecret(secret) ?? []);
      return [[id, { url: webhooks.url, keys, types: webhooks.events }]];
    }),
  );

/** Where webhooks may go: the internet, and the networks that the operator names. */
export function addressRule(networks: readonly string[]): (address: string) => boolean {
  const isNamed = createNetworks(networks);
  return (address) => isInternetAddress(address) || isNamed(address);
}

const minDistinctBytes = 16;

export const webhookFaults = (merchants: readonly WebhookMerchant[]): string[] =>
  merchants.flatMap(({ webhooks }, index) =>
    (webhooks?.secrets ?? []).flatMap((secret, n) => {
      const path = `merchants.${index}.webhooks.secrets.${n}`;
      const key = parseWebhookSecret(secret);
      const advice = '`bank-connect new-webhook-secret` prints one';
      if (key === undefined) return [`${path}: must be whsec_ and the base64 of 24 to 64 bytes; ${advice}`];
      return new Set(key).size < minDistinctBytes ? [`${path}: is not random; ${advice}`] : [];
    }),
  );

/** Addresses of this machine, and those under which machines in a cloud learn their own secrets. */
const forbidden = ['127.0.0.1', '0.0.0.0', '169.254.169.254', '::1', '::', 'fe80::1', 'fd00:ec2::254'];
const forbiddenNetworks = createNetworks(['127.0.0.0/8', '0.0.0.0/8', '169.254.0.0/16', '::/127', 'fe80::/10']);

/** What no production may open to webhooks. */
export const webhookNetworkFaults = (networks: readonly string[]): string[] =>
  networks.flatMap((text, index) => {
    const network = parseNetwork(text);
    if (network === undefined) return [];
    const isIn = createNetworks([text]);
    if (!forbidden.some(isIn) && !forbiddenNetworks(network.address)) return [];
    return [`webhookNetworks.${index}: holds loopback or link-local addresses; name only the network that you mean`];
  });
