import type { Receiver } from './receiver.js';
import { SECRET } from '../../kit/callbacks.js';

/** Which delivery of the scene shows what. */
export const scene = { roomCreated: 1, handlerFailed: 7, badSignature: 10, stale: 11, invalidPayload: 12, unknown: 13, nested: 14, repeat: 15 } as const;

const SESSION = '6085791336856668982';

/** Two rooms with people in them, and one delivery for each thing that can become of one. */
export async function playScene({ zego, send }: Receiver): Promise<void> {
  const { signBody } = await import('express-zego-callbacks/testing');
  const begun = Date.now();
  const in_ = (room: string, user: string, number: number) => ({ room_id: room, room_seq: SESSION, user_account: user, user_nickname: user, session_id: String(900 + number), login_time: begun + number, user_update_seq: String(number) });
  zego.onRoomLogin(function greet() { /* Nothing to do. */ });
  zego.onRoomLogout(function takeOffTheList() { throw new Error('The database is away.'); });
  zego.onUnknown(() => undefined);

  await send('room_create', { room_id: 'lobby', room_session_id: SESSION, room_create_time: begun });
  await send('room_login', in_('lobby', 'ann', 1));
  await send('room_login', in_('lobby', 'ben', 2), { form: 'form' });
  await send('room_create', { room_id: 'stage', room_session_id: SESSION, room_create_time: begun }, { form: 'percent' });
  await send('room_login', in_('stage', 'cay', 1), { form: 'form' });
  await send('stream_create', { room_id: 'stage', room_session_id: SESSION, user_id: 'cay', stream_id: 'cay-camera', create_time_ms: begun + 3 });
  const left = { ...in_('lobby', 'ben', 3), login_time: begun + 2, session_id: '902', logout_time: begun + 9 };
  await send('room_logout', left);
  await send('room_logout', left);
  await send('send_msg', {}, { form: 'form' });
  await send('room_login', in_('stage', 'dan', 2), { secret: `${SECRET} ` });
  await send('room_login', in_('stage', 'eve', 3), { at: begun - 600_000 });
  await send('room_login', { ...in_('stage', 'eve', 3), room_id: undefined, user_account: { name: 'eve' }, login_time: 'yesterday' });
  await send.body(signBody({ event: 'fish_fed', appid: 1, timestamp: 1_700_000_000, nonce: '1', signature: '', fish: 3 }, { secret: SECRET }));
  await send('cloud_recording_file_uploaded');
  await send('room_login', in_('lobby', 'ann', 1));
}
