import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import express from 'express';
import ts from 'typescript';
import type { ZegoEventName } from '../../lib/index.js';
import type { DeliveryDetail } from '../../lib/inspector/page/wire.js';
import { root } from '../docs/pages.js';
import { createProject, installPackage, type Project } from '../docs/project.js';
import { eventNames, schemas, SECRET, sign, signedCallback } from '../kit/callbacks.js';
import { MOUNT } from '../kit/express.js';
import { formText, jsonText, percentText, type WritableObject } from '../kit/forms.js';
import { listen } from '../kit/server.js';
import { last, traced } from './traced.js';

const run = promisify(execFile);
const EXACT = 6085791336856668983n;
const json = (body: object): string => jsonText(body as WritableObject);

/** One delivery of each kind, by name. */
async function deliveries(): Promise<ReadonlyMap<string, DeliveryDetail>> {
  const found = new Map<string, DeliveryDetail>();
  const add = async (name: string, detail: Promise<DeliveryDetail>): Promise<void> => void found.set(name, await detail);
  for (const name of eventNames) await add(`documented ${name}`, traced().detail(json(signedCallback(name))));
  for (const [form, write] of Object.entries({ percent: percentText, form: (body: WritableObject) => formText(body, 'empty'), 'form with JSON': (body: WritableObject) => formText(body, 'json') })) {
    for (const name of ofEachProduct) await add(`${form} ${name}`, traced().detail(write(signedCallback(name))));
  }
  const nickname = `it's "me" \\ \${x} \`y\` \u2028 \u{1f600}\n</script> '); process.exit(1); ('`;
  await add('hostile text', traced().detail(json(signedCallback('room_login', { user_nickname: nickname, "it's": 1, '$ok': 2 }))));
  await add('wide numbers', traced().detail(json({ ...signedCallback('room_create'), room_session_id: EXACT, undocumented: [EXACT, { deep: EXACT }] })));
  await add('unknown', traced().detail(json(sign({ event: "hel'lo", appid: '1', data: { a: [1, null, ''] } }, 'room_login'))));
  await add('let through', traced({ invalidPayload: 'unknown' }).detail(json(signedCallback('room_login', { room_id: [] }))));
  await add('invalid', traced().detail(json(signedCallback('room_login', { room_id: [] }))));
  await add('bad signature', traced().detail(json(signedCallback('room_login', {}, { secret: 'x' }))));
  await add('no signature', traced().detail(json({ event: 'room_login', room_id: 'r' })));
  await add('unknown app', traced({ secret: () => undefined }).detail(json(signedCallback('room_login'))));
  await add('failing secret', traced({ secret: () => { throw new Error('x'); } }).detail(json(signedCallback('room_login'))));
  await add('stale', traced().detail(json(signedCallback('room_login', {}, { at: Date.now() - 301_000 }))));
  await add('from the future', traced().detail(json(signedCallback('room_login', {}, { at: Date.now() + 310_000 }))));
  await add('stale here', traced({ tolerance: 5 }).detail(json(signedCallback('room_login', {}, { at: Date.now() - 20_000 }))));
  await add('old but welcome', traced({ tolerance: false }).detail(json(signedCallback('room_login', {}, { at: Date.now() - 20_000_000 }))));
  await add('ambiguous', traced().detail(json({ ...signedCallback('room_login'), Signature: 'x' })));
  await add('too large', traced({ limit: 10 }).detail(json(signedCallback('room_login'))));
  await add('broken', traced().detail('{"event":"it\'s \\u0041', 'text/plain'));
  await add('no UTF-8', traced().detail(Buffer.from([0x7b, 0xff, 0x00, 0x27])));
  await add('parsed', traced().detail(signedCallback('room_login')));
  await add('parsed form', traced().detail(signedCallback('group_join'), 'application/x-www-form-urlencoded'));
  await add('rounded', traced().detail({ ...signedCallback('room_create'), room_session_id: 2 ** 60 }));
  await add('redacted', traced({}, { redact: ['user_account', 'room_seq', 'login_time', 'user_role'] }).detail(json(signedCallback('room_login'))));
  await add('redacted JSON in a text', traced({}, { redact: ['cid', 'rtmp_url'] }).detail(json(signedCallback('stream_create', { stream_attr: '{"cid":"channel-7","n":1}' }))));
  await add('redacted as a whole', traced({}, { redact: ['stream_attr'] }).detail(json(signedCallback('stream_create', { stream_attr: '{"cid":"channel-7"}' }))));
  const failing = traced();
  failing.zego.onRoomLogin(() => { throw new Error('no'); });
  await add('failed', failing.detail(json(signedCallback('room_login'))));
  const own = traced({ events: [{ name: 'gift_sent', discriminator: { field: 'event', value: 'gift_sent' }, schema: { type: 'object', required: ['gift'], properties: { gift: { type: 'integer' } } } }] });
  await add('of my own', own.detail(json(sign({ event: 'gift_sent', appid: '1', gift: '7' }, 'room_login'))));
  const overHttp = traced();
  const server = await listen(express().use(MOUNT, overHttp.zego));
  await server.post(MOUNT, json(signedCallback('room_logout')));
  await server.close();
  await add('over HTTP', last(overHttp.ledger));
  return found;
}

const ofEachProduct: readonly ZegoEventName[] = [...new Map(eventNames.map((name) => [schemas[name]['x-zego'].product, name])).values(), 'before_send_msg', 'stream_create'];

interface Results {
  readonly numPassedTests: number;
  readonly testResults: readonly { readonly name: string; readonly message: string; readonly assertionResults: readonly { readonly title: string; readonly status: string }[] }[];
}

describe('the test of a delivery', () => {
  let project: Project;
  let all: ReadonlyMap<string, DeliveryDetail>;

  beforeAll(async () => {
    all = await deliveries();
    project = createProject();
    installPackage(project);
  }, 60_000);
  afterAll(() => { project.remove(); });

  test('passes, whatever the delivery was', async () => {
    const names = [...all.keys()];
    // As Jest itself takes them; each is a file of its own in what people have.
    const outputOf = (text: string): string => ts.transpileModule(text, { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true } }).outputText;
    const files = 8;
    for (let file = 0; file < files; file += 1) {
      const parts = names.filter((_, index) => index % files === file).map((name) => `describe(${JSON.stringify(name)}, () => {\n${outputOf(all.get(name)!.test)}\n});`);
      project.write(`tests/${file}.test.cjs`, parts.join('\n'));
    }
    const config = { rootDir: path.join(project.folder, 'tests'), testMatch: ['**/*.test.cjs'], transform: {}, testEnvironment: 'node', cacheDirectory: path.join(project.folder, 'cache') };
    const report = path.join(project.folder, 'report.json');
    const jest = path.join(root, 'node_modules/jest/bin/jest.js');
    await run(process.execPath, [jest, '--config', JSON.stringify(config), '--json', `--outputFile=${report}`, '--maxWorkers=1', '--testTimeout=30000'], {
      cwd: project.folder,
      env: { ...process.env, ZEGO_CALLBACK_SECRET: SECRET, NODE_OPTIONS: '' },
    }).catch(() => undefined);
    const { numPassedTests, testResults } = JSON.parse(ts.sys.readFile(report) ?? '{}') as Results;
    expect(testResults.map(({ message }) => message).filter(Boolean).join('\n')).toBe('');
    expect(numPassedTests).toBe(names.length);
  }, 120_000);

  test('is TypeScript without a fault', () => {
    const faults = [...all].flatMap(([name, { test: text }]) => {
      const { diagnostics = [] } = ts.transpileModule(text, { reportDiagnostics: true, compilerOptions: { target: ts.ScriptTarget.ES2022 } });
      return diagnostics.map(({ messageText }) => `${name}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`);
    });
    expect(faults).toEqual([]);
  });

  test('names the handler of the event, and holds no secret', () => {
    for (const name of eventNames) {
      const { test: text } = all.get(`documented ${name}`)!;
      expect(text).toMatch(/\.on[A-Z]\w*\(\(event\) =>/);
      expect(text).toContain('process.env.ZEGO_CALLBACK_SECRET');
    }
    for (const { test: text } of all.values()) expect(text).not.toContain(SECRET);
  });

  test('shows nothing of redacted fields', () => {
    expect(all.get('redacted')!.test).not.toContain(schemas.room_login.examples[0]['room_seq'] as string);
    for (const name of ['redacted JSON in a text', 'redacted as a whole']) expect(all.get(name)!.test).not.toContain('channel-7');
  });

  test('is empty where there is no body', async () => {
    const { zego, ledger } = traced();
    const server = await listen(express().use(MOUNT, zego));
    await server.post(MOUNT, 'x', { 'content-encoding': 'zstd' });
    await server.close();
    const { test: text, curl, body, notResendable } = await last(ledger);
    expect({ text, curl, body: body.text }).toEqual({ text: '', curl: '', body: '' });
    expect(notResendable).toBe('Its body was not read to its end.');
  });
});
