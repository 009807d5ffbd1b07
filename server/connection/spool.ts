import { createHash } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Logger } from '../lib/logger.js';
import type { Grant } from '../providers/authorisation.js';
import type { Vault } from '../store/store.js';
import type { Renewal } from './grants.js';

/** Grants that the store could not take. Each is the only copy there is. */
export interface Spool {
  readonly entries: readonly Renewal[];
  has(connectionId: string): boolean;
  /** Resolves when the grant is on the disk, encrypted; or in memory only, when there is no disk to write to. */
  put(renewal: Renewal): Promise<void>;
  /** The store has it, or has no use for it any more. */
  drop(renewal: Renewal): Promise<void>;
}

const Entry: z.ZodType<Renewal> = z.object({
  merchantId: z.string(),
  connectionId: z.string(),
  replaces: z.string(),
  grant: z.custom<Grant>((value) => typeof value === 'object' && value !== null && 'data' in value),
  at: z.number(),
});

const suffix = '.jwe';

/** One file per grant; what the name says, the content is sealed for. */
const nameOf = ({ connectionId, replaces }: Renewal): string =>
  `${createHash('sha256').update(`${connectionId}\n${replaces}`).digest('hex').slice(0, 40)}${suffix}`;
const contextOf = (name: string): string => `spool/${name}`;

/** A spool that forgets when the process ends. */
export function createMemorySpool(): Spool {
  const kept = new Map<string, Renewal>();
  return {
    get entries() {
      return [...kept.values()];
    },
    has: (connectionId) => [...kept.values()].some((renewal) => renewal.connectionId === connectionId),
    put: (renewal) => Promise.resolve(void kept.set(nameOf(renewal), renewal)),
    drop: (renewal) => Promise.resolve(void kept.delete(nameOf(renewal))),
  };
}

/**
 * A spool in a folder of this instance (made when missing, mode 0700), with what it held when the process ended last.
 * Throws when the folder cannot be used.
 */
export async function openSpool(
  folder: string,
  vault: Pick<Vault, 'seal' | 'open'>,
  logger: Pick<Logger, 'error'>,
): Promise<Spool> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const memory = createMemorySpool();
  for (const name of await readdir(folder)) {
    if (!name.endsWith(suffix)) continue;
    try {
      const sealed = await readFile(join(folder, name), 'utf8');
      await memory.put(Entry.parse(await vault.open(sealed, contextOf(name))));
    } catch (err) {
      logger.error({ err, file: name }, 'A grant that was put aside cannot be read; its file stays');
    }
  }
  return {
    get entries() {
      return memory.entries;
    },
    has: (connectionId) => memory.has(connectionId),

    async put(renewal) {
      await memory.put(renewal);
      const name = nameOf(renewal);
      try {
        await writeDurably(folder, name, await vault.seal(renewal, contextOf(name)));
      } catch (err) {
        const about = { err, connection: renewal.connectionId };
        logger.error(about, 'A grant could be put aside in memory only; it is lost if this process ends');
      }
    },

    async drop(renewal) {
      await rm(join(folder, nameOf(renewal)), { force: true });
      await memory.drop(renewal);
    },
  };
}

/** When this resolves the file is there whole, whatever happens to the machine; before, it is not there at all. */
async function writeDurably(folder: string, name: string, text: string): Promise<void> {
  const unfinished = join(folder, `${name}.part`);
  const file = await open(unfinished, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(unfinished, join(folder, name));
  const directory = await open(folder, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
