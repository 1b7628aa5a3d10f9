import express from 'express';
import * as bullmq from 'express-zego-callbacks/bullmq';
import * as inspector from 'express-zego-callbacks/inspector';
import * as presence from 'express-zego-callbacks/presence';
import * as redis from 'express-zego-callbacks/redis';
import * as storeConformance from 'express-zego-callbacks/store-conformance';
import * as testing from 'express-zego-callbacks/testing';
import { signCallback, ZegoCallbackError, zegoCallbacks } from 'express-zego-callbacks';

const zego = zegoCallbacks({ secret: process.env.ZEGO_CALLBACK_SECRET });

zego
  .onRoomLogout(async (event, { signal }) => {
    const { room_id, room_seq, reason } = event.payload;
    console.log(['left', room_id.toUpperCase(), BigInt(room_seq), reason.toFixed(0), signal.aborted].join(' '));
    // @ts-expect-error -- no such field; fails to compile where the types do not arrive
    event.payload.misspelled;
  })
  .onError((error) => {
    console.log(['refused', error instanceof ZegoCallbackError, error.code].join(' '));
  });

// @ts-expect-error -- no such event
zego.onRoomLogot;
signCallback({ timestamp: 1470820198, nonce: '123412' }, 'secret').toUpperCase();

// Every other entry, as it is loaded here.
const entries = { bullmq, inspector, presence, redis, 'store-conformance': storeConformance, testing };
new presence.RoomTracker().attach(zego);
// @ts-expect-error -- no such event
if (process.env.NEVER === 'set') testing.signedCallback('room_logot');

const app = express();
app.use('/api/zego/callbacks', zego);
app.use('/zego-inspector', inspector.inspector(zego, { keep: 10, rooms: new presence.RoomTracker() }));
// @ts-expect-error -- no such option
if (process.env.NEVER === 'set') inspector.inspector(zego, { kep: 10 });
const server = app.listen(0, '127.0.0.1', () => {
  const address = server.address();
  console.log(typeof address === 'object' && address ? address.port : 'no port');
  console.log(['entries', ...Object.entries(entries).map(([entry, all]) => `${entry}:${Object.keys(all).filter((name) => name !== 'default' && name !== 'module.exports').length}`)].join(' '));
});
