import { signCallback } from '../../../lib/index.js';
import { SECRET, sign, signedCallback } from '../../kit/callbacks.js';
import { startReceiver } from '../kit/receiver.js';
import { describeInChromium, useChromium } from '../kit/visit.js';

describeInChromium('a refused signature', () => {
  const visit = useChromium();

  test.each([
    ['made with another secret', `not ${SECRET}`, /CallbackSecret/],
    ['made with a space behind the secret', `${SECRET} `, /secret/i],
  ])('%s is explained without showing the secret', async (_what, secret, cause) => {
    const receiver = await startReceiver();
    const fields = sign(signedCallback('room_login'), 'room_login', { secret }) as Readonly<Record<'timestamp' | 'nonce' | 'signature', string>>;
    await receiver.send.body(fields);

    const inspector = await visit(receiver.page);
    const sent: Promise<string>[] = [];
    inspector.page.on('response', (response) => {
      // The live connection does not end; what it tells is on the page.
      if (!response.url().endsWith('/live')) sent.push(response.text());
    });
    const dialog = await inspector.open(1);
    const signature = dialog.getByRole('region', { name: /^Signature/ });
    const text = (await signature.innerText()).replace(/\s+/g, ' ');
    const expected = signCallback(fields, SECRET);
    expect(text).toContain(expected);
    expect(text).toContain(fields.signature);
    expect(expected).not.toBe(fields.signature);

    // The parts in the order in which they are joined; the secret is a mask.
    const parts = { secret: SECRET, timestamp: fields.timestamp, nonce: fields.nonce };
    const order = Object.entries(parts).sort(([, a], [, b]) => Buffer.compare(Buffer.from(a), Buffer.from(b))).map(([name]) => name);
    const places = order.map((name) => text.toLowerCase().search(new RegExp(`\\b${name}\\b.{0,3}\\s?(•|\\d|«|\\*)`)));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(Math.min(...places)).toBeGreaterThan(-1);
    expect(text).toContain(fields.timestamp);
    expect(text).toContain(fields.nonce);
    expect((await signature.getByRole('listitem').allInnerTexts()).join(' ')).toMatch(cause);

    expect(sent.length).toBeGreaterThan(0);
    const all = [await inspector.page.content(), await dialog.innerText(), ...await Promise.all(sent)].join('\n');
    for (const spelled of [SECRET, encodeURIComponent(SECRET), Buffer.from(SECRET).toString('base64')]) expect(all).not.toContain(spelled);
  });

  test('is explained for each of the secrets while one is rotated out', async () => {
    const secrets = ['the-new-secret-of-them', 'the-old-secret-of-them'] as const;
    const receiver = await startReceiver({ secrets: [...secrets] });
    const fields = sign(signedCallback('room_login'), 'room_login', { secret: 'a third one' }) as Readonly<Record<'timestamp' | 'nonce' | 'signature', string>>;
    await receiver.send.body(fields);
    const inspector = await visit(receiver.page);
    const text = await (await inspector.open(1)).getByRole('region', { name: /^Signature/ }).innerText();
    for (const secret of secrets) {
      expect(text).toContain(signCallback(fields, secret));
      expect(text).not.toContain(secret);
    }
  });
});
