import { createServer } from 'node:http';
import { startLine } from '../kit/line.js';
import { INSPECTOR, startReceiver } from '../kit/receiver.js';
import { describeInChromium, useChromium } from '../kit/visit.js';

/** What Chromium says of a server that is away, or of one that answers with an error. */
const AWAY = [/live( net::ERR_|$)/, /^answer: 503 to GET .*live$/];

describeInChromium('the live connection', () => {
  const visit = useChromium();

  test('comes back after the server has been started again on the same port', async () => {
    const first = await startReceiver();
    for (const room of ['one', 'two']) await first.send('room_login', { room_id: room });
    // The page finds out that its token is old when it is told so.
    const inspector = await visit(first.page, { expected: [...AWAY, /403.* send$|403.*\/send$/] });
    await inspector.shows('Room', ['two', 'one']);
    await first.stop();
    await inspector.isConnected('reconnecting');
    expect(await inspector.column('Room')).toEqual(['two', 'one']);

    const second = await startReceiver({ port: first.port });
    await second.send('room_login', { room_id: 'three' });
    await inspector.isConnected('live');
    // Ids begin at 1 again; what was before is still there to be read, and is told apart.
    await inspector.shows('Room', ['three', 'two', 'one']);
    await second.send('room_login', { room_id: 'four' });
    await inspector.shows('Room', ['four', 'three', 'two', 'one']);
    expect(await inspector.table.getByText('before the restart').count()).toBe(2);
    expect(await inspector.connection.innerText()).toContain('restarted');

    // The page's token was that of the first server.
    await inspector.openTab('Send');
    await inspector.chooseEvent('room_logout');
    await inspector.sendButton.click();
    expect(await inspector.replies()).toEqual([expect.objectContaining({ Status: expect.stringContaining('200') as unknown })]);
  });

  test('loses nothing while it is broken', async () => {
    const receiver = await startReceiver();
    const line = await startLine(receiver.port);
    try {
      const inspector = await visit(`http://127.0.0.1:${line.port}${INSPECTOR}/`, { expected: AWAY });
      const expected: string[] = [];
      const comes = async (room: string): Promise<void> => {
        await receiver.send('room_login', { room_id: room });
        expected.unshift(room);
      };
      await comes('before');
      await inspector.shows('Room', expected);
      for (const time of ['first', 'second']) {
        line.cut();
        await inspector.isConnected('reconnecting');
        for (const number of [1, 2, 3]) await comes(`${time} time ${number}`);
        line.mend();
        await inspector.isConnected('live');
        await inspector.shows('Room', expected);
        await comes(`after the ${time} time`);
        await inspector.shows('Room', expected);
      }
    } finally {
      line.close();
    }
  });

  test('does not give up when something else answers in the meantime', async () => {
    const first = await startReceiver();
    const inspector = await visit(first.page, { expected: AWAY });
    await inspector.isConnected('live');
    await first.stop();

    let asked: (() => void) | undefined;
    const wasAsked = new Promise<void>((resolve) => (asked = resolve));
    const starting = createServer((_req, res) => {
      res.writeHead(503).end('Starting.');
      asked?.();
    }).listen(first.port, '127.0.0.1');
    await wasAsked;
    await new Promise((resolve) => {
      starting.close(resolve);
      starting.closeAllConnections();
    });

    const second = await startReceiver({ port: first.port });
    await second.send('room_login', { room_id: 'after all' });
    await inspector.shows('Room', ['after all']);
    await inspector.isConnected('live');
  });
});
