import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { pageNamed } from '../docs/pages.js';
import { freePort } from '../docs/processes.js';
import { createProject, installPackage, type Project } from '../docs/project.js';
import { SECRET, signedCallback } from '../kit/callbacks.js';
import { type RedisServer, startRedis, whyNoRedis } from '../kit/redis.js';

jest.setTimeout(120_000);

const missing = whyNoRedis();
if (missing !== undefined) process.stderr.write(`The program of docs/queues.md does not run: ${missing}.\n`);

(missing === undefined ? describe : describe.skip)('the program of docs/queues.md', () => {
  let project: Project;
  let port: number;
  const running: ChildProcess[] = [];

  beforeAll(async () => {
    project = createProject();
    installPackage(project);
    for (const block of pageNamed('docs/queues.md').blocks) if (block.file !== undefined) project.writeRunnable(block);
    port = await freePort();
  });

  afterEach(() => {
    for (const child of running.splice(0)) child.kill('SIGKILL');
  });

  afterAll(() => { project.remove(); });

  function start(role: 'web' | 'worker', redis: RedisServer) {
    const child = spawn(process.execPath, ['main.js', role], {
      cwd: path.join(project.folder, 'queues'),
      env: { ...process.env, PORT: String(port), REDIS_URL: `redis://127.0.0.1:${redis.port}`, ZEGO_CALLBACK_SECRET: SECRET },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.push(child);
    let [out, err] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => { out += text; });
    child.stderr.setEncoding('utf8').on('data', (text: string) => { err += text; });
    const ended = once(child, 'close').then(([code]: unknown[]) => code);
    return {
      out: () => out,
      /** Resolves when the text stands in stdout or stderr. */
      told: (text: string): Promise<void> =>
        new Promise((resolve, reject) => {
          const look = (): void => {
            if ((out + err).includes(text)) resolve();
          };
          child.stdout.on('data', look);
          child.stderr.on('data', look);
          void ended.then(() => reject(new Error(`${role} has ended without telling "${text}":\n${out}${err}`)));
          look();
        }),
      async stop(): Promise<unknown> {
        child.kill('SIGTERM');
        return { code: await ended, err };
      },
    };
  }

  async function post(user: string, body = signedCallback('room_logout', { user_account: user, room_id: 'room-1' })): Promise<{ status: number; body: typeof body }> {
    const { status } = await fetch(`http://127.0.0.1:${port}/api/zego/callbacks`, { method: 'POST', headers: { connection: 'close' }, body: JSON.stringify(body) });
    return { status, body };
  }

  test('stores in the web process, handles in the worker, and stops when it is asked to', async () => {
    const redis = await startRedis();
    const first = start('web', redis);
    await first.told('Listening');
    const { status, body } = await post('ann');
    expect(status).toBe(200);
    expect(await first.stop()).toEqual({ code: 0, err: '' });

    const worker = start('worker', redis);
    await worker.told('ann left room-1');
    const second = start('web', redis);
    await second.told('Listening');
    // The callback comes again, to a process that does not know it: its job is done.
    expect([await post('ann', body), await post('ben')]).toMatchObject([{ status: 200 }, { status: 200 }]);
    await worker.told('ben left room-1');
    expect(await worker.stop()).toEqual({ code: 0, err: '' });
    expect(worker.out()).toBe('ann left room-1\nben left room-1\n');
    expect(await second.stop()).toEqual({ code: 0, err: '' });
    await redis.stop();
  });

  test('answers 500 at once while Redis is away', async () => {
    const redis = await startRedis();
    const web = start('web', redis);
    await web.told('Listening');
    expect((await post('cay')).status).toBe(200);
    await redis.stop();
    await web.told('Redis: ');
    expect((await post('dan')).status).toBe(500);
    await web.told('handler_failed: 1 of 1 handlers of "room_logout" failed: ');
  });
});
