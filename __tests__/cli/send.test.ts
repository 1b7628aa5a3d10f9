import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import express from 'express';
import { verifySignature, type ZegoEventName } from '../../lib/index.js';
import { wireForms } from '../../lib/testing/index.js';
import { eventNames, schemas, SECRET } from '../kit/callbacks.js';
import { zegoCallbacksWith } from './command-line.js';
import { answering, closeAll, receiving } from './receiving.js';

afterEach(closeAll);

const json = (text: string): Record<string, unknown> => JSON.parse(text) as Record<string, unknown>;

describe('every event', () => {
  test.each(eventNames)('%s arrives in every form, and is the same event in each', async (name) => {
    const { url, events } = await receiving();
    for (const form of wireForms) {
      const { exitCode, stdout, stderr } = await zegoCallbacksWith(['send', name, '--url', url, '--form', form, '--nonce', '7000000000000001', '--at', String(Date.now())]);
      expect({ exitCode, stderr, lines: stdout.split('\n').length }).toEqual({ exitCode: 0, stderr: '', lines: 4 });
    }
    expect(events.map((event) => event.name)).toEqual(wireForms.map(() => name));
    for (const { payload } of events) expect(payload).toEqual(events[0]!.payload);
  });
});

describe('--set', () => {
  async function payloadOf(name: ZegoEventName, ...args: readonly string[]): Promise<Record<string, unknown>> {
    const { url, events, reports } = await receiving();
    const { exitCode, stdout } = await zegoCallbacksWith(['send', name, '--url', url, ...args]);
    expect({ exitCode, stdout, code: reports[0]?.code }).toMatchObject({ exitCode: 0, code: undefined });
    return { ...events[0]!.payload };
  }

  const sent = async (name: ZegoEventName, ...args: readonly string[]): Promise<Record<string, unknown>> => json((await zegoCallbacksWith(['send', name, '--dry-run', ...args])).stdout);

  test('takes the type of the example: text stays text, a number becomes one', async () => {
    const { room_id, reason } = schemas.room_logout.examples[0];
    expect([typeof room_id, typeof reason, typeof schemas.room_create.examples[0]['room_session_id']]).toEqual(['string', 'string', 'number']);
    expect(await sent('room_logout', '--set', 'room_id=7', '--set', 'reason=3')).toMatchObject({ room_id: '7', reason: '3' });
    expect(await sent('room_create', '--set', 'room_session_id=7')).toMatchObject({ room_session_id: 7 });
    expect(await payloadOf('room_logout', '--set', 'reason=3')).toMatchObject({ reason: 3 });
  });

  test.each([['room_session_id=6085791336856668983'], ['room_session_id:=6085791336856668983']])('%s sends a number with every digit', async (assignment) => {
    const { stdout } = await zegoCallbacksWith(['send', 'room_create', '--dry-run', '--set', assignment]);
    expect(stdout).toContain('"room_session_id":6085791336856668983,');
    expect(await payloadOf('room_create', '--set', assignment)).toMatchObject({ room_session_id: '6085791336856668983' });
  });

  test('reaches into lists and objects, and adds fields', async () => {
    expect(await sent('call_timeout', '--set', 'user_ids.1=zoe', '--set', 'user_ids.2=max')).toMatchObject({ user_ids: ['abc', 'zoe', 'max'] });
    expect(await sent('call_timeout', '--set', 'user_ids=["one"]')).toMatchObject({ user_ids: ['one'] });
    expect(await sent('call_timeout', '--set', 'a.b.c:={"d":[1]}', '--set', 'a.b.e=2')).toMatchObject({ a: { b: { c: { d: [1] }, e: '2' } } });
    expect(await sent('call_timeout', '--set', 'user_ids:=null')).toMatchObject({ user_ids: null });
  });

  test.each(eventNames.flatMap((name) => Object.entries(schemas[name].properties ?? {}).flatMap(([field, { 'x-zego-carries': carries }]) => (carries === undefined ? [] : [{ name, field }]))))(
    'reaches into the JSON that a string carries: $field of $name',
    async ({ name, field }) => {
      const payload = await payloadOf(name, '--set', `${field}:={"cid":5}`, '--set', `${field}.cid=6`, '--set', `${field}.big:=6085791336856668983`);
      const body = await sent(name, '--set', `${field}:={}`, '--set', `${field}.cid=6`);
      expect(typeof body[field]).toBe('string');
      // Some are carried for some kinds of message only; then the text itself is what handlers get.
      const value = payload[field];
      expect(typeof value === 'string' ? json(decodeURIComponent(value)) : value).toMatchObject({ cid: 6 });
      expect(JSON.stringify(value)).toMatch(/6085791336856668983/);
    },
  );

  test('of a field of the signature comes behind the signing, so that a wrong one can be sent', async () => {
    const { url } = await receiving();
    const { exitCode, stdout } = await zegoCallbacksWith(['send', 'room_login', '--url', url, '--set', 'signature=wrong']);
    expect({ exitCode, stdout }).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('401 bad_signature') as string });
  });

  test('names the nearest field where no page knows the given one, and sends it', async () => {
    const { stdout, stderr, exitCode } = await zegoCallbacksWith(['send', 'room_logout', '--dry-run', '--set', 'roomid=r1']);
    expect({ stderr, exitCode }).toEqual({ stderr: 'Note: no page documents a field "roomid" here; it is sent all the same. Did you mean room_id?\n', exitCode: 0 });
    expect(json(stdout)).toMatchObject({ roomid: 'r1' });
  });

  test.each([
    [['--set', 'room_id'], /--set takes field=text or field:=json/],
    [['--set', '=r1'], /--set takes field=text or field:=json/],
    [['--set', 'room_id:=r1'], /--set room_id:= takes a JSON value/],
    [['--unset', 'roomid'], /--unset roomid: the body has no such field\. Did you mean room_id/],
    [['--at', 'yesterday'], /--at takes a time such as/],
    [['--form', 'xml'], /Allowed choices are json, percent, form/],
    [['--repeat', '0'], /--repeat.* whole number from 1 to/],
    [['--repeat', '1.5'], /--repeat.* whole number from 1 to/],
    [['--timeout', 'long'], /--timeout.* number from 0\.01 to/],
    [['--retry-scale', '-1'], /--retry-scale.* number from 0 to 100/],
    [['--header', 'no colon'], /--header.* a name, a colon and a value/],
    [['--nope'], /unknown option '--nope'/],
    [['--url', 'localhost:3000/x'], /--url must start with http:\/\/ or https:\/\/.* Is http:\/\/localhost:3000\/x meant\?/],
    [['--url', 'ftp://localhost/x'], /--url must start with/],
    [['--body', '/nowhere/at/all.json'], /\/nowhere\/at\/all\.json cannot be read/],
  ])('and other options with senseless values are refused with a sentence: %j', async (args, message) => {
    const { exitCode, stdout, stderr } = await zegoCallbacksWith(['send', 'room_logout', '--url', 'http://127.0.0.1:9/', ...args]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });

  test.each([['call_timeout', 'user_ids.7=a', /"7" is no place in a list of 2/], ['call_timeout', 'user_ids.x=a', /"x" is no place/], ['call_timeout', 'user_ids=a', /a list stands there, so JSON is expected/]] as const)(
    'of %s refuses %s',
    async (name, assignment, message) => {
      const { exitCode, stderr } = await zegoCallbacksWith(['send', name, '--dry-run', '--set', assignment]);
      expect(exitCode).toBe(2);
      expect(stderr).toMatch(message);
    },
  );
});

describe('what is needed', () => {
  test.each([
    ['roomlogout', 'room_logout'],
    ['room-login', 'room_login'],
    ['ROOM_LOGOUT', 'room_logout'],
    ['send_mgs', 'send_msg'],
    ['created', 'cloud_player_created'],
  ])('the name of an event: "%s" is unknown, and "%s" is named', async (given, meant) => {
    const { exitCode, stdout, stderr } = await zegoCallbacksWith(['send', given, '--url', 'http://127.0.0.1:9/']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(new RegExp(`^There is no event "${given}"\\. Did you mean .*\\b${meant}\\b.*\\?`));
  });

  test('an event that resembles none gets no suggestion', async () => {
    expect((await zegoCallbacksWith(['send', 'qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq'])).stderr).toBe('There is no event "qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq". "zego-callbacks events" lists them all.\n');
  });

  test.each([
    ['an event', ['send', '--url', 'http://127.0.0.1:9/'], {}, /Name an event, or pass --body/],
    ['a secret', ['send', 'room_login', '--url', 'http://127.0.0.1:9/'], { ZEGO_CALLBACK_SECRET: '' }, /set ZEGO_CALLBACK_SECRET to the CallbackSecret/],
    ['an address', ['send', 'room_login'], {}, /pass --url, such as --url http:\/\/localhost/],
  ])('%s', async (_what, args, env, message) => {
    const { exitCode, stderr } = await zegoCallbacksWith(args, { env });
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
  });

  test('the address may stand in the environment, and the secret in an option, which wins', async () => {
    const { url, reports } = await receiving();
    const { exitCode } = await zegoCallbacksWith(['send', 'room_login', '--secret', SECRET], { env: { ZEGO_CALLBACK_SECRET: 'another', ZEGO_CALLBACK_URL: url } });
    expect([exitCode, reports.map(({ status }) => status)]).toEqual([0, [200]]);
  });
});

describe('--body', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'zego-callbacks-send-'));
  afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

  test.each(wireForms.flatMap((kept) => [undefined, ...wireForms].map((form) => ({ kept, form }))))('takes a body kept as $kept and sends it, signed now, as $form', async ({ kept, form }) => {
    const { url, events, reports } = await receiving();
    const { stdout: text } = await zegoCallbacksWith(['send', 'call_timeout', '--dry-run', '--form', kept, '--at', '-30d', '--set', 'note=a b&c=d', '--set', 'big:=6085791336856668983']);
    const file = path.join(folder, `${kept}-${String(form)}`);
    writeFileSync(file, text);
    for (const from of [{ args: [file] }, { args: ['-'], stdin: text }]) {
      const { exitCode, stdout } = await zegoCallbacksWith(['send', '--url', url, '--body', ...from.args, ...(form === undefined ? [] : ['--form', form])], from);
      expect({ exitCode, stdout }).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^call_timeout -> /) as string });
    }
    expect(reports.map(({ bodyForm }) => bodyForm)).toEqual([form ?? kept, form ?? kept]);
    for (const { payload } of events) expect(payload).toMatchObject({ user_ids: ['abc', 'def'], note: 'a b&c=d', big: '6085791336856668983' });
  });

  test('keeps the digits of numbers as numbers, and changes nothing but the signature', async () => {
    const kept = '{"event":"room_create","appid":1,"timestamp":1499676978,"nonce":"350176","signature":"old","room_session_id":6085791336856668983,"list":[18446744073709551615]}';
    const { stdout } = await zegoCallbacksWith(['send', '--dry-run', '--body', '-', '--at', '1700000000', '--nonce', '42'], { stdin: kept });
    const { signature } = json(stdout) as { signature: string };
    expect(verifySignature({ timestamp: 1700000000, nonce: '42', signature }, SECRET)).toBe(true);
    expect(stdout).toBe(`${kept.replace('1499676978', '1700000000').replace('350176', '42').replace('old', signature)}\n`);
  });

  test('of a kind that no schema knows is sent as well', async () => {
    const { url, events } = await receiving();
    const { exitCode, stdout } = await zegoCallbacksWith(['send', '--url', url, '--body', '-'], { stdin: '{"event":"hello","appid":"1"}' });
    expect({ exitCode, names: events.map(({ name }) => name) }).toEqual({ exitCode: 0, names: ['hello'] });
    expect(stdout).toContain('200 unknown after');
  });

  test.each([['', /neither a JSON object/], ['hello', /neither a JSON object/], ['{"a":', /starts like JSON but is not/], ['%7B%22a', /is not|invalid/], ['%7B%zz', /invalid escape/], ['[1]', /neither a JSON object/], [`{"a":${'['.repeat(70)}${']'.repeat(70)}}`, /nested deeper/]])(
    'refuses %j',
    async (stdin, message) => {
      const { exitCode, stderr } = await zegoCallbacksWith(['send', '--dry-run', '--body', '-'], { stdin });
      expect(exitCode).toBe(2);
      expect(stderr).toMatch(message);
    },
  );
});

describe('the callback', () => {
  const NOW = Date.UTC(2024, 4, 1, 12);

  test.each([
    ['-10m', NOW - 600_000],
    ['+90s', NOW + 90_000],
    ['-2h', NOW - 7_200_000],
    ['-1d', NOW - 86_400_000],
    ['1700000000', 1_700_000_000_000],
    ['1700000000123', 1_700_000_000_123],
    ['2024-05-01T10:00:00Z', Date.UTC(2024, 4, 1, 10)],
  ])('is dated with --at %s', async (at, expected) => {
    const { stdout } = await zegoCallbacksWith(['send', 'room_create', '--dry-run', '--at', at], { now: NOW });
    expect(json(stdout)['timestamp']).toBe(Math.floor(expected / 1000));
  });

  test.each(eventNames)('of %s takes an app id', async (name) => {
    const { stdout } = await zegoCallbacksWith(['send', name, '--dry-run', '--app-id', '1234567890']);
    expect(String(json(stdout)[schemas[name]['x-zego'].envelope.appid])).toBe('1234567890');
  });

  test('loses the fields of --unset, the signature too', async () => {
    const { stdout } = await zegoCallbacksWith(['send', 'room_logout', '--dry-run', '--unset', 'room_id', '--unset', 'signature']);
    expect(Object.keys(json(stdout))).toEqual(Object.keys(schemas.room_logout.examples[0]).filter((field) => field !== 'room_id' && field !== 'signature'));
  });

  test('goes to an address with a password, which is not shown', async () => {
    let authorization: string | undefined;
    const origin = await answering((req, res) => {
      ({ authorization } = req.headers);
      res.end('{"outcome":"delivered"}');
    });
    const { exitCode, stdout, stderr } = await zegoCallbacksWith(['send', 'room_login', '-v', '--url', origin.replace('//', '//ann:open-sesame@')]);
    expect({ exitCode, authorization }).toEqual({ exitCode: 0, authorization: `Basic ${Buffer.from('ann:open-sesame').toString('base64')}` });
    expect(stdout + stderr).not.toContain('sesame');
  });

  test('is signed with a secret in white space as it is, and that is noted', async () => {
    const { exitCode, stderr } = await zegoCallbacksWith(['send', 'room_login', '--dry-run', '--secret', ' s ']);
    expect([exitCode, stderr]).toEqual([0, 'Note: the secret has white space at its ends.\n']);
  });

  test('goes out with further headers', async () => {
    const seen: (string | undefined)[] = [];
    const origin = await answering((req, res) => {
      seen.push(req.headers['x-one'] as string, req.headers['content-type'], req.method);
      res.end('{"outcome":"delivered"}');
    });
    await zegoCallbacksWith(['send', 'room_login', '--url', origin, '-H', 'X-One: 1', '-H', 'Content-Type: text/plain']);
    expect(seen).toEqual(['1', 'text/plain', 'POST']);
  });

  test('goes out through curl as it would have gone out from here', async () => {
    const { url, events } = await receiving();
    const { stdout } = await zegoCallbacksWith(['send', 'send_msg', '--url', url, '--curl', '--set', "msg_body=it's $HOME `x` \"q\""]);
    const { stdout: answer } = await promisify(execFile)('sh', ['-c', stdout]);
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK[^]*\{"outcome":"delivered"\}$/);
    expect(events[0]!.payload).toMatchObject({ msg_body: "it's $HOME `x` \"q\"" });
  });

  test('is shown with --verbose, and so is the answer', async () => {
    const { url } = await receiving();
    const { stderr } = await zegoCallbacksWith(['send', 'room_login', '--url', url, '-v']);
    expect(stderr).toMatch(/^> POST \/api\/zego\/callbacks HTTP\/1\.1\n> host: 127\.0\.0\.1:\d+\n> content-type: application\/json\n\{"event":"room_login".*\}\n< HTTP 200\n(?:< [a-z-]+: .*\n)+\{"outcome":"delivered"\}\n$/);
  });
});

describe('a parser in front', () => {
  test('that rounds 64-bit ids is found out', async () => {
    const { url } = await receiving({}, [express.json()]);
    const { exitCode, stdout } = await zegoCallbacksWith(['send', 'room_create', '--url', url, '--set', 'room_session_id=6085791336856668983']);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/500 unsafe_integer after .*"room_session_id"[^]*verify: keepRawBody/);
  });
});
