// Generated from the JSON Schemas in lib/catalogue by `npm run generate`. Do not edit.
import type { JsonObject, ZegoHandler } from '../../delivery.js';

/**
 * A media-file merge task finished (Tencent or Huawei CDN only).
 * Source: core_products/real-time-voice-video/en/server/callback/cdn/merge-media-completed.mdx (en)
 */
export interface ComposePayload {
  /** Up to 1024 bytes. */
  readonly replay_url: string;
  readonly task_id: string;
  /** Tencent only; digits above 2^53. */
  readonly file_id?: string;
  /**
   * Only meaningful for Tencent; any other value = failure.
   * - 0: success
   * - 40000: invalid input
   * - 60000: source file broken
   * - 70000: internal error, retry
   */
  readonly code?: 0 | 40000 | 60000 | 70000 | (number & {});
  /** Only meaningful for Tencent. */
  readonly message?: string;
}

/**
 * A stream-mixing task started (whether an update through StartMix fires it again is not stated).
 * Source: core_products/real-time-voice-video/en/server/callback/stream-mixing/started.mdx (en)
 */
export interface MixStartPayload {
  /** Number of the mix request, increasing and unique; it comes from the optional Sequence of StartMix/StopMix. */
  readonly seq?: number;
  /** App id + ":" + the task id of the request; without one, built from mix_url and others. */
  readonly task_id: string;
  /** Room id. */
  readonly channel_id: string;
  /** User id. */
  readonly publish_id: string;
  /** RTMP output address. */
  readonly mix_url: string;
  /** Output stream name. */
  readonly mix_stream_alias: string;
  /** On all readable pages; the 2022 page is cut before this row. */
  readonly rtmp_urls?: readonly string[];
  /** As rtmp_urls. */
  readonly hls_urls?: readonly string[];
  /** As rtmp_urls. */
  readonly hdl_urls?: readonly string[];
  /** Only in the examples, in no table; first element of rtmp_urls. */
  readonly rtmp_url?: string;
  /** Only in the examples. */
  readonly hls_url?: string;
  /** Only in the examples. */
  readonly hdl_url?: string;
  /** As rtmp_urls. */
  readonly stream_alias?: string;
}

/**
 * A stream-mixing task was stopped by request.
 * Source: core_products/real-time-voice-video/en/server/callback/stream-mixing/stopped.mdx (en)
 */
export interface MixStopPayload {
  /** Number of the mix request, increasing and unique; it comes from the optional Sequence of StartMix/StopMix. */
  readonly seq?: number;
  /** App id + ":" + the task id of the request; without one, built from mix_url and others. */
  readonly task_id: string;
  /** Room id. */
  readonly channel_id: string;
  /** User id. */
  readonly publish_id: string;
  /** RTMP output address. */
  readonly mix_url: string;
  /** Output stream name. */
  readonly mix_stream_alias: string;
}

/**
 * An on-demand (VOD) transcoding task finished.
 * Source: core_products/real-time-voice-video/en/server/callback/cdn/on-demand-transcoding-completed.mdx (en)
 */
export interface ProcedurePayload {
  readonly task_id: string;
  /**
   * - SUCCESS: overall success; look at each transcode[].code
   * - FAILED: failed; extra_params is empty
   */
  readonly status: 'SUCCESS' | 'FAILED' | (string & {});
  /** Table spelling. */
  readonly fileId?: string;
  /** Example spelling; digits above 2^53. */
  readonly file_id?: string;
  /** JSON object text; empty when FAILED; main example holds the literal "extra_params". */
  readonly extra_params?: {
    readonly media?: {
      readonly transcode?: readonly {
        /**
         * String of digits; other values = failure.
         * - 0: success
         */
        readonly code?: 0 | (number & {});
        readonly message?: string;
        readonly replay_url?: string;
        /**
         * Number in the example.
         * Unit: bytes.
         */
        readonly size?: number;
        /** Unit: s. */
        readonly duration?: number;
        readonly video?: {
          /** Unit: px. */
          readonly height?: number;
          /** Unit: px. */
          readonly width?: number;
          /** Unit: bps. */
          readonly bitrate?: number;
          readonly codec?: string;
          /** Unit: Hz. */
          readonly fps?: number;
        };
        readonly audio?: {
          /** Unit: bps. */
          readonly bitrate?: number;
          readonly codec?: string;
          /** Unit: Hz. */
          readonly sampling_rate?: number;
        };
      }[];
    };
  } | string;
}

/**
 * A CDN recording file is ready (not cloud recording).
 * Source: core_products/real-time-voice-video/en/server/callback/cdn/cdn-record-completed.mdx (en)
 */
export interface RecordPayload {
  readonly stream_alias: string;
  /** Up to 1024 bytes. */
  readonly replay_url: string;
  /**
   * Unit not in the table; 10-digit example.
   * Unit: s.
   */
  readonly begin_time: number;
  /** Unit: s. */
  readonly end_time: number;
  /** Vendor dependent; typed String with sub-parameters, so a JSON object text by inference (as in procedure); both examples hold the literal text "extra_params". */
  readonly extra_params: {
    /** Tencent. */
    readonly TaskId?: string;
    /** Tencent. */
    readonly FileID?: string;
    /**
     * Tencent, Wangsu, Huawei; unit stated for Huawei only.
     * Unit: s.
     */
    readonly Duration?: number;
    /** Wangsu (Ws). */
    readonly PersistentId?: string;
    /** Huawei: OBS path; identifies the file. */
    readonly ObsObject?: string;
    /**
     * Huawei.
     * Unit: bytes.
     */
    readonly FileSize?: number;
  } | string;
}

/**
 * A room ceased to exist.
 * Source: core_products/real-time-voice-video/en/server/callback/room/destroyed.mdx (en)
 */
export interface RoomClosePayload {
  readonly room_id: string;
  /** JSON number above 2^53: must be read losslessly; equals room_seq of the login/logout callbacks. */
  readonly room_session_id: string;
  /**
   * - 0: normal
   * - 1: last user's heartbeat timed out
   * - 2: last user dropped off
   * - 3: last user was kicked through the server API
   */
  readonly close_reason: 0 | 1 | 2 | 3 | (number & {});
  /** Unit: ms. */
  readonly room_close_time: number;
}

/**
 * A room came into existence (first login).
 * Source: core_products/real-time-voice-video/en/server/callback/room/created.mdx (en)
 */
export interface RoomCreatePayload {
  readonly room_id: string;
  /** JSON number above 2^53: must be read losslessly. Same identifier as room_seq (sent as string) in room_login/room_logout. */
  readonly room_session_id: string;
  /** Unit: ms. */
  readonly room_create_time: number;
  /** User id of whoever created the room. */
  readonly id_name: string;
}

/**
 * A user entered a room (also when a user already inside logs in again).
 * Source: core_products/real-time-voice-video/en/server/callback/room/logged-in.mdx (en)
 */
export interface RoomLoginPayload {
  readonly room_id: string;
  readonly room_name: string;
  /** String of digits, exceeds 2^53; same identifier as room_session_id of room_create/room_close. */
  readonly room_seq: string;
  /** The userID of the client. */
  readonly user_account: string;
  readonly user_nickname: string;
  /** Login session; exceeds 2^53; "0" in the older examples. */
  readonly session_id: string;
  /** Unit: ms. */
  readonly login_time: number;
  /**
   * Only meaningful for LiveRoom SDK, except 4.
   * - 1: anchor/host (LiveRoom SDK only)
   * - 2: audience (LiveRoom SDK only)
   * - 4: administrator: server-side pseudo user (cloud recording, stream moderation ...), hidden from client SDKs
   */
  readonly user_role?: 1 | 2 | 4 | (number & {});
  /**
   * - 0: authenticated without a token
   * - 1: token version 01
   * - 2: token version 02
   * - 3: token version 03
   * - 4: token version 04
   */
  readonly auth_level?: 0 | 1 | 2 | 3 | 4 | (number & {});
  /**
   * - 0: first login
   * - 1: logged in again while already in the room
   */
  readonly relogin?: 0 | 1 | (number & {});
  /** Version of the room user list, +1 per login or logout. */
  readonly user_update_seq?: number;
  /** Custom text given at login; empty string by default; content is free. */
  readonly callback_data?: string;
  /**
   * Added to both tables in spring 2026; in no example.
   * - 0: TT_NONE
   * - 1: TT_PC
   * - 2: TT_IOS
   * - 3: TT_ANDROID
   * - 4: TT_MAC
   * - 5: TT_LINUX
   * - 6: TT_WEB
   * - 7: TT_MINI_PROGRAM
   * - 32: TT_UNKNOWN
   */
  readonly term_type?: 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 32 | (number & {});
}

/**
 * A user left a room, for whatever reason.
 * Source: core_products/real-time-voice-video/en/server/callback/room/logged-out.mdx (en)
 */
export interface RoomLogoutPayload {
  readonly room_id: string;
  /** String of digits, exceeds 2^53; = room_session_id of room_create/room_close. */
  readonly room_seq: string;
  readonly user_account: string;
  readonly user_nickname: string;
  /** Exceeds 2^53; "0" in the older examples. */
  readonly session_id: string;
  /** Unit: ms. */
  readonly login_time?: number;
  /** Unit: ms. */
  readonly logout_time: number;
  /**
   * Older pages give 3 only as kicked.
   * - 0: normal
   * - 1: heartbeat timeout at the business layer
   * - 2: access-layer connection lost or its heartbeat timed out
   * - 3: the user logged in to the room again, or was kicked through KickoutUser
   * - 4: token expired
   */
  readonly reason: 0 | 1 | 2 | 3 | 4 | (number & {});
  /**
   * - 1: anchor/host (LiveRoom SDK only)
   * - 2: audience (LiveRoom SDK only)
   * - 4: administrator: server-side pseudo user (cloud recording, stream moderation ...), hidden from client SDKs
   */
  readonly user_role?: 1 | 2 | 4 | (number & {});
  /** Version of the room user list, +1 per login or logout. */
  readonly user_update_seq?: number;
}

/**
 * An on-demand (VOD) screenshot task finished.
 * Source: core_products/real-time-voice-video/en/server/callback/cdn/media-thumbnails-completed.mdx (en)
 */
export interface SnapshotPayload {
  readonly task_id: string;
  /**
   * - tencent: Tencent Cloud
   * - hw: Huawei Cloud
   */
  readonly vendor: 'tencent' | 'hw' | (string & {});
  /** (field, not file): id of the source file; Tencent only. */
  readonly field_id?: string;
  /** String holding a JSON array of objects; the fields below are those of one item. */
  readonly snapshot_pic_list: readonly {
    readonly url?: string;
    /**
     * Tencent and time-point screenshots only.
     * Unit: ms.
     */
    readonly offset?: number;
  }[] | string;
  /** The spelling that field_id is probably meant to be. */
  readonly file_id?: string;
}

/**
 * A published stream ended (not for mixed output streams).
 * Source: core_products/real-time-voice-video/en/server/callback/stream/destroyed.mdx (en)
 */
export interface StreamClosePayload {
  readonly room_id: string;
  /** String of digits; exceeds 2^53 in reality. */
  readonly room_session_id?: string;
  readonly user_id: string;
  readonly user_name: string;
  readonly channel_id: string;
  /**
   * 0 normal, anything else abnormal.
   * - 0: normal: client stopped publishing
   * - 1: user heartbeat timeout
   * - 2: user logged in again to the room; streams of the former session closed
   * - 3: user kicked through the server API
   * - 4: TCP connection lost (delay configurable)
   * - 5: room was cleared
   * - 100: closed through the DeleteStream server API
   */
  readonly type: 0 | 1 | 2 | 3 | 4 | 5 | 100 | (number & {});
  readonly stream_alias: string;
  readonly stream_id: string;
  readonly stream_sid: string;
  /** Version of the stream list, +1 per change. */
  readonly stream_seq: number;
  /** Stream extra info at closing time, free text set by the client (example happens to be JSON); empty string when none. */
  readonly third_define_data?: string;
  /** Unit: ms. */
  readonly create_time_ms?: number;
  /**
   * Note the spelling, unlike create_time_ms.
   * Unit: ms.
   */
  readonly destroy_timemillis?: number;
}

/**
 * A client began to publish a stream (not for mixed output streams).
 * Source: core_products/real-time-voice-video/en/server/callback/stream/created.mdx (en)
 */
export interface StreamCreatePayload {
  /** Same meaning as channel_id; up to 127 bytes. */
  readonly room_id?: string;
  /** String of digits here (a JSON number in room_create); exceeds 2^53. */
  readonly room_session_id?: string;
  /** Same meaning as publish_id; up to 255 bytes. */
  readonly user_id?: string;
  /** Same meaning as publish_name; up to 255 bytes. */
  readonly user_name?: string;
  /** Older name of the room id; up to 127 bytes. */
  readonly channel_id: string;
  /** Same meaning as stream_alias. */
  readonly stream_id?: string;
  /** Server-side unique id of the stream, not numeric ("s-" + digits). */
  readonly stream_sid: string;
  readonly title: string;
  /** The StreamID of the client; up to 255 bytes. */
  readonly stream_alias: string;
  /** String holding a JSON object such as {"cid":0}. */
  readonly stream_attr?: {
    /**
     * Codec of the stream.
     * - 0: H.264
     * - 1: H.264 SVC
     * - 2: VP8
     * - 3: H.265
     */
    readonly cid?: 0 | 1 | 2 | 3 | (number & {});
  } | string;
  /** Version of the stream list, +1 per change; example "01" has a leading zero, compare as integers. */
  readonly stream_seq?: number;
  /** Unit: s. */
  readonly create_time: number;
  /** Unit: ms. */
  readonly create_time_ms?: number;
  /** Free text set by the client; empty string when none was set. */
  readonly extra_info: string;
  /**
   * - 0: new stream
   * - 1: client resumed a stream the server still holds (reconnect within 90 s)
   */
  readonly recreate?: 0 | 1 | (number & {});
  readonly publish_id: string;
  readonly publish_name: string;
  /** Each up to 1024 bytes. */
  readonly rtmp_url: readonly string[];
  readonly hls_url: readonly string[];
  /** HTTP-FLV. */
  readonly hdl_url: readonly string[];
  /** Snapshot, refreshed about every 20 s, valid only while publishing; https possible after uploading a certificate. */
  readonly pic_url: readonly string[];
}

/**
 * A single-stream (live) transcoding task started or was updated.
 * Source: core_products/real-time-voice-video/en/server/callback/transcoding/on-demand-transcoding-started.mdx (en)
 */
export interface TranscodeStartPayload {
  /** Chosen by the developer; may be reused later. */
  readonly TaskId: string;
  readonly UserId: string;
  /** Optional in the start request. */
  readonly Sequence: number;
  /**
   * - TranscodeStarted: task started
   * - TranscodeUpdated: task changed
   */
  readonly Status: 'TranscodeStarted' | 'TranscodeUpdated' | (string & {});
  readonly Details: {
    readonly Input: {
      /** Either StreamId or StreamUrl was given at start. */
      readonly StreamId?: string;
      readonly StreamUrl?: string;
    };
    readonly Outputs: readonly {
      readonly StreamId?: string;
      readonly StreamUrl?: string;
      /**
       * Values from the start-transcode API page, not from the callback page.
       * - 0: as the input
       * - 1: H.264
       * - 2: H.265
       */
      readonly VideoEncId: 0 | 1 | 2 | (number & {});
      /**
       * 0 = as the input; unit from the API page.
       * Unit: bps.
       */
      readonly VideoBitrate: number;
      /**
       * - 0: use Width x Height as given
       * - 1: Width is the short edge, adapt to portrait/landscape
       */
      readonly ShortEdgeAdaption: 0 | 1 | (number & {});
      /** 0 = as the input. */
      readonly Fps: number;
      /** Unit: px. */
      readonly Width: number;
      /** Unit: px. */
      readonly Height: number;
      /**
       * Unit from the API page.
       * Unit: s.
       */
      readonly GOP: number;
    }[];
  };
}

/**
 * A single-stream transcoding task stopped.
 * Source: core_products/real-time-voice-video/en/server/callback/transcoding/on-demand-transcoding-stopped.mdx (en)
 */
export interface TranscodeStopPayload {
  readonly TaskId: string;
  readonly UserId: string;
  readonly Sequence: number;
  /**
   * - TranscodeStopped: task stopped (per table)
   * - TranscodeStarted: what the example sends
   */
  readonly Status: 'TranscodeStopped' | 'TranscodeStarted' | (string & {});
  /**
   * - 0: stopped by the user
   * - 1: failure, stopped by itself
   */
  readonly StopReason: 0 | 1 | (number & {});
}

/**
 * Periodic head count of every room (default every 100 s from its creation).
 * Status: unpublished.
 * Source: git history of ZEGOCLOUD/docs_all, commit 59f8022a4 (2025-06-30), removed in 00f2ef2d4 (2025-07-24): core_products/real-time-voice-video/zh/server/callback/all-room-user-callback.mdx (old_zh)
 */
export interface RoomUserCountPayload {
  readonly room_id: string;
  /** Unit: ms. */
  readonly create_time: number;
  /** JSON number, exceeds 2^53; described as user session id, presumably the room session. */
  readonly session_id: string;
  readonly user_count: number;
  /** Role-4 pseudo users. */
  readonly admin_user_count: number;
  /** Unit: s. */
  readonly callback_time: number;
}

/**
 * A login was refused because its token failed verification.
 * Status: unpublished.
 * Source: git history of ZEGOCLOUD/docs_all, commit 59f8022a4 (2025-06-30), removed in 00f2ef2d4 (2025-07-24): core_products/real-time-voice-video/zh/server/callback/token-auth-error.mdx (old_zh)
 */
export interface TokenAuthErrorPayload {
  readonly RoomId: string;
  readonly UserId: string;
  /**
   * - 0: unclassified
   * - 1: no token
   * - 2: malformed
   * - 3: token expired
   */
  readonly ErrorType: 0 | 1 | 2 | 3 | (number & {});
  /** For humans; do not build logic on it. */
  readonly ErrorInfo: string;
  /** Sensitive: the login token in clear. */
  readonly Token: string;
  /** Personal data. */
  readonly ClientIp: string;
}

/**
 * A client SDK is about to send (or edit) a message and asks your server for a decision.
 * Source: core_products/zim/en/docs_zim_server/Callbacks/Message not sent yet.mdx (en)
 */
export interface BeforeSendMsgPayload {
  /** Only this ZIM callback has it; 16 digits; not stated whether a retried request keeps it. */
  readonly request_id: string;
  readonly from_user_id: string;
  /** Peer user id, room id or group id. */
  readonly conv_id: string;
  /**
   * - 0: one-to-one
   * - 1: room
   * - 2: group
   * - 3: channel of a community (zh page only, since 2026-06)
   */
  readonly conv_type: 0 | 1 | 2 | 3 | (number & {});
  /** Names the message; keep as string. */
  readonly msg_id: string;
  /** Sender's extension text; added 2024-10-15. */
  readonly payload?: string;
  /**
   * - 1: text
   * - 10: multi-item
   * - 11: image
   * - 12: file
   * - 13: audio
   * - 14: video
   * - 100: combined (merged forward)
   * - 200: custom
   */
  readonly msg_type: 1 | 10 | 11 | 12 | 13 | 14 | 100 | 200 | (number & {});
  /** 0-200, only meaningful for msg_type 200; example sends 0 for a text. */
  readonly sub_msg_type: number;
  /** The text of a text (1) or custom (200) message exactly as it was sent; for multi-item (10), media (11 to 14) and combined (100) messages the parsed content, or the text as it came where it is not JSON. Messages sent through the server API (source 1) have that API's own keys. */
  readonly msg_body: {
    /** For msg_type 11, 12, 13, 14: hash of the file. */
    readonly md5?: string;
    /** For msg_type 11, 12, 13, 14. */
    readonly file_name?: string;
    /**
     * For msg_type 11, 12, 13, 14: a number carried in a string.
     * Unit: bytes.
     */
    readonly file_size?: string;
    /** For msg_type 11, 12, 13, 14. */
    readonly download_url?: string;
    /**
     * For msg_type 11, 12, 13, 14: a number carried in a string; meaningful for audio (13) and video (14).
     * Unit: s.
     */
    readonly media_duration?: string;
    /**
     * For msg_type 11.
     * Unit: px.
     */
    readonly origin_image_width?: number;
    /**
     * For msg_type 11.
     * Unit: px.
     */
    readonly origin_image_height?: number;
    /** For msg_type 11. */
    readonly large_image_download_url?: string;
    /**
     * For msg_type 11.
     * Unit: px.
     */
    readonly large_image_width?: number;
    /**
     * For msg_type 11.
     * Unit: px.
     */
    readonly large_image_height?: number;
    /** For msg_type 11. */
    readonly thumbnail_download_url?: string;
    /**
     * For msg_type 11.
     * Unit: px.
     */
    readonly thumbnail_width?: number;
    /**
     * For msg_type 11.
     * Unit: px.
     */
    readonly thumbnail_height?: number;
    /** For msg_type 14. */
    readonly video_first_frame_download_url?: string;
    /**
     * For msg_type 14.
     * Unit: px.
     */
    readonly video_first_frame_width?: number;
    /**
     * For msg_type 14.
     * Unit: px.
     */
    readonly video_first_frame_height?: number;
    /** For msg_type 10. */
    readonly multi_msg?: readonly {
      /**
       * - 1: text
       * - 11: image
       * - 12: file
       * - 13: audio
       * - 14: video
       * - 200: custom
       */
      readonly msg_type?: 1 | 11 | 12 | 13 | 14 | 200 | (number & {});
      /** Only for items whose msg_type is 200. */
      readonly sub_msg_type?: number;
      /** Text for items of type 1 and 200, an object with the media fields otherwise. */
      readonly callback_content?: JsonObject | string;
    }[];
    /** For msg_type 100: capital T, unlike every other key. */
    readonly Title?: string;
    /** For msg_type 100: capital S. */
    readonly Summary?: string;
  } | string;
}

/**
 * A one-to-one message was sent to a registered bot account.
 * Source: core_products/zim/en/docs_zim_server/Callbacks/One to one conversation bot message sent.mdx (en)
 */
export interface BotMsgPayload {
  readonly from_user_id: string;
  /** - 0: one-to-one */
  readonly conv_type: 0 | (number & {});
  /** Peer user id, room id or group id; may be "": empty for one-to-one messages sent by the server API (see user_list). Bot ids look like @RBT#... */
  readonly conv_id: string;
  /**
   * - 1: text
   * - 10: multi-item
   * - 11: image
   * - 12: file
   * - 13: audio
   * - 14: video
   * - 200: custom
   */
  readonly msg_type: 1 | 10 | 11 | 12 | 13 | 14 | 200 | (number & {});
  /** 0-200, set by the sender; only meaningful for msg_type 200; examples send 0 for text. */
  readonly sub_msg_type: number;
  /** The text of a text (1) or custom (200) message exactly as it was sent; for multi-item (10), media (11 to 14) and combined (100) messages the parsed content, or the text as it came where it is not JSON. Messages sent through the server API (source 1) have that API's own keys. */
  readonly msg_body: {
    /** For msg_type 11, 12, 13, 14: hash of the file. */
    readonly md5?: string;
    /** For msg_type 11, 12, 13, 14. */
    readonly file_name?: string;
    /**
     * For msg_type 11, 12, 13, 14: a number carried in a string.
     * Unit: bytes.
     */
    readonly file_size?: string;
    /** For msg_type 11, 12, 13, 14. */
    readonly download_url?: string;
    /**
     * For msg_type 11, 12, 13, 14: a number carried in a string; meaningful for audio (13) and video (14).
     * Unit: s.
     */
    readonly media_duration?: string;
    /**
     * For msg_type 11.
     * Unit: px.
     */
    readonly origin_image_width?: number;
    /**
     * For msg_type 11.
     * Unit: px.
     */
    readonly origin_image_height?: number;
    /** For msg_type 11. */
    readonly large_image_download_url?: string;
    /**
     * For msg_type 11.
     * Unit: px.
     */
    readonly large_image_width?: number;
    /**
     * For msg_type 11.
     * Unit: px.
     */
    readonly large_image_height?: number;
    /** For msg_type 11. */
    readonly thumbnail_download_url?: string;
    /**
     * For msg_type 11.
     * Unit: px.
     */
    readonly thumbnail_width?: number;
    /**
     * For msg_type 11.
     * Unit: px.
     */
    readonly thumbnail_height?: number;
    /** For msg_type 14. */
    readonly video_first_frame_download_url?: string;
    /**
     * For msg_type 14.
     * Unit: px.
     */
    readonly video_first_frame_width?: number;
    /**
     * For msg_type 14.
     * Unit: px.
     */
    readonly video_first_frame_height?: number;
    /** For msg_type 10. */
    readonly multi_msg?: readonly {
      /**
       * - 1: text
       * - 11: image
       * - 12: file
       * - 13: audio
       * - 14: video
       * - 200: custom
       */
      readonly msg_type?: 1 | 11 | 12 | 13 | 14 | 200 | (number & {});
      /** Only for items whose msg_type is 200. */
      readonly sub_msg_type?: number;
      /** Text for items of type 1 and 200, an object with the media fields otherwise. */
      readonly callback_content?: JsonObject | string;
    }[];
  } | string;
  /** 18 digits in the examples, above 2^53: keep as string. Empty for one-to-one batches sent by the server API (take user_list[].MsgId); before 2024-10-15 also empty when sending failed. */
  readonly msg_id: string;
  /** Sequence used to recall or edit the message; in the tables, in no example; empty for server-API batches. */
  readonly msg_seq?: number;
  /** Sender's extension text; missing from the en table but in the zh table and in every example. */
  readonly payload?: string;
  /**
   * When the server received the message.
   * Unit: ms.
   */
  readonly msg_time: number;
  /**
   * Open list: any other number is an error code of the server API return-code page.
   * - 0: sent
   * - 660000002: bad or missing input parameter
   * - 660500002: sender not registered (never logged in)
   * - 660500004: text moderation request failed
   * - 660500005: text rejected by moderation
   * - 660500006: image moderation request failed
   * - 660500007: image rejected by moderation
   * - 660500009: your before_send_msg answer was 2 (sent silently)
   * - 660500010: your before_send_msg answer was 3 (not sent)
   * - 660600021: bad send parameters
   * - 660600022: media redirect address could not be obtained
   * - 660600023: message too long
   */
  readonly send_result: 0 | 660000002 | 660500002 | 660500004 | 660500005 | 660500006 | 660500007 | 660500009 | 660500010 | 660600021 | 660600022 | 660600023 | (number & {});
  /** Only when a one-to-one message was sent through the server API (then conv_id is empty). PascalCase keys; documents before 2025-05-09 showed user_id / msg_id / msg_seq instead. May be an empty array (guide example). Accounts that used the callback before 2024-01-05 do not get it unless enabled by support. */
  readonly user_list?: readonly {
    /** Recipient. */
    readonly UserId?: string;
    /** Empty when sending to this user failed; 18 digits, above 2^53. */
    readonly MsgId?: string;
    /** In the tables, in no example. */
    readonly MsgSeq?: number;
  }[];
}

/**
 * A callee accepted the invitation.
 * Source: core_products/zim/en/docs_zim_server/Callbacks/Call invitation accepted.mdx (en)
 */
export interface CallAcceptPayload {
  /** 19 digits, above 2^53: keep as string. */
  readonly call_id: string;
  /** The user who accepted. */
  readonly user_id: string;
  /** Extension text of the callee; here named extend_data, in call_create and call_cancel payload. */
  readonly extend_data: string;
}

/**
 * The caller cancelled (or logged out / lost heartbeat) before anyone accepted, or nobody answered in time while the caller was online.
 * Source: core_products/zim/en/docs_zim_server/Callbacks/Call invitation canceled.mdx (en)
 */
export interface CallCancelPayload {
  /** 19 digits, above 2^53: keep as string; the en page words it as the id of the caller, which is a mistranslation: it is the call id. */
  readonly call_id: string;
  /** Callees; also contains callees who are logged out. */
  readonly user_ids: readonly string[];
  /**
   * - caller_cancel: cancelled by the caller (also caller logout / heartbeat loss)
   * - timeout_cancel: nobody answered in time
   */
  readonly reason: 'caller_cancel' | 'timeout_cancel' | (string & {});
  /** Extension text given when cancelling. */
  readonly payload: string;
}

/**
 * A call invitation was created.
 * Source: core_products/zim/en/docs_zim_server/Callbacks/Call invitation sent.mdx (en)
 */
export interface CallCreatePayload {
  /** 19 digits, above 2^53: keep as string; the en page words it as the id of the caller, which is a mistranslation: it is the call id. */
  readonly call_id: string;
  /** Invited users; leaves out those who are logged out. */
  readonly user_ids: readonly string[];
  /**
   * Unit not stated; the example has 10 digits (seconds).
   * Unit: s.
   */
  readonly create_time: number;
  /** Extension text of the caller. */
  readonly payload: string;
  /** Added 2023-11-20. */
  readonly caller?: string;
  /**
   * How long to wait for an answer.
   * Unit: s.
   */
  readonly timeout: number;
}

/**
 * Someone already in a call invited more users into it (advanced mode).
 * Source: core_products/zim/en/docs_zim_server/Callbacks/call-invitation-during-a-call.mdx (en)
 */
export interface CallInvitePayload {
  /** 19 digits, above 2^53: keep as string. */
  readonly call_id: string;
  /** Users invited successfully. */
  readonly user_ids: readonly string[];
  readonly inviter: string;
  /** Unit: ms. */
  readonly invite_time: number;
}

/**
 * A callee rejected the invitation.
 * Source: core_products/zim/en/docs_zim_server/Callbacks/Call invitation rejected.mdx (en)
 */
export interface CallRejectPayload {
  /** 19 digits, above 2^53: keep as string. */
  readonly call_id: string;
  /** The user who rejected. */
  readonly user_id: string;
  /** Extension text of the callee; here named extend_data, in call_create and call_cancel payload. */
  readonly extend_data: string;
}

/**
 * Some callees did not answer in time while the caller was online, or nobody did and the caller is offline.
 * Source: core_products/zim/en/docs_zim_server/Callbacks/Call invitation timed out.mdx (en)
 */
export interface CallTimeoutPayload {
  /** 19 digits, above 2^53: keep as string. */
  readonly call_id: string;
  /** The users who did not answer. */
  readonly user_ids: readonly string[];
}

/**
 * A group was created.
 * Source: core_products/zim/en/docs_zim_server/Callbacks/group/group-created.mdx (en)
 */
export interface GroupCreatePayload {
  /** Never reused under one AppID, even after the group is disbanded (client guide, both languages). */
  readonly group_id: string;
  /** User who created it. */
  readonly operator_account: string;
  /** Group owner. */
  readonly owner_account: string;
  readonly group_name: string;
  /** The attributes set at creation; not stated what is sent when there are none. */
  readonly attributes?: readonly {
    readonly key: string;
    readonly value: string;
  }[];
  /** Members at creation. */
  readonly user_ids: readonly string[];
}

/**
 * A group was disbanded.
 * Source: core_products/zim/en/docs_zim_server/Callbacks/group/group-destroyed.mdx (en)
 */
export interface GroupDestroyPayload {
  /** Never reused under one AppID, even after the group is disbanded (client guide, both languages). */
  readonly group_id: string;
  /** User who disbanded it; need not be a member. */
  readonly operator_account: string;
  readonly owner_account: string;
  /** Members at that moment. */
  readonly user_ids: readonly string[];
}

/**
 * Users left a group or were removed from it.
 * Source: core_products/zim/en/docs_zim_server/Callbacks/group/group-left.mdx (en)
 */
export interface GroupExitPayload {
  /** Never reused under one AppID, even after the group is disbanded (client guide, both languages). */
  readonly group_id: string;
  /**
   * Capitalised.
   * - Quit: left
   * - Kickout: removed
   */
  readonly exit_type: 'Quit' | 'Kickout' | (string & {});
  /** Who removed them, for Kickout; without meaning for Quit. */
  readonly operator_account: string;
  /** The users who left. */
  readonly exit_user_ids: readonly string[];
}

/**
 * Users joined a group, by themselves or invited.
 * Source: core_products/zim/en/docs_zim_server/Callbacks/group/group-joined.mdx (en)
 */
export interface GroupJoinPayload {
  /** Never reused under one AppID, even after the group is disbanded (client guide, both languages). */
  readonly group_id: string;
  /**
   * Capitalised.
   * - Apply: joined by application
   * - Invited: joined by invitation
   */
  readonly join_type: 'Apply' | 'Invited' | (string & {});
  /** The inviter for Invited; without meaning for Apply, yet filled in the example. */
  readonly operator_account: string;
  /** The users who joined (en words it loosely as members). */
  readonly new_user_ids: readonly string[];
}

/**
 * A ZIM (chat) room was created.
 * Source: core_products/zim/en/docs_zim_server/Callbacks/room/room-created.mdx (en)
 */
export interface ZimRoomCreatePayload {
  readonly room_id: string;
  /** User who created it. */
  readonly operator_account: string;
  readonly room_name: string;
  /** The attributes set at creation; not stated what is sent when there are none. */
  readonly attributes?: readonly {
    readonly key: string;
    readonly value: string;
    /**
     * - 0: kept
     * - 1: deleted when operator_account leaves the room
     */
    readonly auto_delete: 0 | 1 | (number & {});
  }[];
}

/**
 * A ZIM room was destroyed (by call, or since 2025-08-08 also after all users left).
 * Source: core_products/zim/en/docs_zim_server/Callbacks/room/room-destroyed.mdx (en)
 */
export interface RoomDestroyPayload {
  /** Missing from both tables until 2025-11-13, always in the example. */
  readonly room_id: string;
  /** Members at that moment; presumably empty after all left. */
  readonly user_ids: readonly string[];
  /** Who destroyed it; the operator is optional in the server API and there is none when everybody left, so expect it to be empty. */
  readonly operator_account?: string;
}

/**
 * A user entered a ZIM room.
 * Source: core_products/zim/en/docs_zim_server/Callbacks/room/room-entered.mdx (en)
 */
export interface RoomEnterPayload {
  readonly room_id: string;
  /** The user who entered. */
  readonly operator_account: string;
  /** Only in versions of the pages up to 2025-09-02/03, removed there as superfluous. */
  readonly new_user_ids?: readonly string[];
}

/**
 * Users left a ZIM room or were removed from it.
 * Source: core_products/zim/en/docs_zim_server/Callbacks/room/room-left.mdx (en)
 */
export interface RoomExitPayload {
  readonly room_id: string;
  /**
   * Capitalised.
   * - Quit: left
   * - Kickout: removed
   */
  readonly exit_type: 'Quit' | 'Kickout' | (string & {});
  /** Who removed them, for Kickout. */
  readonly operator_account: string;
  /** The users who left. */
  readonly exit_user_ids: readonly string[];
}

/**
 * A message to a user, group or room was sent, or failed to be sent (also after an edit).
 * Source: core_products/zim/en/docs_zim_server/Callbacks/Message sent.mdx (en)
 */
export interface SendMsgPayload {
  readonly from_user_id: string;
  /**
   * - 0: one-to-one
   * - 1: room
   * - 2: group
   */
  readonly conv_type: 0 | 1 | 2 | (number & {});
  /** Peer user id, room id or group id; may be "": empty for one-to-one messages sent by the server API (see user_list). Bot ids look like @RBT#... */
  readonly conv_id: string;
  /**
   * - 1: text
   * - 10: multi-item
   * - 11: image
   * - 12: file
   * - 13: audio
   * - 14: video
   * - 100: combined (merged forward)
   * - 200: custom
   */
  readonly msg_type: 1 | 10 | 11 | 12 | 13 | 14 | 100 | 200 | (number & {});
  /** 0-200, set by the sender; only meaningful for msg_type 200; examples send 0 for text. */
  readonly sub_msg_type: number;
  /**
   * Left out when 0; added to the pages 2025-06-04; in no example, not even in the zh one that has user_list.
   * - 0: client SDK
   * - 1: server API
   */
  readonly source?: 0 | 1 | (number & {});
  /** The text of a text (1) or custom (200) message exactly as it was sent; for multi-item (10), media (11 to 14) and combined (100) messages the parsed content, or the text as it came where it is not JSON. Messages sent through the server API (source 1) have that API's own keys. */
  readonly msg_body: {
    /** For msg_type 11, 12, 13, 14: hash of the file. */
    readonly md5?: string;
    /** For msg_type 11, 12, 13, 14. */
    readonly file_name?: string;
    /**
     * For msg_type 11, 12, 13, 14: a number carried in a string.
     * Unit: bytes.
     */
    readonly file_size?: string;
    /** For msg_type 11, 12, 13, 14. */
    readonly download_url?: string;
    /**
     * For msg_type 11, 12, 13, 14: a number carried in a string; meaningful for audio (13) and video (14).
     * Unit: s.
     */
    readonly media_duration?: string;
    /**
     * For msg_type 11.
     * Unit: px.
     */
    readonly origin_image_width?: number;
    /**
     * For msg_type 11.
     * Unit: px.
     */
    readonly origin_image_height?: number;
    /** For msg_type 11. */
    readonly large_image_download_url?: string;
    /**
     * For msg_type 11.
     * Unit: px.
     */
    readonly large_image_width?: number;
    /**
     * For msg_type 11.
     * Unit: px.
     */
    readonly large_image_height?: number;
    /** For msg_type 11. */
    readonly thumbnail_download_url?: string;
    /**
     * For msg_type 11.
     * Unit: px.
     */
    readonly thumbnail_width?: number;
    /**
     * For msg_type 11.
     * Unit: px.
     */
    readonly thumbnail_height?: number;
    /** For msg_type 14. */
    readonly video_first_frame_download_url?: string;
    /**
     * For msg_type 14.
     * Unit: px.
     */
    readonly video_first_frame_width?: number;
    /**
     * For msg_type 14.
     * Unit: px.
     */
    readonly video_first_frame_height?: number;
    /** For msg_type 10. */
    readonly multi_msg?: readonly {
      /**
       * - 1: text
       * - 11: image
       * - 12: file
       * - 13: audio
       * - 14: video
       * - 200: custom
       */
      readonly msg_type?: 1 | 11 | 12 | 13 | 14 | 200 | (number & {});
      /** Only for items whose msg_type is 200. */
      readonly sub_msg_type?: number;
      /** Text for items of type 1 and 200, an object with the media fields otherwise. */
      readonly callback_content?: JsonObject | string;
    }[];
    /** For msg_type 100: capital T, unlike every other key. */
    readonly Title?: string;
    /** For msg_type 100: capital S. */
    readonly Summary?: string;
  } | string;
  /** 18 digits in the examples, above 2^53: keep as string. Empty for one-to-one batches sent by the server API (take user_list[].MsgId); before 2024-10-15 also empty when sending failed. */
  readonly msg_id: string;
  /** Sequence used to recall or edit the message; in the tables, in no example; empty for server-API batches. */
  readonly msg_seq?: number;
  /** Sender's extension text; missing from the en table but in the zh table and in every example. */
  readonly payload?: string;
  /**
   * When the server received the message.
   * Unit: ms.
   */
  readonly msg_time: number;
  /**
   * Open list: any other number is an error code of the server API return-code page.
   * - 0: sent
   * - 660000002: bad or missing input parameter
   * - 660500002: sender not registered (never logged in)
   * - 660500004: text moderation request failed
   * - 660500005: text rejected by moderation
   * - 660500006: image moderation request failed
   * - 660500007: image rejected by moderation
   * - 660500009: your before_send_msg answer was 2 (sent silently)
   * - 660500010: your before_send_msg answer was 3 (not sent)
   * - 660600021: bad send parameters
   * - 660600022: media redirect address could not be obtained
   * - 660600023: message too long
   */
  readonly send_result: 0 | 660000002 | 660500002 | 660500004 | 660500005 | 660500006 | 660500007 | 660500009 | 660500010 | 660600021 | 660600022 | 660600023 | (number & {});
  /** Only when a one-to-one message was sent through the server API (then conv_id is empty). PascalCase keys; documents before 2025-05-09 showed user_id / msg_id / msg_seq instead. May be an empty array (guide example). Accounts that used the callback before 2024-01-05 do not get it unless enabled by support. */
  readonly user_list?: readonly {
    /** Recipient. */
    readonly UserId?: string;
    /** Empty when sending to this user failed; 18 digits, above 2^53. */
    readonly MsgId?: string;
    /** In the tables, in no example. */
    readonly MsgSeq?: number;
  }[];
}

/**
 * A user came online, logged out, or dropped offline (TCP link up/down, heartbeat lost).
 * Source: core_products/zim/en/docs_zim_server/Callbacks/Login and logout.mdx (en)
 */
export interface UserActionPayload {
  readonly user_id: string;
  readonly user_name: string;
  /**
   * Open list (iPad and HarmonyOS clients exist but are not listed); the example sends "PC " with a trailing space: trim.
   * - PC: desktop PC (presumably Windows)
   * - IOS_PHONE: iPhone
   * - ANDROID: Android
   * - MAC: macOS
   * - LINUX: Linux
   * - WEB: browser
   * - MINIPROGRAM: mini program
   * - ANDROID_TV: Android TV
   */
  readonly os: 'PC' | 'IOS_PHONE' | 'ANDROID' | 'MAC' | 'LINUX' | 'WEB' | 'MINIPROGRAM' | 'ANDROID_TV' | (string & {});
  /**
   * - 0: online
   * - 1: logged out
   * - 2: offline
   */
  readonly action: 0 | 1 | 2 | (number & {});
  /** One connection; several at once when a user is on several devices; 18 digits, above 2^53: keep as string. */
  readonly session_id: string;
  /** Unit: s. */
  readonly login_time: number;
  /**
   * A digit in a string, while action is a number.
   * - 0: first login
   * - 1: re-login
   */
  readonly relogin: '0' | '1' | (string & {});
  /**
   * Shown in the only example (action 1); pages do not say whether it comes with action 0 or 2.
   * Unit: s.
   */
  readonly logout_time?: number;
  /** Free text, no values listed; shown in the only example (action 1). */
  readonly logout_reason?: string;
  /**
   * In the tables, not in the example (action 1); presumably with action 2.
   * Unit: s.
   */
  readonly offline_time?: number;
}

/**
 * Recording ended normally.
 * Source: extended_services/cloud_recording/en/server/recording-status-callback.mdx (en)
 */
export interface CloudRecordingCompletedPayload {
  /** 16 characters. */
  readonly task_id?: string;
  readonly room_id?: string;
  /** Description; empty in the example. */
  readonly message?: string;
  /** Counts the messages of a task from 0. */
  readonly sequence?: number;
  /** Empty according to both tables; whether that means {}, null or absent is not shown. */
  readonly detail?: JsonObject;
}

/**
 * The task ended for a reason other than StopRecord.
 * Source: extended_services/cloud_recording/en/server/recording-status-callback.mdx (en)
 */
export interface CloudRecordingEndedAbnormallyPayload {
  /** 16 characters. */
  readonly task_id?: string;
  readonly room_id?: string;
  /** Description; empty in the example. */
  readonly message?: string;
  /** Counts the messages of a task from 0. */
  readonly sequence?: number;
  readonly detail?: {
    /**
     * - 1: service could not start
     * - 2: could not log in to the room
     * - 3: no stream and no whiteboard for MaxIdleTime (30 s by default)
     * - 4: MaxRecordTime reached (24 h by default)
     * - 5: engine could not start
     * - 6: service lost its connection
     * - 1001: unknown
     * - 1002: file name too long (OutputFileRule)
     * - 1003: file could not be opened
     * - 1004: recorder out of storage
     * - 1005: engine could not initialise
     * - 1006: file header could not be written
     * - 1007: write error EBADF
     * - 1008: write error EIO
     * - 1009: internal channel error
     * - 1010: file format not supported
     * - 1011: illegal state
     */
    readonly quit_reason?: 1 | 2 | 3 | 4 | 5 | 6 | 1001 | 1002 | 1003 | 1004 | 1005 | 1006 | 1007 | 1008 | 1009 | 1010 | 1011 | (number & {});
  };
}

/**
 * The files of a task (or a snapshot) have been uploaded.
 * Source: extended_services/cloud_recording/en/server/recording-status-callback.mdx (en)
 */
export interface CloudRecordingFileUploadedPayload {
  /** 16 characters. */
  readonly task_id: string;
  readonly room_id: string;
  /** Description; empty in the example. */
  readonly message: string;
  /** Counts the messages of a task from 0. */
  readonly sequence: number;
  readonly detail: {
    /**
     * - 1: all files uploaded
     * - 2: some files not uploaded to the chosen storage (a status other than 3)
     */
    readonly upload_status: 1 | 2 | (number & {});
    /** Empty list: nothing was recorded. */
    readonly file_info: readonly {
      /** Publisher; in mixed recording the mixed stream id. */
      readonly user_id: string;
      /** Publisher nickname; in mixed recording the mixed stream id. */
      readonly user_name: string;
      readonly stream_id: string;
      /** File name. */
      readonly file_id: string;
      /** VOD id (Alibaba VideoId, Tencent FileId); empty string in the example. */
      readonly video_id: string;
      /** Not returned for Qiniu or Alibaba VOD. */
      readonly file_url?: string;
      /**
       * - mp4: MP4 file
       * - flv: FLV file
       * - hls: HLS (M3U8)
       * - jpg: snapshot
       * - aac: audio file
       */
      readonly output_file_format: 'mp4' | 'flv' | 'hls' | 'jpg' | 'aac' | (string & {});
      /** Unit: bytes. */
      readonly file_size: number;
      /** Unit: ms. */
      readonly duration: number;
      /** Unit: px. */
      readonly resolution_width: number;
      /** Unit: px. */
      readonly resolution_height: number;
      /**
       * - 1: audio only
       * - 2: video only
       * - 3: audio and video
       */
      readonly media_track_type: 1 | 2 | 3 | (number & {});
      /**
       * En: when a new stream signal arrives; zh: when recording of the file starts.
       * Unit: ms.
       */
      readonly begin_timestamp: number;
      /** English table only, in no example; taken from SEI of the stream; unit not stated. */
      readonly custom_begin_timestamp?: number;
      /**
       * - 1: (old pages) recording
       * - 2: (old pages) uploading
       * - 3: uploaded to the chosen storage
       * - 4: chosen storage failed, uploaded to ZEGO backup storage (kept 3 days, zh)
       * - 5: both uploads failed
       */
      readonly status: 1 | 2 | 3 | 4 | 5 | (number & {});
    }[];
  };
}

/**
 * A background or watermark picture could not be fetched.
 * Source: extended_services/cloud_recording/en/server/recording-status-callback.mdx (en)
 */
export interface CloudRecordingImageDownloadFailedPayload {
  /** 16 characters. */
  readonly task_id?: string;
  readonly room_id?: string;
  /** Description; empty in the example. */
  readonly message?: string;
  /** Counts the messages of a task from 0. */
  readonly sequence?: number;
  readonly detail?: {
    /**
     * - 1: canvas background (MixOutputBackgroundImage)
     * - 2: watermark (MixOutputWatermarkImage)
     * - 3: default background of a stream view (DefaultMixStreamBackgroundImage)
     * - 4: background of a stream view in a custom layout (BackgroundImage)
     */
    readonly image_type?: 1 | 2 | 3 | 4 | (number & {});
    readonly image_url?: string;
  };
}

/**
 * Segments are uploaded live: address of the M3U8 file.
 * Source: extended_services/cloud_recording/en/server/recording-status-callback.mdx (en)
 */
export interface CloudRecordingM3u8AvailablePayload {
  /** 16 characters. */
  readonly task_id?: string;
  readonly room_id?: string;
  /** Description; empty in the example. */
  readonly message?: string;
  /** Counts the messages of a task from 0. */
  readonly sequence?: number;
  readonly detail?: {
    readonly stream_id?: string;
    readonly file_id?: string;
    readonly file_url?: string;
    /**
     * - 1: audio only
     * - 2: video only
     * - 3: audio and video
     */
    readonly media_track_type?: 1 | 2 | 3 | (number & {});
  };
}

/**
 * No stream in the room; first within 30 s, then every 30 s until a stream appears or the task times out.
 * Source: extended_services/cloud_recording/en/server/recording-status-callback.mdx (en)
 */
export interface CloudRecordingNoStreamPayload {
  /** 16 characters. */
  readonly task_id?: string;
  readonly room_id?: string;
  /** Description; empty in the example. */
  readonly message?: string;
  /** Counts the messages of a task from 0. */
  readonly sequence?: number;
  /** Empty according to both tables; whether that means {}, null or absent is not shown. */
  readonly detail?: JsonObject;
}

/**
 * PauseRecord took effect.
 * Source: extended_services/cloud_recording/en/server/recording-status-callback.mdx (en)
 */
export interface CloudRecordingPausedPayload {
  /** 16 characters. */
  readonly task_id?: string;
  readonly room_id?: string;
  /** Description; empty in the example. */
  readonly message?: string;
  /** Counts the messages of a task from 0. */
  readonly sequence?: number;
  /** Empty according to both tables; whether that means {}, null or absent is not shown. */
  readonly detail?: JsonObject;
}

/**
 * ResumeRecord took effect.
 * Source: extended_services/cloud_recording/en/server/recording-status-callback.mdx (en)
 */
export interface CloudRecordingResumedPayload {
  /** 16 characters. */
  readonly task_id?: string;
  readonly room_id?: string;
  /** Description; empty in the example. */
  readonly message?: string;
  /** Counts the messages of a task from 0. */
  readonly sequence?: number;
  /** Empty according to both tables; whether that means {}, null or absent is not shown. */
  readonly detail?: JsonObject;
}

/**
 * A stream that should be recorded does not exist.
 * Source: extended_services/cloud_recording/en/server/recording-status-callback.mdx (en)
 */
export interface CloudRecordingStreamNotFoundPayload {
  /** 16 characters. */
  readonly task_id?: string;
  readonly room_id?: string;
  /** Description; empty in the example. */
  readonly message?: string;
  /** Counts the messages of a task from 0. */
  readonly sequence?: number;
  readonly detail?: {
    readonly stream_id?: string;
  };
}

/**
 * Recording has stopped and its files are being uploaded.
 * Source: extended_services/cloud_recording/en/server/recording-status-callback.mdx (en)
 */
export interface CloudRecordingUploadingPayload {
  /** 16 characters. */
  readonly task_id?: string;
  readonly room_id?: string;
  /** Description; empty in the example. */
  readonly message?: string;
  /** Counts the messages of a task from 0. */
  readonly sequence?: number;
  /** Empty according to both tables; whether that means {}, null or absent is not shown. */
  readonly detail?: JsonObject;
}

/**
 * V1: the task has ended (accounts from before 2021-11-29).
 * Status: legacy.
 * Source: https://doc-zh.zego.im/article/5861 (v1 of the callback, zh)
 */
export interface CloudRecordingLegacyEndPayload {
  readonly task_id?: string;
  /** Added 2021. */
  readonly room_id?: string;
  readonly message?: string;
  /** Only with video snapshots. */
  readonly sequence?: number;
  /** The stored excerpt ends after duration; further members are not known. */
  readonly file_info?: readonly {
    readonly user_id?: string;
    readonly user_name?: string;
    readonly stream_id?: string;
    readonly file_id?: string;
    readonly video_id?: string;
    readonly file_url?: string;
    readonly output_file_format?: string;
    readonly file_size?: number;
    readonly duration?: number;
  }[];
}

/**
 * CreatePlayer has created a player.
 * Source: extended_services/cloud_player/en/server/Callback/callback.mdx (en)
 */
export interface CloudPlayerCreatedPayload {
  /** Only player events. */
  readonly PlayerId: string;
  /** Only player events. */
  readonly RoomId: string;
  /** In the examples of EventType 1, in no table; the name given to CreatePlayer, at most 64 bytes, may be empty. */
  readonly PlayerName?: string;
  /**
   * Table: String since 2025-12-22, Number before; the player example sends a number, the upload example a string. Accept both.
   * Unit: ms.
   */
  readonly EventTime: number;
  readonly Detail: {
    /** Unit: s. */
    readonly CreateTime: number;
    /** Unit: s. */
    readonly PlayTime: number;
    /** Unit: s. */
    readonly MaxIdleTime: number;
    /** A player created with StreamUrlList may have no single address (not documented). */
    readonly StreamUrl?: string;
  };
}

/**
 * A player is gone.
 * Source: extended_services/cloud_player/en/server/Callback/callback.mdx (en)
 */
export interface CloudPlayerDestroyedPayload {
  /** Only player events. */
  readonly PlayerId?: string;
  /** Only player events. */
  readonly RoomId?: string;
  /** In the examples of EventType 1, in no table; the name given to CreatePlayer, at most 64 bytes, may be empty. */
  readonly PlayerName?: string;
  /**
   * Table: String since 2025-12-22, Number before; the player example sends a number, the upload example a string. Accept both.
   * Unit: ms.
   */
  readonly EventTime?: number;
  readonly Detail?: {
    /** Unit: s. */
    readonly PlayTime?: number;
    /**
     * - 1: DeletePlayer was called
     * - 2: idle longer than MaxIdleTime
     * - 3: media ended
     * - 4: publishing failed
     * - 5: could not enter the room or was removed from it
     */
    readonly Reason?: 1 | 2 | 3 | 4 | 5 | (number & {});
  };
}

/**
 * The running player noticed a fault (it retries by itself).
 * Source: extended_services/cloud_player/en/server/Callback/callback.mdx (en)
 */
export interface CloudPlayerExceptionPayload {
  /** Only player events. */
  readonly PlayerId?: string;
  /** Only player events. */
  readonly RoomId?: string;
  /** In the examples of EventType 1, in no table; the name given to CreatePlayer, at most 64 bytes, may be empty. */
  readonly PlayerName?: string;
  /**
   * Table: String since 2025-12-22, Number before; the player example sends a number, the upload example a string. Accept both.
   * Unit: ms.
   */
  readonly EventTime?: number;
  readonly Detail?: {
    /**
     * Can be negative.
     * - 1: playback position abnormal
     * - 2: video publishing rate abnormal (normal check: twice in a row under 90% of the base rate)
     * - 3: video publishing rate abnormal (strict check, off by default: three times under 40% of the configured rate, or once 0)
     * - 4: audio publishing rate abnormal
     * - 5: flow control for more than 5 minutes
     * - 6: decoding error
     * - 7: one media of StreamUrlList could not be loaded
     * - -1: loading the media timed out
     * - -2: seek timed out
     * - -3: seek failed
     * - -4: audio rendering rate abnormal
     * - -5: decoded data bad
     * - -6: audio and video out of step
     * - -7: playback stutters
     */
    readonly Code?: 1 | 2 | 3 | 4 | 5 | 6 | 7 | -1 | -2 | -3 | -4 | -5 | -6 | -7 | (number & {});
    /** Only for Code 7; added 2025-09. */
    readonly PlayIndex?: number;
  };
}

/**
 * An upload has failed for good.
 * Source: extended_services/cloud_player/en/server/Callback/callback.mdx (en)
 */
export interface CloudPlayerFileUploadFailedPayload {
  /** Only upload events. */
  readonly UploadTaskId?: string;
  /** Top level; in the example of EventType 10001, in no table; source address given to CreateUploadTask. */
  readonly StreamUrl?: string;
  /** In the example of EventType 10001, in no table; file name given to CreateUploadTask, at most 100 bytes. */
  readonly Title?: string;
  /**
   * Table: String since 2025-12-22, Number before; the player example sends a number, the upload example a string. Accept both.
   * Unit: ms.
   */
  readonly EventTime?: number;
  readonly Detail?: {
    /**
     * - 1: source could not be downloaded
     * - 2: upload error, not retried (ContentMd5 may be wrong)
     * - 3: file too large
     */
    readonly Reason?: 1 | 2 | 3 | (number & {});
  };
}

/**
 * The file of an upload task is available.
 * Source: extended_services/cloud_player/en/server/Callback/callback.mdx (en)
 */
export interface CloudPlayerFileUploadedPayload {
  /** Only upload events. */
  readonly UploadTaskId: string;
  /** Top level; in the example of EventType 10001, in no table; source address given to CreateUploadTask. */
  readonly StreamUrl?: string;
  /** In the example of EventType 10001, in no table; file name given to CreateUploadTask, at most 100 bytes. */
  readonly Title?: string;
  /**
   * Table: String since 2025-12-22, Number before; the player example sends a number, the upload example a string. Accept both.
   * Unit: ms.
   */
  readonly EventTime: number;
  /** Detail has no members here ("empty" in both tables); the example of 10001 sends {}. */
  readonly Detail: JsonObject;
}

/**
 * The player entered another state.
 * Source: extended_services/cloud_player/en/server/Callback/callback.mdx (en)
 */
export interface CloudPlayerStatusChangedPayload {
  /** Only player events. */
  readonly PlayerId?: string;
  /** Only player events. */
  readonly RoomId?: string;
  /** In the examples of EventType 1, in no table; the name given to CreatePlayer, at most 64 bytes, may be empty. */
  readonly PlayerName?: string;
  /**
   * Table: String since 2025-12-22, Number before; the player example sends a number, the upload example a string. Accept both.
   * Unit: ms.
   */
  readonly EventTime?: number;
  readonly Detail?: {
    /**
     * - 1: creating
     * - 2: connecting to the media
     * - 3: waiting to play
     * - 4: playing
     * - 5: paused
     * - 6: could not connect to the media
     * - 7: playback ended
     * - 8: destroyed
     */
    readonly Status?: 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | (number & {});
    /** Only for Status 4 and 5; added 2025-09. */
    readonly PlayIndex?: number;
  };
}

/**
 * CancelUploadTask had no effect.
 * Source: extended_services/cloud_player/en/server/Callback/callback.mdx (en)
 */
export interface CloudPlayerUploadCancelFailedPayload {
  /** Only upload events. */
  readonly UploadTaskId?: string;
  /** Top level; in the example of EventType 10001, in no table; source address given to CreateUploadTask. */
  readonly StreamUrl?: string;
  /** In the example of EventType 10001, in no table; file name given to CreateUploadTask, at most 100 bytes. */
  readonly Title?: string;
  /**
   * Table: String since 2025-12-22, Number before; the player example sends a number, the upload example a string. Accept both.
   * Unit: ms.
   */
  readonly EventTime?: number;
  readonly Detail?: {
    /**
     * - 1: the file is being uploaded
     * - 2: the file has been uploaded
     */
    readonly Reason?: 1 | 2 | (number & {});
  };
}

/**
 * An upload met a fault and will be retried by ZEGO.
 * Source: extended_services/cloud_player/en/server/Callback/callback.mdx (en)
 */
export interface CloudPlayerUploadExceptionPayload {
  /** Only upload events. */
  readonly UploadTaskId?: string;
  /** Top level; in the example of EventType 10001, in no table; source address given to CreateUploadTask. */
  readonly StreamUrl?: string;
  /** In the example of EventType 10001, in no table; file name given to CreateUploadTask, at most 100 bytes. */
  readonly Title?: string;
  /**
   * Table: String since 2025-12-22, Number before; the player example sends a number, the upload example a string. Accept both.
   * Unit: ms.
   */
  readonly EventTime?: number;
  readonly Detail?: {
    /**
     * - 1: unknown
     * - 2: upload error (ContentMd5 may be wrong)
     */
    readonly Code?: 1 | 2 | (number & {});
  };
}

/**
 * An upload task entered another state.
 * Source: extended_services/cloud_player/en/server/Callback/callback.mdx (en)
 */
export interface CloudPlayerUploadStatusChangedPayload {
  /** Only upload events. */
  readonly UploadTaskId?: string;
  /** Top level; in the example of EventType 10001, in no table; source address given to CreateUploadTask. */
  readonly StreamUrl?: string;
  /** In the example of EventType 10001, in no table; file name given to CreateUploadTask, at most 100 bytes. */
  readonly Title?: string;
  /**
   * Table: String since 2025-12-22, Number before; the player example sends a number, the upload example a string. Accept both.
   * Unit: ms.
   */
  readonly EventTime?: number;
  readonly Detail?: {
    /**
     * - 1: waiting
     * - 2: uploading
     * - 3: cancelled
     */
    readonly Status?: 1 | 2 | 3 | (number & {});
  };
}

/**
 * The retention of an uploaded file has run out.
 * Source: extended_services/cloud_player/en/server/Callback/callback.mdx (en)
 */
export interface CloudPlayerUploadedFileExpiredPayload {
  /** Only upload events. */
  readonly UploadTaskId?: string;
  /** Top level; in the example of EventType 10001, in no table; source address given to CreateUploadTask. */
  readonly StreamUrl?: string;
  /** In the example of EventType 10001, in no table; file name given to CreateUploadTask, at most 100 bytes. */
  readonly Title?: string;
  /**
   * Table: String since 2025-12-22, Number before; the player example sends a number, the upload example a string. Accept both.
   * Unit: ms.
   */
  readonly EventTime?: number;
  /** Detail has no members here ("empty" in both tables); the example of 10001 sends {}. */
  readonly Detail?: JsonObject;
}

/**
 * Verdict on a 10 s fragment of an audio-stream moderation task.
 * Source: core_products/real-time-voice-video/en/server/callback/moderation/audio.mdx (en)
 */
export interface ModerationAudioResultPayload {
  /** - 0: success */
  readonly Code: 0 | (number & {});
  /** Success / Success / zh word for success: do not compare. */
  readonly Message: string;
  /** Id returned by the start-moderation API (32 hex digits in the examples). */
  readonly TaskId: string;
  /** Documented as the id of this callback; TaskId + suffix. API FAQ: the stream id can be cut out of it. */
  readonly ResultTaskId: string;
  /** Verdict on one 10 s fragment; on a silent fragment (VadStatus 0) some members come back empty. */
  readonly Detail?: {
    /**
     * Only when Code is 0.
     * - PASS: normal, let through
     * - REVIEW: suspicious, look at it
     * - REJECT: violation, block
     */
    readonly RiskLevel?: 'PASS' | 'REVIEW' | 'REJECT' | (string & {});
    /** Recognised text of the fragment. */
    readonly AudioText?: string;
    /** Signed storage URL of the fragment, expires. */
    readonly AudioUrl?: string;
    /** Filled only with ReturnPreAudio=1: this and the previous fragment, 20 s. */
    readonly PreAudioUrl?: string;
    /** Text "level1:level2:level3", or "Normal"/its zh word on PASS, or the name of the custom list hit; language follows LabelLanguage of the task; for humans only. */
    readonly RiskDescription?: string;
    /** "normal" on PASS; open vocabulary of Shumei. */
    readonly RiskLabel1?: string;
    /** Empty on PASS. */
    readonly RiskLabel2?: string;
    /** Empty on PASS. */
    readonly RiskLabel3?: string;
    /**
     * - 0: silent
     * - 1: not silent
     */
    readonly VadStatus?: 0 | 1 | (number & {});
    readonly RiskDetail?: {
      /**
       * - 1000: no risk
       * - 1001: audio semantics
       * - 1003: audio features (pitch, timbre, voiceprint, melody ...)
       */
      readonly RiskSource?: 1000 | 1001 | 1003 | (number & {});
      readonly AudioText?: string;
      /** Custom lists hit; null in every example. */
      readonly MatchedLists?: readonly {
        readonly Name?: string;
      }[];
    };
    /** All risks found, worst first. */
    readonly RiskInfoList?: readonly {
      /**
       * Table types it Number, the values are words.
       * - PASS: normal, let through
       * - REVIEW: suspicious, look at it
       * - REJECT: violation, block
       */
      readonly RiskLevel?: 'PASS' | 'REVIEW' | 'REJECT' | (string & {});
      /** Text "level1:level2:level3", or "Normal"/its zh word on PASS, or the name of the custom list hit; language follows LabelLanguage of the task; for humans only. */
      readonly RiskDescription?: string;
      /** "normal" on PASS; open vocabulary of Shumei. */
      readonly RiskLabel1?: string;
      /** Empty on PASS. */
      readonly RiskLabel2?: string;
      /** Empty on PASS. */
      readonly RiskLabel3?: string;
      readonly RiskDetail?: {
        /**
         * - 1000: no risk
         * - 1001: audio semantics
         * - 1003: audio features (pitch, timbre, voiceprint, melody ...)
         */
        readonly RiskSource?: 1000 | 1001 | 1003 | (number & {});
        /** Docs: filled only for the riskiest entry; in the examples every entry has it. */
        readonly AudioText?: string;
        /** Custom lists hit; null in every example. */
        readonly MatchedLists?: readonly {
          readonly Name?: string;
        }[];
      };
    }[];
    /** Depends on BusinessTypeList of the task; content adjustable by support. */
    readonly BusinessInfoList?: readonly {
      /** "level1:level2:level3". */
      readonly BusinessDescription?: string;
      readonly BusinessLabel1?: string;
      readonly BusinessLabel2?: string;
      /** Tables of all three lists misspell it BusinessLabe3; examples send BusinessLabel3. */
      readonly BusinessLabel3?: string;
    }[];
  };
  readonly AuxInfo: {
    readonly RoomId: string;
    /** Unit: ms. */
    readonly ProcessBeginTime: number;
    /** Unit: ms. */
    readonly ProcessFinishTime: number;
    /** Added to docs and examples on 2025-11-27; absent from the examples before. */
    readonly UserId?: string;
  };
}

/**
 * An audio-stream moderation task ended (only if started with ReturnFinishInfo=1).
 * Source: core_products/real-time-voice-video/en/server/callback/moderation/audio.mdx (en)
 */
export interface ModerationAudioStatusPayload {
  /** - 0: success */
  readonly Code: 0 | (number & {});
  /** Success / Success / zh word for success: do not compare. */
  readonly Message: string;
  /** Id returned by the start-moderation API (32 hex digits in the examples). */
  readonly TaskId: string;
  /** - 0: moderation finished */
  readonly Status: 0 | (number & {});
  readonly AuxInfo: {
    readonly RoomId: string;
    /**
     * Total moderated stream time of the task.
     * Unit: s.
     */
    readonly CensorStreamTime: number;
  };
}

/**
 * Verdict on a 10 s fragment of the sound of a video-stream moderation task.
 * Source: core_products/real-time-voice-video/en/server/callback/moderation/video.mdx (en)
 */
export interface ModerationVideoAudioResultPayload {
  /** - 0: success */
  readonly Code: 0 | (number & {});
  /** Success / Success / zh word for success: do not compare. */
  readonly Message: string;
  /** Id returned by the start-moderation API (32 hex digits in the examples). */
  readonly TaskId: string;
  /** Documented as the id of this callback; TaskId + suffix. API FAQ: the stream id can be cut out of it. */
  readonly ResultTaskId: string;
  /** Verdict on one 10 s fragment; on a silent fragment (VadStatus 0) some members come back empty. */
  readonly Detail?: {
    /**
     * Only when Code is 0.
     * - PASS: normal, let through
     * - REVIEW: suspicious, look at it
     * - REJECT: violation, block
     */
    readonly RiskLevel?: 'PASS' | 'REVIEW' | 'REJECT' | (string & {});
    /** Recognised text; 20 s of it when ReturnPreText=1 and the level is REJECT. */
    readonly Content?: string;
    /** Signed storage URL of the fragment, expires. */
    readonly AudioUrl?: string;
    /** Filled only with ReturnPreAudio=1: this and the previous fragment, 20 s. */
    readonly PreAudioUrl?: string;
    /** Text "level1:level2:level3", or "Normal"/its zh word on PASS, or the name of the custom list hit; language follows LabelLanguage of the task; for humans only. */
    readonly RiskDescription?: string;
    /** "normal" on PASS; open vocabulary of Shumei. */
    readonly RiskLabel1?: string;
    /** Empty on PASS. */
    readonly RiskLabel2?: string;
    /** Empty on PASS. */
    readonly RiskLabel3?: string;
    /**
     * - 0: silent
     * - 1: not silent
     */
    readonly VadStatus?: 0 | 1 | (number & {});
    readonly RiskDetail?: {
      /**
       * - 1000: no risk
       * - 1001: audio semantics
       * - 1003: audio features (pitch, timbre, voiceprint, melody ...)
       */
      readonly RiskSource?: 1000 | 1001 | 1003 | (number & {});
      readonly AudioText?: string;
      /** Custom lists hit; null in every example. */
      readonly MatchedLists?: readonly {
        readonly Name?: string;
      }[];
    };
    /** All risks found, worst first. */
    readonly RiskInfoList?: readonly {
      /**
       * Table types it Number, the values are words.
       * - PASS: normal, let through
       * - REVIEW: suspicious, look at it
       * - REJECT: violation, block
       */
      readonly RiskLevel?: 'PASS' | 'REVIEW' | 'REJECT' | (string & {});
      /** Text "level1:level2:level3", or "Normal"/its zh word on PASS, or the name of the custom list hit; language follows LabelLanguage of the task; for humans only. */
      readonly RiskDescription?: string;
      /** "normal" on PASS; open vocabulary of Shumei. */
      readonly RiskLabel1?: string;
      /** Empty on PASS. */
      readonly RiskLabel2?: string;
      /** Empty on PASS. */
      readonly RiskLabel3?: string;
      readonly RiskDetail?: {
        /**
         * - 1000: no risk
         * - 1001: audio semantics
         * - 1003: audio features (pitch, timbre, voiceprint, melody ...)
         */
        readonly RiskSource?: 1000 | 1001 | 1003 | (number & {});
        /** Docs: filled only for the riskiest entry; in the examples every entry has it. */
        readonly AudioText?: string;
        /** Custom lists hit; null in every example. */
        readonly MatchedLists?: readonly {
          readonly Name?: string;
        }[];
      };
    }[];
    /** Depends on BusinessTypeList of the task; content adjustable by support. */
    readonly BusinessInfoList?: readonly {
      /** In the examples only. */
      readonly ConfidenceLevel?: number;
      /** 0..1; in the examples only. */
      readonly Probability?: number;
      /** "level1:level2:level3". */
      readonly BusinessDescription?: string;
      readonly BusinessLabel1?: string;
      readonly BusinessLabel2?: string;
      /** Tables of all three lists misspell it BusinessLabe3; examples send BusinessLabel3. */
      readonly BusinessLabel3?: string;
    }[];
  };
  readonly AuxInfo: {
    readonly RoomId: string;
    /** Unit: ms. */
    readonly ProcessBeginTime: number;
    /** Unit: ms. */
    readonly ProcessFinishTime: number;
    /** Added to docs and examples on 2025-11-27; absent from the examples before. */
    readonly StreamId?: string;
  };
}

/**
 * The sound part of a video-stream moderation task ended (only with ReturnFinishInfo=1).
 * Source: core_products/real-time-voice-video/en/server/callback/moderation/video.mdx (en)
 */
export interface ModerationVideoAudioStatusPayload {
  /** - 0: success */
  readonly Code: 0 | (number & {});
  /** Success / Success / zh word for success: do not compare. */
  readonly Message: string;
  /** Id returned by the start-moderation API (32 hex digits in the examples). */
  readonly TaskId: string;
  /** - 0: moderation finished */
  readonly Status: 0 | (number & {});
  readonly AuxInfo: {
    readonly RoomId: string;
    /**
     * Total moderated stream time of the task.
     * Unit: s.
     */
    readonly CensorStreamTime: number;
  };
}

/**
 * Verdict on a captured frame of a video-stream moderation task.
 * Source: core_products/real-time-voice-video/en/server/callback/moderation/video.mdx (en)
 */
export interface ModerationVideoImgResultPayload {
  /** - 0: success */
  readonly Code: 0 | (number & {});
  /** Success / Success / zh word for success: do not compare. */
  readonly Message: string;
  /** Id returned by the start-moderation API (32 hex digits in the examples). */
  readonly TaskId: string;
  /** Documented as the id of this callback; TaskId + suffix. API FAQ: the stream id can be cut out of it. */
  readonly ResultTaskId: string;
  /** Verdict on one frame. */
  readonly Detail?: {
    /**
     * Only when Code is 0.
     * - PASS: normal, let through
     * - REVIEW: suspicious, look at it
     * - REJECT: violation, block
     */
    readonly RiskLevel?: 'PASS' | 'REVIEW' | 'REJECT' | (string & {});
    /** Signed storage URL of the frame, expires. */
    readonly ImgUrl?: string;
    /** Text "level1:level2:level3", or "Normal"/its zh word on PASS, or the name of the custom list hit; language follows LabelLanguage of the task; for humans only. */
    readonly RiskDescription?: string;
    /** "normal" on PASS; open vocabulary of Shumei. */
    readonly RiskLabel1?: string;
    /** Empty on PASS. */
    readonly RiskLabel2?: string;
    /** Empty on PASS. */
    readonly RiskLabel3?: string;
    readonly RiskDetail?: {
      /**
       * - 1000: no risk
       * - 1001: text
       * - 1002: picture
       */
      readonly RiskSource?: 1000 | 1001 | 1002 | (number & {});
      /** Table says strings, examples send objects or null; at most 10. */
      readonly FaceInfoList?: readonly ({
        readonly Name?: string;
        /** Number of the person within the frame. */
        readonly Id?: string;
        /** 0..1 share of the frame. */
        readonly FaceRatio?: number;
        /** 0..1. */
        readonly Probability?: number;
        /**
         * Left, top, right, bottom from the upper left corner.
         * Unit: px.
         */
        readonly Location?: readonly number[];
      } | string)[];
      /** Only if RiskTypeList of the task has IMGTEXTRISK or ADVERT. */
      readonly OcrInfo?: {
        readonly Text?: string;
        /** Custom lists hit; null in every example. */
        readonly MatchedLists?: readonly {
          readonly Name?: string;
        }[];
      };
    };
    readonly RiskInfoList?: readonly {
      /**
       * - PASS: normal, let through
       * - REVIEW: suspicious, look at it
       * - REJECT: violation, block
       */
      readonly RiskLevel?: 'PASS' | 'REVIEW' | 'REJECT' | (string & {});
      /** 0..1. */
      readonly Probability?: number;
      /** Text "level1:level2:level3", or "Normal"/its zh word on PASS, or the name of the custom list hit; language follows LabelLanguage of the task; for humans only. */
      readonly RiskDescription?: string;
      /** "normal" on PASS; open vocabulary of Shumei. */
      readonly RiskLabel1?: string;
      /** Empty on PASS. */
      readonly RiskLabel2?: string;
      /** Empty on PASS. */
      readonly RiskLabel3?: string;
      readonly RiskDetail?: {
        /**
         * - 1000: no risk
         * - 1001: text
         * - 1002: picture
         */
        readonly RiskSource?: 1000 | 1001 | 1002 | (number & {});
        /** Table says strings, examples send objects or null; at most 10. */
        readonly FaceInfoList?: readonly ({
          readonly Name?: string;
          /** Number of the person within the frame. */
          readonly Id?: string;
          /** 0..1 share of the frame. */
          readonly FaceRatio?: number;
          /** 0..1. */
          readonly Probability?: number;
          /**
           * Left, top, right, bottom from the upper left corner.
           * Unit: px.
           */
          readonly Location?: readonly number[];
        } | string)[];
        /** Only if RiskTypeList of the task has IMGTEXTRISK or ADVERT. */
        readonly OcrInfo?: {
          readonly Text?: string;
          /** Custom lists hit; null in every example. */
          readonly MatchedLists?: readonly {
            readonly Name?: string;
          }[];
        };
      };
    }[];
    /** Depends on BusinessTypeList of the task; content adjustable by support. */
    readonly BusinessInfoList?: readonly {
      /** In the examples only. */
      readonly ConfidenceLevel?: number;
      /** 0..1; in the examples only. */
      readonly Probability?: number;
      /** "level1:level2:level3". */
      readonly BusinessDescription?: string;
      readonly BusinessLabel1?: string;
      readonly BusinessLabel2?: string;
      /** Tables of all three lists misspell it BusinessLabe3; examples send BusinessLabel3. */
      readonly BusinessLabel3?: string;
      readonly BusinessDetail?: {
        /** At most 10, most probable first. */
        readonly FaceInfoList?: readonly {
          readonly Name?: string;
          /** Number of the person within the frame. */
          readonly Id?: string;
          /** 0..1 share of the frame. */
          readonly FaceRatio?: number;
          /** 0..1. */
          readonly Probability?: number;
          /**
           * Left, top, right, bottom from the upper left corner.
           * Unit: px.
           */
          readonly Location?: readonly number[];
        }[];
      };
    }[];
  };
  readonly AuxInfo: {
    readonly RoomId: string;
    /** Beijing time (UTC+8) without zone, "YYYY-MM-DD HH:mm:ss.SSS". */
    readonly ImgTime: string;
    /** Added to docs and examples on 2025-11-27; absent from the examples before. */
    readonly StreamId?: string;
  };
}

/**
 * The picture part of a video-stream moderation task ended (only with ReturnFinishInfo=1).
 * Source: core_products/real-time-voice-video/en/server/callback/moderation/video.mdx (en)
 */
export interface ModerationVideoImgStatusPayload {
  /** - 0: success */
  readonly Code: 0 | (number & {});
  /** Success / Success / zh word for success: do not compare. */
  readonly Message: string;
  /** Id returned by the start-moderation API (32 hex digits in the examples). */
  readonly TaskId: string;
  /** - 0: moderation finished */
  readonly Status: 0 | (number & {});
  readonly AuxInfo: {
    readonly RoomId: string;
    /**
     * Total moderated stream time of the task.
     * Unit: s.
     */
    readonly CensorStreamTime: number;
  };
}

/**
 * Speech of a user has been recognised.
 * Source: core_products/aiagent/en/server/callbacks/receiving-callback.mdx (en)
 */
export interface AiAgentAsrResultPayload {
  /** Id of the running agent instance; a decimal int64 sent as text, the examples exceed 2^53. */
  readonly AgentInstanceId: string;
  /** User id under which the agent sits in the room; English examples of ASRResult, LLMResult and Exception leave it out, Chinese ones have it. */
  readonly AgentUserId?: string;
  /** Id of the registered agent; added to the tables with v2.8 (2025-12), shown in no example. */
  readonly AgentId?: string;
  /** Name of the registered agent; added with v2.8 (2025-12), shown in no example. */
  readonly Name?: string;
  /** Left out of the English examples of ASRResult, LLMResult and Exception; an instance created for live digital human in CDN mode has no RTC room at all, so expect it to be missing (inference). */
  readonly RoomId?: string;
  /** JSON number. Guide examples send 1921825797275873300, which is above 2^53 and already looks like a rounded double (the double nearest to it is 1921825797275873280): read it without loss. Left out of the English examples of ASRResult, LLMResult and Exception. */
  readonly Sequence?: string;
  readonly Data: {
    /** The speaker. */
    readonly UserId: string;
    /** Groups everything that belongs to one interaction; ascending and never reused according to the Round guide, gaps allowed. */
    readonly Round: number;
    readonly Text: string;
  };
}

/**
 * Something failed on the server side.
 * Source: core_products/aiagent/en/server/callbacks/receiving-callback.mdx (en)
 */
export interface AiAgentExceptionPayload {
  /** Id of the running agent instance; a decimal int64 sent as text, the examples exceed 2^53. */
  readonly AgentInstanceId: string;
  /** User id under which the agent sits in the room; English examples of ASRResult, LLMResult and Exception leave it out, Chinese ones have it. */
  readonly AgentUserId?: string;
  /** Id of the registered agent; added to the tables with v2.8 (2025-12), shown in no example. */
  readonly AgentId?: string;
  /** Name of the registered agent; added with v2.8 (2025-12), shown in no example. */
  readonly Name?: string;
  /** Left out of the English examples of ASRResult, LLMResult and Exception; an instance created for live digital human in CDN mode has no RTC room at all, so expect it to be missing (inference). */
  readonly RoomId?: string;
  /** JSON number. Guide examples send 1921825797275873300, which is above 2^53 and already looks like a rounded double (the double nearest to it is 1921825797275873280): read it without loss. Left out of the English examples of ASRResult, LLMResult and Exception. */
  readonly Sequence?: string;
  readonly Data: {
    /**
     * - 1001: general AI Agent fault, read Message
     * - 1004: server VAD heard a voice but ASR got no usable text
     * - 1101: general IM fault
     * - 1201: general RTC fault
     * - 1202: the user who created the instance was out of the RTC room for 120 s (or MaxIdleTime)
     * - 1203: instance was removed from the room (often a reused AgentUserId)
     * - 1204: instance could not log in to the room
     * - 1205: instance lost its connection to the room
     * - 1206: instance could not publish its stream
     * - 1207: instance could not play a stream
     * - 1208: RTC could not send a room message
     * - 2101: general ASR fault
     * - 2201: general LLM fault, read Message
     * - 2202: LLM parameters invalid
     * - 2203: LLM refused the key
     * - 2204: LLM concurrency limit reached
     * - 2205: LLM account in arrears
     * - 2206: LLM content review refused the text
     * - 2301: general TTS fault, read Message
     * - 2302: TTS parameters invalid
     * - 2303: TTS refused the credentials
     * - 2304: TTS concurrency limit reached
     * - 2305: TTS account in arrears
     */
    readonly Code: 1001 | 1004 | 1101 | 1201 | 1202 | 1203 | 1204 | 1205 | 1206 | 1207 | 1208 | 2101 | 2201 | 2202 | 2203 | 2204 | 2205 | 2206 | 2301 | 2302 | 2303 | 2304 | 2305 | (number & {});
    /** Free text; Chinese in the Chinese example, since v2.13.0 it also carries a TTS log id (placement not documented). */
    readonly Message: string;
    /** Added 2026-05; the guides still show bodies without it. */
    readonly Round?: number;
  };
}

/**
 * The instance exists, has joined the room and publishes.
 * Source: core_products/aiagent/en/server/callbacks/receiving-callback.mdx (en)
 */
export interface AiAgentInstanceCreatedPayload {
  /** Id of the running agent instance; a decimal int64 sent as text, the examples exceed 2^53. */
  readonly AgentInstanceId: string;
  /** User id under which the agent sits in the room; English examples of ASRResult, LLMResult and Exception leave it out, Chinese ones have it. */
  readonly AgentUserId: string;
  /** Id of the registered agent; added to the tables with v2.8 (2025-12), shown in no example. */
  readonly AgentId?: string;
  /** Name of the registered agent; added with v2.8 (2025-12), shown in no example. */
  readonly Name?: string;
  /** Left out of the English examples of ASRResult, LLMResult and Exception; an instance created for live digital human in CDN mode has no RTC room at all, so expect it to be missing (inference). */
  readonly RoomId?: string;
  /** JSON number. Guide examples send 1921825797275873300, which is above 2^53 and already looks like a rounded double (the double nearest to it is 1921825797275873280): read it without loss. Left out of the English examples of ASRResult, LLMResult and Exception. */
  readonly Sequence: string;
  readonly Data: {
    /** Unit: ms. */
    readonly CreatedTimestamp: number;
  };
}

/**
 * The instance is gone.
 * Source: core_products/aiagent/en/server/callbacks/receiving-callback.mdx (en)
 */
export interface AiAgentInstanceDeletedPayload {
  /** Id of the running agent instance; a decimal int64 sent as text, the examples exceed 2^53. */
  readonly AgentInstanceId: string;
  /** User id under which the agent sits in the room; English examples of ASRResult, LLMResult and Exception leave it out, Chinese ones have it. */
  readonly AgentUserId: string;
  /** Id of the registered agent; added to the tables with v2.8 (2025-12), shown in no example. */
  readonly AgentId?: string;
  /** Name of the registered agent; added with v2.8 (2025-12), shown in no example. */
  readonly Name?: string;
  /** Left out of the English examples of ASRResult, LLMResult and Exception; an instance created for live digital human in CDN mode has no RTC room at all, so expect it to be missing (inference). */
  readonly RoomId?: string;
  /** JSON number. Guide examples send 1921825797275873300, which is above 2^53 and already looks like a rounded double (the double nearest to it is 1921825797275873280): read it without loss. Left out of the English examples of ASRResult, LLMResult and Exception. */
  readonly Sequence: string;
  readonly Data: {
    /**
     * - 0: DeleteAgentInstance was called
     * - 1201: general RTC fault
     * - 1202: creating user out of the room too long (120 s or MaxIdleTime)
     * - 1203: removed from the room
     * - 1204: could not log in to the room
     * - 1205: lost connection to the room
     * - 1206: could not publish
     */
    readonly Code: 0 | 1201 | 1202 | 1203 | 1204 | 1205 | 1206 | (number & {});
    /** Unit: ms. */
    readonly DeletedTimestamp: number;
    readonly LatencyData: {
      /**
       * Average time to first LLM token.
       * Unit: ms.
       */
      readonly LLMTTFT: number;
      /** Unit: tokens/s. */
      readonly LLMTPS: number;
      /** Unit: ms. */
      readonly TTSAudioFirstFrameTime: number;
      /**
       * Average total server latency.
       * Unit: ms.
       */
      readonly TotalCost: number;
    };
  };
}

/**
 * The agent starts to speak a text that carries meta information.
 * Source: core_products/aiagent/en/server/callbacks/receiving-callback.mdx (en)
 */
export interface AiAgentInstanceMetaInfoPayload {
  /** Id of the running agent instance; a decimal int64 sent as text, the examples exceed 2^53. */
  readonly AgentInstanceId: string;
  /** User id under which the agent sits in the room; English examples of ASRResult, LLMResult and Exception leave it out, Chinese ones have it. */
  readonly AgentUserId: string;
  /** Id of the registered agent; added to the tables with v2.8 (2025-12), shown in no example. */
  readonly AgentId?: string;
  /** Name of the registered agent; added with v2.8 (2025-12), shown in no example. */
  readonly Name?: string;
  /** Left out of the English examples of ASRResult, LLMResult and Exception; an instance created for live digital human in CDN mode has no RTC room at all, so expect it to be missing (inference). */
  readonly RoomId?: string;
  /** JSON number. Guide examples send 1921825797275873300, which is above 2^53 and already looks like a rounded double (the double nearest to it is 1921825797275873280): read it without loss. Left out of the English examples of ASRResult, LLMResult and Exception. */
  readonly Sequence: string;
  readonly Data: {
    /** Groups everything that belongs to one interaction; ascending and never reused according to the Round guide, gaps allowed. */
    readonly Round: number;
    /** Free keys, restricted to LLMMetaInfo.SendMetaKeys; example keys: action (callback page), VoiceId (Round guide). */
    readonly MetaInfo: JsonObject;
  };
}

/**
 * The state of the agent changed.
 * Source: core_products/aiagent/en/server/callbacks/receiving-callback.mdx (en)
 */
export interface AiAgentInstanceStatusPayload {
  /** Id of the running agent instance; a decimal int64 sent as text, the examples exceed 2^53. */
  readonly AgentInstanceId: string;
  /** User id under which the agent sits in the room; English examples of ASRResult, LLMResult and Exception leave it out, Chinese ones have it. */
  readonly AgentUserId: string;
  /** Id of the registered agent; added to the tables with v2.8 (2025-12), shown in no example. */
  readonly AgentId?: string;
  /** Name of the registered agent; added with v2.8 (2025-12), shown in no example. */
  readonly Name?: string;
  /** Left out of the English examples of ASRResult, LLMResult and Exception; an instance created for live digital human in CDN mode has no RTC room at all, so expect it to be missing (inference). */
  readonly RoomId?: string;
  /** JSON number. Guide examples send 1921825797275873300, which is above 2^53 and already looks like a rounded double (the double nearest to it is 1921825797275873280): read it without loss. Left out of the English examples of ASRResult, LLMResult and Exception. */
  readonly Sequence: string;
  readonly Data: {
    /**
     * - IDLE: idle
     * - LISTENING: listening
     * - THINKING: thinking
     * - SPEAKING: speaking
     */
    readonly Status: 'IDLE' | 'LISTENING' | 'THINKING' | 'SPEAKING' | (string & {});
    /** Added 2026-05; the guide examples lack it. */
    readonly Round?: number;
  };
}

/**
 * The agent was cut off while speaking or thinking.
 * Source: core_products/aiagent/en/server/callbacks/receiving-callback.mdx (en)
 */
export interface AiAgentInterruptedPayload {
  /** Id of the running agent instance; a decimal int64 sent as text, the examples exceed 2^53. */
  readonly AgentInstanceId: string;
  /** User id under which the agent sits in the room; English examples of ASRResult, LLMResult and Exception leave it out, Chinese ones have it. */
  readonly AgentUserId: string;
  /** Id of the registered agent; added to the tables with v2.8 (2025-12), shown in no example. */
  readonly AgentId?: string;
  /** Name of the registered agent; added with v2.8 (2025-12), shown in no example. */
  readonly Name?: string;
  /** Left out of the English examples of ASRResult, LLMResult and Exception; an instance created for live digital human in CDN mode has no RTC room at all, so expect it to be missing (inference). */
  readonly RoomId?: string;
  /** JSON number. Guide examples send 1921825797275873300, which is above 2^53 and already looks like a rounded double (the double nearest to it is 1921825797275873280): read it without loss. Left out of the English examples of ASRResult, LLMResult and Exception. */
  readonly Sequence: string;
  readonly Data: {
    /** The round that was cut off, not the new one. */
    readonly Round: number;
    /**
     * - 1: a user spoke
     * - 2: the server called SendAgentInstanceLLM
     * - 3: the server called SendAgentInstanceTTS
     * - 4: the server called InterruptAgentInstance
     */
    readonly Reason: 1 | 2 | 3 | 4 | (number & {});
    /** What had been spoken up to the cut; added 2026-07, in no example. */
    readonly PlayedText?: string;
  };
}

/**
 * The language model has produced a sentence of the answer.
 * Source: core_products/aiagent/en/server/callbacks/receiving-callback.mdx (en)
 */
export interface AiAgentLlmResultPayload {
  /** Id of the running agent instance; a decimal int64 sent as text, the examples exceed 2^53. */
  readonly AgentInstanceId: string;
  /** User id under which the agent sits in the room; English examples of ASRResult, LLMResult and Exception leave it out, Chinese ones have it. */
  readonly AgentUserId?: string;
  /** Id of the registered agent; added to the tables with v2.8 (2025-12), shown in no example. */
  readonly AgentId?: string;
  /** Name of the registered agent; added with v2.8 (2025-12), shown in no example. */
  readonly Name?: string;
  /** Left out of the English examples of ASRResult, LLMResult and Exception; an instance created for live digital human in CDN mode has no RTC room at all, so expect it to be missing (inference). */
  readonly RoomId?: string;
  /** JSON number. Guide examples send 1921825797275873300, which is above 2^53 and already looks like a rounded double (the double nearest to it is 1921825797275873280): read it without loss. Left out of the English examples of ASRResult, LLMResult and Exception. */
  readonly Sequence?: string;
  readonly Data: {
    /** Groups everything that belongs to one interaction; ascending and never reused according to the Round guide, gaps allowed. */
    readonly Round: number;
    readonly Text: string;
  };
}

/**
 * The first 1 to 1.5 s of a user's speech of a round is available (not sent for speech under 1 s).
 * Source: core_products/aiagent/en/server/callbacks/receiving-callback.mdx (en)
 */
export interface AiAgentUserAudioDataPayload {
  /** Id of the running agent instance; a decimal int64 sent as text, the examples exceed 2^53. */
  readonly AgentInstanceId: string;
  /** User id under which the agent sits in the room; English examples of ASRResult, LLMResult and Exception leave it out, Chinese ones have it. */
  readonly AgentUserId: string;
  /** Id of the registered agent; added to the tables with v2.8 (2025-12), shown in no example. */
  readonly AgentId?: string;
  /** Name of the registered agent; added with v2.8 (2025-12), shown in no example. */
  readonly Name?: string;
  /** Left out of the English examples of ASRResult, LLMResult and Exception; an instance created for live digital human in CDN mode has no RTC room at all, so expect it to be missing (inference). */
  readonly RoomId?: string;
  /** JSON number. Guide examples send 1921825797275873300, which is above 2^53 and already looks like a rounded double (the double nearest to it is 1921825797275873280): read it without loss. Left out of the English examples of ASRResult, LLMResult and Exception. */
  readonly Sequence: string;
  readonly Data: {
    readonly UserId: string;
    /** Groups everything that belongs to one interaction; ascending and never reused according to the Round guide, gaps allowed. */
    readonly Round: number;
    /**
     * 16000 by default.
     * Unit: Hz.
     */
    readonly SampleRate: number;
    /** Pcm by default. */
    readonly Format: string;
    /** About 43 to 64 kB of base64 if 16-bit mono at 16 kHz (own estimate): mind body-size limits. */
    readonly Audio: string;
  };
}

/**
 * A user started or stopped speaking.
 * Source: core_products/aiagent/en/server/callbacks/receiving-callback.mdx (en)
 */
export interface AiAgentUserSpeakActionPayload {
  /** Id of the running agent instance; a decimal int64 sent as text, the examples exceed 2^53. */
  readonly AgentInstanceId: string;
  /** User id under which the agent sits in the room; English examples of ASRResult, LLMResult and Exception leave it out, Chinese ones have it. */
  readonly AgentUserId?: string;
  /** Id of the registered agent; added to the tables with v2.8 (2025-12), shown in no example. */
  readonly AgentId?: string;
  /** Name of the registered agent; added with v2.8 (2025-12), shown in no example. */
  readonly Name?: string;
  /** Left out of the English examples of ASRResult, LLMResult and Exception; an instance created for live digital human in CDN mode has no RTC room at all, so expect it to be missing (inference). */
  readonly RoomId?: string;
  /** JSON number. Guide examples send 1921825797275873300, which is above 2^53 and already looks like a rounded double (the double nearest to it is 1921825797275873280): read it without loss. Left out of the English examples of ASRResult, LLMResult and Exception. */
  readonly Sequence?: string;
  readonly Data: {
    /** Missing in the English guide example. */
    readonly UserId?: string;
    /**
     * - SPEAK_BEGIN: started
     * - SPEAK_END: stopped
     */
    readonly Action: 'SPEAK_BEGIN' | 'SPEAK_END' | (string & {});
    /** Added 2026-05; guides and older versions lack it. */
    readonly Round?: number;
  };
}

/**
 * The agent started or stopped speaking (before v2.8).
 * Status: deprecated.
 * Source: core_products/aiagent/en/server/callbacks/receiving-callback.mdx (en)
 */
export interface AiAgentAgentSpeakActionPayload {
  /** Id of the running agent instance; a decimal int64 sent as text, the examples exceed 2^53. */
  readonly AgentInstanceId: string;
  /** User id under which the agent sits in the room; English examples of ASRResult, LLMResult and Exception leave it out, Chinese ones have it. */
  readonly AgentUserId?: string;
  /** Id of the registered agent; added to the tables with v2.8 (2025-12), shown in no example. */
  readonly AgentId?: string;
  /** Name of the registered agent; added with v2.8 (2025-12), shown in no example. */
  readonly Name?: string;
  /** Left out of the English examples of ASRResult, LLMResult and Exception; an instance created for live digital human in CDN mode has no RTC room at all, so expect it to be missing (inference). */
  readonly RoomId?: string;
  /** JSON number. Guide examples send 1921825797275873300, which is above 2^53 and already looks like a rounded double (the double nearest to it is 1921825797275873280): read it without loss. Left out of the English examples of ASRResult, LLMResult and Exception. */
  readonly Sequence?: string;
  readonly Data: {
    /**
     * The documented field until 2025-11.
     * - SPEAK_BEGIN: started
     * - SPEAK_END: stopped
     */
    readonly Action?: 'SPEAK_BEGIN' | 'SPEAK_END' | (string & {});
    /**
     * Only in the current examples, by an editing slip.
     * - IDLE: idle
     * - LISTENING: listening
     * - THINKING: thinking
     * - SPEAKING: speaking
     */
    readonly Status?: 'IDLE' | 'LISTENING' | 'THINKING' | 'SPEAKING' | (string & {});
    /** Only in the current examples. */
    readonly Round?: number;
  };
}

/**
 * Recognised text.
 * Status: legacy.
 * Source: repository history back to 2025-03 (older versions of the callback pages)
 */
export interface AiAgentLegacyAsrResultPayload {
  /** First generation. */
  readonly ConversationId?: string;
  /** From 2025-04. */
  readonly AgentInstanceId?: string;
  readonly AgentId?: string;
  readonly Data: {
    readonly Text: string;
    readonly UserId?: string;
    readonly Round?: number;
  };
}

/**
 * Something failed.
 * Status: legacy.
 * Source: repository history back to 2025-03 (older versions of the callback pages)
 */
export interface AiAgentLegacyExceptionPayload {
  /** First generation. */
  readonly ConversationId?: string;
  /** From 2025-04. */
  readonly AgentInstanceId?: string;
  readonly AgentId?: string;
  readonly Data: {
    /** As today plus 1002 (custom prompt address empty) and 1003 (custom prompt request failed). */
    readonly Code: number;
    readonly Message: string;
  };
}

/**
 * Text of the language model.
 * Status: legacy.
 * Source: repository history back to 2025-03 (older versions of the callback pages)
 */
export interface AiAgentLegacyLlmResultPayload {
  /** First generation. */
  readonly ConversationId?: string;
  /** From 2025-04. */
  readonly AgentInstanceId?: string;
  readonly AgentId?: string;
  readonly Data: {
    readonly Round: number;
    readonly Text: string;
  };
}

/**
 * A voice chat ended.
 * Status: legacy.
 * Source: repository history back to 2025-03 (older versions of the callback pages)
 */
export interface AiAgentLegacyVoiceChatEndedPayload {
  /** First generation. */
  readonly ConversationId?: string;
  /** From 2025-04. */
  readonly AgentInstanceId?: string;
  readonly AgentId?: string;
  readonly Data: {
    /**
     * - 1: ended by the API
     * - 2: heartbeat timeout
     */
    readonly Reason: 1 | 2 | (number & {});
  };
}

/**
 * Something failed during recognition, or the task was ended because the room stayed idle.
 * Source: extended_services/cloud-realtime-asr/en/server/callbacks/receiving-callback.mdx (en)
 */
export interface AsrExceptionPayload {
  /** Unique id of the recognition task; a decimal int64 sent as text. */
  readonly TaskId: string;
  readonly RoomId: string;
  readonly Data: {
    /**
     * - 1001: general fault, read Message
     * - 1004: server VAD heard a voice but nothing usable was recognised
     * - 1201: general RTC fault
     * - 1202: RTC room idle for 120 s (configurable); the task has stopped
     * - 1204: could not log in to the room
     * - 1207: could not play the stream
     * - 2101: general recognition fault
     */
    readonly Code: 1001 | 1004 | 1201 | 1202 | 1204 | 1207 | 2101 | (number & {});
    /** Free text, Chinese in the Chinese example. */
    readonly Message: string;
  };
}

/**
 * Speech has been recognised (not streamed: one finished segment).
 * Source: extended_services/cloud-realtime-asr/en/server/callbacks/receiving-callback.mdx (en)
 */
export interface AsrResultPayload {
  /** Unique id of the recognition task; a decimal int64 sent as text. */
  readonly TaskId: string;
  readonly RoomId: string;
  readonly Data: {
    /** The speaker. */
    readonly UserId: string;
    /** In both tables, in no example. */
    readonly StreamId?: string;
    /** Ascending, gaps allowed; whether it is unique across the speakers of a task is not stated. */
    readonly Round: number;
    /** Recognised text. */
    readonly Text: string;
  };
}

/**
 * The translation of a recognised segment is ready.
 * Source: extended_services/cloud-realtime-asr/en/server/callbacks/receiving-callback.mdx (en)
 */
export interface AsrTranslationResultPayload {
  /** Unique id of the recognition task; a decimal int64 sent as text. */
  readonly TaskId: string;
  readonly RoomId: string;
  readonly Data: {
    /** The speaker. */
    readonly UserId: string;
    /** In both tables, in no example. */
    readonly StreamId?: string;
    /** Ascending, gaps allowed; whether it is unique across the speakers of a task is not stated. */
    readonly Round: number;
    /** Translated text. */
    readonly Text: string;
  };
}

/**
 * The state of one drive (speech) task changed.
 * Source: core_products/digital-human/en/server/streaming-apis/receiving-callback.mdx (en)
 */
export interface DigitalHumanDriveStatusPayload {
  /** Video stream task. */
  readonly TaskId: string;
  /**
   * When the event happened; JSON number in every example.
   * Unit: ms.
   */
  readonly EventTime: number;
  readonly Detail: {
    readonly DriveId?: string;
    /**
     * - 1: queued
     * - 2: driving (the figure starts to speak)
     * - 3: drive failed
     * - 4: drive ended (the figure stops speaking)
     */
    readonly Status: 1 | 2 | 3 | 4 | (number & {});
    /** What DriveId was called until 2025-06. */
    readonly DriverTaskId?: string;
  };
}

/**
 * The state of a video stream task changed.
 * Source: core_products/digital-human/en/server/streaming-apis/receiving-callback.mdx (en)
 */
export interface DigitalHumanTaskStatusPayload {
  /** Video stream task. */
  readonly TaskId: string;
  /**
   * When the event happened; JSON number in every example.
   * Unit: ms.
   */
  readonly EventTime: number;
  readonly Detail: {
    /**
     * - 1: task initialising
     * - 2: initialisation failed
     * - 3: publishing
     * - 4: publishing is being stopped
     * - 5: publishing has stopped
     */
    readonly Status: 1 | 2 | 3 | 4 | 5 | (number & {});
    readonly RoomId: string;
    readonly StreamId: string;
    /** Only meaningful for Status 2; in no example. */
    readonly FailReason?: string;
  };
}

/**
 * State of an asynchronous speech synthesis.
 * Status: legacy.
 * Source: core_products/digital-human-paas/zh/server/server-apis/server-apis-callback.mdx @ 3dc0e5b19^ (old zh, deleted 2025-06-23)
 */
export interface DigitalHumanSpeechSynthesisStatusPayload {
  readonly TaskId?: string;
  /**
   * Said to tell the order of callbacks.
   * Unit: ms.
   */
  readonly EventTime?: number;
  readonly Detail?: {
    /**
     * - 0: TTS running
     * - 1: TTS done
     * - 2: TTS failed
     */
    readonly Status?: 0 | 1 | 2 | (number & {});
    /** Valid 24 h. */
    readonly AudioUrl?: string;
    /** Unit: s. */
    readonly Duration?: number;
    readonly Deduction?: number;
  };
}

/**
 * State of an asynchronous video synthesis.
 * Status: legacy.
 * Source: core_products/digital-human-paas/zh/server/server-apis/server-apis-callback.mdx @ 3dc0e5b19^ (old zh, deleted 2025-06-23)
 */
export interface DigitalHumanVideoSynthesisStatusPayload {
  readonly TaskId: string;
  /**
   * Said to tell the order of callbacks.
   * Unit: ms.
   */
  readonly EventTime: number;
  readonly Detail: {
    /**
     * - 1: TTS running
     * - 2: TTS failed
     * - 3: synthesising
     * - 4: synthesis failed
     * - 5: synthesised
     * - 6: subtitles running
     */
    readonly Status: 1 | 2 | 3 | 4 | 5 | 6 | (number & {});
    /** Valid 24 h. */
    readonly VideoUrl: string;
    /** Valid 24 h. */
    readonly AudioUrl?: string;
    /** Valid 24 h. */
    readonly SubtitleUrl?: string;
    readonly FailReason?: string;
    readonly StartIndex?: number;
    /** Unit: s. */
    readonly Duration?: number;
    readonly Deduction?: number;
  };
}

/**
 * A file conversion task has ended: done, failed or cancelled.
 * Source: extended_services/super_board/zh/server/file-callback.mdx (zh)
 */
export interface SuperBoardFileConvertedPayload {
  readonly data: {
    /** Id of the converted file; documented as returned after success, so it may be empty or missing otherwise. */
    readonly file_id?: string;
    readonly task_id: string;
    /**
     * Bit-like numbers, but 32769 shows that they are plain codes; DescribeTranscodeStatus also knows 1, 2, 4, 8 (not finished), which this callback does not list.
     * - 16: done
     * - 32: failed
     * - 64: cancelled
     * - 128: document is password protected
     * - 256: file too large
     * - 512: too many sheets in the Excel file
     * - 1024: file is empty (e.g. no slides)
     * - 2048: server could not open the file
     * - 4096: target type not supported
     * - 8192: source is read-only
     * - 16384: server could not fetch the source, or its hash is no 32-digit MD5 or does not match
     * - 32768: source holds elements that cannot be converted (ink etc.)
     * - 32769: not a valid Office file
     */
    readonly status: 16 | 32 | 64 | 128 | 256 | 512 | 1024 | 2048 | 4096 | 8192 | 16384 | 32768 | 32769 | (number & {});
  };
}

/**
 * A live comment game has been settled.
 * Source: extended_services/mini_game/en/docs_mini_game_server/callback/report game info barrage.mdx (en)
 */
export interface MiniGameSettledPayload {
  /** Unique within a MiniGameId. */
  readonly ReportId: string;
  /**
   * - 1: game started
   * - 2: game settled
   */
  readonly ReportType: 1 | 2 | (number & {});
  /** - zego: fixed value */
  readonly GameSource: 'zego' | (string & {});
  readonly MiniGameId: string;
  readonly RoomId: string;
  /** Host of the room. */
  readonly AnchorId: string;
  /** Match id, unique within a MiniGameId. */
  readonly RoundId: string;
  /**
   * Both tables say ms, both examples send 1662365592 (10 digits, seconds): decide by magnitude.
   * Unit: ms.
   */
  readonly ReportTime: number;
  /** Only for ReportType 2. */
  readonly DanmakuResult: {
    /** Int in both tables, the string "1" in both examples. */
    readonly WinTeam: number;
    /**
     * - 0: normal end
     * - 1: ended by the host
     * - 2: timed out
     * - 3: escape
     * - 4: closed by force
     * - 5: ended by a fault
     */
    readonly ResultType: 0 | 1 | 2 | 3 | 4 | 5 | (number & {});
    /** Number of players. */
    readonly UserSize: number;
    /** JSON text; empty string in the examples, which is not valid JSON. */
    readonly ExtraData: JsonObject | string;
  };
}

/**
 * A live comment game has started.
 * Source: extended_services/mini_game/en/docs_mini_game_server/callback/report game info barrage.mdx (en)
 */
export interface MiniGameStartedPayload {
  /** Unique within a MiniGameId. */
  readonly ReportId?: string;
  /**
   * - 1: game started
   * - 2: game settled
   */
  readonly ReportType?: 1 | 2 | (number & {});
  /** - zego: fixed value */
  readonly GameSource?: 'zego' | (string & {});
  readonly MiniGameId?: string;
  readonly RoomId?: string;
  /** Host of the room. */
  readonly AnchorId?: string;
  /** Match id, unique within a MiniGameId. */
  readonly RoundId?: string;
  /**
   * Both tables say ms, both examples send 1662365592 (10 digits, seconds): decide by magnitude.
   * Unit: ms.
   */
  readonly ReportTime?: number;
  /** Only reported for ReportType 2, so not here. */
  readonly DanmakuResult?: JsonObject;
}

/** The payload of every event, by name. */
export interface ZegoPayloads {
  readonly compose: ComposePayload;
  readonly mix_start: MixStartPayload;
  readonly mix_stop: MixStopPayload;
  readonly procedure: ProcedurePayload;
  readonly record: RecordPayload;
  readonly room_close: RoomClosePayload;
  readonly room_create: RoomCreatePayload;
  readonly room_login: RoomLoginPayload;
  readonly room_logout: RoomLogoutPayload;
  readonly snapshot: SnapshotPayload;
  readonly stream_close: StreamClosePayload;
  readonly stream_create: StreamCreatePayload;
  readonly transcode_start: TranscodeStartPayload;
  readonly transcode_stop: TranscodeStopPayload;
  readonly room_user_count: RoomUserCountPayload;
  readonly token_auth_error: TokenAuthErrorPayload;
  readonly before_send_msg: BeforeSendMsgPayload;
  readonly bot_msg: BotMsgPayload;
  readonly call_accept: CallAcceptPayload;
  readonly call_cancel: CallCancelPayload;
  readonly call_create: CallCreatePayload;
  readonly call_invite: CallInvitePayload;
  readonly call_reject: CallRejectPayload;
  readonly call_timeout: CallTimeoutPayload;
  readonly group_create: GroupCreatePayload;
  readonly group_destroy: GroupDestroyPayload;
  readonly group_exit: GroupExitPayload;
  readonly group_join: GroupJoinPayload;
  readonly zim_room_create: ZimRoomCreatePayload;
  readonly room_destroy: RoomDestroyPayload;
  readonly room_enter: RoomEnterPayload;
  readonly room_exit: RoomExitPayload;
  readonly send_msg: SendMsgPayload;
  readonly user_action: UserActionPayload;
  readonly cloud_recording_completed: CloudRecordingCompletedPayload;
  readonly cloud_recording_ended_abnormally: CloudRecordingEndedAbnormallyPayload;
  readonly cloud_recording_file_uploaded: CloudRecordingFileUploadedPayload;
  readonly cloud_recording_image_download_failed: CloudRecordingImageDownloadFailedPayload;
  readonly cloud_recording_m3u8_available: CloudRecordingM3u8AvailablePayload;
  readonly cloud_recording_no_stream: CloudRecordingNoStreamPayload;
  readonly cloud_recording_paused: CloudRecordingPausedPayload;
  readonly cloud_recording_resumed: CloudRecordingResumedPayload;
  readonly cloud_recording_stream_not_found: CloudRecordingStreamNotFoundPayload;
  readonly cloud_recording_uploading: CloudRecordingUploadingPayload;
  readonly cloud_recording_legacy_end: CloudRecordingLegacyEndPayload;
  readonly cloud_player_created: CloudPlayerCreatedPayload;
  readonly cloud_player_destroyed: CloudPlayerDestroyedPayload;
  readonly cloud_player_exception: CloudPlayerExceptionPayload;
  readonly cloud_player_file_upload_failed: CloudPlayerFileUploadFailedPayload;
  readonly cloud_player_file_uploaded: CloudPlayerFileUploadedPayload;
  readonly cloud_player_status_changed: CloudPlayerStatusChangedPayload;
  readonly cloud_player_upload_cancel_failed: CloudPlayerUploadCancelFailedPayload;
  readonly cloud_player_upload_exception: CloudPlayerUploadExceptionPayload;
  readonly cloud_player_upload_status_changed: CloudPlayerUploadStatusChangedPayload;
  readonly cloud_player_uploaded_file_expired: CloudPlayerUploadedFileExpiredPayload;
  readonly moderation_audio_result: ModerationAudioResultPayload;
  readonly moderation_audio_status: ModerationAudioStatusPayload;
  readonly moderation_video_audio_result: ModerationVideoAudioResultPayload;
  readonly moderation_video_audio_status: ModerationVideoAudioStatusPayload;
  readonly moderation_video_img_result: ModerationVideoImgResultPayload;
  readonly moderation_video_img_status: ModerationVideoImgStatusPayload;
  readonly ai_agent_asr_result: AiAgentAsrResultPayload;
  readonly ai_agent_exception: AiAgentExceptionPayload;
  readonly ai_agent_instance_created: AiAgentInstanceCreatedPayload;
  readonly ai_agent_instance_deleted: AiAgentInstanceDeletedPayload;
  readonly ai_agent_instance_meta_info: AiAgentInstanceMetaInfoPayload;
  readonly ai_agent_instance_status: AiAgentInstanceStatusPayload;
  readonly ai_agent_interrupted: AiAgentInterruptedPayload;
  readonly ai_agent_llm_result: AiAgentLlmResultPayload;
  readonly ai_agent_user_audio_data: AiAgentUserAudioDataPayload;
  readonly ai_agent_user_speak_action: AiAgentUserSpeakActionPayload;
  readonly ai_agent_agent_speak_action: AiAgentAgentSpeakActionPayload;
  readonly ai_agent_legacy_asr_result: AiAgentLegacyAsrResultPayload;
  readonly ai_agent_legacy_exception: AiAgentLegacyExceptionPayload;
  readonly ai_agent_legacy_llm_result: AiAgentLegacyLlmResultPayload;
  readonly ai_agent_legacy_voice_chat_ended: AiAgentLegacyVoiceChatEndedPayload;
  readonly asr_exception: AsrExceptionPayload;
  readonly asr_result: AsrResultPayload;
  readonly asr_translation_result: AsrTranslationResultPayload;
  readonly digital_human_drive_status: DigitalHumanDriveStatusPayload;
  readonly digital_human_task_status: DigitalHumanTaskStatusPayload;
  readonly digital_human_speech_synthesis_status: DigitalHumanSpeechSynthesisStatusPayload;
  readonly digital_human_video_synthesis_status: DigitalHumanVideoSynthesisStatusPayload;
  readonly super_board_file_converted: SuperBoardFileConvertedPayload;
  readonly mini_game_settled: MiniGameSettledPayload;
  readonly mini_game_started: MiniGameStartedPayload;
}

/** The product of every event, by name. */
export interface ZegoProducts {
  readonly compose: 'rtc';
  readonly mix_start: 'rtc';
  readonly mix_stop: 'rtc';
  readonly procedure: 'rtc';
  readonly record: 'rtc';
  readonly room_close: 'rtc';
  readonly room_create: 'rtc';
  readonly room_login: 'rtc';
  readonly room_logout: 'rtc';
  readonly snapshot: 'rtc';
  readonly stream_close: 'rtc';
  readonly stream_create: 'rtc';
  readonly transcode_start: 'rtc';
  readonly transcode_stop: 'rtc';
  readonly room_user_count: 'rtc';
  readonly token_auth_error: 'rtc';
  readonly before_send_msg: 'zim';
  readonly bot_msg: 'zim';
  readonly call_accept: 'zim';
  readonly call_cancel: 'zim';
  readonly call_create: 'zim';
  readonly call_invite: 'zim';
  readonly call_reject: 'zim';
  readonly call_timeout: 'zim';
  readonly group_create: 'zim';
  readonly group_destroy: 'zim';
  readonly group_exit: 'zim';
  readonly group_join: 'zim';
  readonly zim_room_create: 'zim';
  readonly room_destroy: 'zim';
  readonly room_enter: 'zim';
  readonly room_exit: 'zim';
  readonly send_msg: 'zim';
  readonly user_action: 'zim';
  readonly cloud_recording_completed: 'cloud_recording';
  readonly cloud_recording_ended_abnormally: 'cloud_recording';
  readonly cloud_recording_file_uploaded: 'cloud_recording';
  readonly cloud_recording_image_download_failed: 'cloud_recording';
  readonly cloud_recording_m3u8_available: 'cloud_recording';
  readonly cloud_recording_no_stream: 'cloud_recording';
  readonly cloud_recording_paused: 'cloud_recording';
  readonly cloud_recording_resumed: 'cloud_recording';
  readonly cloud_recording_stream_not_found: 'cloud_recording';
  readonly cloud_recording_uploading: 'cloud_recording';
  readonly cloud_recording_legacy_end: 'cloud_recording';
  readonly cloud_player_created: 'cloud_player';
  readonly cloud_player_destroyed: 'cloud_player';
  readonly cloud_player_exception: 'cloud_player';
  readonly cloud_player_file_upload_failed: 'cloud_player';
  readonly cloud_player_file_uploaded: 'cloud_player';
  readonly cloud_player_status_changed: 'cloud_player';
  readonly cloud_player_upload_cancel_failed: 'cloud_player';
  readonly cloud_player_upload_exception: 'cloud_player';
  readonly cloud_player_upload_status_changed: 'cloud_player';
  readonly cloud_player_uploaded_file_expired: 'cloud_player';
  readonly moderation_audio_result: 'moderation';
  readonly moderation_audio_status: 'moderation';
  readonly moderation_video_audio_result: 'moderation';
  readonly moderation_video_audio_status: 'moderation';
  readonly moderation_video_img_result: 'moderation';
  readonly moderation_video_img_status: 'moderation';
  readonly ai_agent_asr_result: 'ai_agent';
  readonly ai_agent_exception: 'ai_agent';
  readonly ai_agent_instance_created: 'ai_agent';
  readonly ai_agent_instance_deleted: 'ai_agent';
  readonly ai_agent_instance_meta_info: 'ai_agent';
  readonly ai_agent_instance_status: 'ai_agent';
  readonly ai_agent_interrupted: 'ai_agent';
  readonly ai_agent_llm_result: 'ai_agent';
  readonly ai_agent_user_audio_data: 'ai_agent';
  readonly ai_agent_user_speak_action: 'ai_agent';
  readonly ai_agent_agent_speak_action: 'ai_agent';
  readonly ai_agent_legacy_asr_result: 'ai_agent';
  readonly ai_agent_legacy_exception: 'ai_agent';
  readonly ai_agent_legacy_llm_result: 'ai_agent';
  readonly ai_agent_legacy_voice_chat_ended: 'ai_agent';
  readonly asr_exception: 'asr';
  readonly asr_result: 'asr';
  readonly asr_translation_result: 'asr';
  readonly digital_human_drive_status: 'digital_human';
  readonly digital_human_task_status: 'digital_human';
  readonly digital_human_speech_synthesis_status: 'digital_human';
  readonly digital_human_video_synthesis_status: 'digital_human';
  readonly super_board_file_converted: 'super_board';
  readonly mini_game_settled: 'mini_game';
  readonly mini_game_started: 'mini_game';
}

/** The name of an event: `room_logout`, `send_msg`, `cloud_recording_file_uploaded` … */
export type ZegoEventName = keyof ZegoPayloads;

/** One registration method per event. */
export interface ZegoEventMethods {
  /** A media-file merge task finished (Tencent or Huawei CDN only). */
  onCompose(handler: ZegoHandler<'compose'>): this;
  /** A stream-mixing task started (whether an update through StartMix fires it again is not stated). */
  onMixStart(handler: ZegoHandler<'mix_start'>): this;
  /** A stream-mixing task was stopped by request. */
  onMixStop(handler: ZegoHandler<'mix_stop'>): this;
  /** An on-demand (VOD) transcoding task finished. */
  onProcedure(handler: ZegoHandler<'procedure'>): this;
  /** A CDN recording file is ready (not cloud recording). */
  onRecord(handler: ZegoHandler<'record'>): this;
  /** A room ceased to exist. */
  onRoomClose(handler: ZegoHandler<'room_close'>): this;
  /** A room came into existence (first login). */
  onRoomCreate(handler: ZegoHandler<'room_create'>): this;
  /** A user entered a room (also when a user already inside logs in again). */
  onRoomLogin(handler: ZegoHandler<'room_login'>): this;
  /** A user left a room, for whatever reason. */
  onRoomLogout(handler: ZegoHandler<'room_logout'>): this;
  /** An on-demand (VOD) screenshot task finished. */
  onSnapshot(handler: ZegoHandler<'snapshot'>): this;
  /** A published stream ended (not for mixed output streams). */
  onStreamClose(handler: ZegoHandler<'stream_close'>): this;
  /** A client began to publish a stream (not for mixed output streams). */
  onStreamCreate(handler: ZegoHandler<'stream_create'>): this;
  /** A single-stream (live) transcoding task started or was updated. */
  onTranscodeStart(handler: ZegoHandler<'transcode_start'>): this;
  /** A single-stream transcoding task stopped. */
  onTranscodeStop(handler: ZegoHandler<'transcode_stop'>): this;
  /** Periodic head count of every room (default every 100 s from its creation). */
  onRoomUserCount(handler: ZegoHandler<'room_user_count'>): this;
  /** A login was refused because its token failed verification. */
  onTokenAuthError(handler: ZegoHandler<'token_auth_error'>): this;
  /** A client SDK is about to send (or edit) a message and asks your server for a decision. */
  onBeforeSendMsg(handler: ZegoHandler<'before_send_msg'>): this;
  /** A one-to-one message was sent to a registered bot account. */
  onBotMsg(handler: ZegoHandler<'bot_msg'>): this;
  /** A callee accepted the invitation. */
  onCallAccept(handler: ZegoHandler<'call_accept'>): this;
  /** The caller cancelled (or logged out / lost heartbeat) before anyone accepted, or nobody answered in time while the caller was online. */
  onCallCancel(handler: ZegoHandler<'call_cancel'>): this;
  /** A call invitation was created. */
  onCallCreate(handler: ZegoHandler<'call_create'>): this;
  /** Someone already in a call invited more users into it (advanced mode). */
  onCallInvite(handler: ZegoHandler<'call_invite'>): this;
  /** A callee rejected the invitation. */
  onCallReject(handler: ZegoHandler<'call_reject'>): this;
  /** Some callees did not answer in time while the caller was online, or nobody did and the caller is offline. */
  onCallTimeout(handler: ZegoHandler<'call_timeout'>): this;
  /** A group was created. */
  onGroupCreate(handler: ZegoHandler<'group_create'>): this;
  /** A group was disbanded. */
  onGroupDestroy(handler: ZegoHandler<'group_destroy'>): this;
  /** Users left a group or were removed from it. */
  onGroupExit(handler: ZegoHandler<'group_exit'>): this;
  /** Users joined a group, by themselves or invited. */
  onGroupJoin(handler: ZegoHandler<'group_join'>): this;
  /** A ZIM (chat) room was created. */
  onZimRoomCreate(handler: ZegoHandler<'zim_room_create'>): this;
  /** A ZIM room was destroyed (by call, or since 2025-08-08 also after all users left). */
  onRoomDestroy(handler: ZegoHandler<'room_destroy'>): this;
  /** A user entered a ZIM room. */
  onRoomEnter(handler: ZegoHandler<'room_enter'>): this;
  /** Users left a ZIM room or were removed from it. */
  onRoomExit(handler: ZegoHandler<'room_exit'>): this;
  /** A message to a user, group or room was sent, or failed to be sent (also after an edit). */
  onSendMsg(handler: ZegoHandler<'send_msg'>): this;
  /** A user came online, logged out, or dropped offline (TCP link up/down, heartbeat lost). */
  onUserAction(handler: ZegoHandler<'user_action'>): this;
  /** Recording ended normally. */
  onCloudRecordingCompleted(handler: ZegoHandler<'cloud_recording_completed'>): this;
  /** The task ended for a reason other than StopRecord. */
  onCloudRecordingEndedAbnormally(handler: ZegoHandler<'cloud_recording_ended_abnormally'>): this;
  /** The files of a task (or a snapshot) have been uploaded. */
  onCloudRecordingFileUploaded(handler: ZegoHandler<'cloud_recording_file_uploaded'>): this;
  /** A background or watermark picture could not be fetched. */
  onCloudRecordingImageDownloadFailed(handler: ZegoHandler<'cloud_recording_image_download_failed'>): this;
  /** Segments are uploaded live: address of the M3U8 file. */
  onCloudRecordingM3u8Available(handler: ZegoHandler<'cloud_recording_m3u8_available'>): this;
  /** No stream in the room; first within 30 s, then every 30 s until a stream appears or the task times out. */
  onCloudRecordingNoStream(handler: ZegoHandler<'cloud_recording_no_stream'>): this;
  /** PauseRecord took effect. */
  onCloudRecordingPaused(handler: ZegoHandler<'cloud_recording_paused'>): this;
  /** ResumeRecord took effect. */
  onCloudRecordingResumed(handler: ZegoHandler<'cloud_recording_resumed'>): this;
  /** A stream that should be recorded does not exist. */
  onCloudRecordingStreamNotFound(handler: ZegoHandler<'cloud_recording_stream_not_found'>): this;
  /** Recording has stopped and its files are being uploaded. */
  onCloudRecordingUploading(handler: ZegoHandler<'cloud_recording_uploading'>): this;
  /** V1: the task has ended (accounts from before 2021-11-29). */
  onCloudRecordingLegacyEnd(handler: ZegoHandler<'cloud_recording_legacy_end'>): this;
  /** CreatePlayer has created a player. */
  onCloudPlayerCreated(handler: ZegoHandler<'cloud_player_created'>): this;
  /** A player is gone. */
  onCloudPlayerDestroyed(handler: ZegoHandler<'cloud_player_destroyed'>): this;
  /** The running player noticed a fault (it retries by itself). */
  onCloudPlayerException(handler: ZegoHandler<'cloud_player_exception'>): this;
  /** An upload has failed for good. */
  onCloudPlayerFileUploadFailed(handler: ZegoHandler<'cloud_player_file_upload_failed'>): this;
  /** The file of an upload task is available. */
  onCloudPlayerFileUploaded(handler: ZegoHandler<'cloud_player_file_uploaded'>): this;
  /** The player entered another state. */
  onCloudPlayerStatusChanged(handler: ZegoHandler<'cloud_player_status_changed'>): this;
  /** CancelUploadTask had no effect. */
  onCloudPlayerUploadCancelFailed(handler: ZegoHandler<'cloud_player_upload_cancel_failed'>): this;
  /** An upload met a fault and will be retried by ZEGO. */
  onCloudPlayerUploadException(handler: ZegoHandler<'cloud_player_upload_exception'>): this;
  /** An upload task entered another state. */
  onCloudPlayerUploadStatusChanged(handler: ZegoHandler<'cloud_player_upload_status_changed'>): this;
  /** The retention of an uploaded file has run out. */
  onCloudPlayerUploadedFileExpired(handler: ZegoHandler<'cloud_player_uploaded_file_expired'>): this;
  /** Verdict on a 10 s fragment of an audio-stream moderation task. */
  onModerationAudioResult(handler: ZegoHandler<'moderation_audio_result'>): this;
  /** An audio-stream moderation task ended (only if started with ReturnFinishInfo=1). */
  onModerationAudioStatus(handler: ZegoHandler<'moderation_audio_status'>): this;
  /** Verdict on a 10 s fragment of the sound of a video-stream moderation task. */
  onModerationVideoAudioResult(handler: ZegoHandler<'moderation_video_audio_result'>): this;
  /** The sound part of a video-stream moderation task ended (only with ReturnFinishInfo=1). */
  onModerationVideoAudioStatus(handler: ZegoHandler<'moderation_video_audio_status'>): this;
  /** Verdict on a captured frame of a video-stream moderation task. */
  onModerationVideoImgResult(handler: ZegoHandler<'moderation_video_img_result'>): this;
  /** The picture part of a video-stream moderation task ended (only with ReturnFinishInfo=1). */
  onModerationVideoImgStatus(handler: ZegoHandler<'moderation_video_img_status'>): this;
  /** Speech of a user has been recognised. */
  onAiAgentAsrResult(handler: ZegoHandler<'ai_agent_asr_result'>): this;
  /** Something failed on the server side. */
  onAiAgentException(handler: ZegoHandler<'ai_agent_exception'>): this;
  /** The instance exists, has joined the room and publishes. */
  onAiAgentInstanceCreated(handler: ZegoHandler<'ai_agent_instance_created'>): this;
  /** The instance is gone. */
  onAiAgentInstanceDeleted(handler: ZegoHandler<'ai_agent_instance_deleted'>): this;
  /** The agent starts to speak a text that carries meta information. */
  onAiAgentInstanceMetaInfo(handler: ZegoHandler<'ai_agent_instance_meta_info'>): this;
  /** The state of the agent changed. */
  onAiAgentInstanceStatus(handler: ZegoHandler<'ai_agent_instance_status'>): this;
  /** The agent was cut off while speaking or thinking. */
  onAiAgentInterrupted(handler: ZegoHandler<'ai_agent_interrupted'>): this;
  /** The language model has produced a sentence of the answer. */
  onAiAgentLlmResult(handler: ZegoHandler<'ai_agent_llm_result'>): this;
  /** The first 1 to 1.5 s of a user's speech of a round is available (not sent for speech under 1 s). */
  onAiAgentUserAudioData(handler: ZegoHandler<'ai_agent_user_audio_data'>): this;
  /** A user started or stopped speaking. */
  onAiAgentUserSpeakAction(handler: ZegoHandler<'ai_agent_user_speak_action'>): this;
  /**
   * The agent started or stopped speaking (before v2.8).
   * @deprecated No longer documented by ZEGO.
   */
  onAiAgentAgentSpeakAction(handler: ZegoHandler<'ai_agent_agent_speak_action'>): this;
  /** Recognised text. */
  onAiAgentLegacyAsrResult(handler: ZegoHandler<'ai_agent_legacy_asr_result'>): this;
  /** Something failed. */
  onAiAgentLegacyException(handler: ZegoHandler<'ai_agent_legacy_exception'>): this;
  /** Text of the language model. */
  onAiAgentLegacyLlmResult(handler: ZegoHandler<'ai_agent_legacy_llm_result'>): this;
  /** A voice chat ended. */
  onAiAgentLegacyVoiceChatEnded(handler: ZegoHandler<'ai_agent_legacy_voice_chat_ended'>): this;
  /** Something failed during recognition, or the task was ended because the room stayed idle. */
  onAsrException(handler: ZegoHandler<'asr_exception'>): this;
  /** Speech has been recognised (not streamed: one finished segment). */
  onAsrResult(handler: ZegoHandler<'asr_result'>): this;
  /** The translation of a recognised segment is ready. */
  onAsrTranslationResult(handler: ZegoHandler<'asr_translation_result'>): this;
  /** The state of one drive (speech) task changed. */
  onDigitalHumanDriveStatus(handler: ZegoHandler<'digital_human_drive_status'>): this;
  /** The state of a video stream task changed. */
  onDigitalHumanTaskStatus(handler: ZegoHandler<'digital_human_task_status'>): this;
  /** State of an asynchronous speech synthesis. */
  onDigitalHumanSpeechSynthesisStatus(handler: ZegoHandler<'digital_human_speech_synthesis_status'>): this;
  /** State of an asynchronous video synthesis. */
  onDigitalHumanVideoSynthesisStatus(handler: ZegoHandler<'digital_human_video_synthesis_status'>): this;
  /** A file conversion task has ended: done, failed or cancelled. */
  onSuperBoardFileConverted(handler: ZegoHandler<'super_board_file_converted'>): this;
  /** A live comment game has been settled. */
  onMiniGameSettled(handler: ZegoHandler<'mini_game_settled'>): this;
  /** A live comment game has started. */
  onMiniGameStarted(handler: ZegoHandler<'mini_game_started'>): this;
}
