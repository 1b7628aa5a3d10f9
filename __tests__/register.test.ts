import { defineEvent, eventNames, type ZegoEventName, zegoCallbacks, type ZegoCallbacks } from '../lib/index.js';
import { SECRET, sign, signedCallback } from './kit/callbacks.js';

/** `room_logout` -> `onRoomLogout`. */
const methodOf = (name: string): string => `on${name.split('_').map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')}`;

const nothing = (): undefined => undefined;
const members = (zego: ZegoCallbacks): Readonly<Record<string, unknown>> => Object.fromEntries(Object.entries(zego));

describe('the members', () => {
  const own = ['on', 'off', 'onAny', 'onUnknown', 'onError', 'onDelivery', 'receive', 'dispatch', 'idle'];

  test('are the documented ones and one method for each event', () => {
    const all = members(zegoCallbacks({ secret: SECRET }));
    expect(Object.keys(all).sort()).toEqual([...own, ...eventNames.map(methodOf)].sort());
    expect(new Set(Object.values(all).map((member) => typeof member))).toEqual(new Set(['function']));
  });

  test('stand on a handler with a name, that Express does not take for an error handler', () => {
    const zego = zegoCallbacks({ secret: SECRET });
    expect([typeof zego, zego.name, zego.length]).toEqual(['function', 'zego', 3]);
  });

  test('of two receivers have nothing to do with each other', async () => {
    const seen: string[] = [];
    const [one, two] = [zegoCallbacks({ secret: SECRET }), zegoCallbacks({ secret: SECRET })];
    one.onRoomLogout(() => void seen.push('one'));
    two.onRoomLogout(() => void seen.push('two'));
    const body = signedCallback('room_logout');
    await one.receive({ body });
    await two.receive({ body });
    expect(seen).toEqual(['one', 'two']);
  });
});

describe.each(eventNames.map((name) => [name] as const))('%s', (name: ZegoEventName) => {
  test.each(['on', methodOf(name)])('reaches a handler registered with %s, and after off no more', async (member) => {
    const zego = zegoCallbacks({ secret: SECRET }).onError((error) => {
      throw error;
    });
    const seen: unknown[] = [];
    // A decision is ignored by all events but the one that needs it.
    const handler = (event: unknown): { readonly result: 0 } => {
      seen.push(event);
      return { result: 0 };
    };
    const register = members(zego)[member] as (...args: unknown[]) => unknown;
    expect(register(...(member === 'on' ? [name, handler] : [handler]))).toBe(zego);
    expect((await zego.receive({ body: JSON.stringify(signedCallback(name, { extra: 1 })) })).outcome).toBe('delivered');
    expect(seen).toEqual([expect.objectContaining({ name })]);
    expect(zego.off(name, handler)).toBe(zego);
    expect((await zego.receive({ body: JSON.stringify(signedCallback(name, { extra: 2 })) })).outcome).toBe('delivered');
    expect(seen).toHaveLength(1);
  });
});

test('every way of registering can be chained', () => {
  const zego = zegoCallbacks({ secret: SECRET });
  const chained = zego
    .on('room_logout', nothing)
    .onRoomLogin(nothing)
    .onAny(nothing)
    .onUnknown(nothing)
    .onError(nothing)
    .onDelivery(nothing)
    .off('room_logout', nothing);
  expect(chained).toBe(zego);
});

test('every member works when it is taken off the middleware', async () => {
  const zego = zegoCallbacks({ secret: SECRET });
  // eslint-disable-next-line @typescript-eslint/unbound-method -- this is what is promised
  const { on, off, onAny, onUnknown, onError, onDelivery, onRoomLogin, receive, dispatch, idle } = zego;
  const seen: string[] = [];
  const dropped = () => void seen.push('dropped');
  expect([on('room_logout', dropped), off('room_logout', dropped)]).toEqual([zego, zego]);
  onRoomLogin((event) => void seen.push(event.name));
  onAny((event) => void seen.push(`any ${event.name}`));
  onUnknown((event) => void seen.push(`unknown ${event.name}`));
  onError((error) => void seen.push(error.code));
  onDelivery(({ outcome }) => void seen.push(outcome));
  await receive({ body: signedCallback('room_logout') });
  await receive({ body: signedCallback('room_login') });
  await receive({ body: sign({ event: 'brand_new' }, 'room_login') });
  await receive({ body: '' });
  await dispatch({ id: 'x', name: 'brand_new', product: 'unknown', appId: '1', timestamp: new Date(), nonce: '1', receivedAt: new Date(), payload: {}, raw: {}, reasons: [] });
  await idle();
  expect(seen).toEqual(['any room_logout', 'delivered', 'room_login', 'any room_login', 'delivered', 'unknown brand_new', 'unknown', 'refused', 'malformed_body', 'unknown brand_new']);
});

describe('an unknown name', () => {
  test.each([
    ['room_logot', '"room_logot"', 'room_logout'],
    ['room-logout', '"room-logout"', 'room_logout'],
    ['ROOM_LOGOUT', '"ROOM_LOGOUT"', undefined],
    ['onRoomLogout', '"onRoomLogout"', undefined],
    ['zim_room_creat', '"zim_room_creat"', 'zim_room_create'],
    ['cloud_recording_file_upload', '"cloud_recording_file_upload"', 'cloud_recording_file_uploaded'],
    ['', '""', undefined],
    ['__proto__', '"__proto__"', undefined],
    ['toString', '"toString"', undefined],
    [undefined, '"undefined"', undefined],
    [null, '"null"', undefined],
    [42, '"42"', undefined],
    [Symbol('room_logout'), '"Symbol(room_logout)"', 'room_logout'],
  ])('%p is a TypeError that names the nearest one', (name, quoted, nearest) => {
    const zego = zegoCallbacks({ secret: SECRET });
    // @ts-expect-error -- a compile error too
    const register = () => zego.on(name, nothing);
    expect(register).toThrow(TypeError);
    const [, suggested = ''] = /Did you mean "(.+)"\?$/.exec(messageOf(register)) ?? [];
    expect(messageOf(register)).toBe(`There is no event named ${quoted}. Did you mean "${suggested}"?`);
    expect(eventNames).toContain(suggested);
    if (nearest !== undefined) expect(suggested).toBe(nearest);
  });

  test('may be the name of an event of your own', () => {
    const gift = defineEvent<'gift_sent', { readonly id: string }>({ name: 'gift_sent', discriminator: { field: 'event', value: 'gift' }, schema: {} });
    const zego = zegoCallbacks({ secret: SECRET, events: [gift] });
    // @ts-expect-error -- a compile error too
    expect(messageOf(() => zego.on('gift_send', nothing))).toBe('There is no event named "gift_send". Did you mean "gift_sent"?');
    expect(zego.on('gift_sent', nothing)).toBe(zego);
  });
});

function messageOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'nothing was thrown';
}

const notFunctions = [undefined, null, 'handler', 42, {}, [nothing], Promise.resolve()];
const types = ['undefined', 'null', 'string', 'number', 'object', 'list', 'object'];

test.each(notFunctions.map((value, index) => [types[index], value] as const))('a handler that is %s is refused by every way of registering', (type, value) => {
  const zego = zegoCallbacks({ secret: SECRET });
  const all = members(zego);
  const refusal = (where: string) => `The handler given for "${where}" must be a function; it is ${type ?? ''}.`;
  for (const where of ['onAny', 'onUnknown', 'onError', 'onDelivery']) {
    const register = all[where] as (handler: unknown) => unknown;
    expect(() => register(value)).toThrow(new TypeError(refusal(where)));
  }
  const [on, onRoomLogout] = [all['on'], all['onRoomLogout']] as [(name: string, handler: unknown) => unknown, (handler: unknown) => unknown];
  expect(() => on('room_logout', value)).toThrow(new TypeError(refusal('room_logout')));
  expect(() => onRoomLogout(value)).toThrow(new TypeError(refusal('room_logout')));
});

describe('off', () => {
  test('of a handler that was never registered, or for another event, changes nothing', async () => {
    const seen: string[] = [];
    const handler = () => void seen.push('called');
    const zego = zegoCallbacks({ secret: SECRET });
    zego.onRoomLogout(handler).off('room_logout', nothing).off('room_login', handler);
    await zego.receive({ body: signedCallback('room_logout') });
    expect(seen).toEqual(['called']);
  });

  test('leaves the others in their order', async () => {
    const seen: string[] = [];
    const [a, b, c] = ['a', 'b', 'c'].map((name) => () => void seen.push(name));
    const zego = zegoCallbacks({ secret: SECRET });
    zego.onRoomLogout(a!).onRoomLogout(b!).onRoomLogout(c!).off('room_logout', b!);
    await zego.receive({ body: signedCallback('room_logout') });
    expect(seen).toEqual(['a', 'c']);
  });

  test('does not take away what onAny registered', async () => {
    const seen: string[] = [];
    const handler = () => void seen.push('called');
    const zego = zegoCallbacks({ secret: SECRET });
    zego.onAny(handler).off('room_logout', handler);
    await zego.receive({ body: signedCallback('room_logout') });
    expect(seen).toEqual(['called']);
  });
});
