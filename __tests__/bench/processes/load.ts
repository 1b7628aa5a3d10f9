import { connect, type Socket } from 'node:net';
import { makeRequest } from './bodies.js';
import type { Fire, Fired, Prepare, Prepared } from './protocol.js';

const CONNECTIONS = 16;

/** A keep-alive connection that sends one request at a time. */
class Connection {
  readonly #socket: Socket;
  #text = '';
  #settle: ((reply: string) => void) | undefined;

  constructor(socket: Socket) {
    this.#socket = socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#take(chunk.toString('latin1')));
    socket.once('error', () => this.#settle?.('the connection broke'));
    socket.once('close', () => this.#settle?.('the connection was closed'));
  }

  /** @param settle gets the whole answer, without its headers but the first line */
  send(request: Buffer, settle: (reply: string) => void): void {
    this.#settle = settle;
    this.#socket.write(request);
  }

  close(): void {
    this.#settle = undefined;
    this.#socket.destroy();
  }

  #take(text: string): void {
    this.#text += text;
    const bodyAt = this.#text.indexOf('\r\n\r\n') + 4;
    if (bodyAt < 4) return;
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(this.#text)?.[1]);
    if (this.#text.length < bodyAt + length) return;
    const reply = `${this.#text.slice(9, 12)} ${this.#text.slice(bodyAt)}`;
    this.#text = '';
    this.#settle?.(reply);
  }
}

async function open(port: number): Promise<Connection> {
  const socket = connect(port, '127.0.0.1');
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  return new Connection(socket);
}

interface Volley {
  readonly connections: readonly Connection[];
  readonly requests: readonly Buffer[];
  readonly expected: string;
}

/** Sends all requests over all connections, each connection its next one after the answer to its last. */
function fire({ connections, requests, expected }: Volley): Promise<Fired> {
  return new Promise((resolve) => {
    const startedAt = performance.now();
    let next = 0;
    let answered = 0;
    let problem: string | undefined;
    const sendNext = (connection: Connection): void => {
      const request = requests[next];
      if (request === undefined) return;
      next += 1;
      connection.send(request, (reply) => {
        if (reply !== expected) problem ??= `an answer was "${reply}" instead of "${expected}"`;
        answered += 1;
        if (answered === requests.length || problem !== undefined) resolve({ seconds: (performance.now() - startedAt) / 1_000, ...(problem !== undefined && { problem }) });
        else sendNext(connection);
      });
    };
    for (const connection of connections) sendNext(connection);
  });
}

async function prepare(what: Prepare): Promise<Volley & { readonly problem: string | undefined }> {
  const connections = await Promise.all(Array.from({ length: CONNECTIONS }, () => open(what.port)));
  const expected = `200 ${what.answer}`;
  const make = (count: number): Buffer[] => Array.from({ length: count }, () => makeRequest(what));
  // The first request of a connection costs more than the others, so every connection sends one at least.
  const { problem } = await fire({ connections, expected, requests: make(Math.max(what.warmUp, CONNECTIONS)) });
  return { connections, expected, requests: problem === undefined ? make(what.count) : [], problem };
}

let volley: Volley | undefined;

async function answer(message: Prepare | Fire): Promise<Prepared | Fired> {
  if (message.what === 'prepare') {
    volley?.connections.forEach((connection) => connection.close());
    const { problem, ...prepared } = await prepare(message);
    volley = prepared;
    return problem === undefined ? {} : { problem };
  }
  if (volley === undefined) throw new Error('There is nothing to fire.');
  return fire(volley);
}

process.once('disconnect', () => process.exit(1));
process.on('message', (message) => void answer(message as Prepare | Fire).then((done) => process.send?.(done)));
