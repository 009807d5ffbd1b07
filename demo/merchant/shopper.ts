import { setTimeout as pause } from 'node:timers/promises';
import type { BankConnectClient, NewSession } from '../../server/client/index.js';
import type { BankList } from '../../server/contract/banks.js';
import type { SessionStatus, SessionView } from '../../server/contract/session.js';
import { PlainBrowser } from './plain-browser.js';

/** Where things are, for this machine and for a browser. */
export interface Places {
  /** The companion server's address for calls from this machine. */
  readonly direct: string;
  /** Its address for browsers. */
  readonly companion: string;
  readonly shop: string;
  /** For the calls of the element; default: the global one. */
  readonly fetch?: typeof fetch;
}

const patienceMs = 30_000;

/** Which bank, in which country's list. */
export interface Visit {
  readonly bank: string;
  readonly country: string;
}

/** Takes a session through its bank as `<bank-connect>` and a shopper would, and gives the connection that came of it. */
export async function connectAtBank(
  client: BankConnectClient,
  places: Places,
  session: NewSession,
  { bank, country }: Visit,
): Promise<string> {
  const { id, clientToken } = await client.sessions.create(session);
  const call: CallWidgetApi = (method, path, body) => callAs(clientToken, places, method, path, body);
  if ((await until(call, 'bank_selection', 'consent')) === 'bank_selection') {
    const { banks } = await call<BankList>('GET', `/v1/banks?country=${country}`);
    const bankId = banks.find(({ name }) => name === bank)?.id;
    if (bankId === undefined) throw new Error(`${bank} is not in the list of banks.`);
    await call('POST', '/v1/session/bank', { bankId });
  }
  await call('POST', '/v1/session/consent', { accepted: true, text: 'I agree.', locale: 'en' });
  await until(call, 'redirect');
  const browser = new PlainBrowser();
  const leaving = await browser.submit(`${places.companion}/start`, places.shop, { clientToken, mode: 'tab' });
  await browser.travel(leaving, `${places.companion}/done/`);
  await until(call, 'completed');
  const { connectionId } = await client.sessions.get(id);
  if (connectionId === undefined) throw new Error('The session is completed, and there is no connection.');
  return connectionId;
}

type CallWidgetApi = <T = SessionView>(method: 'GET' | 'POST', path: string, body?: object) => Promise<T>;

/** The calls that the element makes. */
async function callAs<T>(
  clientToken: string,
  { direct, shop, fetch: send = fetch }: Places,
  method: 'GET' | 'POST',
  path: string,
  body?: object,
): Promise<T> {
  const response = await send(direct + path, {
    method,
    headers: { authorization: `Bearer ${clientToken}`, origin: shop, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}

async function until(call: CallWidgetApi, ...wanted: readonly SessionStatus[]): Promise<SessionStatus> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const view = await call('GET', '/v1/session');
    if (wanted.includes(view.status)) return view.status;
    if (view.status === 'attempt_failed') throw new Error(`The bank was not connected: ${view.problem.code}.`);
    if (Date.now() > deadline) throw new Error(`The session is ${view.status}, not ${wanted.join(' or ')}.`);
    await pause(50);
  }
}
