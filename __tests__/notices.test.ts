import { type DeliveryReport, type JsonObject, zegoCallbacks, type ZegoCallbacksOptions, type ZegoEventName } from '../lib/index.js';
import { eventNames, schemas, SECRET, sign, signedCallback } from './kit/callbacks.js';

const MINUTE_MS = 60_000;
const START = 1_700_000_000_000;

/** One receiver whose clock the test moves; each callback is signed at its time. */
function receiver(options: Partial<ZegoCallbacksOptions> = {}): { at: (now: number, name: ZegoEventName, overrides?: JsonObject) => Promise<DeliveryReport> } {
  let time = START;
  const reports: DeliveryReport[] = [];
  const zego = zegoCallbacks({ secret: SECRET, clock: () => time, ...options }).onDelivery((report) => void reports.push(report));
  return {
    async at(now, name, overrides = {}) {
      time = START + now;
      await zego.receive({ body: JSON.stringify(signedCallback(name, overrides, { at: time })) });
      return reports.pop()!;
    },
  };
}

const noticesOf = async (name: ZegoEventName, overrides: JsonObject): Promise<unknown> => (await receiver().at(0, name, overrides)).notices;

describe('what ZEGO documents', () => {
  test.each(eventNames)('is not noticed: %s', async (name) => {
    const report = await receiver().at(0, name);
    expect(report.status).toBe(200);
    expect(report).not.toHaveProperty('notices');
  });

  test('is not noticed in any of its documented values', async () => {
    const values = eventNames.flatMap((name) =>
      Object.entries(schemas[name].properties ?? {})
        .filter(([field]) => field !== schemas[name]['x-zego'].discriminator.field)
        .flatMap(([field, schema]) => Object.keys(schema['x-zego-values'] ?? {}).map((value) => [name, field, value] as const)),
    );
    expect(values.length).toBeGreaterThan(0);
    for (const [name, field, value] of values) {
      const { status, notices } = await receiver().at(0, name, { [field]: value });
      expect(`${name} ${field} ${value} ${status} ${JSON.stringify(notices)}`).toBe(`${name} ${field} ${value} 200 undefined`);
    }
  });
});

describe('a field that no schema knows', () => {
  const recorded = schemas.cloud_recording_file_uploaded.examples[0]['detail'] as { readonly file_info: readonly [JsonObject] };

  test.each<[ZegoEventName, JsonObject, string]>([
    ['room_logout', { added: 'x' }, 'added'],
    ['room_logout', { added: null }, 'added'],
    ['room_logout', { added: { deep: { deeper: 1 } } }, 'added'],
    ['cloud_recording_file_uploaded', { detail: { ...recorded, added: 1 } }, 'detail.added'],
    ['cloud_recording_file_uploaded', { detail: { ...recorded, file_info: [recorded.file_info[0], { ...recorded.file_info[0], added: 1 }] } }, 'detail.file_info[1].added'],
    ['stream_create', { stream_attr: '{"cid":0,"added":1}' }, 'stream_attr.added'],
  ])('is noticed by event and path: %s %j', async (name, overrides, path) => {
    expect(await noticesOf(name, overrides)).toEqual([{ kind: 'unknown_field', event: name, path }]);
  });
});

describe('a value outside a documented list', () => {
  test.each<[ZegoEventName, JsonObject, string]>([
    ['room_logout', { reason: 99 }, 'reason'],
    ['room_logout', { reason: '99' }, 'reason'],
    ['user_action', { os: 'TOASTER' }, 'os'],
    ['user_action', { relogin: 5 }, 'relogin'],
    ['transcode_stop', { StopReason: 2 }, 'StopReason'],
    ['cloud_player_exception', { Detail: { Code: 99 } }, 'Detail.Code'],
    ['stream_create', { stream_attr: '{"cid":9}' }, 'stream_attr.cid'],
  ])('is noticed by event and path, never by its value: %s %j', async (name, overrides, path) => {
    expect(await noticesOf(name, overrides)).toEqual([{ kind: 'unknown_value', event: name, path }]);
  });

  test('is not one that is empty', async () => {
    expect(await noticesOf('room_logout', { user_role: '', reason: '0' })).toBeUndefined();
  });
});

describe('a key that could reach a prototype', () => {
  test.each(['__proto__', 'constructor', 'prototype'])('is left out and noticed: %s', async (key) => {
    const reports: DeliveryReport[] = [];
    const zego = zegoCallbacks({ secret: SECRET }).onDelivery((report) => void reports.push(report));
    const text = JSON.stringify(signedCallback('room_logout')).replace('{', `{"${key}":{"polluted":true},`);
    await zego.receive({ body: text });
    expect(reports[0]).toMatchObject({ status: 200, notices: [{ kind: 'dropped_key', event: 'room_logout' }] });
    expect(Object.keys(reports[0]!.event!.payload)).not.toContain(key);
    expect(Object.keys(reports[0]!.event!.raw)).not.toContain(key);
  });
});

describe('a notice', () => {
  test('is given once a minute at most', async () => {
    const { at } = receiver();
    const times = [0, 1, MINUTE_MS - 1, MINUTE_MS, MINUTE_MS + 1, 2 * MINUTE_MS - 1, 2 * MINUTE_MS];
    const given: number[] = [];
    for (const time of times) if ((await at(time, 'room_logout', { added: time })).notices !== undefined) given.push(time);
    expect(given).toEqual([0, MINUTE_MS, 2 * MINUTE_MS]);
  });

  test('of one kind, event or path does not keep back another', async () => {
    const { at } = receiver();
    const reports = [
      await at(0, 'room_logout', { added: 1, reason: 99 }),
      await at(1, 'room_logout', { added: 2, other: 1, reason: 98 }),
      await at(2, 'room_login', { added: 1 }),
      await at(3, 'room_logout', { user_role: 99 }),
      await at(4, 'room_logout', { added: 3, reason: 97, other: 2, user_role: 98 }),
    ];
    expect(reports.map(({ notices }) => notices?.map(({ kind, event, path }) => `${kind} ${event} ${path}`))).toEqual([
      ['unknown_value room_logout reason', 'unknown_field room_logout added'],
      ['unknown_field room_logout other'],
      ['unknown_field room_login added'],
      ['unknown_value room_logout user_role'],
      undefined,
    ]);
  });

  test('of one receiver does not keep back that of another', async () => {
    const counts = [];
    for (let i = 0; i < 3; i += 1) counts.push((await receiver().at(0, 'room_logout', { added: 1 })).notices?.length);
    expect(counts).toEqual([1, 1, 1]);
  });

  test('is given with an invalid payload that goes to onUnknown', async () => {
    const { notices, outcome } = await receiver({ invalidPayload: 'unknown' }).at(0, 'room_logout', { logout_time: 'x', added: 1 });
    expect(outcome).toBe('unknown');
    expect(notices).toEqual([{ kind: 'unknown_field', event: 'room_logout', path: 'added' }]);
  });

  test('is not given for a callback that is unknown altogether', async () => {
    const reports: DeliveryReport[] = [];
    const zego = zegoCallbacks({ secret: SECRET }).onDelivery((report) => void reports.push(report));
    await zego.receive({ body: JSON.stringify(sign({ event: 'room_renamed', appid: '1', a: 1, b: 2 }, 'room_logout')) });
    expect(reports[0]?.outcome).toBe('unknown');
    expect(reports[0]).not.toHaveProperty('notices');
  });
});

describe('a flood of fields that no schema knows', () => {
  const flood = (size: number, tag: string): JsonObject => Object.fromEntries(Array.from({ length: size }, (_, i) => [`${tag}${i}`, 1]));

  test.each([10, 999, 1000, 1001, 5000])('of %d is not noticed a second time within a minute', async (size) => {
    const { at } = receiver();
    const first = await at(0, 'room_logout', flood(size, 'a'));
    expect(first.notices?.length).toBeGreaterThan(0);
    const again = await at(MINUTE_MS - 1, 'room_logout', flood(size, 'a'));
    const twice = again.notices?.filter(({ path }) => first.notices?.some((notice) => notice.path === path)) ?? [];
    expect(twice).toEqual([]);
  });

  test('does not keep later changes from being noticed', async () => {
    const { at } = receiver();
    for (const tag of ['a', 'b', 'c']) await at(0, 'room_logout', flood(5000, tag));
    expect((await at(MINUTE_MS, 'room_login', { added: 1 })).notices).toEqual([{ kind: 'unknown_field', event: 'room_login', path: 'added' }]);
  });
});
