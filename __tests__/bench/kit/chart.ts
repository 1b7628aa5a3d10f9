/** A bar, with the range that half of the rounds lie in. */
export interface Bar {
  readonly label: string;
  readonly value: number;
  readonly from: number;
  readonly to: number;
  /** Drawn in the colour of what the chart is about. */
  readonly stressed: boolean;
  /** Behind the bar: what stands in the table. */
  readonly text: string;
}

export interface Chart {
  readonly title: string;
  readonly unit: string;
  readonly bars: readonly Bar[];
}

const WIDTH = 760;
const LEFT = 292;
const RIGHT = 110;
const TOP = 56;
const ROW = 28;
const BAR = 16;
const BOTTOM = 14;

/** Its own background, so that it can be read on any page; dark where the reader prefers that. */
const STYLE = [
  'text{font:13px system-ui,sans-serif;fill:#24292f}',
  '.title{font-weight:600;font-size:15px}',
  '.unit,.value{fill:#57606a}',
  '.page{fill:#fff;stroke:#d0d7de}',
  '.bar{fill:#8c959f}',
  '.stressed{fill:#0969da}',
  '.range{stroke:#24292f}',
  '@media(prefers-color-scheme:dark){text{fill:#e6edf3}.unit,.value{fill:#9198a1}.page{fill:#0d1117;stroke:#30363d}.bar{fill:#6e7681}.stressed{fill:#388bfd}.range{stroke:#e6edf3}}',
].join('');

/** Bars that lie one below the other, as an SVG document. */
export function barChart({ title, unit, bars }: Chart): string {
  const height = TOP + bars.length * ROW + BOTTOM;
  const most = Math.max(...bars.map(({ value, to }) => Math.max(value, to)));
  const x = (value: number): number => LEFT + (value / most) * (WIDTH - LEFT - RIGHT);
  const rows = bars.map(({ label, value, from, to, stressed, text }, n) => {
    const top = TOP + n * ROW;
    const middle = top + BAR / 2;
    const end = Math.max(x(value), x(to)) + 8;
    return [
      element('text', { x: LEFT - 10, y: middle + 4.5, 'text-anchor': 'end' }, escaped(label)),
      element('rect', { class: stressed ? 'stressed' : 'bar', x: LEFT, y: top, width: x(value) - LEFT, height: BAR, rx: 2 }),
      element('path', { class: 'range', d: `M${round(x(from))} ${middle}H${round(x(to))}` }),
      element('text', { class: 'value', x: end, y: middle + 4.5 }, escaped(text)),
    ].join('');
  });
  const content = [
    element('title', {}, escaped(title)),
    element('desc', {}, escaped(`${unit}. ${bars.map(({ label, text }) => `${label}: ${text}`).join('; ')}.`)),
    element('style', {}, STYLE),
    element('rect', { class: 'page', x: 0.5, y: 0.5, width: WIDTH - 1, height: height - 1, rx: 6 }),
    element('text', { class: 'title', x: 16, y: 26 }, escaped(title)),
    element('text', { class: 'unit', x: 16, y: 44 }, escaped(unit)),
    ...rows,
  ];
  return `${element('svg', { xmlns: 'http://www.w3.org/2000/svg', viewBox: `0 0 ${WIDTH} ${height}`, width: WIDTH, height, role: 'img' }, `\n${content.join('\n')}\n`)}\n`;
}

function element(name: string, attributes: Readonly<Record<string, string | number>>, content?: string): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${typeof value === 'number' ? round(value) : escaped(value)}"`);
  const start = `<${name}${written.join('')}`;
  return content === undefined ? `${start}/>` : `${start}>${content}</${name}>`;
}

function round(value: number): number {
  return Number(value.toFixed(1));
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
