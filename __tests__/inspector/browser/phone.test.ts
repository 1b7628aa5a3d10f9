import type { InspectorPage } from '../kit/inspector-page.js';
import { startReceiver } from '../kit/receiver.js';
import { playScene, scene } from '../kit/scene.js';
import { describeInChromium, useChromium } from '../kit/visit.js';

/** By how much the page is wider than the screen, and what sticks out of it. */
const OVERFLOW = `(() => {
  const width = document.documentElement.clientWidth;
  return { by: document.documentElement.scrollWidth - width, seen: [...document.querySelectorAll('h1, h2, h3, button, input, select, label, td, th, p, dt')].filter((one) => {
    const box = one.getBoundingClientRect();
    if (box.width === 0 || box.right <= width + 1) return false;
    // What can be scrolled by itself may be wider.
    for (let parent = one.parentElement; parent !== null; parent = parent.parentElement) if (['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(parent).overflowX) && parent !== document.body) return false;
    return true;
  }).map((one) => one.outerHTML.slice(0, 80)) };
})()`;

describeInChromium('on a phone', () => {
  const visit = useChromium();

  const fits = async ({ page }: InspectorPage): Promise<void> => {
    expect(await page.evaluate<object>(OVERFLOW)).toEqual({ by: 0, seen: [] });
  };

  // The narrowest that WCAG asks for, and what many have.
  test.each([320, 390])('%i pixels wide, nothing has to be scrolled sideways, and everything can be reached by tapping', async (width) => {
    const receiver = await startReceiver({ hasRooms: true });
    await playScene(receiver);
    await receiver.send('room_login', { room_id: `a-room-with-a-long-name-${'x'.repeat(100)}`, user_account: 'y'.repeat(120) });
    const inspector = await visit(receiver.page, { viewport: { width, height: 800 }, isMobile: true, hasTouch: true });
    const { page } = inspector;
    await inspector.table.getByRole('button', { name: '#16', exact: true }).waitFor();
    await fits(inspector);
    for (const id of [16, ...Object.values(scene)]) {
      await inspector.table.getByRole('button', { name: `#${id}`, exact: true }).tap();
      const dialog = page.getByRole('dialog', { name: new RegExp(`^Delivery ${id}:`) });
      await dialog.getByRole('heading', { name: 'Steps' }).waitFor();
      await fits(inspector);
      await dialog.getByRole('button', { name: 'Close' }).tap();
      await dialog.waitFor({ state: 'hidden' });
    }
    await page.getByRole('tab', { name: 'Rooms' }).tap();
    await page.getByText('cay-camera').first().waitFor();
    await fits(inspector);
    await page.getByRole('tab', { name: 'Send' }).tap();
    await inspector.chooseEvent('room_logout');
    await inspector.sendButton.tap();
    expect(await inspector.replies()).toHaveLength(1);
    await fits(inspector);
  });
});
