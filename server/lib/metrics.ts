import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What the server counts. Labels are closed sets: route patterns, codes, configured ids; never input. */
export interface Metrics {
  /** One answered request; `route` is the pattern, `seconds` until the headers were ready. */
  requestEnded(method: string, route: string, status: number, seconds: number): void;
  /** A session reached a terminal status; `code` says why it failed. */
  sessionEnded(status: string, code?: string): void;
  /** One call to a provider; `result` is `ok` or an error code. */
  providerCalled(provider: string, operation: string, result: string, seconds: number): void;
  /** One try to deliver a webhook; `result` is `2xx` and the like, or why no status came. */
  webhookTried(result: string, seconds: number): void;
  /** A webhook will not be tried again, though it was never taken. */
  webhookGivenUp(): void;
  streamOpened(): void;
  streamClosed(): void;
  /** The text exposition format. */
  render(): Promise<{ readonly contentType: string; readonly text: string }>;
}

const seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20];

/** `catalogueAgeSeconds` is asked at every scrape; undefined until a list is loaded. */
export function createMetrics(sources: {
  readonly catalogueAgeSeconds: () => number | undefined;
  readonly processMetrics?: boolean;
}): Metrics {
  const registry = new Registry();
  const registers = [registry];
  if (sources.processMetrics ?? true) collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'bank_connect_http_request_seconds',
    help: 'Time until the answer to a request was ready.',
    labelNames: ['method', 'route', 'status'],
    buckets: seconds,
    registers,
  });
  const sessions = new Counter({
    name: 'bank_connect_sessions_ended_total',
    help: 'Sessions by final status and error code.',
    labelNames: ['status', 'code'],
    registers,
  });
  const calls = new Histogram({
    name: 'bank_connect_provider_call_seconds',
    help: 'Calls to providers by operation and result.',
    labelNames: ['provider', 'operation', 'result'],
    buckets: seconds,
    registers,
  });
  const webhooks = new Histogram({
    name: 'bank_connect_webhook_try_seconds',
    help: 'Tries to deliver webhooks by result.',
    labelNames: ['result'],
    buckets: seconds,
    registers,
  });
  const givenUp = new Counter({
    name: 'bank_connect_webhooks_given_up_total',
    help: 'Webhooks that no try delivered.',
    registers,
  });
  const streams = new Gauge({ name: 'bank_connect_open_streams', help: 'Open event streams.', registers });
  new Gauge({
    name: 'bank_connect_catalogue_age_seconds',
    help: 'Age of the oldest bank list in use.',
    registers,
    collect() {
      const age = sources.catalogueAgeSeconds();
      if (age === undefined) this.remove();
      else this.set(age);
    },
  });
  return {
    requestEnded: (method, route, status, duration) =>
      requests.observe({ method: knownMethods.has(method) ? method : 'OTHER', route, status }, duration),
    sessionEnded: (status, code = '') => sessions.inc({ status, code }),
    providerCalled: (provider, operation, result, duration) => calls.observe({ provider, operation, result }, duration),
    webhookTried: (result, duration) => webhooks.observe({ result }, duration),
    webhookGivenUp: () => givenUp.inc(),
    streamOpened: () => streams.inc(),
    streamClosed: () => streams.dec(),
    render: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  };
}

const knownMethods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
