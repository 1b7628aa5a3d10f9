import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RoomSnapshot } from 'express-zego-callbacks/presence';

export interface ServerApi {
  readonly appId: number;
  /** Of the project; the CallbackSecret is another one. */
  readonly serverSecret: string;
  readonly origin?: string;
}

interface Answer {
  readonly Code: number;
  readonly Message: string;
  readonly Data?: { readonly Marker?: string; readonly UserList?: readonly { readonly UserId: string; readonly UserName: string }[] };
}

/** As many as ZEGO lists at once. */
const PAGE = 200;
/** ZEGO answers one call a second for each room. */
const PAUSE_MS = 1_100;
/** By how much this clock may be ahead of ZEGO's. */
const AHEAD_MS = 2_000;

/** Everybody in a room, for `reconcile`; nobody, if there is no such room. */
export async function describeUserList(roomId: string, api: ServerApi): Promise<RoomSnapshot> {
  const at = Date.now() - AHEAD_MS;
  const users: { userId: string; userName: string }[] = [];
  for (let marker: string | undefined = ''; marker !== undefined; ) {
    const { Marker = '', UserList = [] } = await call(api, { Action: 'DescribeUserList', RoomId: roomId, Limit: String(PAGE), Marker: marker });
    users.push(...UserList.map(({ UserId, UserName }) => ({ userId: UserId, userName: UserName })));
    marker = Marker === '' || UserList.length < PAGE ? undefined : Marker;
    if (marker !== undefined) await sleep(PAUSE_MS);
  }
  return { at, users };
}

async function call({ appId, serverSecret, origin = 'https://rtc-api.zego.im' }: ServerApi, parameters: Readonly<Record<string, string>>): Promise<NonNullable<Answer['Data']>> {
  const nonce = randomBytes(8).toString('hex');
  const timestamp = Math.floor(Date.now() / 1_000);
  const signed = { AppId: String(appId), SignatureNonce: nonce, Timestamp: String(timestamp), SignatureVersion: '2.0', Signature: signServerCall(appId, nonce, serverSecret, timestamp) };
  const response = await fetch(`${origin}/?${new URLSearchParams({ ...parameters, ...signed }).toString()}`, { signal: AbortSignal.timeout(10_000) });
  const { Code, Message, Data = {} } = (await response.json()) as Answer;
  if (Code !== 0) throw new Error(`ZEGO answered ${parameters['Action'] ?? ''} with ${Code}: ${Message}`);
  return Data;
}

export function signServerCall(appId: number, nonce: string, serverSecret: string, timestamp: number): string {
  return createHash('md5').update(`${appId}${nonce}${serverSecret}${timestamp}`).digest('hex');
}
