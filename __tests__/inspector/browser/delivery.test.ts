import type { Locator } from 'playwright-core';
import type { ZegoEvent } from '../../../lib/index.js';
import type { DeliveryDetail } from '../../../lib/inspector/page/wire.js';
import { sign, signedCallback } from '../../kit/callbacks.js';
import type { PageElement } from '../kit/element.js';
import { eventually } from '../kit/eventually.js';
import { startReceiver } from '../kit/receiver.js';
import { playScene, scene } from '../kit/scene.js';
import { describeInChromium, useChromium } from '../kit/visit.js';

const part = (dialog: Locator, name: string): Locator => dialog.getByRole('region', { name: new RegExp(`^${name}`) });

/** The JSON that is shown, without what is noted beside it. */
async function shownJson(region: Locator): Promise<unknown> {
  const text = await region.locator('pre:visible').evaluate((view: PageElement) => {
    const copy = view.cloneNode(true);
    for (const note of copy.querySelectorAll('.change, button')) note.remove();
    return copy.textContent;
  });
  return JSON.parse(text) as unknown;
}

const items = (region: Locator): Promise<string[]> => region.getByRole('listitem').allInnerTexts();

describeInChromium('an opened delivery', () => {
  const visit = useChromium();

  test.each(['json', 'percent', 'form'] as const)('has the payload as handlers get it beside the body as it came, as %s, with the changes marked', async (form) => {
    const receiver = await startReceiver();
    const events: ZegoEvent<'room_logout'>[] = [];
    receiver.zego.onRoomLogout((event) => void events.push(event));
    const { writeBody } = await import('express-zego-callbacks/testing');
    const body = sign({ ...signedCallback('room_logout'), reason: '0', extra: { deep: ['ü', '<b>'] } }, 'room_logout');
    await receiver.send.body(body, { form });

    const inspector = await visit(receiver.page);
    const dialog = await inspector.open(1);
    const [payload, raw] = [part(dialog, 'Payload'), part(dialog, 'As it came')];
    const [event] = events;
    expect(await shownJson(payload)).toEqual(JSON.parse(JSON.stringify(event!.payload)));
    expect(await shownJson(raw)).toEqual(JSON.parse(JSON.stringify(event!.raw)));

    const marked = await payload.locator('mark').allInnerTexts();
    expect(marked).toContain('0');
    const changes = await items(part(dialog, 'Changes'));
    expect(changes.find((change) => change.startsWith('reason'))).toMatch(/^reason\s+text to number: "0" → 0$/);
    // What is marked is what differs, and nothing else.
    const { changes: told } = await (await inspector.page.request.get(`${receiver.page}deliveries/1`)).json() as DeliveryDetail;
    expect(changes).toHaveLength(told.length);

    await raw.getByRole('radio', { name: 'Text' }).check();
    expect(await raw.locator('pre:visible').innerText()).toBe(writeBody(body, form).text);
  });

  const names = ['receive', 'identify', 'verify', 'freshness', 'validate', 'once', 'handlers', 'answer'];
  const passed = (count: number): string[] => Array.from({ length: count }, () => 'passed');
  const never = (count: number): string[] => Array.from({ length: count }, () => 'not reached');
  test.each([
    ['delivered', scene.roomCreated, passed(8)],
    ['a repeat', scene.repeat, [...passed(6), ...never(1), 'passed']],
    ['refused for its signature', scene.badSignature, [...passed(2), 'failed', ...never(4), 'failed']],
    ['stale', scene.stale, [...passed(3), 'failed', ...never(3), 'failed']],
    ['no match of its schema', scene.invalidPayload, [...passed(4), 'failed', ...never(2), 'failed']],
    ['failed', scene.handlerFailed, [...passed(6), 'failed', 'failed']],
  ])('says at which step it ended, when it is %s', async (_what, id, verdicts) => {
    const receiver = await startReceiver();
    await playScene(receiver);
    const inspector = await visit(receiver.page);
    const steps = await items(part(await inspector.open(id), 'Steps'));
    const read = steps.map((text) => /([a-z]+) (passed|failed|not reached): (.+)/.exec(text.replace(/\s+/g, ' '))!.slice(1));
    expect(read.map(([name, verdict]) => [name, verdict])).toEqual(names.map((name, at) => [name, verdicts[at]]));
    // Each has something to say where it was reached.
    for (const [, verdict, found] of read) if (verdict !== 'not reached') expect(found).toMatch(/^[A-Z0-9].+\.$/);
  });

  test('shows handlers with their times and errors, and brings one up to date that ends late', async () => {
    const receiver = await startReceiver({ callbacks: { handlerTimeout: 200 } });
    let release: (() => void) | undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    receiver.zego
      .onRoomLogout(function atOnce() { /* Nothing to do. */ })
      .onRoomLogout(function failing() { throw new RangeError('No such shelf.'); })
      .onRoomLogout(async function patient() { await gate; });
    expect((await receiver.send('room_logout')).status).toBe(503);

    const inspector = await visit(receiver.page);
    const dialog = await inspector.open(1);
    const handlers = part(dialog, 'Handlers');
    const shown = async (): Promise<string[]> => (await items(handlers)).map((text) => text.replace(/\s+/g, ' '));
    const rows = (await shown()).slice(-3);
    expect(rows[0]).toMatch(/atOnce.* \d+(\.\d+)? ms/);
    expect(rows[1]).toMatch(/failing.*failed after .*RangeError: No such shelf\./);
    expect(rows[2]).toMatch(/patient.*running/);
    release!();
    await eventually(async () => expect((await shown()).at(-1)).toMatch(/patient.* \d+(\.\d+)? (ms|s)/));
    expect(await part(dialog, 'Problem').innerText()).toContain('handler_timeout');
  });

  test('leads to the delivery that it repeats, and to its retries', async () => {
    const receiver = await startReceiver();
    let healthy = false;
    receiver.zego.onRoomLogout(() => { if (!healthy) throw new Error('Not yet.'); });
    const fields = { room_id: 'lobby', user_account: 'ann' };
    await receiver.send('room_logout', fields);
    const inspector = await visit(receiver.page);
    const first = await inspector.open(1);
    const retries = part(first, 'Retries');
    await eventually(async () => expect((await items(retries))[0]).toContain('this one'));
    expect((await items(retries)).slice(1).join(' ')).toContain('to come');

    healthy = true;
    await receiver.send('room_logout', fields);
    // The open delivery learns of it.
    await eventually(async () => expect((await items(retries)).join(' ')).toContain('#2'));
    await retries.getByRole('button', { name: '#2' }).click();
    const second = inspector.page.getByRole('dialog', { name: /^Delivery 2:/ });
    await second.getByRole('button', { name: '#1' }).first().click();
    await inspector.page.getByRole('dialog', { name: /^Delivery 1:/ }).waitFor();
  });

  test('names each field that does not match the schema', async () => {
    const receiver = await startReceiver();
    const messages: string[] = [];
    receiver.zego.onError((error) => void messages.push(error.message));
    const { status } = await receiver.send('room_logout', { room_id: undefined, user_account: { no: 'text' }, login_time: 'yesterday' });
    expect(status).toBe(422);
    const inspector = await visit(receiver.page);
    const dialog = await inspector.open(1);
    const violations = await items(part(dialog, 'Fields that do not match'));
    for (const field of ['room_id', 'user_account', 'login_time']) {
      expect(violations.filter((violation) => violation.includes(field))).toHaveLength(1);
      expect(messages[0]).toContain(field);
    }
    expect(violations).toHaveLength(3);
    expect(await part(dialog, 'Payload').innerText()).toContain('It did not get this far.');
  });

  test('lets nothing but its own part of the page scroll', async () => {
    const receiver = await startReceiver();
    await playScene(receiver);
    const inspector = await visit(receiver.page, { viewport: { width: 940, height: 640 } });
    for (const id of [scene.badSignature, scene.roomCreated]) {
      await inspector.open(id);
      expect(await inspector.page.evaluate<number>('document.documentElement.scrollHeight')).toBe(640);
    }
  });

  test('is closed by its button and by Escape', async () => {
    const receiver = await startReceiver();
    await receiver.send('room_login');
    const inspector = await visit(receiver.page);
    const dialog = await inspector.open(1);
    await dialog.getByRole('button', { name: 'Close' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await inspector.open(1);
    await inspector.page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
  });
});
