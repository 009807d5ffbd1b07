import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { WebhookEventList } from '../../server/contract/webhooks.js';
import { en } from '../../widget/i18n/en.js';
import { useOwnDemo } from './shopper.js';

describe('webhooks in the demo shop', () => {
  const { demo, shopper } = useOwnDemo();

  it('arrive while one looks: verified, dropped when they come again, refused when they are forged', async () => {
    const watching = await shopper('/webhooks');
    const { page } = watching;
    await page.getByText('Nothing has arrived yet.').waitFor();
    const arrivals = page.getByRole('listitem').filter({ has: page.locator('details') });
    const newest = (type: string, verdict: string) =>
      arrivals.first().filter({ hasText: type }).filter({ hasText: verdict });

    const { widget, context } = await shopper();
    await widget.chooseBank('Test Bank Password');
    await widget.acceptConsent();
    await widget.answer({ Username: 'user', PIN: '1234' });
    await widget.sees(en.success.title);
    await newest('session.completed', 'verified').waitFor();
    await context.close();

    const call = async (path: string, method = 'GET') => {
      const headers = { authorization: `Bearer ${demo().apiKey}` };
      return fetch(demo().serverDirect + path, { method, headers });
    };
    const { events } = WebhookEventList.parse(await (await call('/v1/webhooks/events?state=delivered')).json());
    const { event } = events[0] ?? assert.fail('nothing was delivered');
    await call(`/v1/webhooks/events/${event.id}/replay`, 'POST');
    await newest('session.completed', 'duplicate').waitFor();

    await page.getByRole('button', { name: 'Send a forged one' }).click();
    await newest('unknown', 'forged').waitFor();
    assert.equal(await arrivals.count(), 3);
    await arrivals.last().locator('summary').click();
    await arrivals.last().getByText(event.id).first().waitFor();
    await arrivals.last().getByText('"type": "session.completed"').waitFor();
    assert.deepEqual(watching.complaints, []);
    await watching.context.close();
  });
});
