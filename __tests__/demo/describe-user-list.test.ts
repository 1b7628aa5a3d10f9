import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { describeUserList, signServerCall, type ServerApi } from '../../docs/examples/describe-user-list.js';
import { RoomTracker } from '../../lib/presence/index.js';
import { pageNamed, root } from '../docs/pages.js';

jest.setTimeout(60_000);

const SECRET = '9193cc662a4c0ec135ec71fb57194b38';
const APP = 12345;
const LIMIT = 200;

interface Zego {
  readonly api: ServerApi;
  /** When a list was asked for, in ms. */
  readonly asked: number[];
  close(): Promise<void>;
}

/** Answers as ZEGO's page of DescribeUserList says: signed calls only, so many users at once, one call a second. */
async function startZego(roomId: string, users: readonly string[], lastMarker: string): Promise<Zego> {
  const asked: number[] = [];
  const refusals: Readonly<Record<string, (query: URLSearchParams) => boolean>> = {
    'Invalid signature': (query) => query.get('Signature') !== signServerCall(Number(query.get('AppId')), query.get('SignatureNonce')!, SECRET, Number(query.get('Timestamp'))),
    'Signature expired': (query) => Math.abs(Number(query.get('Timestamp')) * 1_000 - Date.now()) > 600_000,
    'Invalid parameter': (query) => query.get('Action') !== 'DescribeUserList' || query.get('SignatureVersion') !== '2.0' || query.get('AppId') !== String(APP) || !/^[0-9a-f]{16}$/.test(query.get('SignatureNonce')!),
    'Too many calls': () => asked.length > 1 && asked.at(-1)! - asked.at(-2)! < 1_000,
  };
  const server = createServer((req, res) => {
    asked.push(Date.now());
    const query = new URL(req.url!, 'http://zego').searchParams;
    const Message = Object.keys(refusals).find((reason) => refusals[reason]!(query));
    const from = Number(query.get('Marker')!.replace('user-', ''));
    const page = (query.get('RoomId') === roomId ? users : []).slice(from, from + Number(query.get('Limit')));
    const Data = { Marker: from + page.length < users.length ? `user-${from + page.length}` : lastMarker, UserList: page.map((UserId) => ({ UserId, UserName: UserId.toUpperCase(), UserRole: 2 })) };
    res.end(JSON.stringify(Message === undefined ? { Code: 0, Message: 'success', RequestId: '1', Data } : { Code: 100000005, Message, RequestId: '1' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    api: { appId: APP, serverSecret: SECRET, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

test('calls of the Server API are signed as on ZEGO\'s page', () => {
  expect(signServerCall(APP, '4fd24687296dd9f3', SECRET, 1615186943)).toBe('43e5cfcca828314675f91b001390566a');
});

// The example of the page has a marker behind its last user; the text says that it is empty then.
test.each([
  [0, ''],
  [1, 'user-1'],
  [LIMIT - 1, ''],
  [LIMIT, ''],
  [LIMIT + 1, 'user-x'],
  [2 * LIMIT, ''],
])('%d users are listed, each once, and a tracker takes them over (marker at the end: "%s")', async (count, lastMarker) => {
  const users = Array.from({ length: count }, (_none, index) => `u${String(index).padStart(3, '0')}`);
  const roomId = 'room & more';
  const zego = await startZego(roomId, users, lastMarker);
  try {
    const before = Date.now();
    const snapshot = await describeUserList(roomId, zego.api);
    expect(snapshot.users).toEqual(users.map((userId) => ({ userId, userName: userId.toUpperCase() })));
    expect(Number(snapshot.at)).toBeLessThanOrEqual(zego.asked[0]!);
    expect(Number(snapshot.at)).toBeGreaterThan(before - 10_000);
    expect(zego.asked).toHaveLength(Math.max(1, Math.ceil(count / LIMIT)));

    const rooms = new RoomTracker();
    await rooms.reconcile(roomId, snapshot);
    expect((await rooms.get(roomId))?.users.map(({ userId }) => userId) ?? []).toEqual(users);
  } finally {
    await zego.close();
  }
});

test('a refusal is an error that says why', async () => {
  const zego = await startZego('lobby', ['ann'], '');
  try {
    await expect(describeUserList('lobby', { ...zego.api, serverSecret: 'another' })).rejects.toThrow('ZEGO answered DescribeUserList with 100000005: Invalid signature');
  } finally {
    await zego.close();
  }
});

test('the page shows it as it is', () => {
  const shown = pageNamed('docs/presence.md').blocks.find(({ file }) => file === 'describe-user-list.ts');
  expect(shown?.code).toBe(readFileSync(path.join(root, 'docs/examples/describe-user-list.ts'), 'utf8'));
});
