import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import express from 'express';
import fc from 'fast-check';
import { MOUNT } from '../kit/express.js';
import { curlOf } from '../../lib/inspector/curl.js';
import { schemas, signedCallback } from '../kit/callbacks.js';
import { formText, percentText, type WritableObject } from '../kit/forms.js';
import { listen, type RunningServer } from '../kit/server.js';
import { last, traced } from './traced.js';

const run = promisify(execFile);
/** What is pasted into a shell, and nothing of the machine's own configuration. */
async function shell(command: string, name = 'bash'): Promise<string> {
  const running = run(name, ['-s'], { maxBuffer: 1e8 });
  running.child.stdin!.end(`curl() { command curl -q -s --max-time 20 "$@"; }\n${command}\n`);
  return (await running).stdout;
}

interface Got {
  readonly body: Buffer;
  readonly contentType: string | undefined;
  readonly url: string;
}

describe('the command', () => {
  let server: RunningServer;
  let got: Got | undefined;

  beforeAll(async () => {
    server = await listen((req, res) => {
      const chunks: Buffer[] = [];
      req.on('data', (chunk: Buffer) => chunks.push(chunk));
      req.on('end', () => {
        got = { body: Buffer.concat(chunks), contentType: req.headers['content-type'], url: req.url ?? '' };
        res.end('thanks');
      });
    });
  });
  afterAll(() => server.close());

  async function sent(body: Buffer, contentType: string, path = '/', name = 'bash'): Promise<Got> {
    got = undefined;
    const printed = await shell(curlOf({ url: `http://127.0.0.1:${server.port}${path}`, contentType, body }), name);
    expect(printed).toContain('HTTP/1.1 200');
    return got!;
  }

  test.each(['bash', 'sh'])('sends the very bytes, whatever they are, from %s', async (name) => {
    const hostile = fc.constantFrom("'", '"', '\\', '$(touch x)', '`id`', '!!', '%s', '%', '\n', '\r', '\0', '\t', '@file', '-n', '--', '&&', '\u{1f600}', 'é', "'\\''", '\x1b[2J', '\x7f');
    const texts = fc.array(fc.oneof(hostile, fc.string({ unit: 'binary', maxLength: 6 })), { maxLength: 12 }).map((parts) => Buffer.from(parts.join('')));
    const bodies = fc.oneof(texts, fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)));
    await fc.assert(
      fc.asyncProperty(bodies, async (body) => {
        const { body: arrived, contentType } = await sent(body, 'application/json', '/', name);
        expect(arrived).toEqual(body);
        expect(contentType).toBe('application/json');
      }),
      { numRuns: 40, examples: [[Buffer.from('@/etc/hostname')], [Buffer.from('')], [Buffer.from('-x\0')], [Buffer.from("it's\n")], [Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))]] },
    );
  });

  test('sends more than fits into an argument', async () => {
    const body = Buffer.from(JSON.stringify({ text: "it's 100 % 'ö' \\n".repeat(9_000) }));
    expect(body.length).toBeGreaterThan(131_072);
    expect((await sent(body, 'application/json')).body).toEqual(body);
  });

  test.each([
    ['', undefined],
    ["text/plain; charset='x y'", "text/plain; charset='x y'"],
    ['a/b\r\nX-Evil: 1', 'a/b  X-Evil: 1'],
  ])('has the Content-Type %j', async (contentType, expected) => {
    expect((await sent(Buffer.from('{}'), contentType)).contentType).toBe(expected);
  });

  test.each(['/a[1-3]{b,c}', "/it's", '/$HOME', '/%20'])('goes to the path %s and nowhere else', async (path) => {
    expect((await sent(Buffer.from('{}'), '', path)).url).toBe(path);
  });
});

describe('of a delivery', () => {
  const forms: Readonly<Record<string, { readonly contentType: string; readonly write: (body: WritableObject) => string }>> = {
    json: { contentType: 'application/json', write: (body) => JSON.stringify(body) },
    percent: { contentType: 'text/plain', write: (body) => percentText(body) },
    form: { contentType: 'application/x-www-form-urlencoded', write: (body) => formText(body, 'empty') },
  };

  test.each(Object.keys(forms))('in the form of %s is answered as the same event', async (form) => {
    const { contentType, write } = forms[form]!;
    const { zego, ledger } = traced();
    const app = express();
    app.use(MOUNT, zego);
    const server = await listen(app);
    const body = signedCallback('room_login', { user_nickname: `it's "me" \\ $(id) \u{1f600}\r\n%41 & +` });
    await server.post(MOUNT, write(body), { 'content-type': contentType });
    const { curl, payload } = await last(ledger);
    expect(curl).toContain(`localhost:${server.port}${MOUNT}'`);
    const printed = await shell(curl.replaceAll('localhost', '127.0.0.1'));
    expect(printed).toContain('{"outcome":"duplicate"}');
    const again = await last(ledger);
    expect(again.summary).toMatchObject({ retryOf: 1, form });
    expect(again.payload).toEqual(payload);
    await server.close();
  });

  test('that came without HTTP goes to where the last one over HTTP came in, or to the usual port', async () => {
    const { zego, ledger, detail } = traced();
    const body = JSON.stringify(signedCallback('room_login'));
    expect((await detail(body)).curl).toContain("'http://localhost:3000/'");
    const server = await listen(express().use(MOUNT, zego));
    await server.post(MOUNT, body);
    await server.close();
    expect((await detail(body)).curl).toContain(`'http://localhost:${server.port}${MOUNT}'`);
    expect(ledger.path).toBe(MOUNT);
  });

  test('that a parser in front took apart is written anew', async () => {
    const { detail } = traced();
    const { curl, body } = await detail(signedCallback('room_login'));
    expect(body.note).toContain('parser in front');
    expect(curl).toContain('application/json');
    expect(JSON.parse(body.text)).toMatchObject({ event: 'room_login', room_id: schemas.room_login.examples[0]['room_id'] });
  });
});
