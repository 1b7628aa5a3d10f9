import { setTimeout as sleep } from 'node:timers/promises';
import type { DurableRedis } from '../kit/redis.js';
import type { Fault } from './account.js';
import type { Crew } from './crew.js';
import type { Dice } from './dice.js';
import { openRequests, openWork, readJournal, type Step } from './journal.js';
import type { Pace } from './pace.js';
import type { PlannedFault, RedisFault } from './plan.js';
import type { Proxy } from './proxy.js';
import type { Sender } from './sender.js';
import { CUT_EVERY_MS, KILL_EVERY_MS, PATIENCE_MS, QUIET_MS, REDIS_DOWN_MS, REDIS_PAUSE_MS, SENDING_MS } from './times.js';
import { CONNECTIONS_CUT } from './verdict.js';

export interface Surroundings {
  readonly crew: Crew;
  readonly redis: DurableRedis;
  readonly proxy: Proxy;
  readonly folder: string;
  readonly dice: Dice;
  readonly sender: Sender;
  /** How many faults may hit an event. */
  readonly hitsAllowed: (key: string) => number;
  readonly pace: Pace;
}

/** From SIGSTOP until the journal of a process is read: it may still be in the middle of a system call. */
const LOOK_MS = 4;
/** The look for a victim is given up after this many. */
const LOOKS = 60;
/** Nobody is killed unless so many listen: a service without servers proves nothing. */
const LISTENING = 3;

/** Everything that goes wrong from outside. */
export class Chaos {
  readonly #around: Surroundings;
  readonly #hits = new Map<string, number>();
  readonly #done: Fault[] = [];

  constructor(around: Surroundings) {
    this.#around = around;
  }

  /** Goes on until nothing more is sent for the first time. */
  async rage(redisFaults: readonly PlannedFault[]): Promise<readonly Fault[]> {
    await Promise.all([this.#kill(redisFaults), this.#cut(), this.#troubleRedis(redisFaults)]);
    return this.#done;
  }

  async #kill(redisFaults: readonly PlannedFault[]): Promise<void> {
    const { pace } = this.#around;
    const isQuiet = ({ at, alone }: PlannedFault): boolean => alone && pace.now > at - QUIET_MS.before && pace.now < at + QUIET_MS.after;
    for (let turn = 0; ; turn += 1) {
      await this.#pause(KILL_EVERY_MS);
      while (redisFaults.some(isQuiet) && !this.#isOver()) await this.#pause({ least: 50, most: 100 });
      if (this.#isOver()) return;
      // In turn before the handler's effect, and between effect and completion: the dangerous moment.
      await this.#strike(turn % 2 === 0 ? 'begun' : 'effect');
    }
  }

  /**
   * Looks for a process that has got so far with some event, and kills it. It stands still while its journal is read,
   * so that what is read still holds when it dies.
   */
  async #strike(step: Step): Promise<void> {
    const { crew, dice, folder, sender } = this.#around;
    for (let look = 0; look < LOOKS; look += 1) {
      const listening = crew.targets();
      const [victim] = dice.shuffled(listening);
      if (victim !== undefined && listening.length >= LISTENING) {
        victim.child.kill('SIGSTOP');
        await sleep(LOOK_MS);
        // What is older is over, even if nobody could be told.
        const lines = readJournal(folder, victim.name).filter(({ at }) => at > Date.now() - PATIENCE_MS);
        const open = openWork(lines);
        const held = new Set([...open.keys()].map((id) => sender.keyOf(id) ?? id));
        const waiting = new Set(openRequests(lines));
        if ([...open.values()].includes(step) && [...held, ...waiting].every((key) => this.#mayHit(key, held.has(key)))) {
          crew.kill(victim);
          for (const key of new Set([...held, ...waiting])) this.#hit(key);
          return;
        }
        victim.child.kill('SIGCONT');
      }
      await sleep(dice.between(5, 20));
    }
    this.#note('no victim found');
  }

  /**
   * Real schedules spread six attempts over a minute; here they take 12 s, with a death each second. An event that is
   * hit in every attempt is lost with any server, so those that cannot outlast one more hit are spared; what Redis has
   * cost them counts, too. Where no claim blocks it for a while, an event just needs another attempt.
   */
  #mayHit(key: string, isHeld: boolean): boolean {
    const { sender, hitsAllowed } = this.#around;
    const suffered = (this.#hits.get(key) ?? 0) + (sender.turnedAway.get(key) ?? 0);
    return suffered < (isHeld ? hitsAllowed(key) : Math.max(1, hitsAllowed(key)));
  }

  #hit(key: string): void {
    this.#hits.set(key, (this.#hits.get(key) ?? 0) + 1);
  }

  async #cut(): Promise<void> {
    for (;;) {
      await this.#pause(CUT_EVERY_MS);
      if (this.#isOver()) return;
      this.#note(CONNECTIONS_CUT);
      const { proxy, sender } = this.#around;
      const chosen = new Map([...sender.underWay].filter(([, key]) => this.#mayHit(key, false)));
      proxy.cut((port) => chosen.has(port));
      for (const key of new Set(chosen.values())) this.#hit(key);
    }
  }

  async #troubleRedis(redisFaults: readonly PlannedFault[]): Promise<void> {
    const { redis, pace } = this.#around;
    const faults: Readonly<Record<RedisFault, () => Promise<unknown>>> = {
      'killed': () => redis.restart('SIGKILL', REDIS_DOWN_MS),
      'restarted': () => redis.restart('SIGTERM', REDIS_DOWN_MS),
      'asleep': () => redis.command(`DEBUG SLEEP ${REDIS_PAUSE_MS / 1_000}`),
      'paused': () => redis.command(`CLIENT PAUSE ${REDIS_PAUSE_MS} ALL`),
      'cut off': () => redis.command('CLIENT KILL TYPE normal'),
    };
    for (const { fault, at } of redisFaults) {
      await pace.until(at);
      if (this.#isOver()) return;
      this.#note(`Redis ${fault}`);
      await faults[fault]();
    }
  }

  #pause({ least, most }: { readonly least: number; readonly most: number }): Promise<void> {
    const { pace, dice } = this.#around;
    return pace.until(pace.now + dice.between(least, most));
  }

  #isOver(): boolean {
    const { pace } = this.#around;
    return pace.isStopped || pace.now >= SENDING_MS;
  }

  #note(what: string): void {
    this.#done.push({ what, at: Date.now() });
  }
}
