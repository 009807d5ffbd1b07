import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createMetrics } from '../../../server/lib/metrics.js';

const lines = async (metrics: ReturnType<typeof createMetrics>, name: string) => {
  const { text } = await metrics.render();
  return text.split('\n').filter((line) => line.startsWith(name));
};

describe('the metrics', () => {
  test('count sessions by how they ended', async () => {
    const metrics = createMetrics({ catalogueAgeSeconds: () => undefined, processMetrics: false });
    metrics.sessionEnded('completed');
    metrics.sessionEnded('failed', 'integrity_failed');
    metrics.sessionEnded('failed', 'integrity_failed');
    assert.deepEqual(await lines(metrics, 'bank_connect_sessions_ended_total'), [
      'bank_connect_sessions_ended_total{status="completed",code=""} 1',
      'bank_connect_sessions_ended_total{status="failed",code="integrity_failed"} 2',
    ]);
  });

  test('time tries of webhooks by result, and count those that were given up', async () => {
    const metrics = createMetrics({ catalogueAgeSeconds: () => undefined, processMetrics: false });
    metrics.webhookTried('2xx', 0.1);
    metrics.webhookTried('timeout', 15);
    metrics.webhookGivenUp();
    assert.deepEqual(await lines(metrics, 'bank_connect_webhook_try_seconds_count'), [
      'bank_connect_webhook_try_seconds_count{result="2xx"} 1',
      'bank_connect_webhook_try_seconds_count{result="timeout"} 1',
    ]);
    assert.deepEqual(await lines(metrics, 'bank_connect_webhooks_given_up_total'), [
      'bank_connect_webhooks_given_up_total 1',
    ]);
  });

  test('time calls to providers by operation and result', async () => {
    const metrics = createMetrics({ catalogueAgeSeconds: () => undefined, processMetrics: false });
    metrics.providerCalled('token-io', 'begin', 'ok', 0.2);
    metrics.providerCalled('token-io', 'begin', 'provider_unavailable', 10);
    assert.deepEqual(await lines(metrics, 'bank_connect_provider_call_seconds_count'), [
      'bank_connect_provider_call_seconds_count{provider="token-io",operation="begin",result="ok"} 1',
      'bank_connect_provider_call_seconds_count{provider="token-io",operation="begin",result="provider_unavailable"} 1',
    ]);
  });

  test('ask for the age of the bank list at every look, and say nothing while there is none', async () => {
    let age: number | undefined;
    const metrics = createMetrics({ catalogueAgeSeconds: () => age, processMetrics: false });
    assert.deepEqual(await lines(metrics, 'bank_connect_catalogue_age_seconds'), []);
    age = 12;
    assert.deepEqual(await lines(metrics, 'bank_connect_catalogue_age_seconds'), [
      'bank_connect_catalogue_age_seconds 12',
    ]);
    age = 13;
    assert.deepEqual(await lines(metrics, 'bank_connect_catalogue_age_seconds'), [
      'bank_connect_catalogue_age_seconds 13',
    ]);
  });

  test('of two servers in one process are apart', async () => {
    const [one, two] = [0, 1].map(() => createMetrics({ catalogueAgeSeconds: () => 1 }));
    one?.streamOpened();
    assert.deepEqual(await lines(two!, 'bank_connect_open_streams'), ['bank_connect_open_streams 0']);
    assert.ok((await lines(two!, 'process_cpu_seconds_total')).length === 1);
  });
});
