import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type DeliveryStore, MemoryStore, zegoCallbacks, type ZegoCallbacksOptions } from '../lib/index.js';
import { resolveOptions } from '../lib/options.js';

const SECRET = 'hunter2-is-not-told';

/** What JavaScript lets through. */
function resolveWith(option: string, value: unknown): unknown {
  return resolveOptions({ secret: SECRET, [option]: value });
}

function thrownBy(call: () => unknown): Error {
  try {
    call();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('expected a TypeError');
}

/** Every option, in the order of the documentation. */
const names: readonly (keyof ZegoCallbacksOptions)[] = [
  'secret',
  'path',
  'limit',
  'tolerance',
  'signatureBinding',
  'store',
  'storeErrors',
  'invalidPayload',
  'handlerTimeout',
  'decisionTimeout',
  'events',
  'forwardErrors',
  'clock',
];

const wrongMs = [0, -1, NaN, Infinity, 2 ** 31, '1000', true, {}, null];
const wrong: Readonly<Record<keyof ZegoCallbacksOptions, readonly unknown[]>> = {
  secret: [undefined, null, '', 42, true, {}, [], [''], ['fine', ''], ['fine', 42], [['nested']]],
  path: ['', 'zego', 'https://host/zego', '/zego?a=1', '/zego#a', 42, /zego/, ['/zego'], null],
  limit: [0, -1, NaN, Infinity, '', 'much', '-1kb', '0', '1m', '1 megabyte', '12abc', '0x10', '1,5mb', true, {}, null],
  tolerance: [0, -1, NaN, Infinity, '300', true, {}, null],
  signatureBinding: ['', 'on', 'AUTO', true, false, {}, null],
  store: ['memory', 42, true, {}, new Map(), { claim: () => ({ state: 'claimed' }) }, null],
  storeErrors: ['', 'ignore', true, null],
  invalidPayload: ['', 'accept', false, null],
  handlerTimeout: wrongMs,
  decisionTimeout: wrongMs,
  events: [{}, 'gift_sent', 42, { length: 0 }, null],
  forwardErrors: ['yes', 0, 1, null],
  clock: [42, 'now', new Date(), null],
};

test('the tables below know every option', () => {
  expect(Object.keys(wrong)).toEqual(names);
});

describe.each(names)('the option "%s"', (name) => {
  test.each(wrong[name].map((value) => [value]))('refuses %p by name', (value) => {
    const error = thrownBy(() => resolveWith(name, value));
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toMatch(new RegExp(`^Option "${name}" must be .+; it (?:is|has) .+`));
    expect(error.message).not.toContain(SECRET);
  });

  test('counts as left out when it is undefined', () => {
    if (name === 'secret') expect(() => resolveWith(name, undefined)).toThrow(TypeError);
    else expect(JSON.stringify(resolveWith(name, undefined))).toBe(JSON.stringify(resolveOptions({ secret: SECRET })));
  });

  test.each([name.slice(0, -1), `${name}x`, name[0]!.toUpperCase() + name.slice(1), `${name.slice(0, 2)}${name.slice(3)}`].map((spelling) => [spelling]))('is what is meant by %s', (spelling) => {
    const error = thrownBy(() => resolveWith(spelling, 1));
    expect(error).toEqual(new TypeError(`Unknown option "${spelling}". Did you mean "${name}"? Known options: ${names.join(', ')}.`));
  });
});

test.each([
  [undefined, 'undefined'],
  [null, 'null'],
  ['secret', 'string'],
  [() => SECRET, 'function'],
])('options that are %p are refused', (options, type) => {
  // @ts-expect-error -- what JavaScript lets through
  expect(() => zegoCallbacks(options)).toThrow(new TypeError(`zegoCallbacks() needs an options object such as { secret }; it got ${type}.`));
});

test('an option under a name of Object.prototype is unknown too', () => {
  expect(thrownBy(() => resolveWith('constructor', 1)).message).toMatch(/^Unknown option "constructor"/);
});

describe('the message for a missing secret', () => {
  test.each([
    [undefined, 'undefined'],
    ['', 'an empty string'],
    [[], 'an empty list'],
    [[SECRET, ''], 'an empty string'],
    [[SECRET, undefined], 'undefined'],
    [42, 'number'],
  ])('tells what came for %p, and asks for the usual cause', (secret, came) => {
    const expected = `Option "secret" must be the project's CallbackSecret (a string, a list of strings, or a function of the app id); it is ${came}. Is the environment variable set?`;
    expect(thrownBy(() => resolveWith('secret', secret))).toEqual(new TypeError(expected));
  });
});

test('the secret is in no message, whatever else is wrong', () => {
  for (const name of names.slice(1)) {
    for (const value of wrong[name]) {
      for (const secret of [SECRET, [SECRET], () => SECRET]) {
        const { message, stack } = thrownBy(() => zegoCallbacks({ secret, [name]: value }));
        expect(`${message}${stack ?? ''}`).not.toContain(SECRET);
      }
    }
  }
});

describe('what comes out', () => {
  test('has the documented defaults', () => {
    const { store, clock, secrets, ...rest } = resolveOptions({ secret: SECRET });
    expect(rest).toEqual({
      path: '/',
      limit: 2 ** 20,
      toleranceMs: 300_000,
      signatureBinding: 'auto',
      storeErrors: 'deliver',
      invalidPayload: 'reject',
      handlerTimeout: 10_000,
      decisionTimeout: 2_000,
      definitions: [],
      forwardErrors: false,
      rememberMs: 601_000,
    });
    expect(store).toBeInstanceOf(MemoryStore);
    expect(secrets).toEqual([SECRET]);
    expect(clock).toBe(Date.now);
  });

  test('is frozen, and does not change with what went in', () => {
    const secret = [SECRET];
    const options: ZegoCallbacksOptions = { secret };
    const resolved = resolveOptions(options);
    secret.push('sneaked in');
    expect([Object.isFrozen(resolved), Object.isFrozen(resolved.secrets), Object.isFrozen(options)]).toEqual([true, true, false]);
    expect(resolved.secrets).toEqual([SECRET]);
  });

  test('gives the clock to the default store', async () => {
    let now = 0;
    const { store } = resolveOptions({ secret: SECRET, clock: () => now });
    await store.claim('a', 'one', 10);
    expect(await store.claim('a', 'two', 10)).toEqual({ state: 'busy' });
    now += 10;
    expect(await store.claim('a', 'two', 10)).toEqual({ state: 'claimed' });
  });

  test('keeps a store and a function for the secret as they are', () => {
    const nothing = () => Promise.resolve();
    const store: DeliveryStore = { claim: () => ({ state: 'claimed' }), complete: nothing, release: nothing, bind: (_digest, id) => id };
    const secret = () => SECRET;
    const resolved = resolveOptions({ secret, store });
    expect([resolved.secrets === secret, resolved.store === store]).toEqual([true, true]);
  });

  test.each([
    [1234, 1234],
    ['1234', 1234],
    ['1234b', 1234],
    ['500kb', 500 * 1024],
    ['1.5mb', 1.5 * 2 ** 20],
    ['2MB', 2 * 2 ** 20],
  ])('takes a limit of %p for %i bytes', (limit, bytes) => {
    expect(resolveOptions({ secret: SECRET, limit }).limit).toBe(bytes);
  });

  test.each([
    ['/', '/'],
    ['/zego', '/zego'],
    ['/zego/', '/zego'],
    ['/a/b/', '/a/b'],
  ])('takes the path %s for %s', (given, resolved) => {
    expect(resolveOptions({ secret: SECRET, path: given }).path).toBe(resolved);
  });

  test.each([
    [false, false, 600_000],
    [1, 1_000, 600_000],
    [300, 300_000, 601_000],
    [0.5, 500, 600_000],
    [301, 301_000, 603_000],
    [3_600, 3_600_000, 7_201_000],
  ] as const)('with a tolerance of %p remembers events for ten minutes, or a second more than twice that, whichever is longer', (tolerance, toleranceMs, rememberMs) => {
    expect(resolveOptions({ secret: SECRET, tolerance })).toMatchObject({ toleranceMs, rememberMs });
  });
});

/** Runs a program of its own: warnings and cluster workers are matters of a process. */
function run(program: string): string {
  const directory = mkdtempSync(path.join(tmpdir(), 'options-'));
  const file = path.join(directory, 'program.cjs');
  try {
    writeFileSync(file, `const { zegoCallbacks, MemoryStore } = require(${JSON.stringify(path.join(__dirname, '../lib/index.ts'))});\n${program}`);
    const { status, signal, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', file], { cwd: path.join(__dirname, '..'), encoding: 'utf8', timeout: 15_000 });
    if (status !== 0) throw new Error(`The program ended with ${status ?? signal ?? 'nothing'}: ${stderr}`);
    expect(stderr).not.toContain(SECRET);
    return stdout + stderr;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

describe('at start-up, a process is warned', () => {
  const report = `process.on('warning', ({ name, code, message }) => console.log(JSON.stringify([name, code, message])));`;
  const warnings = (output: string): unknown[] => output.split('\n').filter((line) => line.startsWith('["')).map((line) => JSON.parse(line) as unknown);

  test("of the documentation's sample secret, with the mend and a code, alone or in a list; of no other", () => {
    const output = run(`${report}
      zegoCallbacks({ secret: ${JSON.stringify(SECRET)} });
      zegoCallbacks({ secret: () => 'secret' });
      console.log('now the samples');
      zegoCallbacks({ secret: 'secret' });
      zegoCallbacks({ secret: [${JSON.stringify(SECRET)}, 'secret'] });
    `);
    const sample = [
      'ZegoCallbacksWarning',
      'ZEGO_SAMPLE_SECRET',
      "The secret is the sample of ZEGO's documentation, so anybody can sign callbacks. Use the CallbackSecret of your project.",
    ];
    expect(warnings(output)).toEqual([sample, sample]);
    expect(output).toContain('[ZEGO_SAMPLE_SECRET] ZegoCallbacksWarning: ');
  });

  test('of a store in memory in a cluster worker, and not where there is a shared store or no worker', () => {
    const output = run(`${report}
      const cluster = require('node:cluster');
      const secret = ${JSON.stringify(SECRET)};
      if (cluster.isPrimary) {
        zegoCallbacks({ secret });
        cluster.fork({ STORE: 'default' });
        cluster.fork({ STORE: 'given' });
      } else {
        if (process.env.STORE === 'default') zegoCallbacks({ secret });
        else zegoCallbacks({ secret, store: new MemoryStore() });
        setImmediate(() => process.disconnect());
      }
    `);
    expect(warnings(output)).toEqual([
      [
        'ZegoCallbacksWarning',
        'ZEGO_MEMORY_STORE_IN_CLUSTER',
        'Callbacks are remembered in this worker alone, so a retry that reaches another one is handled twice. Give all workers one shared store (option "store").',
      ],
    ]);
  });
});
