import { setCookie } from 'hono/cookie';
import type { CreditorAccount, PaymentOrder } from '../../contract/payments.js';
import { StartForm } from '../../contract/session.js';
import { parseSafeUrl } from '../../lib/safe-url.js';
import { bindingCookieMaxAgeSeconds, bindingCookieName } from '../binding-cookie.js';
import { psuContext } from '../client-address.js';
import type { AppContext } from '../context.js';
import { ApiError } from '../errors.js';
import { readBody } from '../input/body.js';
import { parse } from '../input/parse.js';
import { uniqueEntries } from '../input/query.js';
import { authenticate } from '../middleware/client-token.js';
import { respondWithPage } from '../pages/layout.js';
import { english } from '../pages/messages.js';
import type { Router } from '../router.js';

/**
 * Leaving for the bank (security.md section 2.0): a form that a person submitted on the merchant's own page. The answer
 * binds this browser by a cookie and moves on to the bank by itself; it is not a redirect, because browsers would hold
 * that against the merchant's `form-action`.
 */
export function startRoutes({ app, deps, limits }: Router): void {
  const { config, sessions } = deps;

  app.post('/start', limits.pages, async (c) => {
    checkNavigation(c);
    const form = parse(StartForm, uniqueEntries(await readBody(c, 'application/x-www-form-urlencoded')));
    const session = await authenticate(sessions, limits, c, form.clientToken);
    if (c.req.header('origin') !== session.origin) throw new ApiError('origin_not_allowed');
    limits.takeToken(c, session.id);

    const { url, binding, bankName, order } = await sessions.leave(session.id, form.mode, psuContext(c, config));
    const bank = parseSafeUrl(url, config.environment);
    if (bank === undefined) throw new Error('The bank’s address is not one that a browser may be sent to');
    setCookie(c, bindingCookieName(session.id), binding, {
      path: '/',
      secure: true,
      httpOnly: true,
      sameSite: 'Lax',
      maxAge: bindingCookieMaxAgeSeconds,
    });
    const { leaving } = english;
    const onward = { url: bank.href, label: leaving.link(bankName), atOnce: true };
    if (order === undefined) {
      return respondWithPage(c, { sign: 'wait', title: leaving.title(bankName), text: leaving.text, onward });
    }
    return respondWithPage(c, {
      sign: 'wait',
      ...payingWords(order),
      onward: { ...onward, afterSeconds: readSeconds },
    });
  });
}

/** Long enough to see how much is paid, and to whom; the link goes on at once. */
const readSeconds = 2;

/** What the shopper is about to pay, told by this server and by nobody in between. */
function payingWords({ amount, creditor, reference }: PaymentOrder) {
  const money = new Intl.NumberFormat(english.language, { style: 'currency', currency: amount.currency });
  return {
    title: english.paying.title(money.format(amount.value as Intl.StringNumericLiteral)),
    text: english.paying.text(creditor.name, printed(creditor.account), reference),
  };
}

/** In groups, as it stands on paper and in the element; the number is not broken between lines. */
const printed = (account: CreditorAccount): string =>
  account.scheme === 'iban'
    ? account.iban.replace(/(.{4})(?=.)/g, '$1\u00a0')
    : `${account.sortCode.replace(/(\d\d)(?=\d)/g, '$1-')}\u00a0${account.accountNumber}`;

/** A missing or opaque origin is refused before anything is read; so is everything but a top-level navigation. */
function checkNavigation(c: AppContext): void {
  const origin = c.req.header('origin');
  const mode = c.req.header('sec-fetch-mode') ?? 'navigate';
  const destination = c.req.header('sec-fetch-dest') ?? 'document';
  if (origin === undefined || origin === 'null' || mode !== 'navigate' || destination !== 'document') {
    throw new ApiError('origin_not_allowed');
  }
}
