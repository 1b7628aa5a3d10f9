import type { JsonObject } from 'express-zego-callbacks';

/** A callback as a page of ZEGO's documentation prints it. */
export interface DocumentedRequest {
  readonly page: string;
  readonly form: 'JSON' | 'FORM';
  readonly body: JsonObject & { readonly event: string };
  /** What handlers see of it: the fields that ZEGO writes in more than one way, and the 64-bit ids. */
  readonly seen: Readonly<Record<string, string | number>>;
}

/** The values are those of the pages; only timestamp, nonce and signature are made afresh when they are sent. */
export const documentedRequests: readonly DocumentedRequest[] = [
  {
    // docs.zegocloud.com/article/14134, POST/JSON: numbers and strings side by side.
    page: 'older page',
    form: 'JSON',
    body: {
      user_account: '888120154',
      user_nickname: '888120154',
      user_role: 1,
      session_id: '0',
      room_id: 'rid_1242649',
      room_seq: '6085791336856668982',
      logout_time: 1499676978027,
      timestamp: 1499676978,
      nonce: '350176',
      signature: 'signature',
      reason: 0,
      appid: '1',
      event: 'room_logout',
    },
    seen: { reason: 0, room_seq: '6085791336856668982', logout_time: 1499676978027 },
  },
  {
    // The same page, POST/FORM: everything is text.
    page: 'older page',
    form: 'FORM',
    body: {
      user_account: '888120154',
      user_nickname: '888120154',
      user_role: '1',
      session_id: '0',
      room_id: 'rid_1242649',
      room_seq: '6085791336856668982',
      logout_time: '1499676978027',
      timestamp: '1499676978',
      nonce: '350176',
      signature: 'signature',
      reason: '0',
      appid: '1',
      event: 'room_logout',
    },
    seen: { reason: 0, room_seq: '6085791336856668982', logout_time: 1499676978027 },
  },
  {
    // doc-zh.zego.im/article/19672: strings everywhere, and two fields more.
    page: 'newer page',
    form: 'JSON',
    body: {
      event: 'room_logout',
      appid: '1',
      timestamp: '1499676978',
      nonce: '350176',
      signature: 'signature',
      room_id: 'rid_1242649',
      room_seq: '6085791336856668982',
      user_account: '888120154',
      user_nickname: '888120154',
      session_id: '792462300429684736',
      login_time: '1663740623660',
      logout_time: '1663740627986',
      reason: '0',
      user_role: '1',
      user_update_seq: '13',
    },
    seen: { reason: 0, room_seq: '6085791336856668982', login_time: 1663740623660, logout_time: 1663740627986, user_update_seq: 13 },
  },
  {
    // In-app Chat, login and logout callback: another product, times in seconds, a space behind "PC".
    page: 'chat page',
    form: 'JSON',
    body: {
      appid: '1',
      event: 'user_action',
      timestamp: 1679553625,
      nonce: '350176',
      signature: 'signature',
      user_id: '123456',
      user_name: 'user_name',
      os: 'PC ',
      action: 1,
      session_id: '930821637828251648',
      login_time: 1679553625,
      relogin: '1',
      logout_time: 1679553625,
      logout_reason: 'logout_reason',
    },
    seen: { action: 1, os: 'PC', session_id: '930821637828251648', logout_time: 1679553625 },
  },
];
