/**
 * Compiled, never run: `npm run typecheck` fails when a type loosens (an expected error does not come) or tightens
 * (a fact does not hold). The snippets beside this file say where the compiler points and what it says.
 */
import type { RequestHandler } from 'express';
import {
  defineEvent,
  type Decision,
  type DeliveryStore,
  zegoCallbacks,
  type ZegoEvent,
  type ZegoEventName,
  type ZegoHandler,
  type ZegoPayloads,
} from '../../lib/index.js';
import type { Checked, HandlerContext, Identified, MaybePromise, Verified, VerifiedDigest } from '../../lib/delivery.js';
import type { Checker } from '../../lib/validate.js';

// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the compiler compares two such functions by identity
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type Holds<Fact extends true> = Fact;
type Fails<Fact extends false> = Fact;
type Extends<A, B> = [A] extends [B] ? true : false;
type Logout = ZegoPayloads['room_logout'];

export type Facts = [
  Holds<Same<Logout['room_id'], string>>,
  Holds<Same<Logout['room_seq'], string>>,
  Holds<Same<Logout['reason'], 0 | 1 | 2 | 3 | 4 | (number & {})>>,
  Holds<Extends<number, Logout['reason']>>,
  Fails<Extends<string, Logout['reason']>>,
  Fails<Extends<'room_logot', ZegoEventName>>,
  Fails<Extends<string, ZegoEventName>>,
  Holds<Same<Extract<ZegoEvent, { name: 'room_logout' }>['payload'], Logout>>,
  Holds<Same<ZegoEvent['name'], ZegoEventName>>,
  Holds<Same<ReturnType<ZegoHandler<'before_send_msg'>>, MaybePromise<Decision>>>,
  Holds<Same<ReturnType<ZegoHandler<'room_logout'>>, void | Promise<void>>>,
  Holds<Same<Parameters<ZegoHandler<'room_logout'>>, [event: ZegoEvent<'room_logout'>, context: HandlerContext]>>,
  Holds<Extends<ReturnType<typeof zegoCallbacks>, RequestHandler>>,
  // A parcel becomes a verified one in one place only.
  Holds<Same<Parameters<Checker['check']>[0], Verified>>,
  Fails<Extends<Identified, Verified>>,
  Fails<Extends<string, VerifiedDigest>>,
  Fails<Extends<Verified, Checked>>,
];

export function neverCalled(store: DeliveryStore, use: (value: unknown) => void): void {
  const zego = zegoCallbacks({ secret: process.env['ZEGO_CALLBACK_SECRET'], store });

  // @ts-expect-error -- no such event
  zego.on('room_logot', () => undefined);
  zego.onRoomLogout((event) => {
    // @ts-expect-error -- no such field
    use(event.payload.room_idd);
    // @ts-expect-error -- 64-bit ids are strings
    const seq: number = event.payload.room_seq;
    use(seq);
  });
  zego.onAny((event) => {
    // @ts-expect-error -- not narrowed
    use(event.payload.room_seq);
    if (event.name === 'room_logout') use(event.payload.room_seq);
    // @ts-expect-error -- narrowed to another event
    if (event.name === 'send_msg') use(event.payload.room_seq);
  });
  // @ts-expect-error -- must decide
  zego.onBeforeSendMsg(() => undefined);
  // @ts-expect-error -- no such result
  zego.onBeforeSendMsg(() => ({ result: 4 }));
  zego.onBeforeSendMsg(async () => ({ result: 3, reason: 'spam' }));
  // @ts-expect-error -- has nothing to decide
  zego.onRoomLogout(() => ({ result: 0 }));
  // @ts-expect-error -- has nothing to decide
  zego.onRoomLogout(async () => ({ result: 0 }));
  // @ts-expect-error -- no such option
  zegoCallbacks({ secret: 's', tolerence: 60 });
  // @ts-expect-error -- seconds are a number
  zegoCallbacks({ secret: 's', tolerance: '300' });
  // @ts-expect-error -- the secret is required
  zegoCallbacks({});

  const gift = defineEvent<'gift_sent', { readonly amount: number }>({
    name: 'gift_sent',
    discriminator: { field: 'event', value: 'gift_sent' },
    schema: { type: 'object', properties: { amount: { type: 'integer' } } },
  });
  const own = zegoCallbacks({ secret: 's', events: [gift] }).onRoomLogin(() => undefined);
  own.onGiftSent((event) => {
    const amount: number = event.payload.amount;
    // @ts-expect-error -- no such field
    use(event.payload.amuont);
    use(amount);
  });
  own.on('gift_sent', (event) => use(event.payload.amount));
  // @ts-expect-error -- another middleware's event
  zego.on('gift_sent', () => undefined);
}
