import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { signCallback, type JsonObject } from '../../lib/index.js';
import type { DeliveryDetail, SignatureShown } from '../../lib/inspector/page/wire.js';
import { eventNames, freshNonce, schemas, SECRET, signedCallback } from '../kit/callbacks.js';
import { forgetful } from '../kit/express.js';
import { traced } from './traced.js';

const OLD = 'the-secret-before-this-one';
const miniGame = eventNames.find((name) => schemas[name]['x-zego'].product === 'mini_game')!;
const hash = (algorithm: string, text: string): Buffer => createHash(algorithm).update(text).digest();
const sorted = (...parts: string[]): string => parts.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))).join('');

async function signatureOf(body: object, options: Parameters<typeof traced>[0] = {}): Promise<{ readonly signature: SignatureShown; readonly detail: DeliveryDetail }> {
  const detail = await traced({ store: forgetful, ...options }).detail(JSON.stringify(body));
  return { signature: detail.signature!, detail };
}

interface Signed {
  readonly timestamp: string;
  readonly nonce: string;
}

/** A room_login whose signature is made in some way. */
function roomLogin(make: (signed: Signed) => string, nonce = freshNonce()): JsonObject {
  const timestamp = String(Math.floor(Date.now() / 1000));
  return { ...signedCallback('room_login'), timestamp, nonce, signature: make({ timestamp, nonce }) };
}

describe('a signature that is accepted', () => {
  test('is shown with its parts in the order in which they were joined', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }).filter((text) => text.isWellFormed()), fc.string({ minLength: 4, unit: 'binary' }).filter((text) => text.isWellFormed()), async (nonce, secret) => {
        fc.pre(!nonce.includes(secret));
        const { signature, detail } = await signatureOf(roomLogin((signed) => signCallback(signed, secret), nonce), { secret: [secret, OLD] });
        expect(detail.summary.status).toBe(200);
        expect(signature.causes).toEqual([]);
        expect(signature.trials.map(({ matches }) => matches)).toEqual([true, false]);
        const [{ parts, digest, algorithm }] = signature.trials as [SignatureShown['trials'][number]];
        expect(algorithm).toBe('SHA-1, hex');
        expect(digest).toBe(signature.received);
        expect(parts.find(({ name }) => name === 'secret')!.text).toBe('•••');
        // With the secret in the place of its mask, they make the digest.
        expect(hash('sha1', parts.map(({ name, text }) => (name === 'secret' ? secret : text)).join('')).toString('hex')).toBe(digest);
      }),
      { numRuns: 60 },
    );
  });

  test('by the second secret says so', async () => {
    const { signature } = await signatureOf(signedCallback('room_login', {}, { secret: OLD }), { secret: [SECRET, OLD] });
    expect(signature.trials.map(({ matches }) => matches)).toEqual([false, true]);
    expect(signature.causes).toEqual([]);
  });

  test('by a secret that is known no more says so', async () => {
    let secret = OLD;
    const { zego, ledger } = traced({ secret: () => secret });
    await zego.receive({ body: JSON.stringify(signedCallback('room_login', {}, { secret: OLD })) });
    const now = performance.now.bind(performance);
    const later = jest.spyOn(performance, 'now').mockImplementation(() => now() + 120_000);
    secret = SECRET;
    const detail = await ledger.detail(1);
    later.mockRestore();
    expect(detail!.signature!.trials.map(({ matches }) => matches)).toEqual([false]);
    expect(detail!.signature!.causes).toEqual(['It matched a secret that is not in use any more.']);
    // The old one is a secret still.
    expect(ledger.mask(`${OLD} ${SECRET}`)).toBe('••• •••');
  });
});

const joined = ({ timestamp, nonce }: Signed, appId: string): string => appId + nonce + SECRET + timestamp;
const variants: Readonly<Record<string, (signed: Signed, appId: string) => string>> = {
  MD5: (signed, appId) => hash('md5', joined(signed, appId)).toString('hex'),
  'MD5, upper case': (signed, appId) => hash('md5', joined(signed, appId)).toString('hex').toUpperCase(),
  'SHA-1': (signed) => signCallback(signed, SECRET),
  'Base64 of the sorted': ({ timestamp, nonce }) => hash('sha1', sorted(SECRET, timestamp, nonce)).toString('base64'),
  'Base64 of the joined': (signed, appId) => hash('sha1', joined(signed, appId)).toString('base64'),
  'Base64, percent-encoded': (signed, appId) => encodeURIComponent(hash('sha1', joined(signed, appId)).toString('base64')),
  'Base64 without its end': (signed, appId) => hash('sha1', joined(signed, appId)).toString('base64').slice(0, -1),
  'SHA-256': (signed, appId) => hash('sha256', joined(signed, appId)).toString('hex'),
  nonsense: () => 'x'.repeat(28),
};

test.each(Object.keys(variants))('a mini game that is signed with %s is right exactly if a trial matches', async (variant) => {
  const { envelope } = schemas[miniGame]['x-zego'];
  const body = signedCallback(miniGame);
  const [timestamp, nonce, appId] = [envelope.timestamp, envelope.nonce, envelope.appid].map((field) => {
    const value = body[field];
    return typeof value === 'string' ? value : JSON.stringify(value);
  }) as [string, string, string];
  const { signature, detail } = await signatureOf({ ...body, [envelope.signature]: variants[variant]!({ timestamp, nonce }, appId) });
  expect(detail.summary.event).toBe(miniGame);
  expect(signature.trials.some(({ matches }) => matches)).toBe(detail.summary.status === 200);
  expect(signature.trials).toHaveLength(4);
  for (const { parts, algorithm, digest } of signature.trials) {
    const text = parts.map(({ name, text: part }) => (name === 'secret' ? SECRET : part)).join('');
    const [name, encoding] = algorithm.split(', ') as ['MD5' | 'SHA-1', 'hex' | 'Base64'];
    expect(hash(name === 'MD5' ? 'md5' : 'sha1', text).toString(encoding === 'hex' ? 'hex' : 'base64')).toBe(digest);
  }
});

describe('a signature that is refused', () => {
  test('has the digest that was computed, and the usual causes', async () => {
    const body = signedCallback('room_login', {}, { secret: 'the-server-secret' });
    const { signature } = await signatureOf(body, { secret: [SECRET, OLD] });
    const { timestamp, nonce } = body as unknown as Signed;
    expect(signature.received).toBe(body['signature']);
    expect(signature.trials.map(({ digest, matches }) => [digest, matches])).toEqual([SECRET, OLD].map((secret) => [signCallback({ timestamp, nonce }, secret), false]));
    expect(signature.causes[0]).toContain('ServerSecret');
    expect(signature.causes.length).toBeGreaterThan(3);
  });

  test.each<[mistake: string, said: RegExp, secret: string, make: (signed: Signed) => string]>([
    ['white space of an environment file', /white space/, ` ${SECRET}\n`, (signed) => signCallback(signed, SECRET)],
    ['quotes of an environment file', /in quotes/, `"${SECRET}"`, (signed) => signCallback(signed, SECRET)],
    ['another order', /in this order/, SECRET, ({ timestamp, nonce }) => hash('sha1', [SECRET, timestamp, nonce].sort().reverse().join('')).toString('hex')],
    ['an HMAC', /HMAC/, SECRET, ({ timestamp, nonce }) => createHmac('sha1', SECRET).update(timestamp + nonce).digest('hex')],
    ['another length', /40 hex digits/, SECRET, () => 'short'],
  ])('names the mistake first: %s', async (_mistake, said, secret, make) => {
    const { signature, detail } = await signatureOf(roomLogin(make), { secret });
    expect(detail.summary.code).toBe('bad_signature');
    expect(signature.causes[0]).toMatch(said);
    expect(JSON.stringify(detail)).not.toContain(SECRET);
  });

  test('and was missing has nothing to compute', async () => {
    const { signature } = await signatureOf({ event: 'room_login', timestamp: '1', nonce: '2' });
    expect(signature).toEqual({ received: '', trials: [], causes: ['The callback has no signature.'] });
  });

  test('for want of a secret says so', async () => {
    const { signature } = await signatureOf(signedCallback('room_login'), { secret: () => undefined });
    expect(signature).toMatchObject({ trials: [], causes: ['No secret is known for this app id.'] });
  });
});

describe('secrets of a function', () => {
  const APP = '1234567890';
  const callback = (secret: string): string => JSON.stringify(signedCallback('room_login', { appid: APP, room_id: `room of ${secret}`, user_account: secret }, { secret }));

  test.each([
    ['at once', () => (appId: string) => (appId === APP ? [SECRET, OLD] : undefined)],
    ['later', () => async (appId: string) => (appId === APP ? [SECRET, OLD] : undefined)],
  ])('that come %s are tried and hidden', async (_when, source) => {
    const { zego, ledger } = traced({ secret: source() });
    await zego.receive({ body: callback(SECRET) });
    // Until they are known, nothing is shown that may hold one.
    expect(JSON.stringify(ledger.since(0))).not.toContain(SECRET);
    const detail = await ledger.detail(1);
    expect(detail!.signature!.trials.map(({ matches }) => matches)).toEqual([true, false]);
    expect(detail!.summary).toMatchObject({ room: 'room of •••', user: '•••' });
    expect(JSON.stringify(detail)).not.toContain(SECRET);
    expect(ledger.mask(`x${OLD}`)).toBe('x•••');
  });

  test('are asked for once, not for each delivery', async () => {
    let calls = 0;
    const { zego, ledger } = traced({ secret: () => { calls += 1; return SECRET; } });
    for (let count = 0; count < 10; count += 1) await zego.receive({ body: callback(SECRET) });
    await ledger.detail(5);
    // Ten by the middleware itself.
    expect(calls).toBe(11);
  });

  test('that do not come again do not keep a detail waiting for ever', async () => {
    let calls = 0;
    const { zego, ledger } = traced({ secret: () => (calls++ === 0 ? SECRET : new Promise<never>(() => undefined)) });
    await zego.receive({ body: callback(SECRET) });
    expect(ledger.since(0)[0]).toMatchObject({ event: 'room_login', room: '•••', user: '•••' });
    const detail = await ledger.detail(1);
    expect(JSON.stringify(detail)).not.toContain(SECRET);
    expect(detail!.body).toEqual({ text: '', contentType: '', note: expect.stringContaining('does not answer') as string });
    expect(detail!.notResendable).toBeUndefined();
  });

  test('whose function throws leave the signature without a trial', async () => {
    const { signature } = await signatureOf(signedCallback('room_login'), { secret: () => { throw new Error('no vault'); } });
    expect(signature.trials).toEqual([]);
  });
});
