import { startReceiver } from '../kit/receiver.js';
import { eventually } from '../kit/eventually.js';
import type { InspectorPage } from '../kit/inspector-page.js';
import { describeInChromium, useChromium } from '../kit/visit.js';

interface Focus {
  readonly role: string;
  readonly text: string;
  readonly isOutlined: boolean;
}

// A checkbox that is hidden behind its label lets that show where the focus is, a row's button the whole row.
const FOCUS = `(() => {
  const at = document.activeElement;
  const outlined = (one, part) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(one, part);
    return outlineStyle !== 'none' && parseFloat(outlineWidth) > 0;
  };
  return { role: at.getAttribute('role') ?? at.localName, text: at.getAttribute('aria-label') ?? at.textContent.trim(), isOutlined: outlined(at) || outlined(at, '::after') || (at.labels?.length > 0 && outlined(at.labels[0])) };
})()`;

describeInChromium('with the keyboard alone', () => {
  const visit = useChromium();

  const focus = ({ page }: InspectorPage): Promise<Focus> => page.evaluate<Focus>(FOCUS);

  /** Presses Tab until the focus is there; what it passes must be seen. */
  async function tabTo(inspector: InspectorPage, wanted: Partial<Focus>): Promise<void> {
    const seen: Focus[] = [];
    for (let presses = 0; presses < 60; presses += 1) {
      await inspector.page.keyboard.press('Tab');
      const now = await focus(inspector);
      if (now.role !== 'body') expect(now).toEqual({ ...now, isOutlined: true });
      seen.push(now);
      if (Object.entries(wanted).every(([key, value]) => Reflect.get(now, key) === value)) return;
    }
    throw new Error(`Tab does not lead to ${JSON.stringify(wanted)}; it leads to ${seen.map(({ role, text }) => `${role} ${text}`).join(', ')}.`);
  }

  test('one finds, opens and closes a delivery, and sends one', async () => {
    const receiver = await startReceiver({ hasRooms: true });
    for (const room of ['a', 'b', 'c']) await receiver.send('room_login', { room_id: room });
    const inspector = await visit(receiver.page);
    const { page } = inspector;
    await inspector.shows('Room', ['c', 'b', 'a']);

    // Only one row is on the way of Tab; arrows lead to the others.
    await tabTo(inspector, { text: '#3' });
    for (const [key, at] of [['ArrowDown', '#2'], ['ArrowDown', '#1'], ['ArrowDown', '#1'], ['Home', '#3'], ['End', '#1'], ['ArrowUp', '#2']] as const) {
      await page.keyboard.press(key);
      expect(await focus(inspector)).toMatchObject({ text: at, isOutlined: true });
    }
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: /^Delivery 2:/ });
    await dialog.getByRole('heading', { name: 'Steps' }).waitFor();
    // The focus is in what was opened, and comes back to where it was.
    expect(await page.evaluate<boolean>("document.activeElement.closest('dialog') !== null")).toBe(true);
    await tabTo(inspector, { text: 'Copy curl' });
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    expect(await focus(inspector)).toMatchObject({ text: '#2' });

    // "/" goes to the filter, but can be typed there.
    await page.keyboard.press('/');
    expect(await focus(inspector)).toMatchObject({ text: 'Filter' });
    await page.keyboard.type('no/thing');
    expect(await inspector.filter.inputValue()).toBe('no/thing');
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type('#1');
    await inspector.shows('Room', ['a']);
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.press('Delete');
    await inspector.shows('Room', ['c', 'b', 'a']);

    // Tabs, by arrows.
    await inspector.page.getByRole('tab', { name: 'Deliveries' }).focus();
    await page.keyboard.press('ArrowRight');
    expect(await focus(inspector)).toMatchObject({ role: 'tab', text: 'Send', isOutlined: true });
    await page.keyboard.press('ArrowRight');
    await page.getByRole('tabpanel', { name: 'Rooms' }).waitFor();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('tabpanel', { name: 'Deliveries' }).waitFor();
    await page.keyboard.press('ArrowRight');

    await tabTo(inspector, { text: 'Find an event' });
    await page.keyboard.type('room_logout');
    await tabTo(inspector, { text: 'Send' });
    await page.keyboard.press('Enter');
    await eventually(async () => expect(await inspector.replies()).toHaveLength(1));
  });

  test('a filter takes the focus from no row that stays, and gives it to one that is there', async () => {
    const receiver = await startReceiver({ inspector: { keep: 2 } });
    for (const room of ['a', 'b']) await receiver.send('room_login', { room_id: room });
    const inspector = await visit(receiver.page);
    await inspector.shows('Room', ['b', 'a']);
    await tabTo(inspector, { text: '#2' });
    await receiver.send('room_login', { room_id: 'c' });
    await inspector.shows('Room', ['c', 'b']);
    expect(await focus(inspector)).toMatchObject({ text: '#2' });
    // Now its row is taken away.
    await receiver.send('room_login', { room_id: 'd' });
    await receiver.send('room_login', { room_id: 'e' });
    await inspector.shows('Room', ['e', 'd']);
    expect(await focus(inspector)).toMatchObject({ text: expect.stringMatching(/^#[45]$/) as unknown });
  });
});
