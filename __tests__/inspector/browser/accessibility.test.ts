import { createRequire } from 'node:module';
import { eventually } from '../kit/eventually.js';
import type { InspectorPage } from '../kit/inspector-page.js';
import { startReceiver } from '../kit/receiver.js';
import { playScene, scene } from '../kit/scene.js';
import { describeInChromium, useChromium } from '../kit/visit.js';

const AXE = createRequire(__filename).resolve('axe-core/axe.min.js');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21aa', 'best-practice'];
const PHONE = { width: 390, height: 844 };
const DESK = { width: 1280, height: 800 };

interface Finding {
  readonly rule: string;
  readonly where: string;
  readonly why: string;
}

/** What axe finds against a view as it is now. */
async function findings({ page }: InspectorPage): Promise<Finding[]> {
  return page.evaluate<Finding[]>(`axe.run({ runOnly: ${JSON.stringify(RULES)} }).then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => ({ rule: id, where: String(target), why: failureSummary }))))`);
}

/** By name, how to get there from the list. */
const views: Readonly<Record<string, (inspector: InspectorPage) => Promise<void>>> = {
  'the list': async () => undefined,
  'the list, nothing of which matches': async (inspector) => {
    await inspector.filter.fill('nothing of the kind');
    await inspector.page.getByText('No delivery matches the filters.').waitFor();
  },
  'the form for sending': async (inspector) => {
    await inspector.openTab('Send');
    await inspector.chooseEvent('room_logout');
  },
  'the answers to what was sent': async (inspector) => {
    await inspector.openTab('Send');
    await inspector.chooseEvent('cloud_recording_file_uploaded');
    await inspector.sendButton.click();
    await inspector.replies();
  },
  'the rooms': async (inspector) => {
    await inspector.openTab('Rooms');
    await inspector.page.getByText('cay-camera').first().waitFor();
  },
};

describeInChromium('accessibility', () => {
  const visit = useChromium();

  async function openScene(): Promise<InspectorPage> {
    const receiver = await startReceiver({ hasRooms: true });
    await playScene(receiver);
    const inspector = await visit(receiver.page, { scripts: [AXE], viewport: DESK });
    await eventually(async () => expect(await inspector.rows()).toHaveLength(15));
    return inspector;
  }

  test.each(Object.keys(views))('axe finds nothing in %s, light or dark, on a desk or a phone', async (name) => {
    const inspector = await openScene();
    await views[name]!(inspector);
    for (const viewport of [DESK, PHONE]) {
      await inspector.page.setViewportSize(viewport);
      for (const colorScheme of ['light', 'dark'] as const) {
        await inspector.page.emulateMedia({ colorScheme });
        expect({ viewport, colorScheme, findings: await findings(inspector) }).toEqual({ viewport, colorScheme, findings: [] });
      }
    }
  });

  test.each([['light', DESK], ['dark', DESK], ['light', PHONE]] as const)('axe finds nothing in any delivery, %s, %j', async (colorScheme, viewport) => {
    const inspector = await openScene();
    await inspector.page.emulateMedia({ colorScheme });
    await inspector.page.setViewportSize(viewport);
    for (const [name, id] of Object.entries(scene)) {
      const dialog = await inspector.open(id);
      expect({ name, findings: await findings(inspector) }).toEqual({ name, findings: [] });
      await dialog.getByRole('button', { name: 'Close' }).click();
    }
  });

  test.each(['light', 'dark'] as const)('axe finds nothing in an empty page, nor while it has no server, %s', async (colorScheme) => {
    const receiver = await startReceiver();
    const inspector = await visit(receiver.page, { scripts: [AXE], colorScheme, expected: [/live( net::ERR_|$)/] });
    await inspector.isConnected('live');
    expect(await findings(inspector)).toEqual([]);
    await receiver.stop();
    await inspector.isConnected('reconnecting');
    expect(await findings(inspector)).toEqual([]);
  });

  test('axe would find something', async () => {
    const receiver = await startReceiver();
    const inspector = await visit(receiver.page, { scripts: [AXE] });
    await inspector.isConnected('live');
    await inspector.page.evaluate("document.body.append(document.createElement('button'))");
    expect((await findings(inspector)).map(({ rule }) => rule)).toContain('button-name');
  });

  test('light and dark are different, and follow the machine', async () => {
    const receiver = await startReceiver();
    const inspector = await visit(receiver.page, { colorScheme: 'light' });
    const colours = (): Promise<[string, string]> => inspector.page.evaluate<[string, string]>('[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]');
    const brightness = (colour: string): number => (/\d+/g[Symbol.match](colour) ?? []).slice(0, 3).reduce((sum, part) => sum + Number(part), 0) / 3;
    const [paper, ink] = (await colours()).map(brightness);
    await inspector.page.emulateMedia({ colorScheme: 'dark' });
    const [darkPaper, darkInk] = (await colours()).map(brightness);
    expect([paper! > 200, ink! < 100, darkPaper! < 60, darkInk! > 150]).toEqual([true, true, true, true]);
  });
});
