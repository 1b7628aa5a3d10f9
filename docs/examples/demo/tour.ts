import { schemas, type ZegoCallbacks } from 'express-zego-callbacks';
import { demoCases } from './cases.js';
import { report } from './report.js';
import { runCases } from './self-test.js';
import { curlCommand } from './sender.js';
import type { Settings } from './settings.js';
import { wantsColour } from './table.js';

export interface Place {
  readonly origin: string;
  /** Where the callbacks are mounted. */
  readonly callbacks: string;
}

/** Sends the API what ZEGO documents, and shows what came of it. Resolves to whether every answer was the expected one. */
export async function selfTest({ origin, callbacks }: Place, zego: ZegoCallbacks, { secret, secretOrigin }: Settings): Promise<boolean> {
  console.log(`An API with ZEGOCLOUD callbacks, on ${origin}

  callbacks  POST ${callbacks}
  the rest   GET /api/health, GET and POST /api/users, GET /api/presence
  secret     ${secretOrigin}

It sends itself what ZEGO's pages show, signed now, over HTTP. The values are those of the pages;
only logout_time is one later each time a page is sent again, or it would be a duplicate.
`);
  const results = await runCases(origin, zego, demoCases(callbacks, secret));
  console.log(report(results, wantsColour(process.stdout, process.env)));
  return results.every(({ asExpected }) => asExpected);
}

/** What to try from a second terminal. */
export function invite({ origin, callbacks }: Place, { secret }: Settings): void {
  console.log(`
Try it from a second terminal: somebody enters a room. The signature is good for 5 minutes; sent
twice, the second is a duplicate.

${curlCommand(`${origin}${callbacks}`, schemas.room_login.examples[0], secret)}
curl -sS ${origin}/api/presence

Ctrl-C ends it. Callbacks from now on:`);
}
