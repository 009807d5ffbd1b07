import { parseSafeUrl } from '../../lib/safe-url.js';
import { ApiError } from '../errors.js';
import { readId } from '../input/query.js';
import { respondWithPage } from '../pages/layout.js';
import { english } from '../pages/messages.js';
import type { Router } from '../router.js';

/** After the bank: back to the merchant's registered address, or a word that the window can go. Says nothing of the outcome. */
export function doneRoutes({ app, deps, limits }: Router): void {
  const { config, sessions } = deps;

  app.get('/done/:sessionId', limits.pages, async (c) => {
    const done = await sessions.done(readId(c, 'sessionId'));
    if (done === undefined) throw new ApiError('not_found');
    if (done.mode === 'popup') return respondWithPage(c, { sign: 'done', ...english.donePopup });
    const back = parseSafeUrl(done.returnUrl, config.environment);
    if (back === undefined) throw new Error('The return URL is not one that a browser may be sent to');
    const words = english.doneTab;
    const onward = { url: back.href, label: words.link(done.merchantName), atOnce: true };
    return respondWithPage(c, { sign: 'done', title: words.title, text: words.text, onward });
  });
}
