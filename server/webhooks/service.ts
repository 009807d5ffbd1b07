import type {
  ListedWebhookEvent,
  ReplayedWebhooks,
  ReplayWebhooks,
  WebhookDeliveryState,
  WebhookEventList,
} from '../contract/webhooks.js';
import type { ErrorCode, FieldFault } from '../contract/errors.js';

/** A request about webhooks that cannot be served; `http` turns it into an error body. */
export class WebhookError extends Error {
  override readonly name = 'WebhookError';
  readonly fields: readonly FieldFault[] | undefined;
  readonly retryAfterMs: number | undefined;
  constructor(
    readonly code: ErrorCode,
    options: { readonly fields?: readonly FieldFault[]; readonly retryAfterMs?: number } = {},
  ) {
    super(`Webhook request refused: ${code}`);
    this.fields = options.fields;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** What a merchant's backend can ask about its webhooks. Foreign ids are `not_found`. */
export interface WebhookService {
  list(
    merchantId: string,
    page: { readonly cursor?: string; readonly limit: number; readonly state?: WebhookDeliveryState },
  ): Promise<WebhookEventList>;
  get(merchantId: string, id: string): Promise<ListedWebhookEvent>;
  /** Sends one event again, whatever became of it, with the same id. */
  replay(merchantId: string, id: string): Promise<ListedWebhookEvent>;
  replayPeriod(merchantId: string, period: ReplayWebhooks): Promise<ReplayedWebhooks>;
}
