import { createRequire } from 'node:module';
import type * as zego from 'express-zego-callbacks';
import { SECRET, type StartFigures, type StartSettings } from './protocol.js';
import { stopwatch } from './stopwatch.js';

const { whole } = JSON.parse(process.argv[2] ?? '') as StartSettings;
const load = createRequire(__filename);

const elapsed = stopwatch();
load('express');
load('body-parser');
const receiver = whole ? (load('express-zego-callbacks') as typeof zego).zegoCallbacks({ secret: SECRET }) : undefined;
const start = elapsed();

async function tell(): Promise<void> {
  if (receiver === undefined) {
    console.log(JSON.stringify({ start } satisfies StartFigures));
    return;
  }
  const { makeBody } = await import('./bodies.js');
  const { text } = makeBody('small', 'json');
  const ofFirst = stopwatch();
  const { outcome } = await receiver.receive({ body: text });
  if (outcome !== 'delivered') throw new Error(`The first callback was ${outcome}.`);
  console.log(JSON.stringify({ start, first: ofFirst() } satisfies StartFigures));
}

void tell();
