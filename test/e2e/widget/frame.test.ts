import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { enCredentials } from '../../../widget/i18n/en-credentials.js';
import { en } from '../../../widget/i18n/en.js';
import { FakeShop } from '../../support/fake-shop.js';
import { aView } from '../../widget/support/session-views.js';
import { heard, useFakes } from './use-fakes.js';

const fields = {
  bankName: 'Pelican Bank',
  round: 1,
  fields: [{ kind: 'text' as const, id: 'user', label: 'Username' }],
};
const onePixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=';
const inFrame = (page: Page) => page.frameLocator('bank-connect iframe[title]');

describe('the credential frame', () => {
  const fakes = useFakes();
  const visitCredentials = async () => {
    fakes.companion.view = aView('credentials');
    fakes.companion.credentials = fields;
    const visited = await fakes.visit();
    await inFrame(visited.page).getByLabel('Username').waitFor();
    return visited;
  };

  it('is sandboxed, gets no powers, no referrer, a name, and no token in its address', async () => {
    const { page, complaints } = await visitCredentials();
    const frame = page.locator('bank-connect iframe[title]');
    assert.equal(await frame.getAttribute('sandbox'), 'allow-scripts allow-same-origin allow-forms');
    assert.match((await frame.getAttribute('allow')) ?? '', /camera 'none'/);
    assert.equal(await frame.getAttribute('title'), 'Pelican Bank');
    const request = fakes.companion.seen.find(({ path }) => path === '/frame/s1');
    assert.equal(request?.headers.referer, undefined);
    assert.equal(await frame.getAttribute('src'), `${fakes.companion.origin}/frame/s1`);
    assert.deepEqual(complaints, []);
  });

  it('sends what is typed to the companion itself, by its own origin, and the element goes on', async () => {
    const { page } = await visitCredentials();
    fakes.companion.onPost = () => fakes.companion.become(aView('completed', { version: 2 }));
    await inFrame(page).getByLabel('Username').fill('zebra');
    await inFrame(page).getByRole('button', { name: enCredentials.credentials.submit }).click();
    await page.getByText('Pelican Bank').first().waitFor();
    await page.waitForFunction(() => (globalThis as unknown as { heard: string[] }).heard.includes('success'));
    const post = fakes.companion.seen.find(
      ({ path, method }) => path === '/v1/session/credentials' && method === 'POST',
    );
    assert.deepEqual(JSON.parse(post?.body ?? ''), { round: 1, values: { user: 'zebra' } });
    assert.equal(post?.headers.origin, fakes.companion.origin);
    assert.equal(post.headers.cookie, undefined);
  });

  it('is as high as its content', async () => {
    const { page } = await visitCredentials();
    const frame = page.frames().find((each) => each.url().includes('/frame/'));
    await page.waitForFunction(
      (height) =>
        document.querySelector('bank-connect')?.shadowRoot?.querySelector('.step')?.shadowRoot?.querySelector('iframe')
          ?.clientHeight === height,
      await frame?.evaluate(() => Math.ceil(document.body.getBoundingClientRect().height)),
    );
  });

  it('takes the focus to its heading when the step comes up under the shopper’s hands', async () => {
    fakes.companion.view = aView('processing');
    fakes.companion.credentials = fields;
    const { page } = await fakes.visit();
    await page.getByRole('button', { name: en.common.cancel }).focus();
    await page.waitForFunction(() => (globalThis as unknown as { heard: string[] }).heard.includes('step processing'));
    fakes.companion.become(aView('credentials', { version: 2 }));
    await inFrame(page).getByRole('heading').waitFor();
    await inFrame(page).locator('h2:focus').waitFor();
  });

  it('shows the fields of the next round in the same frame', async () => {
    const { page } = await visitCredentials();
    fakes.companion.credentials = { ...fields, round: 2, fields: [{ kind: 'otp', id: 'code', label: 'Code' }] };
    fakes.companion.become(aView('credentials', { version: 2, round: 2 }));
    await inFrame(page).getByLabel('Code').waitFor();
    assert.equal(fakes.companion.count('/frame/s1'), 1);
  });

  it('fetches what a photoTAN or a flickering code needs with the first such field, before it is shown', async () => {
    const { page, complaints } = await visitCredentials();
    const fetched = () => fakes.companion.seen.filter(({ path }) => path.startsWith('/assets/frame-'));
    assert.deepEqual(fetched(), []);

    const image = { mediaType: 'image/png' as const, base64: onePixel };
    const photo = { kind: 'image' as const, id: 'tan', label: 'photoTAN', answerable: true as const, image };
    fakes.companion.credentials = { ...fields, round: 2, fields: [photo] };
    fakes.companion.become(aView('credentials', { version: 2, round: 2 }));
    await inFrame(page).getByRole('img').waitFor();
    await inFrame(page).getByLabel(enCredentials.credentials.answer).waitFor();
    assert.equal(fetched().filter(({ path }) => path.includes('photo-tan')).length, 1);
    assert.equal(fetched().filter(({ path }) => path.includes('chip-tan')).length, 0);

    const flickerCode = '11048714955205123456789F14302C303107';
    const flicker = { kind: 'flicker' as const, id: 'tan', label: 'chipTAN', answerable: true as const, flickerCode };
    fakes.companion.credentials = { ...fields, round: 3, fields: [flicker] };
    fakes.companion.become(aView('credentials', { version: 3, round: 3 }));
    await inFrame(page).getByRole('button', { name: enCredentials.flicker.start }).waitFor();
    assert.equal(fetched().filter(({ path }) => path.includes('chip-tan')).length, 1);
    assert.deepEqual(complaints, []);
  });

  it('says with a code that it could not load: policy of the page, refusal by the companion', async () => {
    fakes.companion.view = aView('credentials');
    fakes.companion.credentials = fields;
    fakes.shop.headers = { 'content-security-policy': "frame-src 'none'" };
    const blocked = await fakes.visit();
    await blocked.page.getByRole('heading', { name: en.problem.frame.title }).waitFor();
    assert.equal((await heard(blocked.page)).at(-1), 'error frame_blocked');

    fakes.shop.headers = {};
    const allowed = fakes.companion.shopOrigin;
    const other = await new FakeShop('other.localhost').start();
    try {
      fakes.companion.frameAncestor = other.origin;
      const refused = await fakes.visit();
      await refused.page.getByRole('heading', { name: en.problem.frame.title }).waitFor();
      fakes.companion.frameAncestor = allowed;
      await refused.page.getByRole('button', { name: en.problem.actions.refresh }).click();
      await inFrame(refused.page).getByLabel('Username').waitFor();
    } finally {
      await other.stop();
    }
  });

  it('works on a page with the strictest policy that still names the companion', async () => {
    const { origin } = fakes.companion;
    fakes.shop.headers = {
      'content-security-policy': `default-src 'none'; script-src ${origin}; connect-src 'self' ${origin}; frame-src ${origin}; form-action ${origin}; base-uri 'none'; require-trusted-types-for 'script'; trusted-types lit-html`,
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
    };
    const { complaints } = await visitCredentials();
    assert.deepEqual(complaints, []);
  });
});

describe('forged messages', () => {
  const fakes = useFakes();

  it('change nothing: 10,000 of them, from the page, from frames of other origins, and from the right origin in a wrong frame', async () => {
    const foreign = await new FakeShop('other.localhost').start();
    try {
      const sender = `<script>
        const kinds = [{bankConnectHello:'0b7c1d5e-1111-4222-8333-944445555666'},{type:'done'},{type:'submitted'},{type:'ready'},{type:'height',height:9},{type:'busy',busy:true},{bankConnectWelcome:'0b7c1d5e-1111-4222-8333-944445555666'},'done',null,42];
        for (let i = 0; i < 2500; i++) { const {port1, port2} = new MessageChannel(); parent.postMessage(kinds[i % kinds.length], '*', i % 2 ? [port2] : []); }
        parent.postMessage('sent', '*');
      </script>`;
      foreign.html = sender;
      fakes.companion.impostor = sender;
      fakes.companion.view = aView('credentials');
      fakes.companion.credentials = fields;
      const { page } = await fakes.visit();
      const username = inFrame(page).getByLabel('Username');
      await username.fill('zebra');
      const before = { heard: await heard(page), seen: fakes.companion.seen.length };

      await page.evaluate(
        async (sources) => {
          const host = document.querySelector('bank-connect');
          const real = host?.shadowRoot?.querySelector('.step')?.shadowRoot?.querySelector('iframe');
          const frames = sources.map((source) => Object.assign(document.createElement('iframe'), source));
          let sent = 0;
          const all = new Promise<void>((resolve) =>
            window.addEventListener('message', ({ data }) => data === 'sent' && ++sent === frames.length && resolve()),
          );
          document.body.append(...frames);
          await all;
          // The page itself: with its own window, and with events that claim to come from the frame.
          for (let count = 0; count < 1250; count += 1) {
            window.postMessage({ bankConnectHello: '0b7c1d5e-1111-4222-8333-944445555666' }, location.origin);
            window.dispatchEvent(
              new MessageEvent('message', {
                data: { bankConnectHello: '0b7c1d5e-1111-4222-8333-944445555666' },
                origin: new URL(real?.src ?? '').origin,
                source: real?.contentWindow,
              }),
            );
            // And to the frame, which has its port already.
            real?.contentWindow?.postMessage({ bankConnectWelcome: 'x'.repeat(36) }, new URL(real.src).origin, [
              new MessageChannel().port2,
            ]);
          }
        },
        [
          { src: foreign.origin },
          { src: `${fakes.companion.origin}/impostor` },
          { srcdoc: sender, sandbox: 'allow-scripts' },
        ],
      );
      // Messages come in their order: when this one is here, all others have been.
      await page.evaluate(
        () =>
          new Promise<void>((resolve) => {
            window.addEventListener('message', ({ data }) => data === 'last' && resolve());
            window.postMessage('last', location.origin);
          }),
      );

      assert.deepEqual(await heard(page), before.heard);
      const requests = fakes.companion.seen.slice(before.seen).map(({ path }) => path);
      assert.deepEqual(
        requests.filter((path) => path !== '/impostor'),
        [],
      );
      assert.equal(await username.inputValue(), 'zebra');
    } finally {
      await foreign.stop();
    }
  });
});
