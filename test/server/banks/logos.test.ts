import assert from 'node:assert/strict';
import { afterEach, it } from 'node:test';
import { createLogoShelf, type FetchBytes } from '../../../server/banks/logos.js';
import type { LogoRepository } from '../../../server/store/repositories.js';
import { onEachEngine } from '../../support/engines.js';

const ascii = (text: string) => [...Buffer.from(text, 'latin1')];
const pictures: Readonly<Record<string, readonly number[]>> = {
  'image/png': [0x89, ...ascii('PNG\r\n'), 0x1a, 0x0a],
  'image/jpeg': [0xff, 0xd8, 0xff, 0xe0],
  'image/gif': ascii('GIF89a'),
  'image/webp': [...ascii('RIFF'), 0, 0, 0, 0, ...ascii('WEBP')],
};
const png = Uint8Array.from(pictures['image/png'] ?? []);
const url = 'https://provider.example/logo.png';

onEachEngine('the logo shelf', (engine) => {
  let now = 1_000;
  const stop = new AbortController();

  const shelf = (logos: LogoRepository, fetchBytes: FetchBytes) =>
    createLogoShelf(
      { logos, fetchBytes, now: () => now, logger: { warn: () => assert.fail('a warning') } },
      stop.signal,
    );
  const giving =
    (bytes: Uint8Array, contentType = 'image/png'): FetchBytes =>
    () =>
      Promise.resolve({ contentType, bytes });
  const never: FetchBytes = () => assert.fail('fetched again');

  afterEach(() => (now = 1_000));

  it('takes a picture for what its bytes are, whatever the server says, and keeps it over a restart', async () => {
    const { logos } = await engine.open();
    for (const [mediaType, magic] of Object.entries(pictures)) {
      const bytes = Uint8Array.from([...magic, 1, 2, 3]);
      const expected = { mediaType, bytes };
      assert.deepEqual(await shelf(logos, giving(bytes, 'text/html')).get(mediaType, url), expected);
      assert.deepEqual(await shelf(logos, never).get(mediaType, url), expected);
    }
  });

  it('shows nothing for SVG, HTML, an empty body, a broken fetch and more than 64 KiB', async () => {
    const { logos } = await engine.open();
    const tooLarge = new Uint8Array(64 * 1024 + 1);
    tooLarge.set(png);
    const failing: readonly FetchBytes[] = [
      giving(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'), 'image/svg+xml'),
      giving(Buffer.from('<!doctype html>'), 'image/png'),
      giving(new Uint8Array()),
      giving(tooLarge),
      () => Promise.reject(new Error('302')),
    ];
    for (const [index, fetchBytes] of failing.entries()) {
      assert.equal(await shelf(logos, fetchBytes).get(`key-${index}`, url), undefined);
      assert.equal(await logos.read(`key-${index}`), undefined);
    }
  });

  it('takes 64 KiB exactly, and asks the fetch for no more', async () => {
    const { logos } = await engine.open();
    const full = new Uint8Array(64 * 1024);
    full.set(png);
    const logo = await shelf(logos, (_url, { maxBytes, timeoutMs, signal }) => {
      assert.deepEqual([maxBytes, timeoutMs, signal], [64 * 1024, 5_000, stop.signal]);
      return Promise.resolve({ contentType: '', bytes: full });
    }).get('key', url);
    assert.equal(logo?.bytes.length, 64 * 1024);
  });

  it('remembers a failure for an hour', async () => {
    const { logos } = await engine.open();
    let calls = 0;
    const flaky = shelf(logos, () => {
      calls += 1;
      return calls === 1 ? Promise.reject(new Error('503')) : Promise.resolve({ contentType: '', bytes: png });
    });
    assert.equal(await flaky.get('key', url), undefined);
    now += 3_599_999;
    assert.equal(await flaky.get('key', url), undefined);
    assert.equal(calls, 1);
    now += 1;
    assert.equal((await flaky.get('key', url))?.mediaType, 'image/png');
  });

  it('fetches once for many askers, and six pictures at a time', async () => {
    const { logos } = await engine.open();
    const fetched: string[] = [];
    let running = 0;
    let most = 0;
    const busy = shelf(logos, async (address) => {
      fetched.push(address);
      most = Math.max(most, (running += 1));
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      return { contentType: '', bytes: png };
    });
    const keys = Array.from({ length: 20 }, (_, index) => `key-${index}`);
    const answers = await Promise.all([...keys, ...keys].map((key) => busy.get(key, `${url}?${key}`)));
    assert.ok(answers.every((logo) => logo?.mediaType === 'image/png'));
    assert.equal(fetched.length, 20);
    assert.ok(most <= 6, `${most} at once`);
  });
});
