import { zegoCallbacks, type ZegoEvent } from '../lib/index.js';
import { SECRET, eventNames, signedCallback } from './kit/callbacks.js';
import { wireForms } from './kit/forms.js';

/** `receive` takes bytes as they are after decompression; the compressed forms go over HTTP in body-forms.test.ts. */
const uncompressed = wireForms.filter(({ headers }) => headers['content-encoding'] === undefined);

describe.each(eventNames)('the documented example of %s', (name) => {
  const body = signedCallback(name);

  test.each(uncompressed)('is delivered from $name as the same event', async ({ write, headers }) => {
    const seen: ZegoEvent[] = [];
    const zego = zegoCallbacks({ secret: SECRET }).onAny((event) => void seen.push(event));
    const answer = await zego.receive({ body: write(body), contentType: headers['content-type'] ?? '' });
    expect(`${answer.status} ${answer.outcome} ${answer.body.includes('error') ? answer.body : ''}`).toBe('200 delivered ');
    const other: ZegoEvent[] = [];
    await zegoCallbacks({ secret: SECRET }).onAny((event) => void other.push(event)).receive({ body: JSON.stringify(body) });
    expect(seen[0]?.payload).toEqual(other[0]?.payload);
    expect(seen[0]?.id).toBe(other[0]?.id);
    expect(seen[0]?.name).toBe(name);
  });
});
