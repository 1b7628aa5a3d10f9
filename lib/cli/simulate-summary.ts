import type { Truth } from '../testing/index.js';
import { explain } from './explain.js';
import { plainTable } from './plain-table.js';
import type { Courier } from './simulate-courier.js';

/** What the receiver should know in the end. */
export interface Figures {
  readonly rooms: number;
  readonly users: number;
  readonly streams: number;
  readonly online: number;
}

export function figuresOf({ rooms, online }: Truth): Figures {
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
  const all = [...rooms.values()];
  return { rooms: all.length, users: sum(all.map(({ users }) => users.size)), streams: sum(all.map(({ streams }) => streams.size)), online: online.size };
}

export interface Run {
  readonly seed: number;
  readonly url: URL;
  readonly courier: Courier;
  /** What is true in the end; absent when that has not been reached. */
  readonly figures: Figures | undefined;
  readonly ms: number;
}

/** For people: answers with latencies, what was done to the callbacks, and what the receiver should know now. */
export function summaryText({ seed, url, courier, figures, ms }: Run): string {
  const { traffic, counts, examples, stopped } = courier;
  const rows = [
    ['sent', counts.sent],
    ['sent twice on purpose', counts.repeated],
    ['lost on purpose', counts.lost],
    ['sent again after a failure', counts.retries],
    ['failed for good', counts.failed],
  ] as const;
  const state = figures === undefined ? [] : [['open rooms', figures.rooms], ['users in rooms', figures.users], ['streams', figures.streams], ['users online', figures.online]] as const;
  const numbered = (head: string, table: readonly (readonly [string, number])[]): string => plainTable([head, ''], table.map(([what, count]) => [what, String(count)]), { numbers: [1] });
  const parts = [
    ...(traffic.count === 0 ? [] : [traffic.table()]),
    numbered('callbacks', rows),
    ...(state.length === 0 ? [] : [numbered(counts.lost + counts.failed === 0 ? 'what the receiver should know' : 'what is true in the end', state)]),
    ...Array.from(examples.values(), ({ answer, reply }) => `${answer.label}: ${explain(answer, reply, url)}\n`),
    `${ENDINGS[stopped ?? 'complete']} after ${(ms / 1000).toFixed(1)} s. The same evening again: --seed ${seed}\n`,
  ];
  return parts.join('\n');
}

const ENDINGS = { complete: 'Done', interrupted: 'Interrupted', unreachable: 'Given up, because the receiver cannot be reached,' } as const;

/** The same for scripts. Latencies in ms. */
export function summaryJson({ seed, url, courier, figures, ms }: Run): string {
  const { traffic, counts, stopped } = courier;
  return `${JSON.stringify({ seed, url: url.href, complete: stopped === undefined, seconds: ms / 1000, callbacks: counts, answers: traffic.summary(), ...(figures !== undefined && { inTheEnd: figures }) })}\n`;
}
