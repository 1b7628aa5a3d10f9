import type { ZegoCallbacks } from 'express-zego-callbacks';
import { demoCases } from './cases.js';
import { Progress } from './evening/progress.js';
import { EVENING, simulate, type Observed, type SimulationSettings } from './evening/simulation.js';
import { stateTable, trafficTable } from './evening/summary.js';
import { verdictOn } from './evening/verdict.js';
import { report } from './report.js';
import { runCases } from './self-test.js';
import { curlCommand } from './sender.js';
import type { Settings } from './settings.js';
import { painter, wantsColour } from './table.js';

export interface Place {
  readonly origin: string;
  /** Where the callbacks are mounted. */
  readonly callbacks: string;
  /** Where the page of the inspector is mounted. */
  readonly inspector: string;
}

/** Sends the API what ZEGO documents, and shows what came of it. Resolves to whether every answer was the expected one. */
export async function selfTest({ origin, callbacks }: Place, zego: ZegoCallbacks, { secret, secretOrigin }: Settings): Promise<boolean> {
  console.log(`An API with ZEGOCLOUD callbacks, on ${origin}

  callbacks  POST ${callbacks}
  the rest   GET /api/health, GET and POST /api/users,
             GET /api/rooms, /api/rooms/:id and /api/online
  secret     ${secretOrigin}

It sends itself what ZEGO's pages show, signed now, over HTTP. The values are those of the pages;
only logout_time is one later each time a page is sent again, or it would be a duplicate.
`);
  const results = await runCases(origin, zego, demoCases(callbacks, secret));
  console.log(report(results, wantsColour(process.stdout, process.env)));
  return results.every(({ asExpected }) => asExpected);
}

/** Sends the API a busy evening, and shows what its trackers made of it. Resolves to whether that was the truth. */
export async function busyEvening({ origin, callbacks }: Place, observed: Observed, { secret }: Settings, evening: SimulationSettings): Promise<boolean> {
  const { seed, losses } = evening;
  console.log(`A busy evening on ${origin}: ${EVENING.users} users, ${EVENING.rooms} rooms, ${EVENING.minutes / 60} hours in a few seconds

Callbacks come late, twice and in any order. ${losses ? 'Some logins, logouts and creations of rooms never come.' : 'None is lost.'}
The same again: npm start -- --simulate --seed ${seed}${losses ? '' : ' --no-losses'}
`);
  const result = await simulate({ origin, path: callbacks, secret }, observed, evening, new Progress(process.stdout));
  const { isRight, text } = verdictOn(result);
  console.log(`\n${trafficTable(result)}\n\n${stateTable(result)}\n\n${text}\n`);
  const paint = painter(wantsColour(process.stdout, process.env));
  console.log(isRight ? paint('In the end the trackers know the truth.', 'green') : paint('The trackers do not know the truth.', 'red'));
  return isRight;
}

/** What to try from a second terminal. */
export function invite({ origin, callbacks, inspector }: Place, { secret }: Settings): void {
  console.log(`
See what has come and what comes, and send callbacks of your own, in a browser on this machine:

  ${origin}${inspector}/

Or try it from a second terminal: somebody enters a room. The signature is good for 5 minutes; sent
twice, the second is a duplicate.

${curlCommand(`${origin}${callbacks}`, secret)}
curl -sS ${origin}/api/rooms

Ctrl-C ends it. Callbacks from now on:`);
}
