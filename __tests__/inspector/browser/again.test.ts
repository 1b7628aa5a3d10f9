import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import type { DeliveryDetail } from '../../../lib/inspector/page/wire.js';
import { SECRET } from '../../kit/callbacks.js';
import { eventually } from '../kit/eventually.js';
import { CALLBACKS, startReceiver } from '../kit/receiver.js';
import { describeInChromium, useChromium } from '../kit/visit.js';

describeInChromium('a delivery once more', () => {
  const visit = useChromium();
  const CLIPBOARD = { permissions: ['clipboard-read', 'clipboard-write'] };

  test.each(['json', 'percent', 'form'] as const)('as it was: the same bytes are a duplicate, as %s', async (form) => {
    const receiver = await startReceiver();
    const bodies: unknown[] = [];
    receiver.zego.onDelivery(({ event }) => void bodies.push(event?.raw));
    await receiver.send('room_logout', {}, { form });
    const inspector = await visit(receiver.page);
    const dialog = await inspector.open(1);
    await dialog.getByRole('button', { name: 'Resend as it was' }).click();
    await dialog.getByText(/^Answered 200 in/).waitFor();
    await inspector.shows('Outcome', ['duplicate', 'delivered']);
    expect(await inspector.rows()).toMatchObject([{ Form: form, Notes: 'retry of #1' }, { Form: form }]);
    expect(bodies[1]).toEqual(bodies[0]);
  });

  test('signed again: what was stale is delivered, and as it was stays stale', async () => {
    const receiver = await startReceiver();
    const events: unknown[] = [];
    receiver.zego.onRoomLogout(({ payload }) => void events.push(payload));
    await receiver.send('room_logout', { user_account: 'ann' }, { at: Date.now() - 3_600_000 });
    const inspector = await visit(receiver.page);
    const dialog = await inspector.open(1);
    await dialog.getByRole('button', { name: 'Resend as it was' }).click();
    await dialog.getByText(/^Answered 403 in/).waitFor();
    await dialog.getByRole('button', { name: 'Resend signed again' }).click();
    await dialog.getByText(/^Answered 200 in/).waitFor();
    await inspector.shows('Answer', ['200', '403 stale', '403 stale']);
    expect(events).toEqual([expect.objectContaining({ user_account: 'ann' })]);
  });

  test('what nobody can read goes again as it was, and cannot be signed', async () => {
    const receiver = await startReceiver();
    await fetch(new URL(CALLBACKS, receiver.page), { method: 'POST', body: '{"event"' });
    const inspector = await visit(receiver.page);
    const dialog = await inspector.open(1);
    await dialog.getByRole('button', { name: 'Resend as it was' }).click();
    await dialog.getByText(/^Answered 400 in/).waitFor();
    await inspector.shows('Answer', ['400 malformed_body', '400 malformed_body']);
  });

  test('on the clipboard, for a shell and for Jest: what the server gave, without the secret', async () => {
    const receiver = await startReceiver();
    await receiver.send('room_logout', { user_nickname: "O'Neill $HOME `id` \\ \"quoted\" 漢字" }, { form: 'form' });
    const inspector = await visit(receiver.page, CLIPBOARD);
    const { page } = inspector;
    const dialog = await inspector.open(1);
    const detail = await (await page.request.get(`${receiver.page}deliveries/1`)).json() as DeliveryDetail;
    const copied = async (button: string): Promise<string> => {
      await page.evaluate("navigator.clipboard.writeText('')");
      await dialog.getByRole('button', { name: button }).click();
      await eventually(async () => expect(await page.evaluate<string>('navigator.clipboard.readText()')).not.toBe(''));
      return page.evaluate<string>('navigator.clipboard.readText()');
    };
    const [curl, jest] = [await copied('Copy curl'), await copied('Copy jest test')];
    expect({ curl, jest }).toEqual({ curl: detail.curl, jest: detail.test });
    expect(curl + jest).not.toContain(SECRET);
    expect(jest).toContain("from 'express-zego-callbacks/testing'");

    // The shell takes the line apart, whether or not there is a curl to give it to.
    const words = spawnSync('sh', ['-c', `curl() { printf '%s\\0' "$@"; }\n${curl}`], { encoding: 'utf8' }).stdout.split('\0');
    const { hostname, port, pathname } = new URL(words.find((word) => word.startsWith('http')) ?? '');
    expect({ port: Number(port), pathname }).toEqual({ port: receiver.port, pathname: CALLBACKS });
    expect(['localhost', '127.0.0.1']).toContain(hostname);
    if (spawnSync('curl', ['--version']).status === 0) {
      const { stdout } = await promisify(execFile)('sh', ['-c', curl]);
      expect(stdout).toContain('{"outcome":"duplicate"}');
    }
  });

  test('can be copied by hand where the browser does not let the page', async () => {
    const receiver = await startReceiver();
    await receiver.send('room_logout');
    const inspector = await visit(receiver.page);
    await inspector.page.context().clearPermissions();
    await inspector.page.evaluate("Object.defineProperty(navigator.clipboard, 'writeText', { value: () => Promise.reject(new Error('no')) })");
    const dialog = await inspector.open(1);
    const { curl } = await (await inspector.page.request.get(`${receiver.page}deliveries/1`)).json() as DeliveryDetail;
    await dialog.getByRole('button', { name: 'Copy curl' }).click();
    const field = dialog.getByRole('textbox', { name: 'Text to copy' });
    await field.waitFor();
    expect(await field.inputValue()).toBe(curl);
  });
});
