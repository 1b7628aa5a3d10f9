import type { Summary } from './statistics.js';

/** `1,234.5` */
export function grouped(value: number, digits = 0): string {
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** `12.3 (11.9 to 12.8)`: the median, and between what half of the rounds lie. */
export function middle({ median, lowerQuartile, upperQuartile }: Summary, digits: number): string {
  return `${grouped(median, digits)} (${grouped(lowerQuartile, digits)} to ${grouped(upperQuartile, digits)})`;
}

export type Row = Readonly<Record<string, string>>;

/** A table for a page, whose columns are those of the first row. */
export function table(rows: readonly Row[]): string {
  const columns = Object.keys(rows[0] ?? {});
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(columns), line(columns.map(() => '---')), ...rows.map((row) => line(columns.map((column) => row[column] ?? '')))].join('\n');
}
