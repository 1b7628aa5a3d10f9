import type { Sighting } from './cases.js';
import type { Result } from './self-test.js';
import { painter, table, type Column } from './table.js';

const COLUMNS: readonly Column[] = [
  { title: '#', maxWidth: 2 },
  { title: 'Came in', maxWidth: 24 },
  { title: 'The handlers saw', maxWidth: 38 },
  { title: 'Answered', maxWidth: 17 },
  { title: 'As expected', maxWidth: 11 },
];
const VERDICT_COLUMN = COLUMNS.length - 1;

/** What came in, what the handlers saw, what was answered; and what was not as expected. */
export function report(results: readonly Result[], coloured: boolean): string {
  const paint = painter(coloured);
  const rows = results.map(({ sent, seen, status, answer, asExpected }, index) => [
    String(index + 1),
    `${sent.what}\n${sent.form}`,
    describe(seen),
    `${status} ${answer}`,
    asExpected ? 'yes' : 'NO',
  ]);
  const drawn = table(COLUMNS, rows, (text, { row, column }) => {
    if (row < 0) return paint(text, 'bold');
    return column === VERDICT_COLUMN ? paint(text, text === 'yes' ? 'green' : 'red') : text;
  });
  const misses = results.flatMap(({ sent: { expected }, asExpected }, index) =>
    asExpected ? [] : [`Row ${index + 1} should have been ${expected.status} ${expected.answer}; the handlers should have seen:\n${describe(expected.seen).replace(/^/gm, '  ')}`],
  );
  const verdict =
    misses.length === 0
      ? paint(`All ${results.length} answers were the expected ones.`, 'green')
      : `${misses.join('\n')}\n${paint(`${misses.length} of ${results.length} answers were not the expected ones.`, 'red')}`;
  return `${drawn}\n\n${verdict}`;
}

function describe(seen: readonly Sighting[]): string {
  if (seen.length === 0) return 'nothing: no handler ran';
  return seen.map(({ name, fields }) => [name, ...Object.entries(fields).map(([field, value]) => `${field} ${String(value)} (${typeof value})`)].join('\n')).join('\n');
}
