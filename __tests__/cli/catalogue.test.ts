import { createProgram } from '../../lib/cli/program.js';
import { exitCodes } from '../../lib/cli/exit-codes.js';
import { eventNames, schemas } from '../kit/callbacks.js';
import { zegoCallbacksWith } from './command-line.js';

const products = Array.from(new Set(eventNames.map((name) => schemas[name]['x-zego'].product)));

describe('events', () => {
  test('lists every event with its product and when it happens', async () => {
    const { exitCode, stdout } = await zegoCallbacksWith(['events']);
    const rows = stdout.trimEnd().split('\n').slice(1);
    expect({ exitCode, names: rows.map((row) => row.split(/\s+/).slice(0, 2)) }).toEqual({ exitCode: 0, names: eventNames.map((name) => [name, schemas[name]['x-zego'].product]) });
    rows.forEach((row, index) => { expect(row).toContain(schemas[eventNames[index]!].description); });
  });

  test.each(products)('can be filtered by product: %s', async (product) => {
    const { stdout } = await zegoCallbacksWith(['events', '--product', product, '--json']);
    const events = JSON.parse(stdout) as { name: string; product: string; when: string; retry: number[] | null; status: string }[];
    expect(events).toEqual(
      eventNames.filter((name) => schemas[name]['x-zego'].product === product).map((name) => {
        const { description, 'x-zego': { retry, status = 'current' } } = schemas[name];
        return { name, product, status, when: description, retry };
      }),
    );
  });

  test('of an unknown product: the nearest are named', async () => {
    const { exitCode, stdout, stderr } = await zegoCallbacksWith(['events', '--product', 'moderations']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toBe(`There is no product "moderations". Did you mean moderation? Known are ${products.join(', ')}.\n`);
  });

  test('fit a terminal, and are whole in a pipe', async () => {
    const { stdout } = await zegoCallbacksWith(['events'], { columns: 60 });
    const widths = stdout.trimEnd().split('\n').map((line) => line.length);
    expect(Math.max(...widths)).toBe(60);
    expect(stdout).toContain('…');
    expect((await zegoCallbacksWith(['events'])).stdout).not.toContain('…');
  });
});

describe('schema', () => {
  test.each(eventNames)('of %s is shown in words, as JSON Schema, and as an example', async (name) => {
    const [words, schema, example] = await Promise.all([['schema', name], ['schema', name, '--json'], ['schema', name, '--example']].map((args) => zegoCallbacksWith(args)));
    expect(JSON.parse(schema!.stdout)).toEqual(schemas[name]);
    expect(JSON.parse(example!.stdout)).toEqual(schemas[name].examples[0]);
    const fields = words!.stdout.split('\n').slice(3).map((row) => row.split(/\s+/)[0]);
    for (const field of Object.keys(schemas[name].properties ?? {})) expect(fields).toContain(field);
    expect(words!.stdout).toContain(schemas[name].description);
    expect(words!.stdout).not.toMatch(/undefined|\[object/);
  });

  test('says what is required, of which type, and what the values mean', async () => {
    const { stdout } = await zegoCallbacksWith(['schema', 'room_logout']);
    expect(stdout).toMatch(/^room_seq +64-bit id +required /m);
    expect(stdout).toMatch(/^login_time +integer +In ms\.$/m);
    expect(stdout).toMatch(/^reason +integer +required .*0 = normal; 1 = heartbeat timeout/m);
    expect(stdout).toContain('Sent again: after 2, 4, 8, 16, 32 s\n');
  });

  test('of an unknown event: the nearest are named', async () => {
    const { exitCode, stderr } = await zegoCallbacksWith(['schema', 'rom_login']);
    expect([exitCode, stderr]).toEqual([2, 'There is no event "rom_login". Did you mean room_login or room_logout? "zego-callbacks events" lists them all.\n']);
  });

  test('prints one thing', async () => {
    expect((await zegoCallbacksWith(['schema', 'room_login', '--json', '--example'])).exitCode).toBe(2);
  });
});

describe('help', () => {
  const program = createProgram({ stdin: emptyStream(), stdout: process.stdout, stderr: process.stderr, env: {}, now: Date.now, sleep: () => Promise.resolve(), onInterrupt: () => () => undefined, exitCode: 0 });
  const commands = program.commands.map((command) => ({ name: command.name(), command }));

  async function* emptyStream(): AsyncGenerator<Buffer> {}

  test.each(commands)('of $name says what it does, what every option means, and how it ends', async ({ name, command }) => {
    for (const args of [[name, '--help'], [name, '-h'], ['help', name]]) {
      const { exitCode, stdout, stderr } = await zegoCallbacksWith(args);
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      for (const { flags, description } of command.options) {
        expect(stdout).toContain(`  ${flags} `);
        expect(description.length).toBeGreaterThan(10);
      }
      expect(stdout).toContain(`Usage: zego-callbacks ${name} [options]`);
      for (const code of Object.values(exitCodes)) expect(stdout).toMatch(new RegExp(`^ {2}${code} +\\w`, 'm'));
    }
  });

  test('of the program names every command', async () => {
    const { exitCode, stdout } = await zegoCallbacksWith(['--help']);
    expect(exitCode).toBe(0);
    expect(commands.map(({ name }) => name)).toEqual(['events', 'schema', 'sign', 'verify', 'send', 'replay', 'simulate']);
    for (const { name, command } of commands) expect(stdout).toMatch(new RegExp(`^ {2}${name} .* ${command.summary()}$`, 'm'));
  });

  test('comes when nothing was asked for, as a complaint', async () => {
    const { exitCode, stdout, stderr } = await zegoCallbacksWith([]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain('Usage: zego-callbacks [options] [command]');
  });

  test.each([[['sedn'], /unknown command 'sedn'\n\(Did you mean send\?\)/], [['send', '--urll', 'x'], /unknown option '--urll'\n\(Did you mean --url\?\)/], [['events', 'rtc'], /too many arguments/]])('comes to mind after %j', async (args, message) => {
    const { exitCode, stdout, stderr } = await zegoCallbacksWith(args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).toContain('"zego-callbacks help <command>" tells more.');
  });

  test('does not hide the version', async () => {
    expect((await zegoCallbacksWith(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
