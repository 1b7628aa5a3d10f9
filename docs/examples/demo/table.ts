export interface Column {
  readonly title: string;
  /** Longer cells are broken into lines. */
  readonly maxWidth: number;
}

/** Puts colour on text that is padded already. */
export type Paint = (text: string, cell: { readonly row: number; readonly column: number }) => string;

const GAP = '  ';

/** Aligned columns, as wide as their content; cells may have several lines. Row -1 is the heading. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[], paint: Paint = (text) => text): string {
  const titles = columns.map(({ title }) => title);
  const broken = [titles, ...rows].map((row) => columns.map(({ maxWidth }, column) => lines(row[column] ?? '', maxWidth)));
  const widths = columns.map((_column, index) => Math.max(...broken.flatMap((row) => (row[index] ?? []).map((line) => line.length))));

  const drawRow = (cells: readonly (readonly string[])[], row: number): string => {
    const height = Math.max(...cells.map((cell) => cell.length));
    return Array.from({ length: height }, (_line, at) => {
      const drawn = cells.map((cell, column) => {
        const text = cell[at] ?? '';
        const padding = column === cells.length - 1 ? '' : ' '.repeat((widths[column] ?? 0) - text.length);
        return (text === '' ? '' : paint(text, { row, column })) + padding;
      });
      return drawn.join(GAP).trimEnd();
    }).join('\n');
  };

  const rule = widths.map((width) => '-'.repeat(width)).join(GAP);
  const [heading = '', ...body] = broken.map((cells, index) => drawRow(cells, index - 1));
  return [heading, rule, ...body].join('\n');
}

/** Breaks at spaces where that is possible. */
function lines(text: string, width: number): string[] {
  return text.split('\n').flatMap((line) => {
    const pieces: string[] = [];
    let rest = line;
    while (rest.length > width) {
      const space = rest.lastIndexOf(' ', width);
      const end = space > 0 ? space : width;
      pieces.push(rest.slice(0, end));
      rest = rest.slice(end).trimStart();
    }
    return [...pieces, rest];
  });
}

/** Colours are for people at a terminal who have not declined them (https://no-color.org). */
export function wantsColour(stream: { readonly isTTY?: boolean }, env: Readonly<Record<string, string | undefined>>): boolean {
  return stream.isTTY === true && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
}

const CODES = { bold: 1, red: 31, green: 32 };

export function painter(coloured: boolean): (text: string, colour: keyof typeof CODES) => string {
  return (text, colour) => (coloured ? `\u001b[${CODES[colour]}m${text}\u001b[0m` : text);
}
