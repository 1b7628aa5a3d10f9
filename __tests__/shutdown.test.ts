import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { Agent, createServer, request, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import path from 'node:path';
import { json, text } from 'node:stream/consumers';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import express from 'express';
import fc from 'fast-check';
import { prepareDrain } from '../docs/examples/shutdown/drain.js';
import { zegoCallbacks } from '../lib/index.js';
import { pageNamed, root } from './docs/pages.js';
import { freePort, run as runToEnd } from './docs/processes.js';
import { SECRET, signedCallback } from './kit/callbacks.js';
import { startRedis, whyNoRedis, type RedisServer } from './kit/redis.js';

jest.setTimeout(180_000);

const EXAMPLE = 'docs/examples/shutdown.ts';
const DEMO = 'docs/examples/server.ts';
const CALLBACKS = '/api/zego/callbacks';
const DELIVERED = '{"outcome":"delivered"}';
const DUPLICATE = '{"outcome":"duplicate"}';

/** A login to a room of its own: another event each time. */
let rooms = 0;
const callback = (): string => JSON.stringify(signedCallback('room_login', { room_id: `room-${(rooms += 1)}` }));
const range = (length: number): number[] => Array.from({ length }, (_none, index) => index);

/** What the handlers of the example hand their events to: tells what they have effected, and keeps them waiting. */
async function startService() {
  const effects: string[] = [];
  const waiting: ServerResponse[] = [];
  let answers: 'held' | 'at once' | number = 'held';
  let noticed: () => void = () => undefined;
  const reply = (res: ServerResponse): void => void res.end();
  const server = createServer((req, res) => {
    void json(req).then((event) => {
      effects.push((event as { id: string }).id);
      if (answers === 'at once') reply(res);
      else if (answers === 'held') waiting.push(res);
      else setTimeout(reply, answers, res);
      noticed();
    });
  });
  // The client may keep its connections as long as it likes.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    /** The ids of the events that arrived, in their order. */
    effects,
    /** Resolves when so many have arrived. */
    arrived: async (count: number): Promise<void> => {
      while (effects.length < count) await new Promise<void>((resolve) => (noticed = resolve));
    },
    /** How events are answered from now on: after so many ms, or with `release`, as in the beginning. */
    answer: (when: 'held' | number) => void (answers = when),
    /** Answers those that wait, and from now on everybody. */
    release: (): void => {
      answers = 'at once';
      waiting.splice(0).forEach(reply);
    },
    close: async (): Promise<void> => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
type Service = Awaited<ReturnType<typeof startService>>;

interface Running {
  readonly port: number;
  readonly child: ChildProcess;
  readonly out: () => string;
  readonly err: () => string;
  /** Resolves when the text stands in stdout. */
  readonly until: (wanted: string) => Promise<void>;
  readonly ended: Promise<number | string | null>;
}

const children = new Set<ChildProcess>();

async function start(file: string, env: Readonly<Record<string, string>>, ready = 'Listening', port?: number): Promise<Running> {
  const used = port ?? (await freePort());
  const child = spawn(process.execPath, ['--import', 'tsx', file], {
    cwd: root,
    env: { ...process.env, REDIS_URL: '', ...env, PORT: String(used), ZEGO_CALLBACK_SECRET: SECRET },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.add(child);
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (out += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (err += chunk));
  const ended = once(child, 'close').then(([code, signal]: (number | string | null)[]) => {
    children.delete(child);
    return code ?? signal ?? null;
  });
  const until = (wanted: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (out.includes(wanted)) resolve();
      };
      child.stdout.on('data', look);
      void ended.then(() => reject(new Error(`It ended without saying "${wanted}":\n${out}${err}`)));
      look();
    });
  await until(ready);
  return { port: used, child, out: () => out, err: () => err, until, ended };
}

/** Sends the signal, and waits until it is being obeyed. */
async function signal({ child, until }: Running, name: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  child.kill(name);
  await until(`${name}: finishing what is in flight.`);
}

interface Answer {
  readonly status: number | undefined;
  readonly connection: string | undefined;
  readonly body: string;
}

const answerOf = async (response: IncomingMessage): Promise<Answer> => {
  const { connection }: IncomingHttpHeaders = response.headers;
  return { status: response.statusCode, connection, body: await text(response) };
};

const LAST = { status: 200, connection: 'close', body: DELIVERED };

function post(port: number, body: string, agent: Agent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sending = request({ host: '127.0.0.1', port, path: CALLBACKS, method: 'POST', agent, headers: { 'content-length': Buffer.byteLength(body) } }, (response) => {
      answerOf(response).then(resolve, reject);
    });
    sending.on('error', reject).end(body);
  });
}

/** What comes of opening a connection: an error code, or nothing when it is accepted. */
async function opening(port: number): Promise<unknown> {
  const socket = connect(port, '127.0.0.1');
  const error = await Promise.race([once(socket, 'connect').then(() => undefined), once(socket, 'error').then(([cause]: unknown[]) => cause)]).catch((cause: unknown) => cause);
  socket.destroy();
  return (error as { code?: unknown } | undefined)?.code;
}

let service: Service;
let agent: Agent;

beforeAll(async () => {
  if (!existsSync(path.join(root, 'dist', 'index.js'))) await runToEnd('npm run -s build', { cwd: root });
});

beforeEach(async () => {
  service = await startService();
  agent = new Agent({ keepAlive: true });
});

afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  agent.destroy();
  await service.close();
});

describe.each(['SIGTERM', 'SIGINT'] as const)('at %s', (name) => {
  it('everything in flight is answered, nobody else is let in, and the process leaves with 0', async () => {
    const server = await start(EXAMPLE, { FORWARD_URL: service.url });
    const COUNT = 50;
    const answers = range(COUNT).map(() => post(server.port, callback(), agent));
    await service.arrived(COUNT);

    await signal(server, name);
    expect(await opening(server.port)).toBe('ECONNREFUSED');
    // Once more changes nothing.
    server.child.kill(name);
    expect(server.child.exitCode).toBeNull();

    service.release();
    expect(await Promise.all(answers)).toEqual(range(COUNT).map(() => LAST));
    expect(await server.ended).toBe(0);
    expect(new Set(service.effects).size).toBe(COUNT);
    expect(service.effects).toHaveLength(COUNT);
    expect([server.out().trimEnd().split('\n').at(-1), server.err()]).toEqual(['Stopped.', '']);
  });
});

describe('at SIGTERM', () => {
  it('bodies that are on their way are waited for', async () => {
    const server = await start(EXAMPLE, { FORWARD_URL: service.url });
    service.release();
    const uploads = await Promise.all(
      [0, 1, 0.5, -1].flatMap((cut) => [true, false].map((chunked) => ({ cut, chunked }))).map(async ({ cut, chunked }) => {
        const body = Buffer.from(callback());
        const at = Number.isInteger(cut) ? (cut + body.length) % body.length : Math.floor(cut * body.length);
        const length = chunked ? { 'transfer-encoding': 'chunked' } : { 'content-length': body.length };
        const sending = request({ host: '127.0.0.1', port: server.port, path: CALLBACKS, method: 'POST', agent, headers: { ...length, expect: '100-continue' } });
        const answered = once(sending, 'response').then(([response]: unknown[]) => answerOf(response as IncomingMessage));
        sending.flushHeaders();
        // "100 Continue" says that the server has begun to handle the request.
        await once(sending, 'continue');
        if (at > 0) sending.write(body.subarray(0, at));
        return { answered, finish: () => sending.end(body.subarray(at)) };
      }),
    );

    await signal(server);
    expect(service.effects).toEqual([]);
    for (const { finish } of uploads) finish();
    expect(await Promise.all(uploads.map(({ answered }) => answered))).toEqual(uploads.map(() => LAST));
    expect(await server.ended).toBe(0);
    expect(new Set(service.effects).size).toBe(uploads.length);
  });

  it('what comes on an open connection is answered, and the connection is closed with it', async () => {
    const server = await start(EXAMPLE, { FORWARD_URL: service.url });
    const answers = [post(server.port, callback(), agent), post(server.port, callback(), agent)];
    await service.arrived(2);
    service.release();
    expect(await Promise.all(answers)).toEqual([DELIVERED, DELIVERED].map((body) => ({ status: 200, connection: 'keep-alive', body })));

    // Both connections are idle now. While one is busy again, the other one stays.
    service.answer('held');
    const busy = post(server.port, callback(), agent);
    await service.arrived(3);
    await signal(server);
    const late = post(server.port, callback(), agent);
    await service.arrived(4);
    service.release();
    expect(await Promise.all([busy, late])).toEqual([LAST, LAST]);
    expect(await server.ended).toBe(0);
    expect(new Set(service.effects).size).toBe(4);
  });

  it.each([
    { file: EXAMPLE, ready: 'Listening' },
    { file: DEMO, ready: 'Callbacks from now on:' },
  ])('a connection on which nothing was ever sent does not keep $file from leaving', async ({ file, ready }) => {
    const server = await start(file, {}, ready);
    const socket = connect(server.port, '127.0.0.1');
    await once(socket, 'connect');
    // The server has accepted this one when it answers a later one.
    await fetch(`http://127.0.0.1:${server.port}/`, { headers: { connection: 'close' } });
    await signal(server);
    expect(await server.ended).toBe(0);
    socket.destroy();
  });

  it('for the delay callbacks are still taken, and load balancers are told to go elsewhere', async () => {
    const server = await start(EXAMPLE, { FORWARD_URL: service.url, SHUTDOWN_DELAY_MS: '3000' });
    service.release();
    const ready = async (): Promise<[number, string | null]> => {
      const { status, headers } = await fetch(`http://127.0.0.1:${server.port}/ready`);
      return [status, headers.get('connection')];
    };
    expect(await ready()).toEqual([200, 'keep-alive']);
    await signal(server);
    expect(await ready()).toEqual([503, 'close']);
    expect(await post(server.port, callback(), agent)).toEqual(LAST);
    expect(await server.ended).toBe(0);
    expect(await opening(server.port)).toBe('ECONNREFUSED');
  });

  it('a handler that hangs is given up after the grace period: exit code 1, and how many were left', async () => {
    const server = await start(EXAMPLE, { FORWARD_URL: service.url, SHUTDOWN_GRACE_MS: '300' });
    const COUNT = 3;
    const answers = Promise.allSettled(range(COUNT).map(() => post(server.port, callback(), agent)));
    await service.arrived(COUNT);
    await signal(server);
    expect(await server.ended).toBe(1);
    expect(server.err()).toBe(`Gave up after 300 ms. Requests left without an answer: ${COUNT}.\n`);
    // Without an answer, so that ZEGO sends them again.
    expect((await answers).map(({ status }) => status)).toEqual(range(COUNT).map(() => 'rejected'));
  });
});

const missing = whyNoRedis();
if (missing !== undefined) process.stderr.write(`The tests of shutting down with Redis do not run: ${missing}.\n`);

(missing === undefined ? describe : describe.skip)('with Redis', () => {
  let redis: RedisServer;

  beforeAll(async () => {
    redis = await startRedis();
  });

  afterAll(() => redis.stop());

  const startOne = (port?: number): Promise<Running> => start(EXAMPLE, { FORWARD_URL: service.url, REDIS_URL: `redis://127.0.0.1:${redis.port}` }, undefined, port);

  it('what is handled while draining is recorded, even when its sender has gone', async () => {
    const [first, second] = await Promise.all([startOne(), startOne()]);
    const body = callback();
    const impatient = new Agent();
    const given = post(first.port, body, impatient);
    await service.arrived(1);
    for (const socket of Object.values(impatient.sockets).flatMap((sockets) => sockets ?? [])) socket.destroy();
    await expect(given).rejects.toThrow('socket hang up');

    await signal(first);
    expect(first.child.exitCode).toBeNull();
    service.release();
    expect(await first.ended).toBe(0);
    expect(await post(second.port, body, agent)).toMatchObject({ status: 200, body: DUPLICATE });
    expect(service.effects).toHaveLength(1);
  });

  it('two processes restarted in turn under load handle every callback exactly once', async () => {
    const [RESTARTS, AT_LEAST, SENDERS] = [6, 1_500, 10];
    service.answer(40);
    const places = await Promise.all([startOne(), startOne()]);
    const ports = places.map(({ port }) => port);
    const exits: unknown[] = [];
    let restarting = true;

    async function restartInTurn(): Promise<void> {
      for (const turn of range(RESTARTS)) {
        const place = turn % places.length;
        const { child, port, ended } = places[place]!;
        child.kill('SIGTERM');
        exits.push(await ended);
        places[place] = await startOne(port);
      }
      restarting = false;
    }

    const answers: Answer[] = [];
    const failures: (string | undefined)[] = [];
    let sent = 0;
    async function keepSending(): Promise<void> {
      while (restarting || sent < AT_LEAST) {
        sent += 1;
        const body = callback();
        for (let attempt = sent, answer: Answer | undefined; answer === undefined; attempt += 1) {
          try {
            answer = await post(ports[attempt % ports.length]!, body, agent);
            answers.push(answer);
          } catch (error) {
            failures.push((error as NodeJS.ErrnoException).code);
            await sleep(5);
          }
        }
      }
    }

    await Promise.all([restartInTurn(), ...range(SENDERS).map(keepSending)]);
    for (const { child } of places) child.kill('SIGTERM');
    exits.push(...(await Promise.all(places.map(({ ended }) => ended))));

    expect(exits).toEqual(range(RESTARTS + places.length).map(() => 0));
    expect(answers).toHaveLength(sent);
    // No duplicate: whatever was sent twice had not reached a handler the first time.
    expect(answers.filter(({ status, body }) => status !== 200 || body !== DELIVERED)).toEqual([]);
    expect([service.effects.length, new Set(service.effects).size]).toEqual([sent, sent]);
    expect(failures).toContain('ECONNREFUSED');
    expect(failures.filter((code) => !['ECONNREFUSED', 'ECONNRESET', 'EPIPE'].includes(code ?? ''))).toEqual([]);
  });
});

describe('drain', () => {
  interface Client {
    readonly socket: Socket;
    readonly received: () => string;
    readonly closed: Promise<unknown>;
    readonly heard: (wanted: string) => Promise<void>;
  }

  async function open(port: number): Promise<Client> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    let received = '';
    socket.on('data', (chunk: Buffer) => (received += chunk.toString('latin1')));
    socket.on('error', () => undefined);
    const closed = once(socket, 'close');
    const heard = async (wanted: string): Promise<void> => {
      while (!received.includes(wanted)) await Promise.race([once(socket, 'data'), closed.then(() => Promise.reject(new Error(`Closed before "${wanted}".`)))]);
    };
    return { socket, received: () => received, closed, heard };
  }

  const wire = (body: string, length = body.length): string => `POST / HTTP/1.1\r\nHost: here\r\nContent-Length: ${length}\r\n\r\n${body}`;
  const roomOf = (body: string): string => (JSON.parse(body) as { room_id: string }).room_id;

  /** A receiver whose handlers wait, and whose server closes no connection by itself. */
  async function receiver() {
    const handled: string[] = [];
    let begun = 0;
    let noticed: () => void = () => undefined;
    let hold: Promise<void> | undefined;
    const zego = zegoCallbacks({ secret: SECRET }).onRoomLogin(async ({ payload }) => {
      begun += 1;
      noticed();
      await hold;
      handled.push(payload.room_id);
    });
    const app = express();
    app.get('/slow', (_req, res) => {
      res.write('begun');
      void hold?.then(() => res.end('ended'));
    });
    app.use(zego);
    const server = createServer(app);
    server.keepAliveTimeout = 0;
    const { drain } = prepareDrain(server, zego);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    let came = 0;
    server.on('request', () => (came += 1));
    return {
      port: (server.address() as AddressInfo).port,
      server,
      zego,
      drain,
      handled,
      /** Resolves when so many requests have come, whatever of their bodies. */
      requests: async (count: number): Promise<void> => {
        while (came < count) await once(server, 'request');
      },
      /** From now on handlers wait, until what it returns is called. */
      keepWaiting: (): (() => void) => {
        let release: () => void = () => undefined;
        hold = new Promise((resolve) => (release = resolve));
        return release;
      },
      /** Resolves when so many handlers have begun. */
      begins: async (count: number): Promise<void> => {
        while (begun < count) await new Promise<void>((resolve) => (noticed = resolve));
      },
    };
  }

  const busy = fc.oneof(
    fc.constantFrom('waits for its answer' as const, 'has gone meanwhile' as const, 'has sent nothing yet' as const),
    fc.record({ uploaded: fc.nat(100) }),
  );
  interface Sender {
    readonly client: Client;
    /** What it does after the drain has begun. */
    readonly goOn?: () => unknown;
    /** What the answers say about the connection. */
    readonly answers: readonly ('keep-alive' | 'close')[];
  }

  it('answers everything, whatever the senders are doing, handles it once, and leaves no connection', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom('stays idle', 'sends again'), { maxLength: 4 }), fc.array(busy, { maxLength: 8 }), async (idleSenders, busySenders) => {
        const { port, drain, handled, keepWaiting, begins, requests } = await receiver();
        const sent: string[] = [];
        /** Sends a callback up to some length of its body; what is returned sends the rest. */
        const send = ({ socket }: Client, length = Infinity): (() => void) => {
          const body = callback();
          sent.push(roomOf(body));
          socket.write(wire(body.slice(0, length), body.length));
          return () => void socket.write(body.slice(length));
        };
        const senders: Sender[] = [];

        for (const plan of idleSenders) {
          const client = await open(port);
          send(client);
          await client.heard(DELIVERED);
          senders.push(plan === 'stays idle' ? { client, answers: ['keep-alive'] } : { client, goOn: () => send(client), answers: ['keep-alive', 'close'] });
        }

        const release = keepWaiting();
        // One at least is in flight, so that nothing is closed before the others have gone on.
        for (const plan of ['waits for its answer' as const, ...busySenders]) {
          const client = await open(port);
          if (plan === 'has sent nothing yet') {
            senders.push({ client, answers: [] });
          } else if (typeof plan === 'object') {
            const goOn = send(client, plan.uploaded);
            await requests(sent.length);
            senders.push({ client, goOn, answers: ['close'] });
          } else {
            send(client);
            await requests(sent.length);
            if (plan === 'has gone meanwhile') client.socket.destroy();
            senders.push({ client, answers: plan === 'has gone meanwhile' ? [] : ['close'] });
          }
        }

        const drained = drain({ lingerMs: 1 });
        expect(await opening(port)).toBe('ECONNREFUSED');
        for (const { goOn } of senders) goOn?.();
        await begins(sent.length);
        release();
        await drained;

        // By now, not some time later.
        expect([...handled].sort()).toEqual([...sent].sort());
        await Promise.all(senders.map(({ client }) => client.closed));
        const heads = senders.map(({ client }) => client.received().match(/HTTP\/1\.1 \d+|^Connection: [\w-]+/gm) ?? []);
        expect(heads).toEqual(senders.map(({ answers }) => answers.flatMap((end) => ['HTTP/1.1 200', `Connection: ${end}`])));
      }),
      { numRuns: 40 },
    );
  });

  it('still takes what was on its way on an idle connection, when nothing else is in flight', async () => {
    const { port, drain, handled } = await receiver();
    const client = await open(port);
    client.socket.write(wire(callback()));
    await client.heard(DELIVERED);
    const drained = drain({ lingerMs: 3_600_000 });
    expect(await opening(port)).toBe('ECONNREFUSED');
    client.socket.write(wire(callback()));
    await drained;
    await client.closed;
    expect([client.received().match(/^Connection: [\w-]+/gm), handled.length]).toEqual([['Connection: keep-alive', 'Connection: close'], 2]);
  });

  it('finishes an answer that had begun, and closes its connection', async () => {
    const { port, drain, keepWaiting } = await receiver();
    const release = keepWaiting();
    const client = await open(port);
    client.socket.write('GET /slow HTTP/1.1\r\nHost: here\r\n\r\n');
    await client.heard('begun');
    const drained = drain({ lingerMs: 1 });
    release();
    await drained;
    await client.closed;
    expect(client.received()).toContain('ended');
  });

  it.each(['whose sender has gone', 'of what came without HTTP'])('waits for a handler %s', async (which) => {
    const { port, server, zego, drain, handled, keepWaiting, begins } = await receiver();
    const release = keepWaiting();
    if (which === 'whose sender has gone') {
      const { socket } = await open(port);
      socket.write(wire(callback()));
      await begins(1);
      socket.destroy();
    } else {
      void zego.receive({ body: callback() });
      await begins(1);
    }
    const closed = once(server, 'close');
    let done = false;
    const drained = drain({ lingerMs: 1 }).then(() => (done = true));
    await closed;
    await turn();
    expect([done, handled.length]).toEqual([false, 0]);
    release();
    await drained;
    expect(handled).toHaveLength(1);
  });
});

describe('idle', () => {
  it('does not wait for a handler that has outlived its time-out, which counts when it finishes all the same', async () => {
    let finish: () => void = () => undefined;
    const late = new Promise<void>((resolve) => (finish = resolve));
    const zego = zegoCallbacks({ secret: SECRET, handlerTimeout: 20 }).onError(() => undefined).onRoomLogin(() => late);
    const body = callback();
    const answer = zego.receive({ body });
    await zego.idle();
    expect(await answer).toMatchObject({ status: 503 });
    finish();
    await late;
    expect(await zego.receive({ body })).toMatchObject({ status: 200, outcome: 'duplicate' });
  });
});

describe('docs/shutdown.md', () => {
  const { blocks } = pageNamed('docs/shutdown.md');

  test.each(['shutdown.ts', 'shutdown/drain.ts'])('shows %s of the examples as it is', (file) => {
    expect(blocks.find((block) => block.file === file)?.code).toBe(readFileSync(path.join(root, 'docs/examples', file), 'utf8'));
  });
});
