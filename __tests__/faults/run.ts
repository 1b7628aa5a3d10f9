import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { SECRET } from '../kit/callbacks.js';
import { type DurableRedis, startDurableRedis, whyNoRedis } from '../kit/redis.js';
import type { Account } from './account.js';
import { Chaos } from './chaos.js';
import { Crew } from './crew.js';
import { Dice } from './dice.js';
import { installWorker } from './install.js';
import { readJournals } from './journal.js';
import { Pace } from './pace.js';
import { makePlan, REDIS_FAULTS } from './plan.js';
import { type Proxy, startProxy } from './proxy.js';
import { duplicates, figures, judgement } from './report.js';
import { Sender } from './sender.js';
import { HARD_LIMIT_MS, SENDING_MS } from './times.js';
import { CONNECTIONS_CUT, type Demands, verdict } from './verdict.js';

const PLACES = 5;
/** A pause of Redis makes 80 of them; more is a machine that cannot keep up. */
const MOST_UNDER_WAY = 100;
const PROGRESS_EVERY_MS = 10_000;
const DEMANDS: Demands = { events: 5_000, kills: 50, faults: [...REDIS_FAULTS.map((fault) => `Redis ${fault}`), CONNECTIONS_CUT] };

/** What has to be gone when this process ends, however it ends. */
const leftovers: (() => void)[] = [];

async function run(seed: number): Promise<Account> {
  const temporary = mkdtempSync(path.join(tmpdir(), 'zego-faults-'));
  leftovers.push(() => rmSync(temporary, { recursive: true, force: true, maxRetries: 10 }));
  const folder = path.join(temporary, 'journals');
  mkdirSync(folder);
  const redis: DurableRedis = await startDurableRedis();
  leftovers.push(() => redis.abandon());
  const crew = new Crew(installWorker(path.join(temporary, 'server')), { redisPort: redis.port, secret: SECRET, folder });
  leftovers.push(() => crew.abandon());
  await crew.start(PLACES);
  const proxy: Proxy = await startProxy(() => crew.targets());
  leftovers.push(() => proxy.close());

  const { events, redisFaults } = makePlan(new Dice(seed));
  const sender = new Sender(proxy, new Dice(seed + 1));
  const allowed = new Map(events.map(({ key, hits }) => [key, hits]));
  const pace = new Pace(() => sender.underWay.size < MOST_UNDER_WAY && crew.targets().length > 1);
  const chaos = new Chaos({ crew, redis, proxy, folder, dice: new Dice(seed + 2), pace, sender, hitsAllowed: (key) => allowed.get(key) ?? 0 });
  const stalls = monitorEventLoopDelay();
  stalls.enable();
  const progress = setInterval(() => {
    console.log(`${Math.round(pace.now / 1_000)} s of ${SENDING_MS / 1_000} s: ${sender.sent.length} events, ${sender.attempts.length} attempts, ${crew.kills} kills`);
  }, PROGRESS_EVERY_MS);
  const [faults] = await Promise.all([
    chaos.rage(redisFaults),
    sender.sendAll(events, pace).finally(() => pace.stop()),
    pace.start(),
  ]);
  clearInterval(progress);

  stalls.disable();
  const incarnations = await crew.stop();
  const times = crew.startTimes.sort((a, b) => a - b);
  console.log(`A process took ${times[times.length >> 1] ?? 0} ms to start (median), at most ${times.at(-1) ?? 0} ms. The sender stalled for at most ${Math.round(stalls.max / 1e6)} ms.`);
  await redis.stop();
  return { sent: sender.sent, attempts: sender.attempts, lines: readJournals(folder), incarnations, faults };
}

function cleanUp(): void {
  for (const remove of leftovers.splice(0).reverse()) {
    try {
      remove();
    } catch (error) {
      console.error(error);
    }
  }
}

function quit(why: string): never {
  console.error(why);
  process.exit(1);
}

async function main(): Promise<void> {
  const missing = whyNoRedis();
  if (missing !== undefined) quit(`The faults cannot be tested: ${missing}.`);
  const seed = Number(process.env['FAULTS_SEED'] ?? Date.now() % 1e6);
  const startedAt = Date.now();
  console.log(`Seed ${seed} (FAULTS_SEED=${seed} plans the same again; when processes meet, nobody can plan).`);
  const account = await run(seed);
  const judged = verdict(account, DEMANDS);
  console.log(`\nHandled again because the process died between effect and completion:\n${duplicates(judged)}`);
  console.log(`\n${figures(account, judged)}`);
  console.log(`\nSeed ${seed}, ${Math.round((Date.now() - startedAt) / 1_000)} s.\n\n${judgement(judged)}`);
  cleanUp();
  process.exitCode = judged.checks.some(({ violations }) => violations.length > 0) ? 1 : 0;
}

process.on('exit', cleanUp);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => quit(`Interrupted by ${signal}.`));
setTimeout(() => quit(`Not done after ${HARD_LIMIT_MS / 1_000} s.`), HARD_LIMIT_MS).unref();
main().catch((error: unknown) => quit(`The run itself has failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`));
