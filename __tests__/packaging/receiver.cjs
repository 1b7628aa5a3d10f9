const express = require('express');
const { ZegoCallbackError, zegoCallbacks } = require('express-zego-callbacks');

const zego = zegoCallbacks({ secret: process.env.ZEGO_CALLBACK_SECRET });

zego
  .on('room_logout', async (event, { signal }) => {
    const { room_id, room_seq, reason } = event.payload;
    console.log(['left', room_id.toUpperCase(), BigInt(room_seq), reason.toFixed(0), signal.aborted].join(' '));
  })
  .onError((error) => {
    console.log(['refused', error instanceof ZegoCallbackError, error.code].join(' '));
  });

// Every other entry, as it is loaded here.
const entries = {
  bullmq: require('express-zego-callbacks/bullmq'),
  inspector: require('express-zego-callbacks/inspector'),
  presence: require('express-zego-callbacks/presence'),
  redis: require('express-zego-callbacks/redis'),
  'store-conformance': require('express-zego-callbacks/store-conformance'),
  testing: require('express-zego-callbacks/testing'),
};
new entries.presence.RoomTracker().attach(zego);

const app = express();
app.use('/api/zego/callbacks', zego);
app.use('/zego-inspector', entries.inspector.inspector(zego, { keep: 10 }));
const server = app.listen(0, '127.0.0.1', () => {
  console.log(server.address().port);
  console.log(['entries', ...Object.entries(entries).map(([entry, all]) => `${entry}:${Object.keys(all).length}`)].join(' '));
});
