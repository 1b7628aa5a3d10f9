import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { signCallback } from '../../lib/index.js';
import { wireForms } from '../../lib/testing/index.js';
import { eventNames, SECRET } from '../kit/callbacks.js';
import { zegoCallbacksWith, type Result } from './command-line.js';

const NOW = 1_700_000_000_000;
const fields = { timestamp: '1700000000', nonce: '350176' };
const right = signCallback(fields, SECRET);
const json = (text: string): Record<string, unknown> => JSON.parse(text) as Record<string, unknown>;

describe('sign', () => {
  test('prints the signature alone', async () => {
    const result = await zegoCallbacksWith(['sign', '--timestamp', fields.timestamp, '--nonce', fields.nonce]);
    expect(result).toMatchObject({ exitCode: 0, stdout: `${right}\n`, stderr: '' });
  });

  test("agrees with ZEGO's vector", async () => {
    expect((await zegoCallbacksWith(['sign', '--timestamp', '1470820198', '--nonce', '123412', '--secret', 'secret'])).stdout).toBe('5bd59fd62953a8059fb7eaba95720f66d19e4517\n');
  });

  test('takes a fresh timestamp and nonce, and tells them on the standard error', async () => {
    const { stdout, stderr } = await zegoCallbacksWith(['sign'], { now: NOW });
    const [, timestamp, nonce] = /^for timestamp (\d+) and nonce (\d{16})\n$/.exec(stderr)!;
    expect({ timestamp, stdout }).toEqual({ timestamp: '1700000000', stdout: `${signCallback({ timestamp: timestamp!, nonce: nonce! }, SECRET)}\n` });
  });

  test('with --json prints what a body needs', async () => {
    const { stdout, stderr } = await zegoCallbacksWith(['sign', '--json'], { now: NOW });
    const { timestamp, nonce, signature } = json(stdout) as { timestamp: string; nonce: string; signature: string };
    expect({ timestamp, signature, stderr }).toEqual({ timestamp: '1700000000', signature: signCallback({ timestamp, nonce }, SECRET), stderr: '' });
  });

  test.each(eventNames)('--body signs a body of %s in the form that it has, and verify finds it right', async (name) => {
    for (const form of wireForms) {
      const kept = await zegoCallbacksWith(['send', name, '--dry-run', '--form', form, '--at', '-20d', '--secret', 'another']);
      const signed = await zegoCallbacksWith(['sign', '--body', '-'], { stdin: kept.stdout });
      const verdict = await zegoCallbacksWith(['verify', '--body', '-', '--json'], { stdin: signed.stdout });
      expect({ exitCode: verdict.exitCode, verdict: json(verdict.stdout) }).toMatchObject({ exitCode: 0, verdict: { right: true, event: name } });
      expect((await zegoCallbacksWith(['verify', '--body', '-'], { stdin: kept.stdout })).exitCode).toBe(1);
    }
  });

  test.each([
    [['--timestamp', '12'], /--timestamp must be 10 digits \(s\) or 13 \(ms\); it is "12"/],
    [['--body', '-', '--json'], /cannot go together/],
    [['--form', 'json'], /--form belongs to --body/],
  ])('refuses %j', async (args, message) => {
    const { exitCode, stderr } = await zegoCallbacksWith(['sign', ...args]);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
  });
});

describe('verify', () => {
  const verify = (signature: string, settings: { secret?: string; timestamp?: string; nonce?: string; now?: number } = {}): Promise<Result> =>
    zegoCallbacksWith(['verify', '--timestamp', settings.timestamp ?? fields.timestamp, '--nonce', settings.nonce ?? fields.nonce, '--signature', signature, '--secret', settings.secret ?? SECRET], { now: settings.now ?? NOW });

  test('finds any signature right that was made with the secret, in upper case as well, and no other', async () => {
    await fc.assert(
      fc.asyncProperty(fc.stringMatching(/^[!-~]{1,40}$/), fc.stringMatching(/^\d{1,20}$/), fc.constantFrom('1700000000', '1700000000123'), async (secret, nonce, timestamp) => {
        const signature = signCallback({ timestamp, nonce }, secret);
        expect((await verify(signature, { secret, nonce, timestamp })).exitCode).toBe(0);
        expect((await verify(signature.toUpperCase(), { secret, nonce, timestamp })).exitCode).toBe(0);
        expect((await verify(signature, { secret: `${secret}x`, nonce, timestamp })).exitCode).toBe(1);
      }),
      { numRuns: 50 },
    );
  });

  test.each([
    [0, 'It is dated just now.', false],
    [30_000, 'It is dated 30 seconds ago.', false],
    [-180_000, 'It is dated 3 minutes in the future.', false],
    [600_000, 'It is dated 10 minutes ago.', true],
    [7_200_000, 'It is dated 2 hours ago.', true],
    [-7 * 86_400_000, 'It is dated 7 days in the future.', true],
  ])('says how old a callback is that is read %i ms later', async (later, sentence, isOld) => {
    const { exitCode, stdout } = await verify(right, { now: NOW + later });
    expect(exitCode).toBe(0);
    expect(stdout.startsWith(`The signature is right. ${sentence}`)).toBe(true);
    expect(stdout.includes('more than 300 s away')).toBe(isOld);
  });

  const hash = (algorithm: string, text: string, encoding: 'hex' | 'base64' = 'hex'): string => createHash(algorithm).update(text).digest(encoding);
  const hmac = (text: string): string => createHmac('sha1', SECRET).update(text).digest('hex');
  const { timestamp, nonce } = fields;

  test.each([
    ['white space around the secret', right, { secret: ` ${SECRET}\n` }, /secret given here has white space at its ends/],
    ['quotes around the secret', right, { secret: `"${SECRET}"` }, /secret given here stands in quotes/],
    ['white space around the signature', ` ${right}`, {}, /White space stands around the signature/],
    ['a timestamp signed in ms', signCallback({ timestamp: `${timestamp}000`, nonce }, SECRET), {}, /made of the timestamp in ms, and another one was sent/],
    ['a timestamp signed in s', right, { timestamp: `${timestamp}000` }, /made of the timestamp in s, and another one was sent/],
    ['the three not sorted', hash('sha1', SECRET + timestamp + nonce), {}, /made of secret \+ timestamp \+ nonce in this order\. ZEGO sorts/],
    ['SHA-256', hash('sha256', timestamp + nonce + SECRET), {}, /SHA256 of timestamp \+ nonce \+ secret; ZEGO takes SHA-1/],
    ['MD5', hash('md5', nonce + SECRET + timestamp), {}, /MD5 of nonce \+ secret \+ timestamp/],
    ['Base64', Buffer.from(right, 'hex').toString('base64'), {}, /Base64.*ZEGO writes hex/],
    ['an HMAC', hmac(timestamp + nonce), {}, /is an HMAC; ZEGO takes a plain SHA-1/],
    ['a digest cut short', right.slice(0, 20), {}, /40 hex digits; this one has 20 characters/],
    ['another secret', signCallback(fields, 'another'), {}, /The usual causes:\n {2}- the secret is the ServerSecret or the AppSign/],
  ])('finds out about %s', async (_what, signature, settings, cause) => {
    const { exitCode, stdout } = await verify(signature, settings);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^The signature is wrong\. /);
    expect(stdout).toMatch(cause);
  });

  test.each([
    [[], /Pass --timestamp, --nonce and --signature, or --body/],
    [['--timestamp', '1700000000', '--nonce', '1'], /Pass --timestamp, --nonce and --signature, or --body/],
    [['--body', '-', '--nonce', '1'], /leave --timestamp, --nonce and --signature out/],
    [['--body', '-'], /neither a JSON object/],
  ])('refuses %j', async (args, message) => {
    const { exitCode, stderr } = await zegoCallbacksWith(['verify', ...args]);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
  });

  test.each([
    ['{"event":"room_login"}', /The callback has no signature and no timestamp and no nonce/],
    ['{"event":"room_login","timestamp":12,"nonce":"1","signature":"x"}', /timestamp must be 10 digits/],
    ['event=room_login&signature=x&timestamp=1700000000&nonce=1', /40 hex digits; this one has 1 characters/],
  ])('says what is missing in %s', async (stdin, cause) => {
    const { exitCode, stdout } = await zegoCallbacksWith(['verify', '--body', '-'], { stdin });
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(cause);
  });

  test.each([
    ['32 hex digits', (text: string) => hash('md5', text)],
    ['28 of Base64', (text: string) => hash('sha1', text, 'base64')],
  ])('knows how mini games are signed, with %s', async (_what, digest) => {
    const signature = digest(`1${nonce}${SECRET}${timestamp}`);
    const { stdout: body } = await zegoCallbacksWith(['send', 'mini_game_started', '--dry-run', '--app-id', '1', '--at', timestamp, '--nonce', nonce, '--set', `Signature=${signature}`]);
    const result = await zegoCallbacksWith(['verify', '--body', '-'], { stdin: body });
    expect(result).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('The signature is right (mini_game_started)') as string });
  });
});
