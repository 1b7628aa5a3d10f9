import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DeliveryReport } from '../../../lib/index.js';
import { eventNames, schemas } from '../../kit/callbacks.js';
import { eventually } from '../kit/eventually.js';
import type { InspectorPage } from '../kit/inspector-page.js';
import { CALLBACKS, type Receiver, type ReceiverOptions, startReceiver } from '../kit/receiver.js';
import { describeInChromium, useChromium } from '../kit/visit.js';

describeInChromium('sending', () => {
  const visit = useChromium();

  async function openForm(options: ReceiverOptions = {}, expected: readonly RegExp[] = []): Promise<{ receiver: Receiver; inspector: InspectorPage; reports: DeliveryReport[]; submit: () => Promise<[string, string][]> }> {
    const receiver = await startReceiver({ ...options, inspector: { path: CALLBACKS, ...options.inspector } });
    const reports: DeliveryReport[] = [];
    receiver.zego.onDelivery((report) => void reports.push(report));
    const inspector = await visit(receiver.page, { expected });
    await inspector.isConnected('live');
    await inspector.openTab('Send');
    return {
      receiver,
      inspector,
      reports,
      /** Sends what is in the form, and reads what was answered. */
      submit: async () => {
        await Promise.all([inspector.page.waitForResponse((response) => response.url().endsWith('/send')), inspector.sendButton.click()]);
        return (await inspector.replies()).map(({ Status, Answer }) => [Status!.replace(/\D/g, ''), Answer!]);
      },
    };
  }
  const DELIVERED = ['200', '{"outcome":"delivered"}'];
  const DUPLICATE = ['200', '{"outcome":"duplicate"}'];

  test.each([[0, 2], [1, 2]])('any event, its documented example unchanged, reaches the handlers as it is documented (part %i of %i)', async (part, parts) => {
    const { receiver, inspector, reports, submit } = await openForm();
    const names = eventNames.filter((_name, index) => index % parts === part);
    expect(names.length).toBeGreaterThan(10);
    const sent: object[] = [];
    const documented: object[] = [];
    for (const name of names) {
      await inspector.chooseEvent(name);
      const [[status] = []] = await submit();
      await receiver.send(name);
      const [fromPage, fromTesting] = reports.splice(0);
      sent.push({ name, status, payload: fromPage?.event?.payload });
      documented.push({ name, status: '200', payload: fromTesting?.event?.payload });
    }
    expect(sent).toEqual(documented);
  });

  test.each([['json', 'json'], ['percent', 'percent'], ['form', 'form']])('a callback travels as %s', async (form, came) => {
    const { inspector, reports, submit } = await openForm();
    await inspector.chooseEvent('cloud_recording_file_uploaded');
    await inspector.option('Body form').selectOption(form);
    expect(await submit()).toEqual([DELIVERED]);
    expect(reports).toMatchObject([{ bodyForm: came, eventName: 'cloud_recording_file_uploaded' }]);
    await inspector.openTab('Deliveries');
    await inspector.shows('Form', [came]);
  });

  test.each([
    ['wrong signature', '401', 'bad_signature'],
    ['stale', '403', 'stale'],
    ['no signature', '401', 'missing_signature'],
  ])('with the fault "%s" it is refused', async (fault, status, code) => {
    const { inspector, reports, submit } = await openForm();
    await inspector.chooseEvent('room_login');
    await inspector.option('Fault').selectOption(fault);
    expect(await submit()).toEqual([[status, expect.stringContaining(code)]]);
    expect(reports).toMatchObject([{ outcome: 'refused', code }]);
    await inspector.openTab('Deliveries');
    await inspector.shows('Answer', [`${status} ${code}`]);
    const dialog = await inspector.open(1);
    expect(await dialog.getByRole('region', { name: /^Problem/ }).innerText()).toContain(code);
  });

  test.each(['same', 'signed again'])('repeats are duplicates (%s), with the delay in between', async (repeat) => {
    const { inspector, reports, submit } = await openForm();
    await inspector.chooseEvent('room_logout');
    await inspector.option('Repeats').fill('3');
    await inspector.option('Each one').selectOption(repeat);
    await inspector.option('Delay').fill('40');
    expect(await submit()).toEqual([DELIVERED, DUPLICATE, DUPLICATE]);
    const times = reports.map(({ receivedAt }) => receivedAt.getTime());
    // Clocks have whole milliseconds.
    for (const [index, time] of times.slice(1).entries()) expect(time - times[index]!).toBeGreaterThanOrEqual(39);
    expect(new Set(reports.map(({ event }) => event?.nonce)).size).toBe(repeat === 'same' ? 1 : 3);
    await inspector.openTab('Deliveries');
    await inspector.shows('Outcome', ['duplicate', 'duplicate', 'delivered']);
    expect(await inspector.column('Notes')).toEqual(['retry of #1', 'retry of #1', '']);
  });

  test('fields can be changed, left out, and given values that no page documents', async () => {
    const { inspector, reports, submit } = await openForm();
    await inspector.chooseEvent('room_logout');
    const { required = [], properties = {}, examples: [example] } = schemas.room_logout;
    const optional = Object.keys(properties).find((name) => name in example && !required.includes(name) && properties[name]?.format === undefined && properties[name]?.['x-zego-values'] === undefined)!;
    await inspector.field('room_id').fill('lobby ü <b>');
    await inspector.field('room_seq').fill('18446744073709551615');
    await inspector.field('reason', 'combobox').selectOption({ label: 'other …' });
    await inspector.page.getByRole('textbox', { name: 'reason: another value' }).fill('77');
    await inspector.page.getByRole('checkbox', { name: `send it: ${optional}` }).uncheck();
    expect(await inspector.field(optional).isDisabled()).toBe(true);
    expect(await submit()).toEqual([DELIVERED]);
    const payload = reports[0]!.event!.payload;
    expect(payload).toMatchObject({ room_id: 'lobby ü <b>', room_seq: '18446744073709551615', reason: 77 });
    expect(payload).not.toHaveProperty(optional);
  });

  test('as JSON everything can be written, also what fails the schema', async () => {
    const { inspector, reports, submit } = await openForm();
    await inspector.chooseEvent('room_logout');
    await inspector.page.getByRole('radio', { name: 'JSON', exact: true }).check();
    const text = inspector.page.getByRole('textbox', { name: 'Payload as JSON' });
    const fields = JSON.parse(await text.inputValue()) as Record<string, unknown>;
    await text.fill(JSON.stringify({ ...fields, brand_new: { deep: [1] } }));
    expect(await submit()).toEqual([DELIVERED]);
    expect(reports[0]!.event!.payload).toMatchObject({ brand_new: { deep: [1] } });
    await text.fill(JSON.stringify({ ...fields, room_id: { no: 'text' } }));
    expect(await submit()).toEqual([['422', expect.stringContaining('invalid_payload')]]);

    await text.fill('{');
    await inspector.sendButton.click();
    await inspector.page.getByText('This is not JSON').waitFor();
    await text.fill('{"room_id":123456789012345678901}');
    await inspector.sendButton.click();
    await inspector.page.getByText('would be rounded here').waitFor();
    expect(reports).toHaveLength(2);
  });

  test('what makes no sense is told beside its field, and not sent', async () => {
    const { inspector, reports } = await openForm();
    await inspector.chooseEvent('room_logout');
    await inspector.field('room_seq').fill('many');
    await inspector.option('Repeats').fill('0');
    await inspector.option('Path').fill('//example.invalid/');
    await inspector.sendButton.click();
    await inspector.page.getByText('3 fields to be corrected.').waitFor();
    for (const control of [inspector.field('room_seq'), inspector.option('Repeats'), inspector.option('Path')]) expect(await control.getAttribute('aria-invalid')).toBe('true');
    expect(await inspector.page.evaluate<string>("document.activeElement.getAttribute('placeholder')")).toBe(CALLBACKS);
    expect(reports).toEqual([]);
  });

  test('goes where the last callback came in, when nobody has said where', async () => {
    const { receiver, inspector, submit } = await openForm({ inspector: { path: undefined } });
    await inspector.chooseEvent('room_login');
    expect(await inspector.option('Path').inputValue()).toBe('');
    await receiver.send('room_login');
    await eventually(async () => expect(await inspector.option('Path').inputValue()).toBe(CALLBACKS));
    expect(await submit()).toEqual([DUPLICATE]);
    await inspector.option('Path').fill('/elsewhere');
    expect((await submit())[0]?.[0]).toBe('404');
  });

  test('a page of another site can neither send, nor read, nor frame it', async () => {
    const receiver = await startReceiver({ inspector: { path: CALLBACKS } });
    const reports: DeliveryReport[] = [];
    receiver.zego.onDelivery((report) => void reports.push(report));
    const strangers = createServer((_req, res) => {
      res.setHeader('content-type', 'text/html').end('<!doctype html><title>elsewhere</title>');
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => strangers.once('listening', resolve));
    const { port } = strangers.address() as AddressInfo;
    try {
      // To a browser localhost is another site than 127.0.0.1.
      const { page } = await visit(`http://localhost:${port}/`, { expected: [/./] });
      const order = JSON.stringify({ event: 'room_login', fields: {}, path: CALLBACKS, form: 'json', repeats: 1, repeat: 'same', delayMs: 0, fault: 'none' });
      const tried = await page.evaluate<string[]>(`(async () => {
        const to = (path, init) => fetch(${JSON.stringify(receiver.page)} + path, init).then(async (response) => response.type + ' ' + (await response.text()).length, (error) => error.name);
        const frame = document.createElement('iframe');
        frame.src = ${JSON.stringify(receiver.page)};
        const loaded = new Promise((resolve) => { frame.onload = resolve; });
        document.body.append(frame);
        await loaded;
        return [
          await to('', {}), await to('deliveries/1', {}), await to('live', {}),
          await to('send', { method: 'POST', body: ${JSON.stringify(order)}, headers: { 'content-type': 'application/json' } }),
          await to('send', { method: 'POST', body: ${JSON.stringify(order)}, headers: { 'content-type': 'application/json', 'x-zego-inspector': 'guessed' } }),
          await to('send', { method: 'POST', body: ${JSON.stringify(order)}, mode: 'no-cors' }),
        ];
      })()`);
      expect(tried).toEqual(['TypeError', 'TypeError', 'TypeError', 'TypeError', 'TypeError', 'TypeError']);
      const framed = page.frames().find((frame) => frame !== page.mainFrame());
      expect(await framed?.getByRole('tab').count().catch(() => 0) ?? 0).toBe(0);
      expect(reports).toEqual([]);
    } finally {
      strangers.close();
      strangers.closeAllConnections();
    }
  });
});
