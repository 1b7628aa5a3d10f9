/** Where progress is shown: a terminal is redrawn, anything else gets a line now and then. */
export interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const WIDTH = 10;
const LINES = 5;

export class Progress {
  readonly #screen: Screen;
  #lines = 0;

  constructor(screen: Screen) {
    this.#screen = screen;
  }

  /** @param done from 0 to 1 */
  show(done: number, text: string): void {
    const percent = `${String(Math.floor(done * 100)).padStart(3)} %`;
    if (this.#screen.isTTY === true) {
      const bar = '#'.repeat(Math.floor(done * WIDTH)).padEnd(WIDTH, '.');
      this.#screen.write(`\r${`[${bar}] ${percent}  ${text}`.slice(0, (this.#screen.columns ?? 80) - 1)}\u001b[K`);
    } else if (Math.floor(done * LINES) > this.#lines) {
      this.#lines = Math.floor(done * LINES);
      this.#screen.write(`${percent}  ${text}\n`);
    }
  }

  /** Leaves the last state to read. */
  end(): void {
    if (this.#screen.isTTY === true) this.#screen.write('\n');
  }
}
