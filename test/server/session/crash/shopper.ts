import type { CredentialsView } from '../../../../server/contract/fields.js';
import type { SessionView } from '../../../../server/contract/session.js';
import { bindingKey } from '../../../../server/session/binding.js';
import type { SessionService } from '../../../../server/session/service.js';
import type { VictimRequest } from './victim.js';

/** Sends a request to whoever serves; rejects when it is refused, or when the server dies before it answers. */
export type Send = (method: VictimRequest['method'], ...args: readonly unknown[]) => Promise<unknown>;

const psu = { traceId: 'trace' };
/** Between two looks. Dozens of shoppers look at once, most of the time at nothing new. */
const pauseMs = 50;
const pause = () => new Promise((resolve) => setTimeout(resolve, pauseMs));

/**
 * A shopper with a browser, who keeps the cookie over crashes, looks where the session stands and does what is asked for,
 * until it is over. Fails when that takes longer than `patienceMs`.
 */
export async function shop(id: string, send: Send, patienceMs: number): Promise<SessionView> {
  const browser = { jar: [] as (readonly [string, string])[], query: '', returning: false };

  const visitBank = async (): Promise<void> => {
    if (browser.jar.length === 0) {
      const { binding, url } = (await send('leave', id, 'tab', psu)) as Awaited<ReturnType<SessionService['leave']>>;
      browser.jar = [[bindingKey(id), binding]];
      browser.query = `${new URL(url).searchParams.toString()}&code=1`;
    }
    // It goes back to this address until it gets an answer, whatever happens meanwhile.
    browser.returning = true;
  };
  const act = async (view: SessionView): Promise<void> => {
    if (view.status === 'consent') {
      await send('giveConsent', id, { accepted: true, text: 'I agree.', locale: 'en' }, psu);
    } else if (view.status === 'redirect') {
      await visitBank();
    } else if (view.status === 'credentials') {
      const { round } = (await send('credentials', id)) as CredentialsView;
      await send('submitCredentials', id, { round, values: { otp: '123456' } }, psu);
    } else {
      await pause();
    }
  };

  for (const end = Date.now() + patienceMs; Date.now() < end;) {
    try {
      if (browser.returning) {
        await send('receiveCallback', 'shop', 'bank', browser.query, browser.jar, psu);
        browser.returning = false;
      }
      const view = (await send('view', id)) as SessionView;
      if (view.status === 'completed' || view.status === 'attempt_failed') return view;
      await act(view);
    } catch {
      // Dead, or not where the browser thought it was: it looks again.
      await pause();
    }
  }
  throw new Error(`Session ${id} hangs`);
}
