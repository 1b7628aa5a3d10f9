import express, { type ErrorRequestHandler } from 'express';
import { keepRawBody, zegoCallbacks } from 'express-zego-callbacks';
import { inspector } from 'express-zego-callbacks/inspector';
import { OnlineUsers, RoomTracker } from 'express-zego-callbacks/presence';
import { Patience } from './demo/evening/patience.js';
import { readSettings } from './demo/settings.js';
import { busyEvening, invite, selfTest } from './demo/tour.js';
import { prepareDrain } from './shutdown/drain.js';

const CALLBACKS = '/api/zego/callbacks';
const INSPECTOR = '/zego-inspector';
const settings = readSettings();
const app = express();

// The parser that this API has always had, in front of everything. By itself it rounds integers beyond 2^53, such as
// room_session_id, and nothing behind it can bring them back. So it keeps the bytes it reads, and the callbacks can be
// mounted among the other routes. (Mounted before the parser, they need nothing of it.)
app.use(express.json({ verify: keepRawBody }));

app.get('/api/health', (_req, res) => {
  res.json({ status: 'ok' });
});

const users = [{ id: 1, name: 'Grace' }];

app.get('/api/users', (_req, res) => {
  res.json(users);
});

app.post('/api/users', (req, res) => {
  const { name } = (req.body ?? {}) as { name?: unknown };
  if (typeof name !== 'string' || name.trim() === '') {
    res.status(400).json({ error: 'A user needs a name.' });
    return;
  }
  const user = { id: users.length + 1, name: name.trim() };
  users.push(user);
  res.status(201).json(user);
});

// The demo has a secret of its own when none is set. In your application hand over process.env.ZEGO_CALLBACK_SECRET
// as it is: zegoCallbacks() refuses to start without one.
const zego = zegoCallbacks({ secret: settings.secret });

// Who is in which room, and who is online. In several processes, give both a store in Redis.
const patience = new Patience();
const rooms = new RoomTracker(settings.simulation === undefined ? {} : patience.trackerOptions).attach(zego);
const online = new OnlineUsers().attach(zego);

app.get('/api/rooms', async (_req, res) => {
  const open = await rooms.list();
  res.json(open.map(({ roomId, createdAt, users, streams }) => ({ roomId, createdAt, users: users.length, streams: streams.length })));
});

app.get('/api/rooms/:id', async (req, res) => {
  const room = await rooms.get(req.params.id);
  if (room === undefined) res.status(404).json({ error: 'There is no such room, or it is not open.' });
  else res.json(room);
});

app.get('/api/online', async (_req, res) => {
  res.json({ users: await online.count() });
});

app.get('/api/online/:id', async (req, res) => {
  res.json(await online.sessions(req.params.id));
});

// A page that shows each callback as it comes in, for whoever sits at this machine. It is not there in production.
app.use(INSPECTOR, inspector(zego, { path: CALLBACKS, rooms }));

// A line for every callback, with the usual cause when one is refused. The self-test has its table instead.
let logging = false;
zego.onDelivery(({ status, outcome, code, event, error }) => {
  // %j, because the name of an event that nobody knows could hold anything.
  if (logging) console.log('%d %s %j %s', status, code ?? outcome, event?.name ?? null, error?.hint ?? error?.message ?? '');
});

app.use(CALLBACKS, zego);

// ZEGO may percent-encode the JSON. To express.json() that is a syntax error, but it has kept the bytes by then.
const unparsed: ErrorRequestHandler = (error, req, res, next) => {
  if ('rawBody' in req) void zego(req, res, next);
  else next(error);
};
app.use(CALLBACKS, unparsed);

const server = app.listen(settings.port, (error) => {
  if (error === undefined) void start();
  else fail(error);
});
const { drain } = prepareDrain(server, zego);

async function start(): Promise<void> {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : settings.port;
  const place = { origin: `http://127.0.0.1:${port}`, callbacks: CALLBACKS, inspector: INSPECTOR };
  const { simulation } = settings;
  const passed = simulation === undefined ? await selfTest(place, zego, settings) : await busyEvening(place, { rooms, online, patience }, settings, simulation);
  if (settings.once || simulation !== undefined) {
    process.exitCode = passed ? 0 : 1;
    server.close();
    return;
  }
  invite(place, settings);
  logging = true;
  process.on('SIGINT', shutDown).on('SIGTERM', shutDown);
}

/** Takes no more connections, and leaves when every callback and every other request has had its answer. */
function shutDown(signal: NodeJS.Signals): void {
  process.off('SIGINT', shutDown).off('SIGTERM', shutDown);
  void drain().then(() => console.log('Stopped.'));
  console.log(`\n${signal}: finishing what is in flight. Once more ends it at once.`);
}

function fail(error: NodeJS.ErrnoException): void {
  const reason = error.code === 'EADDRINUSE' ? 'it is taken. Choose another one; PORT=0 takes any that is free' : error.message;
  console.error(`Cannot listen on port ${settings.port}: ${reason}.`);
  process.exitCode = 1;
}
