import { PassThrough } from 'node:stream';
import { progress } from '../../lib/cli/progress.js';

function shown(total: number, terminal: boolean, use: (bar: ReturnType<typeof progress>) => void): string {
  const stream = Object.assign(new PassThrough(), terminal ? { isTTY: true, columns: 80 } : {});
  const bar = progress(stream, total, { label: 'Sending' });
  use(bar);
  bar.stop();
  return String(stream.read() ?? '');
}

test('anywhere but on a terminal there are ten plain lines, however often it advances', () => {
  const text = shown(1000, false, (bar) => {
    for (let done = 1; done <= 1000; done += 1) bar.advance(1, `${done} sent`);
  });
  expect(text).toBe(Array.from({ length: 10 }, (_item, index) => `Sending ${(index + 1) * 10} %  ${(index + 1) * 100} sent\n`).join(''));
});

test('one large step is one line, and nothing is said beyond the end', () => {
  expect(shown(10, false, (bar) => {
    bar.advance(9);
    bar.advance(5);
    bar.advance(5);
  })).toBe('Sending 90 %\nSending 100 %\n');
});

test('without a total there is a line each time that twice as much is done', () => {
  const text = shown(0, false, (bar) => {
    for (let done = 1; done <= 1000; done += 1) bar.advance(1);
  });
  expect(text).toBe([1, 2, 4, 8, 16, 32, 64, 128, 256, 512].map((done) => `Sending ${done}\n`).join(''));
});

test('on a terminal there is a bar, whose last state stays, and the process may end', () => {
  const before = process.listenerCount('SIGINT');
  const text = shown(4, true, (bar) => {
    expect(process.listenerCount('SIGINT')).toBe(before);
    bar.advance(2, 'half');
    bar.advance(2, 'all of it');
  });
  expect(text).toMatch(/\[-*\] 0 %/);
  expect(text).toMatch(/\[=+\] 100 % {2}all of it[^\n]*\n$/);
});
