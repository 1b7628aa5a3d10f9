import fc from 'fast-check';
import { readLines, type Line } from '../../lib/cli/read-lines.js';

async function linesOf(chunks: readonly Buffer[], mostBytes = 1000): Promise<Line[]> {
  async function* stream(): AsyncGenerator<Buffer> {
    yield* chunks;
  }
  const lines: Line[] = [];
  for await (const line of readLines(stream(), mostBytes)) lines.push(line);
  return lines;
}

test('lines are the same however the stream is cut, within characters too', async () => {
  const line = fc.string({ unit: 'binary', maxLength: 20 }).map((text) => text.replaceAll('\n', ''));
  await fc.assert(
    fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 10 }), fc.array(fc.nat(400)), async (texts, cuts) => {
      const bytes = Buffer.from(`${texts.join('\n')}\n`);
      const edges = [0, ...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length];
      const chunks = edges.slice(1).map((end, index) => bytes.subarray(edges[index], end));
      const lines = await linesOf(chunks);
      expect(lines.map(({ text }) => text)).toEqual(bytes.toString('utf8').split('\n').slice(0, -1));
      expect(lines.map(({ number }) => number)).toEqual(texts.map((_text, index) => index + 1));
      expect(lines.reduce((sum, one) => sum + one.bytes, 0)).toBe(bytes.length);
    }),
  );
});

test('the last line needs no end', async () => {
  expect(await linesOf([Buffer.from('a\nb')])).toEqual([{ number: 1, text: 'a', bytes: 2 }, { number: 2, text: 'b', bytes: 1 }]);
  expect(await linesOf([])).toEqual([]);
});

test('a line that is too long is counted and not held', async () => {
  const lines = await linesOf([Buffer.alloc(60, 'x'), Buffer.alloc(60, 'x'), Buffer.from('\nshort\n')], 100);
  expect(lines).toEqual([{ number: 1, text: undefined, bytes: 121 }, { number: 2, text: 'short', bytes: 6 }]);
});
