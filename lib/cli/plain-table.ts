import Table from 'cli-table3';

export interface PlainTableOptions {
  /** Columns to be aligned to the right, from 0. */
  readonly numbers?: readonly number[];
  /** Longer lines are cut; on a terminal they would wrap. */
  readonly width?: number | undefined;
}

const NO_LINES = { top: '', 'top-mid': '', 'top-left': '', 'top-right': '', bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '', left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '  ' };
const NO_COLOURS = { head: [], border: [], 'padding-left': 0, 'padding-right': 0 };

/** Aligned columns without lines or colours: as good to read as to grep. Ends with a line break. */
export function plainTable(head: readonly string[], rows: readonly (readonly string[])[], { numbers = [], width = Infinity }: PlainTableOptions = {}): string {
  const table = new Table({ chars: NO_LINES, style: NO_COLOURS, colAligns: head.map((_title, column) => (numbers.includes(column) ? 'right' : 'left')) });
  table.push([...head], ...rows.map((row) => [...row]));
  const lines = table.toString().split('\n').map((line) => line.trimEnd());
  return lines.map((line) => `${line.length > width ? `${line.slice(0, width - 1)}…` : line}\n`).join('');
}
