import express from 'express';
import fc from 'fast-check';
import type { ServerResponse } from 'node:http';
import { MemoryStore, zegoCallbacks, type DeliveryStore, type ZegoCallbacks } from '../lib/index.js';
import { pageNamed, section } from './docs/pages.js';
import { eventNames, schemas, SECRET } from './kit/callbacks.js';
import { errorOf, MOUNT } from './kit/express.js';
import { listen } from './kit/server.js';
import { namesOccurrence, passTime, pause, schedulesOfOtherPages, schedulesOfSchemas, sendAsZego, useFakeClock, type Attempt, type Reply, type Schedule, type SenderOptions } from './kit/zego-sender.js';

/** What a handler does when it is run. */
type Behaviour = { readonly does: 'succeed' | 'reject'; readonly afterMs: number } | { readonly does: 'throw' } | { readonly does: 'hang' };

interface Outage {
  /** In ms after the first attempt. */
  readonly from: number;
  readonly to: number;
  /** What becomes of an operation, and what its caller is told. */
  readonly how: 'rejects' | 'hangs' | 'obeys, and rejects' | 'obeys, and hangs';
}

interface Scene extends SenderOptions {
  readonly schedule: Schedule;
  /** One for each run of the handler; the last one also for all further runs. */
  readonly script: readonly Behaviour[];
  /** `two` take turns. Otherwise the first one dies so many ms after the first attempt, and the second one gets the others. */
  readonly processes: 'one' | 'two' | { readonly firstDiesAfterMs: number; readonly resetsConnections: boolean };
  /** Of each operation of the store, in ms. */
  readonly latency: number;
  readonly outage: Outage | undefined;
  readonly storeErrors: 'deliver' | 'reject';
}

/** One run of the handler. All times are in ms after the first attempt. */
interface Run {
  readonly process: number;
  readonly startedAt: number;
  /** Infinity for one that hangs. */
  endedAt: number;
  succeeded: boolean;
}

/** One attempt as the receiver saw it: it may answer long after the sender has gone. */
interface Arrival {
  readonly process: number;
  readonly at: number;
  /** Infinity for a process that died. */
  answeredAt: number;
  /** As in `503 busy`. */
  answer: string;
  body: string;
}

interface Story {
  readonly attempts: readonly Attempt<Reply>[];
  readonly arrivals: readonly Arrival[];
  readonly runs: readonly Run[];
}

/** Of the time-out: after that an unfinished run is given up. */
const LEASE = 1.5;
/** Of the time-out: how long an attempt that may be the last one waits for another process. It looks so often. */
const PATIENCE = 0.9;
const LOOKS_EVERY = 400;
/** After that a store that hangs counts as down. */
const STORE_TIMEOUT = 1_000;
/** After an outage, until the store has been told everything: it may have hung just before the end. */
const BACKLOG = STORE_TIMEOUT + 250;

const AT_ONCE: Behaviour = { does: 'succeed', afterMs: 0 };
const THROWS: Behaviour = { does: 'throw' };
const HANGS: Behaviour = { does: 'hang' };
const HEALTHY: Omit<Scene, 'schedule' | 'script'> = { patienceMs: 15_000, resigns: false, pausesFrom: 'failure', processes: 'one', latency: 0, outage: undefined, storeErrors: 'deliver' };

const timeoutOf = ({ event }: Schedule): number => (event === 'before_send_msg' ? 2_000 : 10_000);
/** Documented for the decision only. */
const patienceOf = ({ event }: Schedule): number => (event === 'before_send_msg' ? 2_500 : 15_000);
/** As the first time, and afresh. */
const waysToSign = ({ event }: Schedule): readonly boolean[] => (namesOccurrence(event) ? [false, true] : [false]);
const sum = (seconds: readonly number[]): number => seconds.reduce((total, one) => total + one, 0);
const repeated = (behaviour: Behaviour, times: number): Behaviour[] => Array.from({ length: times }, () => behaviour);

const schedules = [...schedulesOfSchemas, ...schedulesOfOtherPages].map((schedule) => ({ schedule, title: `${schedule.event}, ${schedule.retry.length === 0 ? 'sent once' : `again after ${schedule.retry.join(', ')} s`}` }));

/** The store as the processes see it. */
function reached(store: DeliveryStore, { latency, outage }: Scene, now: () => number): DeliveryStore {
  if (latency === 0 && outage === undefined) return store;
  const call = async <T>(operation: () => T): Promise<Awaited<T>> => {
    await pause(latency);
    if (outage === undefined || now() < outage.from || now() >= outage.to) return await operation();
    if (outage.how.startsWith('obeys')) await operation();
    if (outage.how.endsWith('hangs')) await new Promise(() => undefined);
    throw new Error('connection refused');
  };
  return {
    claim: (...args) => call(() => store.claim(...args)),
    complete: (...args) => call(() => store.complete(...args)),
    release: (...args) => call(() => store.release(...args)),
    bind: (...args) => call(() => store.bind(...args)),
  };
}

/** Registers the same work for every event. Of a decision it tells which run made it. */
function register(zego: ZegoCallbacks, work: () => number | Promise<number>): ZegoCallbacks {
  return zego
    .onError(() => undefined)
    .onBeforeSendMsg(async () => ({ result: 1, reason: String(await work()) }))
    .onAny(async (event) => {
      if (event.name !== 'before_send_msg') await work();
    });
}

/** Sends one callback, and lets time pass until the last handler has ended. */
async function play(scene: Scene): Promise<Story> {
  const { schedule, script, processes, storeErrors } = scene;
  const begun = Date.now();
  const now = (): number => Date.now() - begun;
  const store = reached(new MemoryStore(), scene, now);
  const diesAt = typeof processes === 'object' ? processes.firstDiesAfterMs : Infinity;
  const runs: Run[] = [];
  const arrivals: Arrival[] = [];
  const ends: Promise<unknown>[] = [];

  const receivers = [0, 1].map((process) => {
    const isDead = (): boolean => process === 0 && now() >= diesAt;
    const zego = register(zegoCallbacks({ secret: SECRET, store, storeErrors }), () => {
      const run: Run = { process, startedAt: now(), endedAt: Infinity, succeeded: false };
      if (!isDead()) runs.push(run);
      const number = runs.length;
      const behaviour = process === 0 && diesAt < Infinity ? HANGS : (script[Math.min(number, script.length) - 1] ?? AT_ONCE);
      if (behaviour.does === 'hang') return new Promise(() => undefined);
      if (behaviour.does === 'throw') {
        run.endedAt = now();
        throw new Error('thrown');
      }
      const ended = pause(behaviour.afterMs).then(() => {
        run.endedAt = now();
        run.succeeded = behaviour.does === 'succeed';
        if (!run.succeeded) throw new Error('rejected');
        return number;
      });
      ends.push(ended);
      return ended;
    });
    return async (body: string): Promise<Reply> => {
      const arrival: Arrival = { process, at: now(), answeredAt: Infinity, answer: 'none', body: '' };
      arrivals.push(arrival);
      const { status, outcome, body: text } = await zego.receive({ body });
      if (isDead()) return new Promise(() => undefined);
      const { code = outcome } = errorOf({ status, text, headers: { 'content-type': 'application/json' } });
      Object.assign(arrival, { answeredAt: now(), answer: `${status} ${code}`, body: text });
      return { status };
    };
  });

  const target = (body: string, number: number): Promise<Reply> => {
    if (typeof processes === 'object' && number === 1) {
      const broken = pause(diesAt).then(() => (processes.resetsConnections ? Promise.reject(new Error('socket hang up')) : new Promise<never>(() => undefined)));
      return Promise.race([receivers[0]!(body), broken]);
    }
    const reply = receivers[typeof processes === 'object' ? 1 : processes === 'two' ? (number - 1) % 2 : 0]!(body);
    ends.push(reply);
    return reply;
  };
  const attempts = await passTime(sendAsZego(schedule, target, scene));
  await passTime(Promise.allSettled(ends));
  jest.clearAllTimers();
  return { attempts, arrivals, runs };
}

/**
 * The promises of docs/guarantees.md that a story breaks. It looks at what arrived, ran and was answered when, and knows
 * nothing of how that came about.
 */
function brokenPromises(scene: Scene, { arrivals, runs }: Story): string[] {
  const { schedule, processes, latency, outage, storeErrors } = scene;
  const timeout = timeoutOf(schedule);
  const lease = LEASE * timeout;
  // Things of the same moment may come in any order, and what the store does takes a few operations.
  const slack = 1 + 4 * latency;
  const hanging = outage?.how.endsWith('hangs') === true ? STORE_TIMEOUT : 0;
  const { retry } = schemas[schedule.event]['x-zego'];
  const waitsForOthers = retry !== null && 1_000 * sum(retry) < lease;
  const effects = runs.filter(({ succeeded }) => succeeded).sort((a, b) => a.endedAt - b.endedAt);
  const successAt = effects[0]?.endedAt ?? Infinity;
  const outlivesLease = ({ startedAt, endedAt }: Run): boolean => endedAt >= startedAt + lease - slack;
  /** From when on another run may begin. */
  const freedAt = ({ startedAt, endedAt }: Run): number => Math.min(endedAt, startedAt + lease);
  const isHeld = (at: number): boolean => runs.some((run) => run.startedAt < at && freedAt(run) > at);
  const begins = (from: number, within: number): boolean => runs.some(({ startedAt }) => startedAt >= from - slack && startedAt <= from + within + slack);
  /** With `deliver` a store that is down is not asked what it was told; one that hung not again by the same delivery. */
  const isForgotten = (at: number): boolean => {
    if (outage === undefined || storeErrors === 'reject' || at < outage.from - slack) return false;
    const isKnownHere = successAt > outage.from + slack && at < outage.to - slack;
    return !isKnownHere && at <= outage.to + slack + (hanging > 0 ? hanging + timeout : 0);
  };

  const broken: string[] = [];
  const expectThat = (holds: boolean, promise: string): void => {
    if (!holds) broken.push(promise);
  };

  // At most once. During an outage two processes cannot know of each other.
  if (outage === undefined || processes === 'one') {
    for (const [index, run] of runs.entries()) {
      // Who takes over gives back the old claim first.
      const takesOver = effects.slice(0, 1).some(outlivesLease) ? hanging : 0;
      expectThat(run.startedAt <= successAt + takesOver + slack || isForgotten(run.startedAt), `after a success no handler runs: run ${index + 1}`);
      for (const before of runs.slice(0, index)) expectThat(run.startedAt >= freedAt(before) - slack, `one run at a time, until its lease ends: run ${index + 1}`);
    }
  }
  if (outage === undefined && !effects.some(outlivesLease)) expectThat(effects.length <= 1, 'exactly once, if no handler outlives its lease');

  for (const [index, { process, at, answeredAt, answer, body }] of arrivals.entries()) {
    if (typeof processes === 'object' && process === 0) continue;
    const which = `attempt ${index + 1}, ${answer}`;
    const ownRuns = runs.filter((run) => run.process === process);
    const storeWasDown = outage !== undefined && at <= outage.to + hanging + slack && answeredAt >= outage.from - slack;
    // Until the store has been told that it is given back; for ever, if its process died.
    const claimMayBeStale = outage !== undefined && answeredAt >= outage.from && at <= outage.to + slack + (typeof processes === 'object' ? lease : BACKLOG);
    const isRunLater = ownRuns.some(({ startedAt }) => startedAt >= at && startedAt <= answeredAt);
    const isExcused = (claimMayBeStale && (answer === '503 busy' || isRunLater)) || (answer === '503 store_unavailable' && storeErrors === 'reject' && storeWasDown);

    // At least once: an attempt that finds the event free, or waits while it becomes free, has it handled.
    const holder = runs.find((run) => run.startedAt < at && freedAt(run) > at - slack);
    // What ends in this process while the attempt waits is shared, failures as well; also until the store has been told.
    const isSharedAt = (freed: number): boolean => ownRuns.some(({ startedAt, endedAt }) => startedAt < freed && endedAt >= at - hanging - slack && endedAt <= answeredAt);
    if (holder === undefined) {
      const within = hanging + (waitsForOthers && processes !== 'one' ? LOOKS_EVERY : 0);
      if (successAt > at + within + slack) expectThat(isExcused || isSharedAt(at) || begins(at, within), `an event that is free is handled: ${which}`);
    } else if (!begins(at, hanging) && (!holder.succeeded || outlivesLease(holder))) {
      const isHere = holder.process === process;
      const waitsUntil = isHere ? at + timeout : waitsForOthers ? at + PATIENCE * timeout - LOOKS_EVERY : at;
      const freed = freedAt(holder);
      const noticed = freed + slack + (isHere ? 0 : LOOKS_EVERY);
      const mustRun = !isSharedAt(freed) && !isHeld(freed) && successAt > noticed && freed + 2 * hanging + 2 * slack < waitsUntil;
      expectThat(!mustRun || isExcused || begins(freed, 2 * hanging + LOOKS_EVERY), `an event that becomes free while an attempt waits is handled: ${which}`);
    }

    // The answers.
    expectThat(answeredAt <= at + timeout + hanging + slack, `an answer in time: ${which}`);
    const justEnded = ownRuns.filter(({ endedAt }) => endedAt >= at - hanging - slack && endedAt <= answeredAt && endedAt >= answeredAt - hanging - slack);
    const isRight: Readonly<Record<string, boolean>> = {
      '200 delivered': justEnded.some(({ succeeded, startedAt }) => succeeded && startedAt >= at),
      '200 duplicate': successAt <= answeredAt,
      '500 handler_failed': justEnded.some(({ succeeded }) => !succeeded),
      '503 handler_timeout': answeredAt >= at + timeout,
      '503 busy': claimMayBeStale || runs.some((run) => run.process !== process && run.startedAt <= answeredAt && freedAt(run) >= answeredAt - LOOKS_EVERY - slack),
      '503 store_unavailable': storeErrors === 'reject' && storeWasDown,
    };
    expectThat(isRight[answer] ?? false, `the answer is the documented one: ${which}`);
    if (answer.startsWith('200') && schedule.event === 'before_send_msg') {
      const { reason } = JSON.parse(body) as { readonly reason: string };
      expectThat(runs[Number(reason) - 1]?.succeeded === true, `the decision is that of a run that succeeded: ${which}`);
    }
  }
  return broken;
}

/** Plays it, and fails with the whole story if a promise was broken. */
async function playAndJudge(scene: Scene): Promise<Story> {
  const story = await play(scene);
  const broken = brokenPromises(scene, story);
  expect(broken.length === 0 ? [] : [...broken, JSON.stringify({ scene, story })]).toEqual([]);
  return story;
}

const effectsOf = ({ runs }: Story): number => runs.filter(({ succeeded }) => succeeded).length;

/** What the sender saw. */
const exchanges = (attempts: readonly Attempt<Reply>[]): string[] => attempts.map(({ sentAt, reply }) => `${(sentAt - attempts[0]!.sentAt) / 1_000} s: ${reply?.status ?? 'no answer'}`);

useFakeClock();

test('the schedules are those of all events', () => {
  const tried = new Set(schedulesOfSchemas.map(({ event, retry }) => `${schemas[event]['x-zego'].product}: ${retry.join()}`));
  const documented = eventNames.map((name) => `${schemas[name]['x-zego'].product}: ${schemas[name]['x-zego'].retry?.join() ?? ''}`);
  expect([...tried].sort()).toEqual([...new Set(documented)].sort());
});

describe('the sender', () => {
  const schedule: Schedule = { event: 'room_logout', retry: [2, 4, 0] };
  const options: SenderOptions = { patienceMs: 5_000, resigns: false, pausesFrom: 'failure' };

  /** Receivers that answer with a status after some ms, one for each attempt. */
  async function send(answers: readonly (readonly [status: number, ms: number])[], changed: Partial<SenderOptions> = {}) {
    const bodies: string[] = [];
    const target = async (body: string): Promise<Reply> => {
      const [status, ms] = answers[bodies.push(body) - 1]!;
      await pause(ms);
      if (status === 0) throw new Error('socket hang up');
      return { status };
    };
    const attempts = await passTime(sendAsZego(schedule, target, { ...options, ...changed }));
    return { seen: exchanges(attempts), bodies };
  }

  test('goes on until an attempt is answered with a 2xx', async () => {
    expect((await send([[503, 0], [0, 1_000], [302, 0], [204, 0]])).seen).toEqual(['0 s: 503', '2 s: no answer', '7 s: 302', '7 s: 204']);
    expect((await send([[299, 0]])).seen).toEqual(['0 s: 299']);
  });

  test('goes on until its schedule is used up', async () => {
    expect((await send([[500, 0], [500, 0], [500, 0], [500, 0]])).seen).toEqual(['0 s: 500', '2 s: 500', '6 s: 500', '6 s: 500']);
  });

  test.each([
    ['failure', ['0 s: no answer', '7 s: no answer', '16 s: 200']],
    ['request', ['0 s: no answer', '5 s: no answer', '10 s: 200']],
  ] as const)('waits for an answer, and then pauses from the %s on', async (pausesFrom, seen) => {
    expect((await send([[200, 5_001], [200, 60_000], [200, 4_999]], { pausesFrom })).seen).toEqual(seen);
  });

  test.each([
    [false, 1],
    [true, 4],
  ])('signs each attempt afresh or repeats the first one (%s)', async (resigns, count) => {
    const { bodies } = await send([[500, 0], [500, 0], [500, 0], [500, 0]], { resigns });
    const signed = bodies.map((body) => JSON.parse(body) as Record<'timestamp' | 'nonce' | 'signature', unknown>);
    expect(new Set(signed.map(({ signature }) => signature)).size).toBe(count);
    expect(new Set(signed.map((body) => JSON.stringify({ ...body, timestamp: 0, nonce: 0, signature: 0 }))).size).toBe(1);
  });
});

describe.each(schedules)('$title:', ({ schedule }) => {
  const { retry } = schedule;
  const count = retry.length + 1;
  const timeout = timeoutOf(schedule);
  const patienceMs = patienceOf(schedule);
  const variants = waysToSign(schedule).map((resigns) => ({ ...HEALTHY, schedule, patienceMs, resigns }));
  const sentAt = (index: number): number => sum(retry.slice(0, index));

  test.each<readonly [string, Behaviour]>([
    ['throws', THROWS],
    ['rejects at once', { does: 'reject', afterMs: 0 }],
  ])('a handler that %s, never up to each time: the next attempt runs it again, until it has succeeded once', async (_what, fails) => {
    for (const variant of variants) {
      for (let failures = 0; failures <= count; failures += 1) {
        const story = await playAndJudge({ ...variant, script: [...repeated(fails, failures), AT_ONCE] });
        const seen = Array.from({ length: Math.min(failures + 1, count) }, (_none, index) => `${sentAt(index)} s: ${index < failures ? 500 : 200}`);
        expect([exchanges(story.attempts), story.runs.length, effectsOf(story)]).toEqual([seen, seen.length, failures < count ? 1 : 0]);
      }
    }
  });

  /** When a run begins that succeeds, if so many hang before it: none begins before the lease of the one before it ends, nor when its attempt is over. */
  function handledAfter(hangs: number): number | undefined {
    let at = 0;
    let free = 0;
    let run = 0;
    for (let index = 0; index < count; index += 1) {
      const begins = Math.max(at, free);
      if (begins < at + timeout) {
        if (run === hangs) return begins;
        run += 1;
        free = begins + LEASE * timeout;
      }
      at += timeout + 1_000 * (retry[index] ?? 0);
    }
    return undefined;
  }

  test('a handler that hangs, never up to each time: it is given up when its lease ends, and run again', async () => {
    for (const variant of variants) {
      for (let hangs = 0; hangs <= count; hangs += 1) {
        const story = await playAndJudge({ ...variant, script: [...repeated(HANGS, hangs), AT_ONCE] });
        expect(story.runs.find(({ succeeded }) => succeeded)?.startedAt).toBe(handledAfter(hangs));
        expect(effectsOf(story)).toBe(handledAfter(hangs) === undefined ? 0 : 1);
      }
    }
  });

  test('a handler that succeeds late, but before 1.5 times its time-out, runs once, and a retry is told', async () => {
    for (const variant of variants) {
      const story = await playAndJudge({ ...variant, script: [{ does: 'succeed', afterMs: 1.2 * timeout }] });
      const answers = ['503 handler_timeout', ...(retry.length > 0 ? ['200 duplicate'] : [])];
      expect([story.runs.length, effectsOf(story), story.arrivals.map(({ answer }) => answer)]).toEqual([1, 1, answers]);
    }
  });

  test('a handler that succeeds after 1.5 times its time-out may run once more, beside itself', async () => {
    const comesAfterEnd = timeout + 1_000 * (retry[0] ?? Infinity) >= 1.7 * timeout;
    for (const variant of variants) {
      const story = await playAndJudge({ ...variant, script: [{ does: 'succeed', afterMs: 1.7 * timeout }, AT_ONCE] });
      expect([story.runs.length, effectsOf(story)]).toEqual(comesAfterEnd ? [1, 1] : [2, 2]);
    }
  });

  test('a handler that succeeds after the sender has given up: nothing was acknowledged, and the event is handled', async () => {
    for (const variant of variants) {
      const afterMs = 1_000 * sum(retry) + count * patienceMs;
      const story = await playAndJudge({ ...variant, script: [{ does: 'succeed', afterMs }] });
      expect([story.attempts.filter(({ reply }) => reply?.status === 200), effectsOf(story)]).toEqual([[], story.runs.length]);
    }
  });

  const quickly: Behaviour = { does: 'succeed', afterMs: 0.1 * timeout };
  const slowly: Behaviour = { does: 'succeed', afterMs: 0.7 * timeout };

  test('a process that dies in its first run, at any moment: the others see to the event as soon as the lease ends', async () => {
    for (const resetsConnections of [true, false]) {
      for (const waits of [1_000, 2_500, 5_000, 15_000]) {
        for (const firstDiesAfterMs of [1, 100, 0.3 * timeout, 0.6 * timeout, 0.95 * timeout]) {
          for (const succeeds of [AT_ONCE, slowly]) {
            const story = await playAndJudge({ ...HEALTHY, schedule, patienceMs: waits, processes: { firstDiesAfterMs, resetsConnections }, script: [succeeds] });
            const isSentAfterLease = story.arrivals.at(-1)!.at >= LEASE * timeout;
            expect([isSentAfterLease ? 1 : effectsOf(story), 1]).toContain(effectsOf(story));
          }
        }
      }
    }
  });

  const outages = [0, 0.05 * timeout, 3_000].flatMap((from) => [0.02 * timeout, 5_000, 20_000, 100_000].map((length): Outage => ({ from, to: from + length, how: 'rejects' })));

  test("a store that is down, and storeErrors is 'deliver': the first attempt is handled, once", async () => {
    for (const outage of outages) {
      const story = await playAndJudge({ ...HEALTHY, schedule, patienceMs, outage, script: [quickly] });
      expect([exchanges(story.attempts), effectsOf(story)]).toEqual([['0 s: 200'], 1]);
    }
  });

  test("a store that is down, and storeErrors is 'reject': the first attempt while it is up is handled, once", async () => {
    for (const outage of outages) {
      const story = await playAndJudge({ ...HEALTHY, schedule, patienceMs, outage, storeErrors: 'reject', script: [quickly] });
      const refused = outage.from > 0 ? 0 : Array.from({ length: count }, (_none, index) => 1_000 * sentAt(index)).filter((at) => at < outage.to).length;
      const seen = Array.from({ length: Math.min(refused + 1, count) }, (_none, index) => `${sentAt(index)} s: ${index < refused ? 503 : 200}`);
      expect([exchanges(story.attempts), effectsOf(story)]).toEqual([seen, refused < count ? 1 : 0]);
    }
  });

  test.each(['deliver', 'reject'] as const)('a store that cannot be told of the success, and a sender that did not wait for it (%s): once', async (storeErrors) => {
    for (const outage of outages.filter(({ from }) => from > 0 && from < LEASE * timeout)) {
      const story = await playAndJudge({ ...HEALTHY, schedule, patienceMs: outage.from / 2, outage, storeErrors, script: [{ does: 'succeed', afterMs: outage.from }] });
      expect(effectsOf(story)).toBe(1);
    }
  });

  test.each(['deliver', 'reject'] as const)('a store that hangs when it is told of a success, just before the lease ends (%s): once', async (storeErrors) => {
    const outage: Outage = { from: 0.05 * timeout, to: 3 * timeout, how: 'hangs' };
    const story = await playAndJudge({ ...HEALTHY, schedule, patienceMs: 0.3 * timeout, outage, storeErrors, script: [{ does: 'succeed', afterMs: 1.45 * timeout }] });
    expect(effectsOf(story)).toBe(1);
  });

  test.each(['deliver', 'reject'] as const)('a store that could not be told of a failure (%s): is told before the next attempt', async (storeErrors) => {
    const outage: Outage = { from: 0.04 * timeout, to: 0.06 * timeout, how: 'rejects' };
    const story = await playAndJudge({ ...HEALTHY, schedule, patienceMs, outage, storeErrors, script: [{ does: 'reject', afterMs: 0.05 * timeout }, AT_ONCE] });
    // Those that come at once come too early.
    const refused = storeErrors === 'reject' ? retry.filter((seconds) => seconds === 0).map(() => '503 store_unavailable') : [];
    expect(story.arrivals.map(({ answer }) => answer)).toEqual(['500 handler_failed', ...refused, '200 delivered'].slice(0, count));
  });

  test("a store whose answer to a claim is lost, and storeErrors is 'reject': the claim is given back before the next attempt", async () => {
    const outage: Outage = { from: 6, to: 12, how: 'obeys, and rejects' };
    const story = await playAndJudge({ ...HEALTHY, schedule, patienceMs, latency: 5, outage, storeErrors: 'reject', script: [AT_ONCE] });
    expect(story.arrivals.map(({ answer }) => answer)).toEqual(['503 store_unavailable', '200 delivered'].slice(0, count));
  });

  test('over HTTP the sender sees the same', async () => {
    const script = [THROWS, HANGS, AT_ONCE];
    let runs = 0;
    const inside = new Set<ServerResponse>();
    const zego = register(zegoCallbacks({ secret: SECRET }), () => {
      runs += 1;
      if (runs === 1) throw new Error('thrown');
      return runs === 2 ? new Promise(() => undefined) : runs;
    });
    const noteInside: express.RequestHandler = (_req, res, next) => {
      inside.add(res);
      next();
    };
    const server = await listen(express().use(express.text({ type: () => true }), noteInside).use(MOUNT, zego));
    let underWay = 0;
    const target = async (body: string): Promise<Reply> => {
      underWay += 1;
      const { status } = await server.post(MOUNT, body);
      underWay -= 1;
      return { status };
    };
    // The clock stands while a request or an answer is on its way: that takes real time.
    const isQuiet = (): boolean => underWay === [...inside].filter((res) => !res.writableEnded).length;
    const attempts = await passTime(sendAsZego(schedule, target, { ...HEALTHY, patienceMs }), isQuiet);
    await server.close();
    const story = await playAndJudge({ ...HEALTHY, schedule, patienceMs, script });
    expect([exchanges(attempts), runs]).toEqual([exchanges(story.attempts), story.runs.length]);
  });
});

test.each([
  [false, 1],
  [true, 3],
])('an event that does not name its occurrence, and is signed afresh (%s), is handled %d times', async (resigns, times) => {
  const event = eventNames.find((name) => !namesOccurrence(name))!;
  const story = await play({ ...HEALTHY, schedule: { event, retry: [0, 0] }, resigns, patienceMs: 1_000, script: [{ does: 'succeed', afterMs: 2_000 }] });
  expect(effectsOf(story)).toBe(times);
});

describe('whatever the handlers do at whatever time, in one process or two', () => {
  const RUNS = 1_000;

  const behaviours = (timeout: number): fc.Arbitrary<Behaviour> => {
    const afterMs = fc.oneof(fc.constantFrom(...[0, 0.2, 0.5, 0.95, 1.2, 1.45, 1.7].map((times) => times * timeout)), fc.integer({ min: 0, max: 3 * timeout }));
    return fc.oneof(
      { weight: 3, arbitrary: fc.record({ does: fc.constant('succeed' as const), afterMs }) },
      { weight: 2, arbitrary: fc.record({ does: fc.constant('reject' as const), afterMs }) },
      { weight: 1, arbitrary: fc.constant(THROWS) },
      { weight: 3, arbitrary: fc.constant(HANGS) },
    );
  };
  const scenes: fc.Arbitrary<Scene> = fc.constantFrom(...schedules).chain(({ schedule }) =>
    fc.record({
      schedule: fc.constant(schedule),
      script: fc.array(behaviours(timeoutOf(schedule)), { minLength: 1, maxLength: 7 }),
      patienceMs: fc.oneof(fc.constantFrom(1_000, 2_500, 5_000, 15_000, 60_000), fc.integer({ min: 200, max: 20_000 })),
      resigns: fc.constantFrom(...waysToSign(schedule)),
      pausesFrom: fc.constantFrom('request', 'failure'),
      processes: fc.oneof(fc.constantFrom('one' as const, 'two' as const), fc.record({ firstDiesAfterMs: fc.integer({ min: 100, max: 1_900 }), resetsConnections: fc.boolean() })),
      latency: fc.constantFrom(0, 5),
      outage: fc.constant(undefined),
      storeErrors: fc.constantFrom('deliver', 'reject'),
    }),
  );
  const outages: fc.Arbitrary<Outage> = fc
    .record({ from: fc.integer({ min: 0, max: 40_000 }), length: fc.integer({ min: 1, max: 40_000 }), how: fc.constantFrom<Outage['how'][]>('rejects', 'hangs', 'obeys, and rejects', 'obeys, and hangs') })
    .map(({ from, length, how }) => ({ from, to: from + length, how }));

  test('every promise is kept while the store is up', async () => {
    await fc.assert(fc.asyncProperty(scenes, async (scene) => { await playAndJudge(scene); }), { numRuns: RUNS });
  }, 120_000);

  test('what is promised for that is kept while the store is down for some time', async () => {
    await fc.assert(fc.asyncProperty(scenes, outages, async (scene, outage) => { await playAndJudge({ ...scene, outage }); }), { numRuns: RUNS });
  }, 120_000);
});

describe('the table of outcomes in docs/guarantees.md', () => {
  const columns: readonly Schedule[] = [
    { event: 'room_logout', retry: [2, 4, 8, 16, 32] },
    { event: 'super_board_file_converted', retry: [15, 15] },
    { event: 'cloud_recording_completed', retry: [5, 5] },
    { event: 'before_send_msg', retry: [3, 3] },
    { event: 'cloud_player_created', retry: [0, 0] },
    { event: 'before_send_msg', retry: [0] },
  ];
  const rows: Readonly<Record<string, (schedule: Schedule) => Pick<Scene, 'script'> & Partial<Scene>>> = {
    'succeeds': () => ({ script: [AT_ONCE] }),
    'fails once': () => ({ script: [THROWS, AT_ONCE] }),
    'fails twice': () => ({ script: [THROWS, THROWS, AT_ONCE] }),
    'fails each time': () => ({ script: [THROWS] }),
    'hangs once': () => ({ script: [HANGS, AT_ONCE] }),
    'hangs each time': () => ({ script: [HANGS] }),
    'succeeds late, after 1.2 times its time-out': (schedule) => ({ script: [{ does: 'succeed', afterMs: 1.2 * timeoutOf(schedule) }] }),
    'crashes with its process': () => ({ script: [AT_ONCE], processes: { firstDiesAfterMs: 1, resetsConnections: true } }),
  };

  async function outcome(schedule: Schedule, row: Pick<Scene, 'script'> & Partial<Scene>): Promise<string> {
    const { runs, arrivals } = await playAndJudge({ ...HEALTHY, schedule, patienceMs: patienceOf(schedule), ...row });
    const run = runs.find(({ succeeded }) => succeeded);
    if (run === undefined) return 'lost';
    // It is handled by the last attempt that had come when the run began.
    const attempt = arrivals.filter(({ at }) => at <= run.startedAt).length;
    const seconds = Math.round(run.endedAt / 1_000);
    return `attempt ${attempt}, ${seconds === 0 ? 'at once' : `after ${seconds} s`}`;
  }

  test('is what becomes of the events', async () => {
    const lines = [['The handler', ...columns.map(({ retry }) => `${retry.join(', ')} s`)], columns.map(() => '---').concat('---')];
    for (const [name, row] of Object.entries(rows)) {
      const cells = [name];
      for (const schedule of columns) cells.push(await outcome(schedule, row(schedule)));
      lines.push(cells);
    }
    const table = lines.map((cells) => `| ${cells.join(' | ')} |\n`).join('');
    expect(section(pageNamed('docs/guarantees.md'), 'Retries')).toContain(`<!-- outcomes: computed, do not edit -->\n${table}<!-- /outcomes -->\n`);
  });
});
