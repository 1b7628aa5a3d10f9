import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import path from 'node:path';
import { runInThisContext } from 'node:vm';
import type { RequestHandler } from 'express';
import express5 from 'express';
import { zegoCallbacks, type JsonObject, type ZegoCallbackError, type ZegoCallbacks, type ZegoCallbacksOptions, type ZegoEvent, type ZegoUnknownEvent } from '../../lib/index.js';
import type { ZegoErrorCode } from '../../lib/errors.js';
import { SECRET, signedCallback, type SigningOptions } from '../kit/callbacks.js';
import { errorOf, MOUNT, type Express } from '../kit/express.js';
import { formText, jsonText, percentText, type WritableObject } from '../kit/forms.js';
import { listen, type Reply, type RunningServer, type Sent } from '../kit/server.js';
import type { Asked, Told } from './server.js';

export { MOUNT };
type Handled = ZegoEvent | ZegoUnknownEvent;
/** Status and code, as they stand in the table of answers. */
export type Refusal = `${number} ${ZegoErrorCode}`;
/** A body alone, or with what goes along with it. */
export type Attack = string | Buffer | Omit<Sent, 'path'>;

/** The ways of writing a body: what is refused in one must be refused in all. */
export const writers: readonly { readonly form: string; readonly write: (body: WritableObject) => string }[] = [
  { form: 'JSON', write: (body) => jsonText(body) },
  { form: 'percent-encoded JSON', write: (body) => percentText(body) },
  { form: 'a form', write: (body) => formText(body, 'empty') },
];

let honest = 0;
/** A callback that nobody has sent yet, of an event that has not happened yet. */
export function honestCallback(signing: SigningOptions = {}): Record<string, JsonObject[string]> {
  honest += 1;
  return signedCallback('room_logout', { user_account: `honest ${honest}` }, signing);
}

export function without(body: JsonObject, ...keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([key]) => !keys.includes(key)));
}

interface TargetOptions {
  readonly express?: Express;
  /** What stands in front of the callbacks. */
  readonly before?: readonly RequestHandler[];
  readonly options?: Partial<Omit<ZegoCallbacksOptions, 'events'>>;
}

/** A server of ours that somebody attacks. */
export interface Target {
  readonly port: number;
  readonly zego: ZegoCallbacks;
  /** Everything that any handler was called with. */
  readonly handled: readonly Handled[];
  readonly errors: readonly ZegoCallbackError[];
  /** Status, and code or outcome. */
  send(attack: Attack): Promise<string>;
  reply(attack: Attack): Promise<Reply>;
  /** Sends it, and then an honest callback: the first must be refused without a handler being called, the other be handled. */
  expectRefused(attack: Attack, refusal: Refusal): Promise<void>;
  /** Nothing that came before does harm to an honest callback. */
  expectHonestHandled(): Promise<void>;
  close(): Promise<void>;
}

async function target({ express = express5, before = [], options = {} }: TargetOptions = {}): Promise<Target> {
  const handled: Handled[] = [];
  const errors: ZegoCallbackError[] = [];
  const zego = zegoCallbacks({ secret: SECRET, ...options })
    .onAny((event) => void handled.push(event))
    .onUnknown((event) => void handled.push(event))
    .onError((error) => void errors.push(error));
  const app = express();
  for (const handler of before) app.use(handler);
  const server: RunningServer = await listen(app.use(MOUNT, zego), { keepAlive: true });

  const reply = (attack: Attack): Promise<Reply> => server.send({ path: MOUNT, ...(typeof attack === 'string' || Buffer.isBuffer(attack) ? { body: attack } : attack) });
  const send = async (attack: Attack): Promise<string> => summary(await reply(attack));

  async function expectHonestHandled(): Promise<void> {
    const already = handled.length;
    const callback = honestCallback({ at: options.clock?.() ?? Date.now() });
    const answer = await send(JSON.stringify(callback));
    expect([answer, ...handled.slice(already).map(({ nonce }) => nonce)]).toEqual(['200 delivered', callback['nonce']]);
  }

  return {
    port: server.port,
    zego,
    handled,
    errors,
    reply,
    send,
    expectHonestHandled,
    async expectRefused(attack, refusal) {
      const already = handled.length;
      const answer = await send(attack);
      expect([answer, ...handled.slice(already).map(({ name }) => `a handler was called for ${name}`)]).toEqual([refusal]);
      await expectHonestHandled();
    },
    close: () => server.close(),
  };
}

function summary(reply: Reply): string {
  const { code } = errorOf(reply);
  if (code !== undefined) return `${reply.status} ${code}`;
  const [, outcome = reply.text] = /^\{"outcome":"(\w+)"\}$/.exec(reply.text) ?? [];
  return `${reply.status} ${outcome}`;
}

/** Targets that are closed after each test, however it ends. */
export function targets(): (options?: TargetOptions) => Promise<Target> {
  const open: Target[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((one) => one.close()));
  });
  return async (options) => {
    const one = await target(options);
    open.push(one);
    return one;
  };
}

/** A connection of our own, for requests that no HTTP client would send. */
export interface Connection {
  readonly socket: Socket;
  /** Resolves when the system has taken it. */
  readonly write: (part: string | Buffer) => Promise<void>;
  /** Everything that came back until the connection was closed. */
  readonly answer: Promise<string>;
}

export async function connection(port: number): Promise<Connection> {
  const socket = connect(port, '127.0.0.1');
  const chunks: Buffer[] = [];
  // Resets are what some of the attacks ask for.
  socket.on('error', () => undefined).on('data', (chunk: Buffer) => void chunks.push(chunk));
  const answer = new Promise<string>((resolve) => socket.on('close', () => resolve(Buffer.concat(chunks).toString('utf8'))));
  await once(socket, 'connect');
  socket.setNoDelay(true);
  return {
    socket,
    answer,
    write: (part) => new Promise((resolve) => socket.write(part, () => resolve())),
  };
}

/** The head of a request to the callbacks. */
export function head(...headers: readonly string[]): string {
  return [`POST ${MOUNT} HTTP/1.1`, 'Host: localhost', ...headers, '', ''].join('\r\n');
}

/** A promise that is settled from outside. */
export function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

/** Jest gives tests a copy of `process`; warnings only reach the real one. */
export const realProcess = runInThisContext('process') as NodeJS.Process;

/** What has been added to or taken from a prototype, in the realm of the tests and in Node's own, where JSON comes from. */
export function prototypes(): string {
  return [globalThis, runInThisContext('globalThis') as typeof globalThis]
    .flatMap((realm) => [realm.Object, realm.Array, realm.Function, realm.String, realm.Number, realm.Promise])
    .map(({ prototype }) => Reflect.ownKeys(prototype as object).map(String).join())
    .join('\n');
}

/** A server in a process of its own: what an attack costs there is not mixed up with what the tests cost. */
export interface Measured {
  readonly port: number;
  /** What the process has cost, and what its handlers were called for, while the work went on. */
  during(work: () => Promise<unknown>): Promise<{ readonly cpuMs: number; readonly grownMb: number; readonly handled: number }>;
  /** CPU time of JSON.parse in that process, in ms. */
  parse(json: string): Promise<number>;
  stop(): Promise<void>;
}

export async function measured(): Promise<Measured> {
  const child = fork(path.join(__dirname, 'server.ts'), [], { cwd: path.join(__dirname, '../..'), execArgv: ['--import', 'tsx'], env: { ...process.env, ZEGO_CALLBACK_SECRET: SECRET } });
  const port = (await told(child)).port!;
  const ask = async (question: Asked): Promise<Told> => {
    const answer = told(child);
    child.send(question);
    return answer;
  };
  return {
    port,
    async during(work) {
      const before = await ask({ ask: 'begin' });
      await work();
      const after = await ask({ ask: 'end' });
      return { cpuMs: after.cpuMs - before.cpuMs, grownMb: after.memoryMb - before.memoryMb, handled: after.handled - before.handled };
    },
    parse: async (json) => (await ask({ ask: 'parse', json })).cpuMs,
    async stop() {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}

async function told(child: ChildProcess): Promise<Told> {
  const end = new AbortController();
  const { signal } = end;
  try {
    const ended = once(child, 'exit', { signal }).then(([code]) => {
      throw new Error(`The server has ended with ${String(code)}`);
    });
    const [message] = (await Promise.race([once(child, 'message', { signal }), ended])) as [Told];
    return message;
  } finally {
    end.abort();
  }
}
