import type { RequestListener } from 'node:http';
import { codeMeanings, outcomeMeanings } from '../../lib/cli/explain.js';
import { explainFailure } from '../../lib/cli/explain-failure.js';
import { errorStatuses, ZegoCallbackError, type ZegoErrorCode } from '../../lib/errors.js';
import { schemas } from '../kit/callbacks.js';
import { zegoCallbacksWith, type Result } from './command-line.js';
import { answering, closeAll, receiving, speaking } from './receiving.js';

afterEach(closeAll);

const codes = Object.keys(errorStatuses) as ZegoErrorCode[];
const send = (url: string, ...args: readonly string[]): Promise<Result> => zegoCallbacksWith(['send', 'room_login', '--url', url, ...args]);
const lastLine = ({ stdout }: Result): string | undefined => stdout.trimEnd().split('\n').at(-1);

function server(status: number, body: string, headers: Readonly<Record<string, string>> = {}): Promise<string> {
  return answering((_req, res) => res.writeHead(status, headers).end(body));
}

describe('an answer of this package', () => {
  test.each(codes)('is explained: %s, with exit code 1', async (code) => {
    const { status, message } = new ZegoCallbackError(code);
    const result = await send(await server(status, JSON.stringify({ error: { code, message } })));
    expect(result.exitCode).toBe(1);
    expect(result.stdout).toMatch(new RegExp(`^${status} ${code} after \\S+ m?s: `, 'm'));
    expect(result.stdout).toContain(message);
    expect(lastLine(result)).toBe(codeMeanings[code]);
  });

  test.each(Object.entries(outcomeMeanings))('is explained: %s, with exit code 0', async (outcome, meaning) => {
    const result = await send(await server(200, JSON.stringify({ outcome })));
    expect([result.exitCode, lastLine(result)]).toEqual([0, meaning]);
    expect(result.stdout).toMatch(new RegExp(`^200 ${outcome} after \\S+ m?s$`, 'm'));
  });

  test.each(['record', 'mini_game_started', 'mini_game_settled', 'before_send_msg'])('in the form that %s asks for is a success', async (name) => {
    const { url } = await receiving();
    const result = await zegoCallbacksWith(['send', name, '--url', url]);
    expect([result.exitCode, lastLine(result)]).toEqual([0, 'Accepted, with the answer that this event asks for.']);
  });

  test.each([
    ['a wrong secret', ['--secret', 'another'], {}, '401 bad_signature'],
    ['no signature', ['--unset', 'signature'], {}, '401 missing_signature'],
    ['an old callback', ['--at', '-10m'], {}, '403 stale'],
    ['a callback from the future', ['--at', '+10m'], {}, '403 stale'],
    ['a payload that is none', ['--unset', 'room_id'], {}, '422 invalid_payload'],
    ['a large body', [], { limit: 100 }, '413 body_too_large'],
    ['an encoding that nobody knows', ['-H', 'content-encoding: zip'], {}, '415 unsupported_encoding'],
    ['two spellings', ['--set', 'Signature=1'], {}, '400 malformed_body'],
  ])('comes from a real receiver for %s', async (_what, args, options, label) => {
    const { url } = await receiving(options);
    const result = await send(url, ...args);
    expect(result.exitCode).toBe(1);
    expect(result.stdout).toContain(`\n${label} after `);
    expect(lastLine(result)).toBe(codeMeanings[label.slice(4) as ZegoErrorCode]);
  });
});

describe('an answer of something else', () => {
  test.each([
    [404, 'Cannot POST', {}, /Nothing is mounted at this path/],
    [401, 'Unauthorized', {}, /wants a login/],
    [403, '<html>', {}, /firewall/],
    [413, '', {}, /limit of its own/],
    [429, '', {}, /limits the rate/],
    [502, '<html>nginx</html>', {}, /proxy answered for the receiver/],
    [418, '{"error":"teapot"}', {}, /refused the request, and not in the words/],
    [500, '{"error":{"code":"E_SOMETHING","message":"private"}}', {}, /server failed, and not in the words/],
    [308, '', { location: '/elsewhere/' }, /sends elsewhere: http:\/\/127\.0\.0\.1:\d+\/elsewhere\/\. A webhook is not led on/],
    [302, '', { location: 'http://[' }, /sends elsewhere\. A webhook/],
    [302, '', {}, /sends elsewhere\. A webhook/],
  ])('%i %j is explained, with exit code 1', async (status, body, headers, meaning) => {
    const result = await send(await server(status, body, headers));
    expect(result.exitCode).toBe(1);
    expect(lastLine(result)).toMatch(meaning);
  });

  test.each([['<html>Welcome</html>'], [''], ['{"ok":true}'], ['null'], ['[]']])('200 %j is a success that is doubted', async (body) => {
    const result = await send(await server(200, body));
    expect(result.exitCode).toBe(0);
    expect(lastLine(result)).toMatch(/^Accepted, but not in the words of express-zego-callbacks/);
  });

  test('cannot write to the terminal as it likes', async () => {
    const result = await send(await server(400, JSON.stringify({ error: { code: 'malformed_body', message: 'a\u001b[31mb\nc\u0007' + 'x'.repeat(5000) } }), { 'x-evil': 'a\tb' }), '-v');
    expect(`${result.stdout}${result.stderr}`).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
    expect(result.stdout.length).toBeLessThan(1200);
  });

  test('that has no end is read to a point', async () => {
    const origin = await answering((_req, res) => {
      res.writeHead(200);
      const more = (): void => {
        if (!res.destroyed) res.write('x'.repeat(10_000), more);
      };
      more();
    });
    const result = await send(origin, '--json');
    expect((JSON.parse(result.stdout) as { attempts: { body: string }[] }).attempts[0]!.body).toBe('x'.repeat(65_536));
  });
});

describe('no answer', () => {
  test('a refused connection is a sentence, and exit code 3', async () => {
    const origin = await answering(() => undefined);
    await closeAll();
    const result = await send(origin);
    expect(result.exitCode).toBe(3);
    expect(result.stdout).toMatch(/^room_login -> .*\nnot reached: ECONNREFUSED after \S+ ms\nNothing listens on 127\.0\.0\.1:\d+\. Is the receiver running, and on this port\?\n$/);
  });

  test.each([
    ['a server that hangs', () => answering(() => undefined), ['--timeout', '0.2'], 'TIMEOUT', /gave no answer within 0\.2 s\. A handler may hang/],
    ['an answer that never ends', () => answering((_req, res) => void res.writeHead(200).write('{"out')), ['--timeout', '0.2'], 'TIMEOUT', /no answer within 0\.2 s/],
    ['a server that breaks the connection', () => speaking((socket) => socket.on('data', () => socket.destroy())), [], 'ECONNRESET', /broke the connection without an answer/],
    ['something that is no HTTP server', () => speaking((socket) => socket.end('SSH-2.0-server\r\n')), [], 'HPE_INVALID_CONSTANT', /answers is not HTTP/],
    ['a host that is not there', () => Promise.resolve('http://no-such-host.invalid'), [], '(?:ENOTFOUND|EAI_AGAIN)', /There is no host "no-such-host\.invalid"|cannot be looked up/],
  ] as const)('%s is a sentence, and exit code 3', async (_what, start, args, code, sentence) => {
    const result = await send(await start(), ...args);
    expect(result.exitCode).toBe(3);
    expect(result.stdout).toMatch(new RegExp(`^not reached: ${code} after`, 'm'));
    expect(lastLine(result)).toMatch(sentence);
  });

  test('over TLS from a server without it is a sentence, and exit code 3', async () => {
    const origin = await answering(() => undefined);
    const result = await send(origin.replace('http:', 'https:'));
    expect(result.exitCode).toBe(3);
    expect(lastLine(result)).toMatch(/^No TLS could be agreed on with .* Is it meant to be http\?$/);
  });

  test.each([
    ['DEPTH_ZERO_SELF_SIGNED_CERT', /certificate of example\.org:8443 cannot be trusted: said so\. .*NODE_EXTRA_CA_CERTS/],
    ['CERT_HAS_EXPIRED', /certificate of .* cannot be trusted/],
    ['ERR_TLS_CERT_ALTNAME_INVALID', /certificate of .* cannot be trusted/],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', /certificate of .* cannot be trusted/],
    ['ETIMEDOUT', /cannot be reached: no route/],
    ['EHOSTUNREACH', /cannot be reached: no route/],
    ['EPIPE', /broke the connection/],
    ['EWHATEVER', /^The request to example\.org:8443 failed: said so\.$/],
  ])('for the reason %s is told', (code, sentence) => {
    expect(explainFailure({ reached: false, code, message: 'said so', ms: 1 }, new URL('https://example.org:8443/a'))).toMatch(sentence);
  });
});

describe('--retry', () => {
  function failing(times: number, counted: { bodies: string[] }): RequestListener {
    return (req, res) => {
      let body = '';
      req.on('data', (chunk: Buffer) => (body += String(chunk))).on('end', () => {
        counted.bodies.push(body);
        res.writeHead(counted.bodies.length > times ? 200 : 503).end('{"outcome":"delivered"}');
      });
    };
  }

  test.each(['room_login', 'cloud_recording_file_uploaded', 'super_board_file_converted', 'cloud_player_created', 'before_send_msg'] as const)('keeps the schedule of %s, and sends the same bytes', async (name) => {
    const counted: { bodies: string[] } = { bodies: [] };
    const result = await zegoCallbacksWith(['send', name, '--url', await answering(failing(Infinity, counted)), '--retry']);
    const { retry } = schemas[name]['x-zego'];
    expect(result.pauses).toEqual(retry!.map((seconds) => seconds * 1000));
    expect(counted.bodies).toEqual(Array(retry!.length + 1).fill(counted.bodies[0]));
    expect(result.exitCode).toBe(1);
    expect(result.stdout).toContain(`attempt ${retry!.length + 1} of ${retry!.length + 1}: 503`);
    expect(result.stdout).toContain(`as documented for ${name}`);
  });

  test('stops at the first success, and that is what counts', async () => {
    const counted: { bodies: string[] } = { bodies: [] };
    const result = await send(await answering(failing(2, counted)), '--retry', '--retry-scale', '0.5');
    expect([result.exitCode, result.pauses, counted.bodies.length]).toEqual([0, [1000, 2000], 3]);
    expect(result.stdout).toMatch(/attempt 1 of 6: 503.*\n {2}sent again in 1 s, .*\nattempt 2 of 6: 503.*\n {2}sent again in 2 s, .*\nattempt 3 of 6: 200 delivered/);
  });

  test('tries again when nothing listens, too', async () => {
    const origin = await answering(() => undefined);
    await closeAll();
    const result = await send(origin, '--retry');
    expect([result.exitCode, result.pauses.length]).toEqual([3, 5]);
  });

  test('says where the schedule is from, when no page tells', async () => {
    const counted: { bodies: string[] } = { bodies: [] };
    const result = await zegoCallbacksWith(['send', 'mini_game_started', '--url', await answering(failing(1, counted)), '--retry']);
    expect(result.stdout).toContain('for mini_game no page tells');
  });

  test('without it there is one attempt', async () => {
    const counted: { bodies: string[] } = { bodies: [] };
    expect((await send(await answering(failing(1, counted)))).pauses).toEqual([]);
    expect(counted.bodies.length).toBe(1);
  });
});

test('--repeat sends the same callback again, which the receiver knows as a duplicate', async () => {
  const { url } = await receiving({ store: undefined });
  const result = await send(url, '--repeat', '3');
  expect(result.exitCode).toBe(0);
  expect(result.stdout.match(/200 \w+/g)).toEqual(['200 delivered', '200 duplicate', '200 duplicate']);
});

test('--json is one object, with every attempt', async () => {
  const { url } = await receiving();
  const ok = await send(url, '--json');
  expect(JSON.parse(ok.stdout)).toEqual({
    event: 'room_login', url, ok: true,
    attempts: [{ ok: true, answer: '200 delivered', status: 200, outcome: 'delivered', ms: expect.any(Number) as number, body: '{"outcome":"delivered"}', meaning: outcomeMeanings.delivered }],
  });
  const refused = await send(url, '--json', '--secret', 'another', '--retry');
  const { attempts, ...rest } = JSON.parse(refused.stdout) as { attempts: { code: string }[] };
  expect(rest).toEqual({ event: 'room_login', url, ok: false });
  expect(attempts.map(({ code }) => code)).toEqual(Array(6).fill('bad_signature'));
  expect(refused.exitCode).toBe(1);
});
