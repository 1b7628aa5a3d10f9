import { type ChildProcess, fork } from 'node:child_process';

/**
 * A process that has nothing to do for some seconds collects its garbage by itself, and forgets compiled code with it. Under
 * load that does not happen; here it would hit whoever has waited longest for the next round, and large programs most.
 */
const STEADY = ['--no-memory-reducer'];

/** A process of the benchmark, which answers one message after the other. */
export class Child {
  readonly #process: ChildProcess;
  readonly #gone: Promise<string>;

  /**
   * @param core pins it to this core with `taskset`; `undefined` leaves that to the system
   * @param flags of Node
   */
  constructor(file: string, settings: unknown, core: number | undefined, flags: readonly string[] = []) {
    const options = [...STEADY, ...flags];
    const runs = core === undefined ? { execArgv: options } : { execPath: 'taskset', execArgv: ['-c', String(core), process.execPath, ...options] };
    this.#process = fork(file, [JSON.stringify(settings)], { ...runs, env: { ...process.env, NODE_ENV: 'production', NODE_OPTIONS: '' }, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    let complaints = '';
    this.#process.stderr?.setEncoding('utf8').on('data', (text: string) => { complaints += text; });
    this.#gone = new Promise((resolve) => {
      this.#process.once('error', (error) => resolve(error.message));
      this.#process.once('close', (code, signal) => resolve(`A process has ended with ${code ?? signal ?? 'nothing'}: ${complaints}`));
    });
  }

  /** The next message from it. */
  heard<Answer>(): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#process.once('message', (message) => resolve(message as Answer));
      void this.#gone.then((how) => reject(new Error(how)));
    });
  }

  ask<Answer>(question: object | number): Promise<Answer> {
    const answer = this.heard<Answer>();
    this.#process.send(question);
    return answer;
  }

  async end(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#gone;
  }
}
