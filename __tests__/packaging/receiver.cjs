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

const app = express();
app.use('/api/zego/callbacks', zego);
const server = app.listen(0, '127.0.0.1', () => {
  console.log(server.address().port);
});
