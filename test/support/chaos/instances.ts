import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

export interface InstanceOptions {
  readonly databaseUrl: string;
  readonly key: string;
  readonly spool: string;
  readonly bankUrl: string;
  readonly graceMs?: number;
}
export type ToInstance =
  | { readonly do: 'activate'; readonly options: InstanceOptions }
  | { readonly do: 'read'; readonly id: number; readonly connection: string; readonly ahead: number };
export type FromInstance =
  { readonly is: 'born' | 'active' } | { readonly is: 'read'; readonly id: number; readonly result: string };

interface Instance {
  readonly process: ChildProcess;
  readonly waiting: Map<number, (result: string) => void>;
}

/** Processes that are ready before they are needed: to start one takes longer than a refresh. */
export class Instances {
  readonly #spares: Promise<Instance>[] = [];
  readonly #all = new Set<ChildProcess>();
  readonly #slots: Instance[] = [];
  #ids = 0;

  constructor(readonly optionsOf: (slot: number) => InstanceOptions) {
    for (let spares = 0; spares < 3; spares += 1) this.#spares.push(this.#spawn());
  }

  async #spawn(): Promise<Instance> {
    const child = fork(new URL('instance.ts', import.meta.url), { execArgv: ['--import', 'tsx'] });
    const waiting: Instance['waiting'] = new Map();
    this.#all.add(child);
    child.on('exit', () => {
      this.#all.delete(child);
      for (const settle of waiting.values()) settle('gone');
      waiting.clear();
    });
    child.on('message', (message: FromInstance) => {
      if (message.is !== 'read') return;
      waiting.get(message.id)?.(message.result);
      waiting.delete(message.id);
    });
    await once(child, 'message');
    return { process: child, waiting };
  }

  /** Puts a new process into the place of one that is gone. */
  async fill(slot: number): Promise<void> {
    const instance = await (this.#spares.shift() ?? this.#spawn());
    this.#spares.push(this.#spawn());
    instance.process.send({ do: 'activate', options: this.optionsOf(slot) } satisfies ToInstance);
    await once(instance.process, 'message');
    this.#slots[slot] = instance;
  }

  signal(slot: number, signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void {
    this.#slots[slot]?.process.kill(signal);
  }

  /** What a read comes to; `gone` when the process does not live to answer. */
  read(slot: number, connection: string, ahead: number): Promise<string> {
    const instance = this.#slots[slot];
    if (!instance?.process.connected || instance.process.exitCode !== null || instance.process.signalCode !== null)
      return Promise.resolve('gone');
    const id = (this.#ids += 1);
    return new Promise((resolve) => {
      instance.waiting.set(id, resolve);
      instance.process.send({ do: 'read', id, connection, ahead } satisfies ToInstance, (error) => {
        if (error !== null) resolve('gone');
      });
    });
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#spares);
    for (const child of this.#all) child.kill('SIGKILL');
  }
}
