import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createCompanion } from '../../server/companion.js';
import type { BankList } from '../../server/contract/banks.js';
import type { CreatedSession, SessionView } from '../../server/contract/session.js';
import { createLogger } from '../../server/lib/logger.js';
import { parseConfig } from '../../server/parse-config.js';
import { type Answer, type Call, call } from './http.js';

export const publicUrl = 'http://connect.localhost:4101';

/** Where a provider sends the shopper of a merchant back to. */
export const callbackUrl = (merchantId: string, providerId: string): string =>
  `${publicUrl}/callback/${merchantId}/${providerId}`;

/** A whole companion server in this process, on loopback, with a database of its own. */
export interface TestCompanion {
  call(path: string, request?: Call): Promise<Answer>;
  /** A session of the merchant, opened at a bank and agreed to. */
  connect(merchantId: string, bankId: string): Promise<Visitor>;
  /** For `t.after`. */
  stop(): Promise<void>;
}

/** A shopper in one browser. */
export interface Visitor {
  readonly id: string;
  banks(country: string): Promise<BankList>;
  view(): Promise<SessionView>;
  /** The first view with one of these states. */
  until<S extends SessionView['status']>(...wanted: readonly S[]): Promise<Extract<SessionView, { status: S }>>;
  /** Takes the start hop; the bank's address, and the cookie that the browser got. */
  leave(): Promise<{ readonly bankUrl: string; readonly cookie: string }>;
}

const keyOf = (merchantId: string): string => `bc_${merchantId.padEnd(43, 'x')}`;
const originOf = (merchantId: string): string => `http://${merchantId}.localhost:4100`;
const patienceMs = 30_000;

/** Starts one and waits until the providers' banks are listed. */
export async function startCompanion(
  providers: readonly object[],
  merchants: readonly string[],
): Promise<TestCompanion> {
  const folder = await mkdtemp(join(tmpdir(), 'bank-connect-companion-'));
  const config = parseConfig(JSON.stringify(document(providers, merchants, join(folder, 'store.db'))), {
    env: {},
    readFile: () => '',
  });
  const logger = createLogger({ level: 'error', destination: { write: () => undefined } });
  const companion = await createCompanion(config, { assets: new Map(), logger, now: Date.now });
  await companion.start();
  companion.server.listen(0, '127.0.0.1');
  await once(companion.server, 'listening');
  const origin = `http://127.0.0.1:${(companion.server.address() as AddressInfo).port}`;

  const send = (path: string, request?: Call) => call(origin, path, request);
  await eventually(async () => (await send('/readyz')).status === 200);
  return {
    call: send,
    connect: (merchantId, bankId) => connect(send, merchantId, bankId),
    stop: async () => {
      await companion.stop(1_000);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const document = (providers: readonly object[], merchants: readonly string[], path: string): object => ({
  environment: 'sandbox',
  publicUrl,
  listen: { host: '127.0.0.1', port: 0 },
  database: { path },
  encryptionKeys: [{ id: 'test', key: randomBytes(32).toString('base64url') }],
  merchants: merchants.map((id) => ({
    id,
    name: id,
    purpose: 'To test',
    apiKeyHashes: [createHash('sha256').update(keyOf(id)).digest('hex')],
    origins: [originOf(id)],
    returnUrls: { default: `${originOf(id)}/checkout` },
  })),
  providers,
  logLevel: 'error',
});

type Send = TestCompanion['call'];

async function connect(send: Send, merchantId: string, bankId: string): Promise<Visitor> {
  const post = async (path: string, token: string, body: object): Promise<Answer> => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const answer = await send(path, { method: 'POST', headers, body: JSON.stringify(body) });
    if (answer.status >= 300) throw new Error(`${path} answered ${answer.status}: ${answer.text}`);
    return answer;
  };
  const created = await post('/v1/sessions', keyOf(merchantId), { bankId });
  const { id, clientToken } = created.json() as CreatedSession;
  await post('/v1/session/consent', clientToken, { accepted: true, text: 'I agree.', locale: 'en' });
  const get = async (path: string): Promise<unknown> =>
    (await send(path, { headers: { authorization: `Bearer ${clientToken}` } })).json();
  const view = async () => (await get('/v1/session')) as SessionView;
  return {
    id,
    banks: async (country) => (await get(`/v1/banks?country=${country}`)) as BankList,
    view,
    until: async <S extends SessionView['status']>(...wanted: readonly S[]) => {
      let now = await view();
      await eventually(async () => (wanted as readonly string[]).includes((now = await view()).status)).catch(() => {
        throw new Error(`The session is ${JSON.stringify(now)}, not ${wanted.join(' or ')}.`);
      });
      return now as Extract<SessionView, { status: S }>;
    },
    leave: async () => {
      const answer = await send('/start', {
        method: 'POST',
        headers: { origin: originOf(merchantId), 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ clientToken, mode: 'tab' }).toString(),
      });
      const cookie = answer.headers['set-cookie']?.[0]?.split(';')[0];
      const bankUrl = /content="0;url=([^"]+)"/.exec(answer.text)?.[1]?.replaceAll('&amp;', '&');
      if (cookie === undefined || bankUrl === undefined)
        throw new Error(`/start answered ${answer.status}: ${answer.text}`);
      return { bankUrl, cookie };
    },
  };
}

async function eventually(isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error('It did not come to that.');
    await pause(10);
  }
}
