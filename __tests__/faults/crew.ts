import { type ChildProcess, fork } from 'node:child_process';
import type { Incarnation } from './account.js';
import type { WorkerReady, WorkerSettings } from './protocol.js';
import type { Target } from './proxy.js';

/** How long a process may take to end by itself when it is asked to: two time-outs, and something. */
const GOOD_BYE_MS = 5_000;

interface Member extends Target {
  readonly child: ChildProcess;
}
type Ending = Pick<Incarnation, 'killedAt' | 'ending'>;

/** The server processes: so many places, and in each place one process after another. */
export class Crew {
  readonly #file: string;
  readonly #settings: Omit<WorkerSettings, 'name' | 'client'>;
  readonly #children = new Set<ChildProcess>();
  readonly #ready = new Map<string, Member>();
  readonly #kills = new Map<string, number>();
  readonly #incarnations: Incarnation[] = [];
  readonly #starts: Promise<string | undefined>[] = [];
  #stopping = false;
  /** How long each took from its start until it listened, in ms. */
  readonly startTimes: number[] = [];

  /** @param file the server's program */
  constructor(file: string, settings: Omit<WorkerSettings, 'name' | 'client'>) {
    this.#file = file;
    this.#settings = settings;
  }

  /** Resolves when all places are taken; fails when a process ends before it listens. */
  async start(places: number): Promise<void> {
    for (let place = 0; place < places; place += 1) this.#fill(place, 1);
    const failed = (await Promise.all(this.#starts)).find((complaints) => complaints !== undefined);
    if (failed !== undefined) throw new Error(`a server process does not start: ${failed}`);
  }

  get kills(): number {
    return this.#kills.size;
  }

  /** Those that listen. */
  targets(): Member[] {
    return [...this.#ready.values()];
  }

  kill({ name, child }: Member): void {
    this.#ready.delete(name);
    this.#kills.set(name, Date.now());
    child.kill('SIGKILL');
  }

  /** Asks all to end, and tells of everyone there ever was. */
  async stop(): Promise<Incarnation[]> {
    // One that has only just been started does not know yet how to end.
    await Promise.all(this.#starts);
    this.#stopping = true;
    const ends = [...this.#children].map((child) => new Promise((resolve) => child.once('close', resolve)));
    for (const child of this.#children) child.kill('SIGTERM');
    const timer = setTimeout(() => this.abandon(), GOOD_BYE_MS);
    await Promise.all(ends);
    clearTimeout(timer);
    return this.#incarnations;
  }

  /** Ends all at once, without waiting. */
  abandon(): void {
    this.#stopping = true;
    for (const child of this.#children) child.kill('SIGKILL');
  }

  #fill(place: number, generation: number): void {
    const name = `${String.fromCharCode(97 + place)}${generation}`;
    // Every second one uses the other client.
    const settings: WorkerSettings = { ...this.#settings, name, client: place % 2 === 0 ? 'node-redis' : 'ioredis' };
    const startedAt = Date.now();
    const child = fork(this.#file, [JSON.stringify(settings)], { execArgv: [], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    this.#children.add(child);
    let complaints = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => { complaints += text; });
    this.#starts.push(new Promise((resolve) => {
      let listens = false;
      child.once('message', (message) => {
        const { port } = message as WorkerReady;
        listens = true;
        this.startTimes.push(Date.now() - startedAt);
        this.#ready.set(name, { name, port, child });
        resolve(undefined);
      });
      child.once('close', (code, signal) => {
        this.#children.delete(child);
        this.#ready.delete(name);
        this.#incarnations.push({ name, complaints, ...this.#ending(name, code ?? signal ?? 'nothing') });
        // Who cannot even start, will not the next time.
        if (listens && !this.#stopping) this.#fill(place, generation + 1);
        resolve(complaints);
      });
    }));
  }

  #ending(name: string, how: string | number): Ending {
    const killedAt = this.#kills.get(name);
    if (killedAt !== undefined) return { killedAt };
    return { ending: this.#stopping && how === 0 ? 'as asked' : `with ${how}${this.#stopping ? ' when asked' : ''}` };
  }
}
