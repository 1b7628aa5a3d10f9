import { table } from '../table.js';
import { figuresOf, type Figures } from './comparison.js';
import type { SimulationResult } from './simulation.js';

const LABELS = { rooms: 'rooms open', users: 'users in rooms', streams: 'streams', online: 'users online' } as const satisfies Record<keyof Figures, string>;
const ROWS = ['rooms', 'users', 'streams', 'online'] as const;
const WIDTH = 40;

/** What was sent, and what came of it. */
export function trafficTable({ post, answers, gaps }: SimulationResult): string {
  const unexpected = [...answers].filter(([answer]) => answer !== 'delivered' && answer !== 'duplicate');
  const rows: readonly (readonly [what: string, count: number])[] = [
    ['sent', post.deliveries.length],
    ['delivered', answers.get('delivered') ?? 0],
    ['duplicates', answers.get('duplicate') ?? 0],
    ...unexpected,
    ['lost on purpose', post.lost.length],
    ['gaps reported', gaps.length],
  ];
  return draw(['Callbacks', ''], rows);
}

/** The truth beside what the trackers make of it, before the rooms were healed and after. */
export function stateTable({ truth, seen, healed }: SimulationResult): string {
  const figures = [figuresOf(truth), seen.figures, healed.figures];
  return draw(['In the end', 'Truth', 'Tracker', 'Healed'], ROWS.map((row) => [LABELS[row], ...figures.map((one) => one[row])]));
}

function draw(titles: readonly string[], rows: readonly (readonly [what: string, ...counts: number[]])[]): string {
  const columns = titles.map((title) => ({ title, maxWidth: WIDTH }));
  return table(columns, rows.map(([what, ...counts]) => [what, ...counts.map((count) => String(count).padStart(5))]));
}
