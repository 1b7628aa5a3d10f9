import type { Snippet } from './compile.js';
import { withOwnEvents } from './own-events.js';

export interface RefusedSnippet extends Snippet {
  /** What the compiler must say at every marked place. */
  readonly says: RegExp;
}

/** What must not compile. The marker stands before the place that the compiler must point at. */
export const refused: readonly RefusedSnippet[] = [
  // Names
  { title: 'an unknown event name in on()', code: `zego.on(/*!*/'room_logot', () => {});`, says: /"room_logot"/ },
  { title: 'an unknown event name in off()', code: `zego.off(/*!*/'room_logot', () => {});`, says: /"room_logot"/ },
  { title: 'an unknown on<Name> method', code: `zego./*!*/onRoomLogot(() => {});`, says: /onRoomLogot.*onRoomLogout/s },
  { title: 'an unknown name in a type', code: `let e: lib.ZegoEvent</*!*/'room_logot'>;`, says: /"room_logot"/ },
  { title: 'a name that is only known to be a string', code: `const name: string = 'room_logout';\nzego.on(/*!*/name, () => {});`, says: /string/ },
  { title: 'an unknown schema', code: `schemas./*!*/room_logot;`, says: /room_logot/ },
  { title: 'changing the list of event names', code: `eventNames./*!*/push('room_logout');`, says: /push/ },
  {
    title: 'an unknown name although the options were declared beforehand',
    code: `const options: lib.ZegoCallbacksOptions = { secret: 's' };\nzegoCallbacks(options).on(/*!*/'room_logot', () => {});\nzegoCallbacks(options)./*!*/onRoomLogot(() => {});`,
    says: /room_?logot/i,
  },

  // Fields
  { title: 'a misspelled field of the payload', code: `zego.onRoomLogout((event) => { event.payload./*!*/room_idd; });`, says: /room_idd/ },
  { title: 'a misspelled field of the event', code: `zego.on('room_logout', (event) => { event./*!*/nmae; });`, says: /nmae/ },
  { title: 'a field of another event', code: `zego.onRoomLogout((event) => { event.payload./*!*/msg_id; });`, says: /msg_id/ },
  { title: 'a misspelled member of the context', code: `zego.onRoomLogout((event, { /*!*/signl }) => {});`, says: /signl/ },
  { title: 'changing an event', code: `zego.onRoomLogout((event) => { event./*!*/id = ''; event.payload./*!*/room_id = ''; });`, says: /read-only/ },
  { title: 'a 64-bit id as a number', code: `zego.onRoomLogout((event) => { const /*!*/seq: number = event.payload.room_seq; });`, says: /'string' is not assignable to type 'number'/ },
  { title: 'a reason as a string', code: `zego.onRoomLogout((event) => { const /*!*/reason: string = event.payload.reason; });`, says: /'number' is not assignable to type 'string'/ },
  { title: 'comparing a reason with a string', code: `zego.onRoomLogout((event) => /*!*/event.payload.reason === '0' ? undefined : undefined);`, says: /no overlap/ },
  { title: 'an optional field as if it were always there', code: `zego.onRoomLogout((event) => { /*!*/event.payload.user_role.toFixed(); });`, says: /possibly 'undefined'/ },
  { title: 'the timestamp as a number', code: `zego.onRoomLogout((event) => { const /*!*/at: number = event.timestamp; });`, says: /Date/ },
  { title: 'the request as if there always were one', code: `zego.onRoomLogout((event, { req }) => { /*!*/req.ip; });`, says: /possibly 'undefined'/ },

  // Unions
  { title: 'a payload field of one event in onAny', code: `zego.onAny((event) => { event.payload./*!*/room_seq; });`, says: /room_seq/ },
  { title: 'a payload field of the wrong branch', code: `zego.onAny((event) => { if (event.name === 'send_msg') event.payload./*!*/room_seq; });`, says: /room_seq/ },
  { title: 'a branch for a name that does not exist', code: `zego.onAny((event) => { if (/*!*/event.name === 'room_logot') return; });`, says: /no overlap/ },
  { title: 'a payload field of an unknown event as a string', code: `zego.onUnknown((event) => { const /*!*/id: string = event.payload['room_id']; });`, says: /JsonValue/ },
  { title: 'an error code that does not exist', code: `zego.onError((error) => { if (/*!*/error.code === 'bad_sign') return; });`, says: /no overlap/ },
  { title: 'an outcome that does not exist', code: `zego.onDelivery(({ outcome }) => { if (/*!*/outcome === 'ok') return; });`, says: /no overlap/ },

  // Return values
  { title: 'before_send_msg without a return value', code: `zego.onBeforeSendMsg(/*!*/() => {});`, says: /Decision/ },
  { title: 'before_send_msg without a return value, by name', code: `zego./*!*/on('before_send_msg', () => {});`, says: /Decision/ },
  { title: 'before_send_msg, async, without a return value', code: `zego.onBeforeSendMsg(/*!*/async () => {});`, says: /Decision/ },
  { title: 'before_send_msg with a path that returns nothing', code: `zego.onBeforeSendMsg(/*!*/(event) => { if (event.payload.conv_id === '') return; return { result: 0 }; });`, says: /Decision/ },
  { title: 'a decision without a result', code: `zego.onBeforeSendMsg(() => /*!*/({ reason: 'no' }));`, says: /result/ },
  { title: 'a decision with an unknown result', code: `zego.onBeforeSendMsg(() => ({ /*!*/result: 4 }));`, says: /'4' is not assignable/ },
  { title: 'a decision with a result in a string', code: `zego.onBeforeSendMsg(() => ({ /*!*/result: '0' }));`, says: /string/ },
  { title: 'a decision with a misspelled member', code: `zego.onBeforeSendMsg((): lib.Decision => ({ result: 3, /*!*/reson: 'no' }));`, says: /reson/ },
  { title: 'a decision with a reason that is no text', code: `zego.onBeforeSendMsg(() => ({ result: 3, /*!*/reason: 7 }));`, says: /number/ },
  { title: 'another event whose handler decides', code: `zego.onRoomLogout(() => /*!*/({ result: 0 }));`, says: /void/ },
  { title: 'another event whose async handler decides', code: `zego.onSendMsg(async () => /*!*/({ result: 0 as const }));`, says: /void/ },
  { title: 'onAny that decides', code: `zego.onAny(() => /*!*/({ result: 3 }));`, says: /void/ },
  { title: 'a handler of another event', code: `const handler: lib.ZegoHandler<'send_msg'> = () => {};\nzego.onRoomLogout(/*!*/handler);`, says: /send_msg/ },
  { title: 'a handler that is no function', code: `zego.onRoomLogout(/*!*/'handler');`, says: /string/ },

  // Options
  { title: 'no options', code: `/*!*/zegoCallbacks();`, says: /Expected 1 arguments/ },
  { title: 'options without a secret', code: `zegoCallbacks(/*!*/{});`, says: /secret/ },
  { title: 'an unknown option', code: `zegoCallbacks({ secret: 's', /*!*/tolerence: 60 });`, says: /tolerence/ },
  { title: 'a secret that is no text', code: `zegoCallbacks({ /*!*/secret: 12 });`, says: /Secret/ },
  { title: 'a look-up that gives no text', code: `zegoCallbacks({ /*!*/secret: () => 12 });`, says: /number/ },
  { title: 'a path that is no text', code: `zegoCallbacks({ secret: 's', /*!*/path: /zego/ });`, says: /RegExp/ },
  { title: 'a limit that is no size', code: `zegoCallbacks({ secret: 's', /*!*/limit: true });`, says: /'true'/ },
  { title: 'a tolerance that is no number', code: `zegoCallbacks({ secret: 's', /*!*/tolerance: '300' });\nzegoCallbacks({ secret: 's', /*!*/tolerance: true });`, says: /tolerance|string|true/ },
  { title: 'an unknown signatureBinding', code: `zegoCallbacks({ secret: 's', /*!*/signatureBinding: 'on' });`, says: /"on"/ },
  { title: 'a store that lacks an operation', code: `zegoCallbacks({ secret: 's', /*!*/store: { claim: () => ({ state: 'claimed' }), complete() {}, release() {} } });`, says: /bind/ },
  { title: 'an unknown storeErrors', code: `zegoCallbacks({ secret: 's', /*!*/storeErrors: 'ignore' });`, says: /"ignore"/ },
  { title: 'an unknown invalidPayload', code: `zegoCallbacks({ secret: 's', /*!*/invalidPayload: 'drop' });`, says: /"drop"/ },
  { title: 'a time-out that is no number', code: `zegoCallbacks({ secret: 's', /*!*/handlerTimeout: '10s' });\nzegoCallbacks({ secret: 's', /*!*/decisionTimeout: '2s' });`, says: /string/ },
  { title: 'forwardErrors that is no boolean', code: `zegoCallbacks({ secret: 's', /*!*/forwardErrors: 'yes' });`, says: /string/ },
  { title: 'a clock that gives no number', code: `zegoCallbacks({ secret: 's', /*!*/clock: () => new Date() });`, says: /Date/ },
  { title: 'events that are no list', code: `zegoCallbacks({ secret: 's', events: { /*!*/name: 'gift_sent' } });`, says: /readonly/ },
  { title: 'an event without a schema', code: `zegoCallbacks({ secret: 's', events: [/*!*/{ name: 'gift_sent', discriminator: { field: 'event', value: 'gift_sent' } }] });`, says: /schema/ },

  // Stores
  {
    title: 'a store whose claim says something unknown',
    code: `class Store implements lib.DeliveryStore {
  /*!*/claim() { return { state: 'taken' as const }; }
  complete() {}
  release() {}
  bind(digest: string, id: string) { return id; }
}`,
    says: /taken/,
  },
  {
    title: 'a store whose bind does not tell the id',
    code: `class Store implements lib.DeliveryStore {
  claim() { return { state: 'claimed' as const }; }
  complete() {}
  release() {}
  /*!*/bind() {}
}`,
    says: /void/,
  },
  { title: 'an unknown option of the memory store', code: `new MemoryStore({ /*!*/size: 10 });`, says: /size/ },

  // Other members
  { title: 'receive without a body', code: `zego.receive(/*!*/{});`, says: /body/ },
  { title: 'receive with a body that cannot be one', code: `zego.receive({ /*!*/body: 12 });`, says: /number/ },
  { title: 'dispatch with half an event', code: `zego.dispatch(/*!*/{ name: 'room_logout' });`, says: /room_logout/ },
  { title: 'a signature without a nonce', code: `signCallback(/*!*/{ timestamp: 1 }, 's');`, says: /nonce/ },
  { title: 'verifying without a signature', code: `verifySignature(/*!*/{ timestamp: 1, nonce: 2 }, 's');`, says: /signature/ },
  { title: 'an error with an unknown code', code: `new ZegoCallbackError(/*!*/'bad_sign');`, says: /"bad_sign"/ },

  // Inside: what has not been verified goes no further
  {
    title: 'an identified parcel where a verified one is wanted',
    code: `declare const identified: parcel.Identified, checker: Checker;\nchecker.check(/*!*/identified, new Date());`,
    says: /Verified/,
  },
  {
    title: 'a verified parcel that nobody verified',
    code: `declare const identified: parcel.Identified, checker: Checker;\nchecker.check({ identified, /*!*/digest: identified.envelope.signature, timestampMs: 0, skewMs: 0 }, new Date());`,
    says: /VerifiedDigest/,
  },
  {
    title: 'a signature as it came where a computed digest is wanted',
    code: `declare const identified: parcel.Identified, once: Once, watcher: import('../../lib/once.js').Watcher;\nonce.bind(/*!*/identified.envelope.signature, 'id', watcher);`,
    says: /VerifiedDigest/,
  },

  // Events of one's own
  { title: 'a misspelled field of an event of one\'s own', code: withOwnEvents(`own.onGiftSent((event) => { event.payload./*!*/amuont; });`), says: /amuont/ },
  { title: 'a wrong type of a field of an event of one\'s own', code: withOwnEvents(`own.onGiftSent((event) => { const /*!*/amount: string = event.payload.amount; });`), says: /number/ },
  { title: 'an unknown name beside events of one\'s own', code: withOwnEvents(`own.on(/*!*/'gift_snet', () => {});\nown./*!*/onGiftSnet(() => {});`), says: /gift_?snet/i },
  { title: 'a handler of an event of one\'s own that decides', code: withOwnEvents(`own.onGiftSent(() => /*!*/({ result: 0 }));`), says: /void/ },
  { title: 'an event of one\'s own on a middleware that does not know it', code: withOwnEvents(`zego.on(/*!*/'gift_sent', () => {});\nzego./*!*/onGiftSent(() => {});`), says: /gift_?sent/i },
  { title: 'an unnarrowed payload beside events of one\'s own', code: withOwnEvents(`own.onAny((event) => { event.payload./*!*/gift_id; });`), says: /gift_id/ },
];
