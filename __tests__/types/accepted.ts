import type { Snippet } from './compile.js';
import { withOwnEvents } from './own-events.js';

/** What must compile, in projects with and without `exactOptionalPropertyTypes`. */
export const accepted: readonly Snippet[] = [
  {
    title: 'the quick start',
    code: `const quick = zegoCallbacks({ secret: process.env.ZEGO_CALLBACK_SECRET });
quick.onRoomLogout(async (event, { signal, req }) => {
  const name: 'room_logout' = event.name;
  const product: 'rtc' = event.product;
  const room: string = event.payload.room_id;
  const seq: string = event.payload.room_seq;
  const reason: number = event.payload.reason;
  const at: [Date, Date] = [event.timestamp, event.receivedAt];
  const texts: string[] = [event.id, event.appId, event.nonce];
  const raw: unknown = event.raw['signature'];
  const aborted: boolean = signal.aborted;
  const ip: string | undefined = req?.ip;
});
app.use('/api/zego/callbacks', quick);`,
  },
  { title: 'a secret from the environment, by name or by index', code: `zegoCallbacks({ secret: process.env.ZEGO_CALLBACK_SECRET });\nzegoCallbacks({ secret: process.env['ZEGO_CALLBACK_SECRET'] });` },
  {
    title: 'a reason that is documented, and one that ZEGO has not thought of yet',
    code: `zego.onRoomLogout(({ payload: { reason } }) => {
  const any: typeof reason = 12345;
  const literals: [Extract<typeof reason, 0>, Extract<typeof reason, 4>] = [0, 4];
  if (reason === 0 || reason === 4 || reason === 99) return;
});`,
  },
  {
    title: 'a documented text, and one that ZEGO has not thought of yet',
    code: `zego.onSnapshot(({ payload: { vendor } }) => {
  const literal: Extract<typeof vendor, 'tencent'> = 'tencent';
  const any: typeof vendor = 'somebody new';
  const text: string = vendor;
});`,
  },
  {
    title: 'narrowing the union by name',
    code: `zego.onAny((event) => {
  const id: string = event.id;
  if (event.name === 'room_logout') { const seq: string = event.payload.room_seq; const product: 'rtc' = event.product; }
  switch (event.name) {
    case 'send_msg': return void event.payload.msg_id;
    case 'zim_room_create': { const product: 'zim' = event.product; return; }
    case 'cloud_recording_uploading': return void event.payload;
    default: { const rest: Exclude<lib.ZegoEventName, 'send_msg' | 'zim_room_create' | 'cloud_recording_uploading'> = event.name; }
  }
});`,
  },
  {
    title: 'decisions, at once and later',
    code: `zego.onBeforeSendMsg((event) => ({ result: 3, reason: \`not in \${event.payload.conv_id}\` }));
zego.onBeforeSendMsg(async () => ({ result: 1, new_payload: '', new_msg_body: '' }));
zego.on('before_send_msg', (): lib.Decision => ({ result: 0 }));
const decide: lib.ZegoHandler<'before_send_msg'> = async (event, { signal }) => (signal.aborted ? { result: 0 } : { result: 2 });
zego.off('before_send_msg', decide);`,
  },
  {
    title: 'handlers that return nothing, at once and later',
    code: `zego.onRoomLogout(() => {});
zego.onRoomLogout(() => undefined);
zego.onRoomLogout(async () => {});
zego.on('room_logout', async (event) => { await Promise.resolve(event.payload.user_account); });
zego.onAny(async () => {}).onUnknown(async (event) => { const reasons: readonly string[] = event.reasons; });
const save = async (event: lib.ZegoEvent<'room_login' | 'room_logout'>): Promise<void> => { const account: string = event.payload.user_account; };
zego.onRoomLogin(save).onRoomLogout(save).off('room_login', save);`,
  },
  {
    title: 'chains over every kind of member',
    code: `const chained: lib.ZegoCallbacks = zego
  .on('room_login', () => {})
  .onRoomLogout(() => {})
  .off('room_login', () => {})
  .onAny(() => {})
  .onUnknown(() => {})
  .onError((error, delivery) => { const status: number = delivery.status; const code: lib.ZegoErrorCode = error.code; const hint: string | undefined = error.hint; })
  .onDelivery(({ outcome, durationMs, skewMs, bodyForm, notices, code, error, event }) => { const name: string | undefined = event?.name; })
  .onSendMsg(() => {});
app.use(chained);`,
  },
  {
    title: 'every place where it can be mounted',
    code: `const handler: RequestHandler = zego;
app.use(zego);
app.use('/x', zego);
app.use('/x', express.json(), zego);
app.post('/x', zego);
app.post('/x', express.json({ verify: keepRawBody }), zego);
app.route('/x').post(zego);
const router = Router();
router.use('/x', zego);
router.post('/x', zego);
app.use(express.urlencoded({ extended: true, verify: keepRawBody }));
app.use((error: Error, req: Request, res: Response, next: NextFunction) => {
  if (error instanceof ZegoCallbackError) res.status(error.status).set(error.headers).json({ code: error.code });
  else next(error);
});`,
  },
  {
    title: 'every option',
    code: `const all: lib.ZegoCallbacksOptions = {
  secret: ['new', 'old'], path: '/', limit: '1mb', tolerance: 300, signatureBinding: 'auto', store: new MemoryStore({ max: 10, clock: Date.now }), storeErrors: 'reject',
  invalidPayload: 'unknown', handlerTimeout: 1, decisionTimeout: 1, events: [], forwardErrors: true, clock: () => 0,
};
zegoCallbacks(all).onRoomLogout((event) => { const room: string = event.payload.room_id; });
zegoCallbacks({ secret: 's', limit: 1024, tolerance: false });
zegoCallbacks({ secret: (appId) => (appId === '1' ? 's' : undefined) });
zegoCallbacks({ secret: async (appId: string) => [appId] });
const named: Parameters<typeof zegoCallbacks>[0] = { secret: 's' };`,
  },
  {
    title: 'options that may be undefined',
    code: `declare const maybe: { text?: string; store?: lib.DeliveryStore; size?: number; flag?: boolean; clock?: () => number };
zegoCallbacks({ secret: maybe.text, path: maybe.text, limit: maybe.size, tolerance: maybe.size, store: maybe.store, handlerTimeout: maybe.size, decisionTimeout: maybe.size, forwardErrors: maybe.flag, clock: maybe.clock, events: undefined });`,
  },
  {
    title: 'inputs that may be undefined elsewhere',
    code: `declare const req: Request, maybe: { text?: string; size?: number };
zego.receive({ body: Buffer.from(''), contentType: req.headers['content-type'] });
new MemoryStore({ max: maybe.size });
zego.onBeforeSendMsg(() => ({ result: 3, reason: maybe.text }));`,
  },
  {
    title: 'a middleware that is kept in a class, and one that is passed on',
    code: `class Callbacks {
  readonly zego: lib.ZegoCallbacks = zegoCallbacks({ secret: 's' });
  mount(router: Router): void { router.use('/zego', this.zego); }
}
function audit(callbacks: lib.ZegoCallbacks): lib.ZegoCallbacks { return callbacks.onAny((event) => console.log(event.name)); }
audit(new Callbacks().zego);`,
  },
  {
    title: 'a store that answers at once',
    code: `class Store implements lib.DeliveryStore {
  claim(id: string, owner: string, leaseMs: number): lib.Claim { return id === '' ? { state: 'busy' } : { state: 'claimed' }; }
  complete(id: string, ttlMs: number, response?: string): void {}
  release(id: string, owner: string): void {}
  bind(digest: string, id: string, ttlMs: number): string { return id; }
}
zegoCallbacks({ secret: 's', store: new Store() });`,
  },
  {
    title: 'a store that answers later',
    code: `class Store implements lib.DeliveryStore {
  async claim(id: string) { return { state: 'done', response: id } as const; }
  async complete(id: string, ttlMs: number, response?: string) {}
  async release() {}
  async bind(digest: string, id: string) { return id; }
}
zegoCallbacks({ secret: 's', store: new Store() });
const plain: lib.DeliveryStore = { claim: async () => ({ state: 'claimed' }), complete: async () => {}, release: async () => {}, bind: async (digest, id) => id };`,
  },
  {
    title: 'the pipeline without HTTP, queues and shutdown',
    code: `async function main(body: Buffer | Uint8Array | string | { event: string }): Promise<void> {
  const { status, headers, body: text, outcome } = await zego.receive({ body });
  const answer: [number, string | undefined, string, lib.DeliveryOutcome] = [status, headers['Content-Type'], text, outcome];
  await zego.receive({ body, contentType: 'application/json' });
  await zego.idle();
}
zego.onAny(async (event) => { await zego.dispatch(event); });
declare const queued: lib.ZegoEvent<'room_logout'>;
zego.dispatch(queued);`,
  },
  {
    title: 'signatures, names and schemas',
    code: `const signature: string = signCallback({ timestamp: 1470820198, nonce: '123412' }, 'secret');
const right: boolean = verifySignature({ timestamp: '1470820198', nonce: 123412, signature }, ['new', 'old']);
const names: readonly lib.ZegoEventName[] = eventNames;
const required: readonly string[] | undefined = schemas.room_logout.required;
for (const name of eventNames) zego.on(name, (event) => { const id: string = event.id; });
type Reason = lib.ZegoPayloads['room_logout']['reason'];
const payload: lib.RoomLogoutPayload['reason'] = 0 satisfies Reason;
const product: lib.ZegoProducts['send_msg'] = 'zim';
const error = new ZegoCallbackError('busy');
const status: number = error.status + error.statusCode;`,
  },
  {
    title: 'events of one\'s own, by method and by name',
    code: withOwnEvents(`own.onGiftSent((event) => { const name: 'gift_sent' = event.name; const id: string = event.payload.gift_id; const amount: number = event.payload.amount; });
own.on('gift_sent', async (event, { signal }) => { const amount: number = event.payload.amount; });
own.onSeatTaken((event) => { const seat: lib.JsonValue | undefined = event.payload['seat']; });
const handler = (event: lib.CustomZegoEvent<'gift_sent', { readonly gift_id: string; readonly amount: number }>): void => {};
own.on('gift_sent', handler).off('gift_sent', handler);
own.onRoomLogout((event) => { const room: string = event.payload.room_id; });
app.use('/x', own);`),
  },
  {
    title: 'chains over events of one\'s own',
    code: withOwnEvents(`own.onGiftSent(() => {}).onCoinSpent((event) => { const coins: number = event.payload.coins; }).onSeatTaken(() => {}).onRoomLogout(() => {}).onGiftSent(() => {});
own.on('gift_sent', () => {}).onCoinSpent(() => {}).onAny(() => {}).onGiftSent(() => {});`),
  },
  {
    title: 'narrowing among events of one\'s own',
    code: withOwnEvents(`own.onAny((event) => {
  if (event.name === 'gift_sent') { const amount: number = event.payload.amount; }
  if (event.name === 'coin_spent') { const coins: number = event.payload.coins; }
  if (event.name === 'room_logout') { const room: string = event.payload.room_id; }
});`),
  },
];
