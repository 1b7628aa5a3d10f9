import type { CallbackFields } from '../../../lib/testing/index.js';
import { eventually } from '../kit/eventually.js';
import { startReceiver } from '../kit/receiver.js';
import { describeInChromium, useChromium } from '../kit/visit.js';

describeInChromium('rooms', () => {
  const visit = useChromium();

  test('are shown with their users and streams, live', async () => {
    const receiver = await startReceiver({ hasRooms: true });
    const session = '6085791336856668982';
    const begun = Date.now();
    const login = (user: string, number: number): CallbackFields<'room_login'> => ({ room_id: 'lobby', room_seq: session, user_account: user, user_nickname: `${user} the first`, session_id: String(number), login_time: begun + number, user_update_seq: number });
    const logout = (user: string, number: number, of: number): CallbackFields<'room_logout'> => ({ room_id: 'lobby', room_seq: session, user_account: user, session_id: String(of), login_time: begun + of, logout_time: begun + number, user_update_seq: number });
    await receiver.send('room_create', { room_id: 'lobby', room_session_id: session, room_create_time: begun });
    await receiver.send('room_login', login('ann', 1));

    const inspector = await visit(receiver.page);
    await inspector.openTab('Rooms');
    const panel = inspector.page.getByRole('tabpanel', { name: 'Rooms' });
    const shows = (what: readonly string[], not: readonly string[] = []): Promise<void> =>
      eventually(async () => {
        const text = await panel.innerText();
        expect({ there: what.filter((one) => !text.includes(one)), gone: not.filter((one) => text.includes(one)) }).toEqual({ there: [], gone: [] });
      });
    await shows(['lobby', 'ann', 'ann the first'], ['ben']);
    await receiver.send('room_login', login('ben', 2));
    await shows(['ann', 'ben']);
    await receiver.send('stream_create', { room_id: 'lobby', room_session_id: session, user_id: 'ben', stream_id: 'ben-camera', create_time_ms: begun + 3 });
    await shows(['ben-camera']);
    await receiver.send('room_logout', logout('ann', 3, 1));
    await shows(['ben'], ['ann']);
    // The stream of whoever leaves is over too.
    await receiver.send('room_logout', logout('ben', 4, 2));
    await shows(['lobby'], ['ben']);
    await receiver.send('room_close', { room_id: 'lobby', room_session_id: session, room_close_time: begun + 10 });
    await shows([], ['lobby']);
  });

  test('have no place where no tracker was handed over', async () => {
    const receiver = await startReceiver();
    const inspector = await visit(receiver.page);
    await inspector.isConnected('live');
    expect(await inspector.page.getByRole('tab', { name: 'Deliveries' }).count()).toBe(1);
    expect(await inspector.page.getByRole('tab', { name: 'Rooms' }).count()).toBe(0);
  });
});
