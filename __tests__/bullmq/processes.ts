import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import type { Message, WebSettings, WorkerSettings } from './protocol.js';

type Listening = Extract<Message, { what: 'listening' }>;

export interface Process {
  /** Resolves when it has told this; rejects when it has ended without. */
  told(what: Exclude<Message['what'], 'listening'>): Promise<void>;
  listening(): Promise<Listening>;
  /** Resolves when it is gone. */
  kill(): Promise<void>;
}

/** The processes of a test, each in its own Node. */
export class Processes {
  readonly #all = new Set<Process>();

  web = (settings: WebSettings): Process => this.#start('web.ts', settings);
  worker = (settings: WorkerSettings): Process => this.#start('worker.ts', settings);

  async killAll(): Promise<void> {
    await Promise.all([...this.#all].map((one) => one.kill()));
  }

  #start(file: string, settings: WebSettings | WorkerSettings): Process {
    const child: ChildProcess = fork(path.join(__dirname, file), [JSON.stringify(settings)], {
      cwd: path.join(__dirname, '../..'),
      execArgv: ['--import', 'tsx'],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    let complaints = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => { complaints += text; });
    const gone = new Promise<string>((resolve) => child.once('close', (code, signal) => resolve(`${file} has ended with ${code ?? signal ?? 'nothing'}: ${complaints}`)));
    const heard: Message[] = [];
    let noticed = (): void => undefined;
    child.on('message', (message) => {
      heard.push(message as Message);
      noticed();
    });

    function until<T extends Message>(isIt: (message: Message) => message is T): Promise<T> {
      return new Promise((resolve, reject) => {
        const before = noticed;
        const look = (): void => {
          const found = heard.find(isIt);
          if (found !== undefined) resolve(found);
        };
        noticed = () => {
          before();
          look();
        };
        look();
        void gone.then((how) => reject(new Error(how)));
      });
    }

    const one: Process = {
      async told(what) {
        await until((message): message is Message => message.what === what);
      },
      listening: () => until((message): message is Listening => message.what === 'listening'),
      async kill() {
        child.kill('SIGKILL');
        await gone;
      },
    };
    this.#all.add(one);
    return one;
  }
}
