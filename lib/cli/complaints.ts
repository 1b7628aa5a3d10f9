import type { Output } from './environment.js';

const MOST = 20;

/** Tells of what went wrong, one line each, as long as anybody would read them. */
export class Complaints {
  readonly #stream: Output;
  #count = 0;

  constructor(stream: Output) {
    this.#stream = stream;
  }

  add(text: string): void {
    this.#count += 1;
    if (this.#count > MOST + 1) return;
    // A bar may stand in this line; it is drawn again below.
    const clear = this.#stream.isTTY === true ? '\r\u001b[K' : '';
    this.#stream.write(`${clear}${this.#count > MOST ? 'Further ones are only counted.' : text}\n`);
  }
}
