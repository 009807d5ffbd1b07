import { readFileSync } from 'node:fs';
import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';

/** One line of the table of test banks in the sandbox's README, the only list of what they do. */
export interface TestBankNote {
  /** One or several names, as they are written there. */
  readonly names: string;
  readonly happens: string;
  readonly ends: string;
}

const readmeOfSandbox = new URL('sandbox/token-io/README.md', import.meta.url);

/** The table under "The test banks". */
export function testBankNotes(markdown = readFileSync(readmeOfSandbox, 'utf8')): TestBankNote[] {
  const section = /^## The test banks$(.*?)^(?=## |\*\*)|^## The test banks$(.*)/ms.exec(markdown)?.[0] ?? '';
  const rows = section
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.split('|').map((cell) => cell.trim()));
  return rows.slice(2).map(([, names = '', , happens = '', ends = '']) => ({ names, happens, ends }));
}

const plain = (markdown: string): string => markdown.replaceAll('`', '');

/** A page with the test banks and what to type, for people who try the demo. */
export const testBanksPage = (): HtmlEscapedString | Promise<HtmlEscapedString> =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>Test banks</title>
        <link rel="icon" href="/public/favicon.svg" />
        <link rel="stylesheet" href="/public/shop.css" />
      </head>
      <body>
        <main class="document">
          <h1>Test banks</h1>
          <p>
            All of them are listed in Germany and in Great Britain. Username <code>user</code>, PIN and password
            <code>1234</code>, one-time passcode <code>123456</code>, TAN <code>654321</code>. Anything else is wrong.
          </p>
          <div class="scroll" tabindex="0" role="region" aria-label="Test banks">
            <table>
              <thead>
                <tr>
                  <th scope="col">Bank</th>
                  <th scope="col">What happens</th>
                  <th scope="col">How it ends</th>
                </tr>
              </thead>
              <tbody>
                ${testBankNotes().map(
                  ({ names, happens, ends }) =>
                    html`<tr>
                      <th scope="row">${names}</th>
                      <td>${plain(happens)}</td>
                      <td>${plain(ends)}</td>
                    </tr>`,
                )}
              </tbody>
            </table>
          </div>
          <p><a href="/checkout">To the shop</a></p>
        </main>
      </body>
    </html>`;
