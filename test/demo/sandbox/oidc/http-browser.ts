import assert from 'node:assert/strict';

/** Where a visit stands: a page of the simulator, or the address to which the shopper was sent away from it. */
export type Stop =
  | { readonly kind: 'page'; readonly url: string; readonly status: number; readonly html: string }
  | { readonly kind: 'left'; readonly url: URL };

/** A browser without a screen: keeps cookies, follows redirects within one origin, presses buttons. */
export class HttpBrowser {
  readonly #cookies = new Map<string, string>();

  constructor(readonly origin: string) {}

  /** Opens an address of the simulator. */
  async open(url: string, init: Pick<RequestInit, 'method' | 'body'> = {}): Promise<Stop> {
    for (let hops = 0, next = url, request = init; ; hops++, request = {}) {
      assert.ok(hops < 10, 'the redirects never end');
      const response = await fetch(next, {
        ...request,
        redirect: 'manual',
        headers: { accept: 'text/html', cookie: [...this.#cookies].map((pair) => pair.join('=')).join('; ') },
      });
      this.#keep(response);
      const location = response.headers.get('location');
      if (location === null) return { kind: 'page', url: next, status: response.status, html: await response.text() };
      const target = new URL(location, next);
      if (target.origin !== this.origin) return { kind: 'left', url: target };
      next = target.href;
    }
  }

  /** Presses a button of the page, with its form as it is filled in, and `values` typed over it. */
  async press(page: Stop, action: string, values: Readonly<Record<string, string>> = {}): Promise<Stop> {
    assert.ok(page.kind === 'page', 'the shopper has left');
    const inputs = [...page.html.matchAll(/<input\b[^>]*>/g)].map(([tag]) => [
      attribute(tag, 'name'),
      attribute(tag, 'value'),
    ]);
    const body = new URLSearchParams(inputs.filter(([name]) => name !== ''));
    for (const [name, value] of Object.entries({ ...values, action })) body.set(name, value);
    const target = /<form\b[^>]*\baction="([^"]*)"/.exec(page.html)?.[1];
    assert.ok(target !== undefined, `no form on this page: ${page.html.slice(0, 2000)}`);
    return this.open(new URL(target, page.url).href, { method: 'POST', body });
  }

  /** Opens the address and presses a button of the first page. The answer is where the shopper is sent. */
  async visit(url: string, action = 'approve'): Promise<URL> {
    const stop = await this.press(await this.open(url), action);
    assert.ok(stop.kind === 'left', `the shopper was not sent away: ${JSON.stringify(stop).slice(0, 2000)}`);
    return stop.url;
  }

  #keep(response: Response): void {
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
  }
}

const attribute = (tag: string, name: string): string => new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? '';
