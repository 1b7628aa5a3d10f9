import express from 'express';
import fc from 'fast-check';
import { type DeliveryReport, zegoCallbacks } from '../../lib/index.js';
import { type RoomEvent, RoomTracker } from '../../lib/presence/index.js';
import { freshNonce, SECRET, sign } from '../kit/callbacks.js';
import { forgetful, MOUNT } from '../kit/express.js';
import { jsonText } from '../kit/forms.js';
import { listen } from '../kit/server.js';
import { expectView, seen } from './following.js';
import { check, disorder, history, jumbled, PATIENCE_MS } from './histories.js';
import { World } from './world.js';

/** As ZEGO writes it: numbers as text, save for the session of a room that is created or closed, which no double holds. */
function wireOf({ name, payload }: RoomEvent): string {
  const texts = Object.entries(payload).map(([key, value]): [string, string | string[]] => [key, Array.isArray(value) ? [] : String(value)]);
  const signed = sign({ event: name, appid: '1', ...Object.fromEntries(texts) }, name, { nonce: freshNonce() });
  return jsonText(name === 'room_create' || name === 'room_close' ? { ...signed, room_session_id: BigInt(payload.room_session_id) } : signed);
}

/** Sends signed callbacks to a server with a tracker, so many at a time, and compares what it shows. */
async function expectDelivered(world: World, sent: readonly string[], store: typeof forgetful | undefined, atOnce: number, outcomes: ReadonlySet<DeliveryReport['outcome']>): Promise<void> {
  const reports: DeliveryReport[] = [];
  const zego = zegoCallbacks({ secret: SECRET, store }).onDelivery((report) => void reports.push(report));
  const tracker = new RoomTracker().attach(zego);
  const server = await listen(express().use(MOUNT, zego), { keepAlive: true });
  try {
    for (let n = 0; n < sent.length; n += atOnce) {
      const replies = await Promise.all(sent.slice(n, n + atOnce).map((body) => server.post(MOUNT, body, { 'content-type': 'application/json' })));
      expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 200));
    }
    expectView(seen(await tracker.list()), world.truth(), world.events);
    for (const { outcome } of reports) expect(outcomes).toContain(outcome);
  } finally {
    tracker.close();
    await server.close();
  }
}

const atOnce = fc.constantFrom(1, 4, 8);

test('signed callbacks that come over HTTP, some at once, come to the truth; repeats are absorbed before they are taken in', async () => {
  const property = fc.asyncProperty(history, disorder, atOnce, async (steps, how, some) => {
    const world = World.of(steps);
    const sent = jumbled(world.events.map(wireOf), how);
    await expectDelivered(world, sent, undefined, some, new Set(['delivered', 'duplicate']));
  });
  await check(50, property);
}, PATIENCE_MS);

test('they do so too where nothing absorbs the repeats, each signed anew', async () => {
  const property = fc.asyncProperty(history, disorder, atOnce, async (steps, how, some) => {
    const world = World.of(steps);
    const sent = jumbled(world.events, how).map(wireOf);
    await expectDelivered(world, sent, forgetful, some, new Set(['delivered']));
  });
  await check(50, property);
}, PATIENCE_MS);
