import { SECRET, type StartFigures, type StartSettings } from './protocol.js';
import { stopwatch } from './stopwatch.js';

const { whole } = JSON.parse(process.argv[2] ?? '') as StartSettings;

const elapsed = stopwatch();
await import('express');
await import('body-parser');
const receiver = whole ? (await import('express-zego-callbacks')).zegoCallbacks({ secret: SECRET }) : undefined;
const start = elapsed();

if (receiver === undefined) {
  console.log(JSON.stringify({ start } satisfies StartFigures));
} else {
  const { makeBody } = await import('./bodies.js');
  const { text } = makeBody('small', 'json');
  const ofFirst = stopwatch();
  const { outcome } = await receiver.receive({ body: text });
  if (outcome !== 'delivered') throw new Error(`The first callback was ${outcome}.`);
  console.log(JSON.stringify({ start, first: ofFirst() } satisfies StartFigures));
}
