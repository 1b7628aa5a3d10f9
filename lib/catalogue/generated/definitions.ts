// Generated from the JSON Schemas in lib/catalogue by `npm run generate`. Do not edit.
import type { AnswerKind, Discriminator, EventDefinition, Field, Validate } from '../definition.js';

interface Product {
  readonly plans: Readonly<Record<string, readonly Field[]>>;
  readonly validators: Readonly<Record<string, Validate>>;
}

/** A class, because getters in each of the objects below would take 0.4 ms more at the start. */
class BuiltIn implements EventDefinition {
  constructor(
    readonly load: () => Product,
    readonly name: string,
    readonly product: string,
    readonly discriminator: Discriminator,
    readonly identity: readonly (readonly string[])[] | null,
    readonly answer: AnswerKind,
    readonly retriedForMs: number | null,
  ) {}

  // Every name below is one of its product's: both are generated from the same schemas.
  get fields(): readonly Field[] {
    return this.load().plans[this.name]!;
  }

  get validate(): Validate {
    return this.load().validators[this.name]!;
  }
}

function lazily(load: () => Product): () => Product {
  let product: Product | undefined;
  return () => (product ??= load());
}

const rtc = lazily(() => require('./products/rtc.js') as Product);
const zim = lazily(() => require('./products/zim.js') as Product);
const cloud_recording = lazily(() => require('./products/cloud_recording.js') as Product);
const cloud_player = lazily(() => require('./products/cloud_player.js') as Product);
const moderation = lazily(() => require('./products/moderation.js') as Product);
const ai_agent = lazily(() => require('./products/ai_agent.js') as Product);
const asr = lazily(() => require('./products/asr.js') as Product);
const digital_human = lazily(() => require('./products/digital_human.js') as Product);
const super_board = lazily(() => require('./products/super_board.js') as Product);
const mini_game = lazily(() => require('./products/mini_game.js') as Product);

export const definitions: readonly EventDefinition[] = [
  new BuiltIn(rtc, "compose","rtc",{"field":"event","values":["compose"]},[["task_id"]],"outcome",62000),
  new BuiltIn(rtc, "mix_start","rtc",{"field":"event","values":["mix_start"]},[["task_id"],["seq"],["mix_stream_alias"],["mix_url"]],"outcome",62000),
  new BuiltIn(rtc, "mix_stop","rtc",{"field":"event","values":["mix_stop"]},[["task_id"],["seq"],["mix_stream_alias"],["mix_url"]],"outcome",62000),
  new BuiltIn(rtc, "procedure","rtc",{"field":"event","values":["procedure"]},[["task_id"]],"outcome",62000),
  new BuiltIn(rtc, "record","rtc",{"field":"event","values":["record"]},[["stream_alias"],["replay_url"],["begin_time"],["end_time"]],"one",62000),
  new BuiltIn(rtc, "room_close","rtc",{"field":"event","values":["room_close"]},[["room_session_id"]],"outcome",62000),
  new BuiltIn(rtc, "room_create","rtc",{"field":"event","values":["room_create"]},[["room_session_id"]],"outcome",62000),
  new BuiltIn(rtc, "room_login","rtc",{"field":"event","values":["room_login"]},[["room_seq"],["user_account"],["session_id"],["login_time"]],"outcome",62000),
  new BuiltIn(rtc, "room_logout","rtc",{"field":"event","values":["room_logout"]},[["room_seq"],["session_id"],["user_account"],["logout_time"]],"outcome",62000),
  new BuiltIn(rtc, "snapshot","rtc",{"field":"event","values":["snapshot"]},[["task_id"]],"outcome",62000),
  new BuiltIn(rtc, "stream_close","rtc",{"field":"event","values":["stream_close"]},[["stream_sid"],["stream_seq"]],"outcome",62000),
  new BuiltIn(rtc, "stream_create","rtc",{"field":"event","values":["stream_create"]},[["stream_sid"],["stream_seq"],["recreate"]],"outcome",62000),
  new BuiltIn(rtc, "transcode_start","rtc",{"field":"event","values":["transcode_start"]},null,"outcome",62000),
  new BuiltIn(rtc, "transcode_stop","rtc",{"field":"event","values":["transcode_stop"]},null,"outcome",62000),
  new BuiltIn(rtc, "room_user_count","rtc",{"field":"event","values":["room_user_count"]},[["room_id"],["session_id"],["callback_time"]],"outcome",62000),
  new BuiltIn(rtc, "token_auth_error","rtc",{"field":"event","values":["token_auth_error"]},null,"outcome",62000),
  new BuiltIn(zim, "before_send_msg","zim",{"field":"event","values":["before_send_msg"]},[["request_id"]],"decision",0),
  new BuiltIn(zim, "bot_msg","zim",{"field":"event","values":["bot_msg"]},[["msg_id"],["user_list"],["from_user_id"],["msg_time"],["msg_body"],["payload"],["sub_msg_type"]],"outcome",62000),
  new BuiltIn(zim, "call_accept","zim",{"field":"event","values":["call_accept"]},[["call_id"],["user_id"]],"outcome",62000),
  new BuiltIn(zim, "call_cancel","zim",{"field":"event","values":["call_cancel"]},[["call_id"],["reason"],["user_ids"]],"outcome",62000),
  new BuiltIn(zim, "call_create","zim",{"field":"event","values":["call_create"]},[["call_id"]],"outcome",62000),
  new BuiltIn(zim, "call_invite","zim",{"field":"event","values":["call_invite"]},[["call_id"],["inviter"],["user_ids"],["invite_time"]],"outcome",62000),
  new BuiltIn(zim, "call_reject","zim",{"field":"event","values":["call_reject"]},[["call_id"],["user_id"]],"outcome",62000),
  new BuiltIn(zim, "call_timeout","zim",{"field":"event","values":["call_timeout"]},[["call_id"],["user_ids"]],"outcome",62000),
  new BuiltIn(zim, "group_create","zim",{"field":"event","values":["group_create","create_group"]},[["group_id"]],"outcome",62000),
  new BuiltIn(zim, "group_destroy","zim",{"field":"event","values":["group_destroy","destroy_group"]},[["group_id"]],"outcome",62000),
  new BuiltIn(zim, "group_exit","zim",{"field":"event","values":["group_exit"]},null,"outcome",62000),
  new BuiltIn(zim, "group_join","zim",{"field":"event","values":["group_join","Apply_join_group"]},null,"outcome",62000),
  new BuiltIn(zim, "zim_room_create","zim",{"field":"event","values":["room_create"],"present":["operator_account"],"absent":["room_session_id"]},null,"outcome",62000),
  new BuiltIn(zim, "room_destroy","zim",{"field":"event","values":["room_destroy"]},null,"outcome",62000),
  new BuiltIn(zim, "room_enter","zim",{"field":"event","values":["room_enter"]},null,"outcome",62000),
  new BuiltIn(zim, "room_exit","zim",{"field":"event","values":["room_exit"]},null,"outcome",62000),
  new BuiltIn(zim, "send_msg","zim",{"field":"event","values":["send_msg","zim_send_msg"]},[["msg_id"],["user_list"],["from_user_id"],["msg_time"],["msg_body"],["payload"],["sub_msg_type"]],"outcome",62000),
  new BuiltIn(zim, "user_action","zim",{"field":"event","values":["user_action"]},[["session_id"],["action"],["login_time"],["logout_time"],["offline_time"]],"outcome",62000),
  new BuiltIn(cloud_recording, "cloud_recording_completed","cloud_recording",{"field":"event_type","values":["5"]},[["task_id"],["sequence"]],"outcome",10000),
  new BuiltIn(cloud_recording, "cloud_recording_ended_abnormally","cloud_recording",{"field":"event_type","values":["2"]},[["task_id"],["sequence"]],"outcome",10000),
  new BuiltIn(cloud_recording, "cloud_recording_file_uploaded","cloud_recording",{"field":"event_type","values":["1"]},[["task_id"],["sequence"]],"outcome",10000),
  new BuiltIn(cloud_recording, "cloud_recording_image_download_failed","cloud_recording",{"field":"event_type","values":["3"]},[["task_id"],["sequence"]],"outcome",10000),
  new BuiltIn(cloud_recording, "cloud_recording_m3u8_available","cloud_recording",{"field":"event_type","values":["102"]},[["task_id"],["sequence"]],"outcome",10000),
  new BuiltIn(cloud_recording, "cloud_recording_no_stream","cloud_recording",{"field":"event_type","values":["4"]},[["task_id"],["sequence"]],"outcome",10000),
  new BuiltIn(cloud_recording, "cloud_recording_paused","cloud_recording",{"field":"event_type","values":["201"]},[["task_id"],["sequence"]],"outcome",10000),
  new BuiltIn(cloud_recording, "cloud_recording_resumed","cloud_recording",{"field":"event_type","values":["202"]},[["task_id"],["sequence"]],"outcome",10000),
  new BuiltIn(cloud_recording, "cloud_recording_stream_not_found","cloud_recording",{"field":"event_type","values":["6"]},[["task_id"],["sequence"]],"outcome",10000),
  new BuiltIn(cloud_recording, "cloud_recording_uploading","cloud_recording",{"field":"event_type","values":["7"]},[["task_id"],["sequence"]],"outcome",10000),
  new BuiltIn(cloud_recording, "cloud_recording_legacy_end","cloud_recording",{"field":"event_type","values":["1","2","3"],"present":["file_info"],"absent":["detail"]},[["task_id"]],"outcome",10000),
  new BuiltIn(cloud_player, "cloud_player_created","cloud_player",{"field":"EventType","values":["1"],"present":["PlayerId"],"absent":["TaskId"]},[["PlayerId"]],"outcome",0),
  new BuiltIn(cloud_player, "cloud_player_destroyed","cloud_player",{"field":"EventType","values":["2"],"present":["PlayerId"],"absent":["TaskId"]},[["PlayerId"]],"outcome",0),
  new BuiltIn(cloud_player, "cloud_player_exception","cloud_player",{"field":"EventType","values":["4"],"present":["PlayerId"],"absent":["TaskId"]},[["PlayerId"],["EventTime"],["Detail","Code"]],"outcome",0),
  new BuiltIn(cloud_player, "cloud_player_file_upload_failed","cloud_player",{"field":"EventType","values":["10002"]},[["UploadTaskId"]],"outcome",0),
  new BuiltIn(cloud_player, "cloud_player_file_uploaded","cloud_player",{"field":"EventType","values":["10001"]},[["UploadTaskId"]],"outcome",0),
  new BuiltIn(cloud_player, "cloud_player_status_changed","cloud_player",{"field":"EventType","values":["3"],"present":["PlayerId"],"absent":["TaskId"]},[["PlayerId"],["EventTime"],["Detail","Status"]],"outcome",0),
  new BuiltIn(cloud_player, "cloud_player_upload_cancel_failed","cloud_player",{"field":"EventType","values":["10004"]},[["UploadTaskId"],["EventTime"]],"outcome",0),
  new BuiltIn(cloud_player, "cloud_player_upload_exception","cloud_player",{"field":"EventType","values":["10005"]},[["UploadTaskId"],["EventTime"],["Detail","Code"]],"outcome",0),
  new BuiltIn(cloud_player, "cloud_player_upload_status_changed","cloud_player",{"field":"EventType","values":["10003"]},[["UploadTaskId"],["EventTime"],["Detail","Status"]],"outcome",0),
  new BuiltIn(cloud_player, "cloud_player_uploaded_file_expired","cloud_player",{"field":"EventType","values":["10006"]},[["UploadTaskId"]],"outcome",0),
  new BuiltIn(moderation, "moderation_audio_result","moderation",{"field":"event","values":["censor_audio_v2_result"]},[["ResultTaskId"]],"outcome",62000),
  new BuiltIn(moderation, "moderation_audio_status","moderation",{"field":"event","values":["censor_audio_v2_status"]},[["TaskId"]],"outcome",62000),
  new BuiltIn(moderation, "moderation_video_audio_result","moderation",{"field":"event","values":["censor_video_v2_audio_result"]},[["ResultTaskId"]],"outcome",62000),
  new BuiltIn(moderation, "moderation_video_audio_status","moderation",{"field":"event","values":["censor_video_v2_audio_status"]},[["TaskId"]],"outcome",62000),
  new BuiltIn(moderation, "moderation_video_img_result","moderation",{"field":"event","values":["censor_video_v2_img_result"]},[["ResultTaskId"],["AuxInfo","ImgTime"]],"outcome",62000),
  new BuiltIn(moderation, "moderation_video_img_status","moderation",{"field":"event","values":["censor_video_v2_img_status"]},[["TaskId"]],"outcome",62000),
  new BuiltIn(ai_agent, "ai_agent_asr_result","ai_agent",{"field":"event","values":["ASRResult"]},[["AgentInstanceId"],["Sequence"]],"outcome",62000),
  new BuiltIn(ai_agent, "ai_agent_exception","ai_agent",{"field":"event","values":["Exception"]},[["AgentInstanceId"],["Sequence"]],"outcome",62000),
  new BuiltIn(ai_agent, "ai_agent_instance_created","ai_agent",{"field":"event","values":["AgentInstanceCreated"]},[["AgentInstanceId"]],"outcome",62000),
  new BuiltIn(ai_agent, "ai_agent_instance_deleted","ai_agent",{"field":"event","values":["AgentInstanceDeleted"]},[["AgentInstanceId"]],"outcome",62000),
  new BuiltIn(ai_agent, "ai_agent_instance_meta_info","ai_agent",{"field":"event","values":["AgentInstanceMetaInfo"]},[["AgentInstanceId"],["Sequence"]],"outcome",62000),
  new BuiltIn(ai_agent, "ai_agent_instance_status","ai_agent",{"field":"event","values":["AgentInstanceStatus"]},[["AgentInstanceId"],["Sequence"]],"outcome",62000),
  new BuiltIn(ai_agent, "ai_agent_interrupted","ai_agent",{"field":"event","values":["Interrupted"]},[["AgentInstanceId"],["Sequence"]],"outcome",62000),
  new BuiltIn(ai_agent, "ai_agent_llm_result","ai_agent",{"field":"event","values":["LLMResult"]},[["AgentInstanceId"],["Sequence"]],"outcome",62000),
  new BuiltIn(ai_agent, "ai_agent_user_audio_data","ai_agent",{"field":"event","values":["UserAudioData"]},[["AgentInstanceId"],["Sequence"]],"outcome",62000),
  new BuiltIn(ai_agent, "ai_agent_user_speak_action","ai_agent",{"field":"event","values":["UserSpeakAction"]},[["AgentInstanceId"],["Sequence"]],"outcome",62000),
  new BuiltIn(ai_agent, "ai_agent_agent_speak_action","ai_agent",{"field":"event","values":["AgentSpeakAction"]},[["AgentInstanceId"],["Sequence"]],"outcome",62000),
  new BuiltIn(ai_agent, "ai_agent_legacy_asr_result","ai_agent",{"field":"EventType","values":["203","ASRResult"]},null,"outcome",62000),
  new BuiltIn(ai_agent, "ai_agent_legacy_exception","ai_agent",{"field":"EventType","values":["301","Exception"]},null,"outcome",62000),
  new BuiltIn(ai_agent, "ai_agent_legacy_llm_result","ai_agent",{"field":"EventType","values":["204","LLMResult"]},null,"outcome",62000),
  new BuiltIn(ai_agent, "ai_agent_legacy_voice_chat_ended","ai_agent",{"field":"EventType","values":["101"]},[["ConversationId"]],"outcome",62000),
  new BuiltIn(asr, "asr_exception","asr",{"field":"event","values":["Exception"],"present":["TaskId"],"absent":["AgentInstanceId"]},null,"outcome",62000),
  new BuiltIn(asr, "asr_result","asr",{"field":"event","values":["ASRResult"],"present":["TaskId"],"absent":["AgentInstanceId"]},[["TaskId"],["Data","UserId"],["Data","StreamId"],["Data","Round"]],"outcome",62000),
  new BuiltIn(asr, "asr_translation_result","asr",{"field":"event","values":["TranslationResult"]},[["TaskId"],["Data","UserId"],["Data","StreamId"],["Data","Round"]],"outcome",62000),
  new BuiltIn(digital_human, "digital_human_drive_status","digital_human",{"field":"EventType","values":["4"],"present":["TaskId"],"absent":["PlayerId"]},[["TaskId"],["Detail","DriveId"],["Detail","Status"]],"outcome",62000),
  new BuiltIn(digital_human, "digital_human_task_status","digital_human",{"field":"EventType","values":["3"],"present":["TaskId"],"absent":["PlayerId"]},[["TaskId"],["Detail","Status"],["EventTime"]],"outcome",62000),
  new BuiltIn(digital_human, "digital_human_speech_synthesis_status","digital_human",{"field":"EventType","values":["2"],"present":["TaskId"],"absent":["PlayerId"]},[["TaskId"],["Detail","Status"]],"outcome",62000),
  new BuiltIn(digital_human, "digital_human_video_synthesis_status","digital_human",{"field":"EventType","values":["1"],"present":["TaskId"],"absent":["PlayerId"]},[["TaskId"],["Detail","Status"]],"outcome",62000),
  new BuiltIn(super_board, "super_board_file_converted","super_board",{"field":"event","values":["cvt_finish"]},[["data","task_id"],["data","status"]],"outcome",30000),
  new BuiltIn(mini_game, "mini_game_settled","mini_game",{"field":"ReportType","values":["2"],"present":["MiniGameId"]},[["MiniGameId"],["ReportId"]],"code200",null),
  new BuiltIn(mini_game, "mini_game_started","mini_game",{"field":"ReportType","values":["1"],"present":["MiniGameId"]},[["MiniGameId"],["ReportId"]],"code200",null),
];
