/** `bank-connect/server`: for a merchant's backend in Node. */
export type { WebhookEvent, WebhookEventType } from '../contract/webhooks.js';
export {
  verifyWebhook,
  WebhookVerificationError,
  type VerifyWebhookOptions,
  type WebhookFault,
  type WebhookRequest,
} from './verify-webhook.js';
