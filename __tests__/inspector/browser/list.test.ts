import { signedCallback } from '../../kit/callbacks.js';
import { eventually } from '../kit/eventually.js';
import { type Receiver, startReceiver } from '../kit/receiver.js';
import { describeInChromium, useChromium } from '../kit/visit.js';

describeInChromium('the list', () => {
  const visit = useChromium();

  test('fills while callbacks come in, the newest on top, and tells of each what it was and what became of it', async () => {
    const receiver = await startReceiver();
    receiver.zego.onRoomLogout(() => { throw new Error('The database is away.'); });
    const inspector = await visit(receiver.page);
    await inspector.page.getByRole('heading', { name: 'No callbacks yet' }).waitFor();

    const ann = { room_id: 'lobby', user_account: 'ann' };
    const login = { ...ann, login_time: 1_700_000_000_000 };
    const seen = async (...rows: readonly object[]): Promise<void> => eventually(async () => expect(await inspector.rows()).toMatchObject([...rows].reverse()));
    await receiver.send('room_login', login, { form: 'form' });
    const first = { 'No.': '#1', Event: 'room_login', Product: 'rtc', Room: 'lobby', User: 'ann', Outcome: 'delivered', Answer: '200', Form: 'form', Notes: '' };
    await seen(first);
    await receiver.send('room_login', login, { form: 'percent' });
    const second = { 'No.': '#2', Event: 'room_login', Outcome: 'duplicate', Answer: '200', Form: 'percent', Notes: 'retry of #1' };
    await seen(first, second);
    await receiver.send('room_logout', ann);
    const third = { 'No.': '#3', Event: 'room_logout', Room: 'lobby', User: 'ann', Outcome: 'failed', Answer: '500 handler_failed', Form: 'json' };
    await seen(first, second, third);
    await receiver.send('user_action', { user_id: 'ben' }, { secret: 'another' });
    const fourth = { 'No.': '#4', Event: 'user_action', Product: 'zim', User: 'ben', Outcome: 'refused', Answer: '401 bad_signature' };
    await seen(first, second, third, fourth);
    // Without HTTP.
    await receiver.zego.receive({ body: signedCallback('room_close', { room_id: 'lobby', room_session_id: '1' }) });
    await seen(first, second, third, fourth, { 'No.': '#5', Event: 'room_close', Outcome: 'delivered' });
    expect(await inspector.page.getByRole('heading', { name: 'No callbacks yet' }).isHidden()).toBe(true);

    for (const { Time, Took, Skew } of await inspector.rows()) {
      expect(Time).toMatch(/^\d\d:\d\d:\d\d\.\d{3}$/);
      expect(Took).toMatch(/^\d+(\.\d+)? (ms|s)$/);
      // What is refused for its signature has no time that could be trusted.
      expect(Skew).toMatch(/^([+−]\d+(\.\d+)? (ms|s))?$/);
    }
    const totals = { delivered: 2, duplicate: 1, unknown: 0, refused: 1, failed: 1 };
    for (const [outcome, total] of Object.entries(totals)) expect(await inspector.page.getByRole('checkbox', { name: `${outcome} ${total}` }).count()).toBe(1);
    expect(await inspector.page.getByRole('img', { name: /^Deliveries per second: 5 in the last minute/ }).count()).toBe(1);
  });

  test('has what came before the page was opened', async () => {
    const receiver = await startReceiver();
    for (const room of ['a', 'b']) await receiver.send('room_login', { room_id: room });
    const inspector = await visit(receiver.page);
    await inspector.shows('Room', ['b', 'a']);
    await receiver.send('room_login', { room_id: 'c' });
    await inspector.shows('Room', ['c', 'b', 'a']);
  });

  test('holds no more than keep', async () => {
    const receiver = await startReceiver({ inspector: { keep: 3 } });
    const rooms = ['1', '2', '3', '4', '5'];
    for (const room of rooms.slice(0, 4)) await receiver.send('room_login', { room_id: room });
    const inspector = await visit(receiver.page);
    await inspector.shows('Room', ['4', '3', '2']);
    await receiver.send('room_login', { room_id: '5' });
    await inspector.shows('Room', ['5', '4', '3']);
    // All that came are counted.
    expect(await inspector.page.getByRole('checkbox', { name: 'delivered 5' }).count()).toBe(1);
  });

  test('stands still while it is paused, and loses nothing', async () => {
    const receiver = await startReceiver();
    const inspector = await visit(receiver.page);
    await receiver.send('room_login', { room_id: 'a' });
    await inspector.shows('Room', ['a']);
    await inspector.page.getByRole('button', { name: 'Pause' }).click();
    for (const room of ['b', 'c']) await receiver.send('room_login', { room_id: room });
    await inspector.page.getByText('2 new').waitFor();
    expect(await inspector.column('Room')).toEqual(['a']);
    await inspector.page.getByRole('button', { name: 'Resume' }).click();
    await inspector.shows('Room', ['c', 'b', 'a']);
    await inspector.page.getByRole('button', { name: 'Clear view' }).click();
    await inspector.shows('Room', []);
    await receiver.send('room_login', { room_id: 'd' });
    await inspector.shows('Room', ['d']);
  });

  describe('can be filtered', () => {
    let receiver: Receiver;
    beforeEach(async () => {
      receiver = await startReceiver();
      await receiver.send('room_login', { room_id: 'lobby', user_account: 'ann' });
      await receiver.send('room_logout', { room_id: 'lobby', user_account: 'ben' });
      await receiver.send('room_logout', { room_id: 'stage', user_account: 'ann' }, { secret: 'another' });
    });
    const everything = ['#3', '#2', '#1'];

    test('by event', async () => {
      const inspector = await visit(receiver.page);
      await inspector.shows('No.', everything);
      await inspector.eventFilter.selectOption('room_logout');
      await inspector.shows('No.', ['#3', '#2']);
      // What comes in later goes through the filter as well.
      await receiver.send('room_close');
      await receiver.send('room_logout', { room_id: 'later' });
      await inspector.shows('No.', ['#5', '#3', '#2']);
      await inspector.eventFilter.selectOption('room_close');
      await inspector.shows('No.', ['#4']);
      await inspector.eventFilter.selectOption({ index: 0 });
      await inspector.shows('No.', ['#5', '#4', '#3', '#2', '#1']);
    });

    test('by outcome', async () => {
      const inspector = await visit(receiver.page);
      await inspector.shows('No.', everything);
      await inspector.page.getByRole('checkbox', { name: /^delivered/ }).uncheck();
      await inspector.shows('No.', ['#3']);
      await inspector.page.getByRole('checkbox', { name: /^refused/ }).uncheck();
      await inspector.shows('No.', []);
      await inspector.page.getByText('No delivery matches the filters.').waitFor();
      await inspector.page.getByRole('checkbox', { name: /^delivered/ }).check();
      await inspector.shows('No.', ['#2', '#1']);
    });

    test('by text, in any column and any case', async () => {
      const inspector = await visit(receiver.page);
      await inspector.shows('No.', everything);
      for (const [text, expected] of [['ann', ['#3', '#1']], ['LOBBY', ['#2', '#1']], ['bad_sig', ['#3']], ['401', ['#3']], ['ann lobby', ['#1']], ['nowhere', []], ['', everything]] as const) {
        await inspector.filter.fill(text);
        await inspector.shows('No.', expected);
      }
      expect(await inspector.page.getByText('of 3').count()).toBe(0);
      await inspector.filter.fill('ann');
      await inspector.page.getByText('2 of 3').waitFor();
    });

    test('by all of them, also after the page is loaded again', async () => {
      const inspector = await visit(receiver.page);
      await inspector.filter.fill('lobby');
      await inspector.eventFilter.selectOption('room_logout');
      await inspector.page.getByRole('checkbox', { name: /^refused/ }).uncheck();
      await inspector.shows('No.', ['#2']);
      await inspector.page.reload();
      await inspector.shows('No.', ['#2']);
      expect(await inspector.filter.inputValue()).toBe('lobby');
      expect(await inspector.page.getByRole('checkbox', { name: /^refused/ }).isChecked()).toBe(false);
      await inspector.filter.fill('nowhere');
      await inspector.page.getByRole('button', { name: 'Show all' }).click();
      await inspector.shows('No.', everything);
    });
  });
});
