// The budgets of the companion server: GET /v1/session at half the pace of a bare Hono route or better, and 10,000
// waiting event streams within 400 MB.
import { readFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import autocannon from 'autocannon';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import type { Demo } from '../../demo/demo.js';
import { createSession } from '../e2e/companion-api.js';
import { startTestDemo } from '../support/test-demo.js';
import type { Row } from './table.js';

const seconds = 5;
const streams = 10_000;
/** Alternating, so that both see the machine in the same moods. */
const paceRuns = 3;
const unlimited = { perSecond: 10_000, burst: 100_000 };

const pace = async (url: string, headers: Record<string, string>): Promise<number> => {
  const { requests, non2xx } = await autocannon({ url, headers, connections: 20, duration: seconds });
  if (non2xx > 0) throw new Error(`${url} answered ${non2xx} requests with an error.`);
  return requests.average;
};

/** Requests a second of a bare route that answers JSON of the same size. */
async function barePace(body: object): Promise<number> {
  const app = new Hono().get('/', (context) => context.json(body));
  const server = await new Promise<ReturnType<typeof serve>>((resolve) => {
    const listening = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () => resolve(listening));
  });
  const address = server.address();
  try {
    if (typeof address !== 'object' || address === null) throw new Error('No port');
    return await pace(`http://127.0.0.1:${address.port}/`, {});
  } finally {
    server.close();
  }
}

/** Opens one event stream and resolves when the first event is there; it stays open. */
const openStream = (demo: Demo, clientToken: string, agent: Agent): Promise<void> =>
  new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${clientToken}`, accept: 'text/event-stream' };
    get(`${demo.serverDirect}/v1/session/events`, { agent, headers }, (answer) => {
      if (answer.statusCode !== 200) reject(new Error(`The stream answered ${answer.statusCode ?? 0}.`));
      answer.once('data', () => resolve()).on('error', () => undefined);
    }).once('error', reject);
  });

/** Resident memory of a process in megabytes (Linux). */
const residentMegabytes = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

async function memoryOfStreams(demo: Demo): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: Infinity });
  const opened: Promise<void>[] = [];
  for (let at = 0; at < streams; at += 50) {
    const tokens = await Promise.all(Array.from({ length: 50 }, () => createSession(demo)));
    opened.push(...tokens.map(({ clientToken }) => openStream(demo, clientToken, agent)));
    await Promise.all(opened.splice(0));
  }
  const megabytes = residentMegabytes(demo.companion.pid ?? 0);
  agent.destroy();
  return megabytes;
}

/** The budgets of the companion server. */
export async function benchCompanion(): Promise<Row[]> {
  const demo = await startTestDemo({
    configure: (config) => ({
      ...config,
      logLevel: 'warn',
      limits: { perToken: unlimited, perKey: unlimited, perAddress: unlimited },
    }),
  });
  try {
    const { clientToken } = await createSession(demo);
    const headers = { authorization: `Bearer ${clientToken}` };
    const url = `${demo.serverDirect}/v1/session`;
    const body = (await (await fetch(url, { headers })).json()) as object;
    const ours: number[] = [];
    const bare: number[] = [];
    for (let run = 0; run < paceRuns; run += 1) {
      ours.push(await pace(url, headers));
      bare.push(await barePace(body));
    }
    return [
      { what: 'GET /v1/session', unit: 'requests/s', values: ours },
      { what: 'a bare route with the same answer', unit: 'requests/s', values: bare },
      {
        what: 'GET /v1/session, against the bare route',
        unit: '×',
        values: ours.map((each, run) => each / (bare[run] ?? Number.NaN)),
        budget: { least: 0.5 },
      },
      {
        what: `${streams} waiting event streams: memory of the server`,
        unit: 'MB',
        values: [await memoryOfStreams(demo)],
        budget: { most: 400 },
      },
    ];
  } finally {
    await demo.stop();
  }
}
