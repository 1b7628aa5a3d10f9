/** A line of a file, without its end. */
export interface Line {
  /** From 1. */
  readonly number: number;
  /** Absent when the line was too long to be held. */
  readonly text: string | undefined;
  /** With its end. */
  readonly bytes: number;
}

const LINE_FEED = 0x0a;

/** Lines of a stream of any length, one at a time: no more than one line and one chunk are held. */
export async function* readLines(chunks: AsyncIterable<Buffer>, mostBytes: number): AsyncGenerator<Line> {
  let number = 0;
  let held: Buffer[] = [];
  let bytes = 0;
  const hold = (part: Buffer): void => {
    bytes += part.length;
    if (bytes <= mostBytes) held.push(part);
    else held = [];
  };
  const take = (ending: number): Line => {
    number += 1;
    const line = { number, text: bytes > mostBytes ? undefined : Buffer.concat(held).toString('utf8'), bytes: bytes + ending };
    held = [];
    bytes = 0;
    return line;
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      hold(chunk.subarray(start, end));
      yield take(1);
      start = end + 1;
    }
    hold(chunk.subarray(start));
  }
  if (bytes > 0) yield take(0);
}
