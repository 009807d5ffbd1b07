import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text as textOf } from 'node:stream/consumers';
import { loopback } from '../ports.js';

interface Stop {
  readonly url: URL;
  readonly status: number;
  readonly html: string;
}

/** Pages and redirects of one visit, at most. */
const longestVisit = 20;
/** What the test banks ask for; everything else is filled in already. */
const answers: Readonly<Record<string, string>> = { passcode: '123456', otp: '123456' };

/**
 * A shopper's browser without a screen: plain HTTP on loopback. It keeps cookies, follows redirects and the pages that move on by
 * themselves, and on every page of a bank it presses the button that the bank wants pressed.
 */
export class PlainBrowser {
  /** `host name` → its cookies. */
  readonly #cookies = new Map<string, Map<string, string>>();

  /** Submits a form of a page of `origin`, as the element does to leave for the bank. */
  submit(action: string, origin: string, fields: Readonly<Record<string, string>>): Promise<Stop> {
    return this.#open(new URL(action), new URLSearchParams(fields), origin);
  }

  /** Goes on from a page until it stands at `home` and nothing moves any more. */
  async travel(from: Stop, home: string): Promise<Stop> {
    for (let here = from, steps = 0; steps < longestVisit; steps += 1) {
      const onward = /content="0;url=([^"]+)"/.exec(here.html)?.[1];
      if (here.url.href.startsWith(home) && steps > 0) return here;
      here = onward === undefined ? await this.#press(here) : await this.#open(new URL(unescape(onward), here.url));
    }
    throw new Error(`The visit to the bank does not end; it stands at ${from.url.origin}.`);
  }

  #press({ url, status, html }: Stop): Promise<Stop> {
    const forms = html.match(/<form\b[\s\S]*?<\/form>/g) ?? [];
    const form = forms.find((each) => each.includes('class="primary"'));
    if (form === undefined) throw new Error(`There is no button to press on ${url.origin}${url.pathname} (${status}).`);
    const fields = new URLSearchParams();
    for (const [tag] of form.matchAll(/<input\b[^>]*>/g)) {
      const name = attribute(tag, 'name');
      if (!tag.includes('type="checkbox"') || /\bchecked\b/.test(tag))
        fields.append(name, answers[name] ?? attribute(tag, 'value'));
    }
    const [button = ''] = /<button\b[^>]*class="primary"[^>]*>/.exec(form) ?? [];
    fields.set(attribute(button, 'name'), attribute(button, 'value'));
    return this.#open(new URL(attribute(form, 'action'), url), fields, url.origin);
  }

  /** Every `*.localhost` is this machine; not every resolver knows that. */
  async #open(url: URL, form?: URLSearchParams, origin?: string): Promise<Stop> {
    const jar = this.#cookies.get(url.hostname) ?? new Map<string, string>();
    this.#cookies.set(url.hostname, jar);
    const outgoing = request({
      host: loopback,
      port: url.port,
      path: url.pathname + url.search,
      method: form === undefined ? 'GET' : 'POST',
      headers: {
        host: url.host,
        accept: 'text/html',
        ...(origin !== undefined && { origin }),
        ...(form !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
        ...(jar.size > 0 && { cookie: [...jar].map((pair) => pair.join('=')).join('; ') }),
      },
    });
    outgoing.end(form?.toString());
    const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
    for (const line of incoming.headers['set-cookie'] ?? []) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      jar.set(name, value);
    }
    const html = await textOf(incoming);
    const { location } = incoming.headers;
    if (location !== undefined) return this.#open(new URL(location, url));
    return { url, status: incoming.statusCode ?? 0, html };
  }
}

const attribute = (tag: string, name: string): string => new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? '';
const unescape = (text: string): string => text.replaceAll('&amp;', '&');
