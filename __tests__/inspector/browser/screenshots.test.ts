import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { inflateSync } from 'node:zlib';
import { root } from '../../docs/pages.js';
import type { PageElement } from '../kit/element.js';
import { eventually } from '../kit/eventually.js';
import type { InspectorPage } from '../kit/inspector-page.js';
import { startReceiver } from '../kit/receiver.js';
import { playScene, scene } from '../kit/scene.js';
import { describeInChromium, useChromium, type VisitOptions } from '../kit/visit.js';

const FOLDER = path.join(root, 'docs/inspector');
const MOST_BYTES = 150_000;
/** UPDATE_SCREENSHOTS=1 writes the pictures of the documentation anew. */
const isUpdating = process.env['UPDATE_SCREENSHOTS'] === '1';

interface Picture extends VisitOptions {
  readonly name: string;
  readonly show?: (inspector: InspectorPage) => Promise<void>;
}

const DESK = { width: 1120, height: 560 };

const pictures: readonly Picture[] = [
  { name: 'list', viewport: DESK },
  { name: 'dark', viewport: DESK, colorScheme: 'dark' },
  { name: 'phone', viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
  {
    name: 'refused',
    viewport: { width: 920, height: 600 },
    show: async (inspector) => {
      const dialog = await inspector.open(scene.badSignature);
      await dialog.getByRole('region', { name: /^Signature/ }).evaluate((region: PageElement) => region.scrollIntoView());
    },
  },
  {
    name: 'send',
    viewport: { width: 1024, height: 720 },
    show: async (inspector) => {
      await inspector.openTab('Send');
      await inspector.chooseEvent('room_logout');
    },
  },
  {
    name: 'rooms',
    viewport: { width: 1024, height: 360 },
    show: async (inspector) => {
      await inspector.openTab('Rooms');
      await inspector.page.getByText('cay-camera').first().waitFor();
    },
  },
];

/** Size, and how many of its lines differ from the line above. */
function examine(png: Buffer): { readonly width: number; readonly height: number; readonly lines: number } {
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const parts: Buffer[] = [];
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  }
  const pixels = inflateSync(Buffer.concat(parts));
  const stride = pixels.length / height;
  const lines = new Set(Array.from({ length: height }, (_, line) => pixels.toString('latin1', line * stride, (line + 1) * stride)));
  return { width, height, lines: lines.size };
}

describeInChromium('the pictures of docs/inspector.md', () => {
  const visit = useChromium();

  test.each(pictures)('$name', async ({ name, show, viewport, ...options }) => {
    const receiver = await startReceiver({ hasRooms: true });
    await playScene(receiver);
    const inspector = await visit(receiver.page, { ...options, viewport: viewport! });
    await eventually(async () => expect(await inspector.rows()).toHaveLength(15));
    await show?.(inspector);
    const made = await inspector.page.screenshot({ animations: 'disabled', caret: 'hide' });
    const { width, height, lines } = examine(made);
    expect({ width, height }).toEqual(viewport);
    expect(lines).toBeGreaterThan(viewport!.height / 4);

    const file = path.join(FOLDER, `${name}.png`);
    if (isUpdating) {
      expect(made.length).toBeLessThan(MOST_BYTES);
      mkdirSync(FOLDER, { recursive: true });
      writeFileSync(file, made);
    }
    const { width: shownWidth, height: shownHeight } = examine(readFileSync(file));
    expect({ width: shownWidth, height: shownHeight }).toEqual(viewport);
  });
});
