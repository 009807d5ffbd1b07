import {
  ListedWebhookEvent,
  ReplayedWebhooks,
  ReplayWebhooks,
  WebhookEventList,
  WebhookEventQuery,
} from '../../../contract/webhooks.js';
import { bodyErrors, json, type Operation } from './operation.js';

/** Webhook events, for the merchant’s backend. */
export const webhooksOperations: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/webhooks/events',
    id: 'listWebhookEvents',
    tag: 'Merchant',
    summary: 'Lists events, newest first, with how far their webhooks have got',
    caller: 'apiKey',
    query: WebhookEventQuery,
    success: { status: 200, ...json(WebhookEventList), says: 'One page.' },
  },
  {
    method: 'get',
    path: '/v1/webhooks/events/:id',
    id: 'readWebhookEvent',
    tag: 'Merchant',
    summary: 'Reads one event',
    caller: 'apiKey',
    success: { status: 200, ...json(ListedWebhookEvent), says: 'The event.' },
    errors: ['not_found'],
  },
  {
    method: 'post',
    path: '/v1/webhooks/events/:id/replay',
    id: 'replayWebhookEvent',
    tag: 'Merchant',
    summary: 'Sends one event again, with the same id',
    caller: 'apiKey',
    success: { status: 202, ...json(ListedWebhookEvent), says: 'It is sent within a second or so.' },
    errors: ['not_found'],
  },
  {
    method: 'post',
    path: '/v1/webhooks/replay',
    id: 'replayWebhookEvents',
    tag: 'Merchant',
    summary: 'Sends the events of a period again',
    caller: 'apiKey',
    body: json(ReplayWebhooks),
    success: { status: 202, ...json(ReplayedWebhooks), says: 'How many events are sent.' },
    errors: bodyErrors,
  },
];
