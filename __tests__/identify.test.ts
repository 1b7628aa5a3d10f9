import { type DeliveryReport, type JsonObject, type JsonValue, zegoCallbacks, type ZegoCallbacksOptions, type ZegoEventName } from '../lib/index.js';
import { eventNames, schemas, SECRET, sign, signedCallback } from './kit/callbacks.js';
import { formText } from './kit/forms.js';

/** How ZEGO's products spell the envelope. */
const SPELLINGS = {
  event: ['event', 'Event', 'EventType', 'event_type'],
  appid: ['appid', 'Appid', 'AppId', 'AppID', 'app_id'],
  timestamp: ['timestamp', 'Timestamp'],
  nonce: ['nonce', 'Nonce', 'SignatureNonce', 'signature_nonce'],
  signature: ['signature', 'Signature'],
} as const;
const roles = Object.keys(SPELLINGS) as (keyof typeof SPELLINGS)[];

interface Delivered {
  readonly status: number;
  readonly body: string;
  readonly report: DeliveryReport;
  /** Names of the events that `onAny` and `onUnknown` saw. */
  readonly known: readonly string[];
  readonly unknown: readonly string[];
}

async function deliver(body: JsonObject | string, options: Partial<ZegoCallbacksOptions> = {}): Promise<Delivered> {
  const reports: DeliveryReport[] = [];
  const known: string[] = [];
  const unknown: string[] = [];
  const zego = zegoCallbacks({ secret: SECRET, ...options })
    .onDelivery((report) => void reports.push(report))
    .onAny((event) => void known.push(event.name))
    .onUnknown((event) => void unknown.push(event.name));
  const answer = await zego.receive({ body: typeof body === 'string' ? body : JSON.stringify(body) });
  return { status: answer.status, body: answer.body, report: reports[0]!, known, unknown };
}

const refusal = (message: string): string => `400 ${JSON.stringify({ error: { code: 'malformed_body', message } })}`;

function respelled(body: JsonObject, from: string, to: string): JsonObject {
  return Object.fromEntries(Object.entries(body).map(([key, value]) => [key === from ? to : key, value]));
}

describe('the envelope', () => {
  test.each(eventNames)('of %s is read as its product spells it', async (name) => {
    const at = 1_700_000_000_000;
    const body = signedCallback(name, {}, { at });
    const { envelope, product } = schemas[name]['x-zego'];
    const { report } = await deliver(body, { clock: () => at });
    expect(report.event).toMatchObject({ name, product, appId: String(body[envelope.appid] as string | number), timestamp: new Date(at), nonce: body[envelope.nonce] });
    const { event, ...spelled } = envelope;
    for (const key of [...Object.values(spelled), ...(event === null ? [] : [event])]) expect(report.event?.payload).not.toHaveProperty(key);
  });

  const everyKey = roles.flatMap((role) => SPELLINGS[role].map((spelling) => [role, spelling] as const));

  test.each(everyKey.filter(([role]) => role !== 'event'))('may spell %s as "%s", whatever the product', async (role, spelling) => {
    const body = signedCallback('room_logout');
    const { status, report } = await deliver(respelled(body, role, spelling));
    expect(status).toBe(200);
    expect(report.event).toMatchObject({ name: 'room_logout', appId: body['appid'], nonce: body['nonce'] });
    expect(report.event?.payload).toEqual((await deliver(body)).report.event?.payload);
  });

  test.each(['event', 'Event'])('may name the event under "%s", whatever the product', async (spelling) => {
    for (const name of ['room_logout', 'transcode_start', 'send_msg', 'ai_agent_llm_result'] as const) {
      const body = signedCallback(name);
      const { known } = await deliver(respelled(body, schemas[name]['x-zego'].envelope.event!, spelling));
      expect(known).toEqual([name]);
    }
  });

  const pairs = roles.flatMap((role) => SPELLINGS[role].flatMap((one, i) => SPELLINGS[role].slice(i + 1).map((other) => [role, one, other] as const)));

  test.each(pairs)('with %s as both "%s" and "%s" is refused, naming both', async (role, one, other) => {
    const body = respelled(signedCallback('room_logout'), role, one);
    for (const twice of [{ ...body, [other]: body[one]! }, { ...body, [other]: '' }, { ...body, [other]: null }]) {
      for (const text of [JSON.stringify(twice), formText(twice, 'empty')]) {
        const { status, body: answer, report } = await deliver(text);
        expect(`${status} ${report.code}`).toBe('400 malformed_body');
        expect(answer).toContain(`\\"${one}\\"`);
        expect(answer).toContain(`\\"${other}\\"`);
      }
    }
  });

  const wrong: readonly [string, JsonValue][] = [
    ['list', []],
    ['list', ['one']],
    ['list', [['one']]],
    ['object', {}],
    ['object', { $ne: '' }],
    ['boolean', true],
    ['boolean', false],
    ['number', 1.5],
    ['number', -0.5],
  ];

  test.each(everyKey.flatMap(([role, spelling]) => wrong.map(([type, value]) => [spelling, type, value, role] as const)))('with "%s" as a %s (%j) is refused', async (spelling, type, value, role) => {
    const answer = await deliver({ ...respelled(signedCallback('room_logout'), role, spelling), [spelling]: value });
    expect(`${answer.status} ${answer.body}`).toBe(refusal(`"${spelling}" must be a text or an integer; it is a ${type}.`));
  });

  test.each([
    ['[]', 'list'],
    ['[0]', 'list'],
    ['[x]', 'object'],
    ['[x][]', 'object'],
    ['[][x]', 'list'],
  ])('with brackets "%s" behind a field of a form is refused', async (brackets, type) => {
    for (const role of roles) {
      const text = formText(signedCallback('room_logout'), 'empty').replace(new RegExp(`(^|&)${role}=`), `$1${role}${brackets}=`);
      const answer = await deliver(text);
      expect(`${answer.status} ${answer.body}`).toBe(refusal(`"${role}" must be a text or an integer; it is a ${type}.`));
    }
  });

  test.each(roles)('with %s twice in a form is refused', async (role) => {
    const body = signedCallback('room_logout');
    for (const again of [body[role] as string, 'other', '']) {
      const answer = await deliver(`${formText(body, 'empty')}&${role}=${again}`);
      expect(`${answer.status} ${answer.body}`).toBe(refusal(`"${role}" must be a text or an integer; it is a list.`));
    }
  });

  test('with a nonce that a parser has rounded is answered with the mend', async () => {
    const zego = zegoCallbacks({ secret: SECRET });
    const { status, body } = await zego.receive({ body: { ...signedCallback('room_logout'), nonce: 2 ** 60 } });
    expect(status).toBe(500);
    expect(JSON.parse(body)).toMatchObject({ error: { code: 'unsafe_integer', message: expect.stringMatching(/^"nonce" .*keepRawBody/) as string } });
  });

  test('may have a nonce that is a number beyond 2^53 in JSON', async () => {
    const nonce = '6085791336856668983';
    const text = JSON.stringify(signedCallback('room_logout', {}, { nonce })).replace(`"${nonce}"`, nonce);
    const { status, report } = await deliver(text);
    expect(`${status} ${report.event?.nonce}`).toBe(`200 ${nonce}`);
  });
});

describe('products that share a discriminator', () => {
  const player = (EventType: number): JsonObject => ({ ...schemas.cloud_player_created.examples[0], EventType, Detail: {} });
  const human = (EventType: number, Detail: JsonObject): JsonObject => ({ ...schemas.digital_human_task_status.examples[0], EventType, Detail });
  const recording = (event_type: number): JsonObject => ({ ...schemas.cloud_recording_no_stream.examples[0], event_type });
  const oldRecording = (event_type: number): JsonObject => ({ ...schemas.cloud_recording_legacy_end.examples[0], event_type });
  const example = (name: ZegoEventName): JsonObject => schemas[name].examples[0];

  const cases: readonly [string, JsonObject, ZegoEventName][] = [
    ['room_create of rtc', example('room_create'), 'room_create'],
    ['room_create of rtc with its app id as text', { ...example('room_create'), appid: '1' }, 'room_create'],
    ['room_create of zim', example('zim_room_create'), 'zim_room_create'],
    ['room_create of zim with its app id as number', { ...example('zim_room_create'), appid: 1 }, 'zim_room_create'],
    ['room_create of zim without attributes', { ...example('zim_room_create'), attributes: [] }, 'zim_room_create'],
    ['ASRResult of ai_agent', example('ai_agent_asr_result'), 'ai_agent_asr_result'],
    ['ASRResult of ai_agent in a room', { ...example('ai_agent_asr_result'), RoomId: 'room' }, 'ai_agent_asr_result'],
    ['ASRResult of asr', example('asr_result'), 'asr_result'],
    ['Exception of ai_agent', example('ai_agent_exception'), 'ai_agent_exception'],
    ['Exception of ai_agent with a code that asr has as well', { ...example('ai_agent_exception'), Data: { Code: 1202, Message: '' } }, 'ai_agent_exception'],
    ['Exception of asr', example('asr_exception'), 'asr_exception'],
    ['Exception of asr with a code that ai_agent has as well', { ...example('asr_exception'), Data: { Code: 1202, Message: '' } }, 'asr_exception'],
    ['EventType 1 of cloud_player', example('cloud_player_created'), 'cloud_player_created'],
    ['EventType 1 of digital_human', human(1, { Status: 1, VideoUrl: '' }), 'digital_human_video_synthesis_status'],
    ['EventType 2 of cloud_player', player(2), 'cloud_player_destroyed'],
    ['EventType 2 of digital_human', human(2, { Status: 1, AudioUrl: '' }), 'digital_human_speech_synthesis_status'],
    ['EventType 3 of cloud_player', player(3), 'cloud_player_status_changed'],
    ['EventType 3 of digital_human', example('digital_human_task_status'), 'digital_human_task_status'],
    ['EventType 4 of cloud_player', player(4), 'cloud_player_exception'],
    ['EventType 4 of digital_human', human(4, { Status: 1, DriveId: 'drive' }), 'digital_human_drive_status'],
    ['EventType 3 of cloud_player in the older spelling of the app id', respelled(player(3), 'AppID', 'AppId'), 'cloud_player_status_changed'],
    ['EventType 3 of digital_human with the app id spelled as cloud_player does', respelled(example('digital_human_task_status'), 'AppId', 'AppID'), 'digital_human_task_status'],
    ['EventType 3 of a form with an empty TaskId', { ...player(3), TaskId: '' }, 'cloud_player_status_changed'],
    ['event_type 1 of recording, version 2', example('cloud_recording_file_uploaded'), 'cloud_recording_file_uploaded'],
    ['event_type 2 of recording, version 2', recording(2), 'cloud_recording_ended_abnormally'],
    ['event_type 3 of recording, version 2', recording(3), 'cloud_recording_image_download_failed'],
    ['event_type 1 of recording, version 1', oldRecording(1), 'cloud_recording_legacy_end'],
    ['event_type 2 of recording, version 1', oldRecording(2), 'cloud_recording_legacy_end'],
    ['event_type 3 of recording, version 1', oldRecording(3), 'cloud_recording_legacy_end'],
    ['event_type 3 of recording, version 1, that recorded nothing', { ...oldRecording(3), file_info: [] }, 'cloud_recording_legacy_end'],
    ['ASRResult of the older ai_agent', { ...example('ai_agent_legacy_asr_result'), EventType: 'ASRResult' }, 'ai_agent_legacy_asr_result'],
    ['LLMResult of the older ai_agent', { ...example('ai_agent_legacy_llm_result'), EventType: 'LLMResult' }, 'ai_agent_legacy_llm_result'],
    ['Exception of the older ai_agent', { ...example('ai_agent_legacy_exception'), EventType: 'Exception' }, 'ai_agent_legacy_exception'],
    ['the states of an agent under the name that the pages print by mistake', { ...example('ai_agent_instance_status'), Event: 'AgentSpeakAction' }, 'ai_agent_agent_speak_action'],
  ];

  test.each(cases)('%s is told apart', async (_title, body, name) => {
    const signed = sign(body, name);
    for (const text of [JSON.stringify(signed), formText(signed, 'json')]) {
      const { report, known, unknown } = await deliver(text);
      expect(`${report.status} ${report.error?.message ?? 'ok'}`).toBe('200 ok');
      expect([known, unknown]).toEqual([[name], []]);
      expect(report.event?.product).toBe(schemas[name]['x-zego'].product);
    }
  });

  test.each([
    ['group_join', 'Apply_join_group'],
    ['send_msg', 'zim_send_msg'],
    ['group_create', 'create_group'],
    ['group_destroy', 'destroy_group'],
  ] as const)('%s may call itself %s', async (name, spelling) => {
    const { known, report } = await deliver(signedCallback(name, { event: spelling }));
    expect(known).toEqual([name]);
    expect(report.event?.raw).toMatchObject({ event: spelling });
  });
});

describe('every discriminator', () => {
  const discriminators = eventNames.flatMap((name) => {
    const { discriminator, envelope } = schemas[name]['x-zego'];
    const field = envelope.event ?? discriminator.field;
    return discriminator.values.map((value) => [name, field, value] as const);
  });

  test.each(discriminators)('leads to %s from %s "%s"', async (name, field, value) => {
    const spellings = /^\d+$/.test(value) ? [value, Number(value)] : [value];
    for (const spelling of spellings) {
      const { report, known } = await deliver(signedCallback(name, { [field]: spelling }));
      expect(`${report.status} ${report.error?.message ?? 'ok'}`).toBe('200 ok');
      expect(known).toEqual([name]);
    }
  });
});

describe('a callback that no schema describes', () => {
  const room = schemas.room_logout.examples[0];
  const player = schemas.cloud_player_created.examples[0];
  const game = schemas.mini_game_started.examples[0];
  const cases: readonly [string, JsonObject, ZegoEventName, string][] = [
    ['a new name', { ...room, event: 'room_renamed' }, 'room_logout', 'room_renamed'],
    ['a name in another case', { ...room, event: 'Room_Logout' }, 'room_logout', 'Room_Logout'],
    ['a name with white space', { ...room, event: 'room_logout ' }, 'room_logout', 'room_logout '],
    ['an empty name', { ...room, event: '' }, 'room_logout', ''],
    ['no name', Object.fromEntries(Object.entries(room).filter(([key]) => key !== 'event')), 'room_logout', ''],
    ['the name that this package gives, not ZEGO', { ...room, event: 'zim_room_create' }, 'room_logout', 'zim_room_create'],
    ['a number where other products have a name', { ...room, event: 10001 }, 'room_logout', '10001'],
    ...['constructor', 'toString', '__proto__', 'hasOwnProperty'].map((event): [string, JsonObject, ZegoEventName, string] => [`the name ${event}`, { ...room, event }, 'room_logout', event]),
    ['a new EventType', { ...player, EventType: 5 }, 'cloud_player_created', '5'],
    ['neither PlayerId nor TaskId', { ...player, PlayerId: '' }, 'cloud_player_created', '1'],
    ['both PlayerId and TaskId', { ...player, TaskId: 'task' }, 'cloud_player_created', '1'],
    ['a new ReportType', { ...game, ReportType: 3 }, 'mini_game_started', ''],
    ['a ReportType of something else', { ...game, MiniGameId: '' }, 'mini_game_started', ''],
  ];

  test.each(cases)('because it has %s goes to onUnknown and is answered 200', async (_title, body, like, name) => {
    const signed = sign(body, like);
    const { status, body: answer, report, known, unknown } = await deliver(signed);
    expect(`${status} ${answer}`).toBe('200 {"outcome":"unknown"}');
    expect([known, unknown, report.outcome]).toEqual([[], [name], 'unknown']);
    expect(report.event).toMatchObject({ name, product: 'unknown', reasons: [], raw: signed });
    const { envelope } = schemas[like]['x-zego'];
    const enveloped = Object.values(envelope);
    expect(report.event?.payload).toEqual(Object.fromEntries(Object.entries(signed).filter(([key]) => !enveloped.includes(key))));
  });

  test('must be signed as well', async () => {
    const { status, unknown } = await deliver({ ...room, event: 'room_renamed', timestamp: Date.now(), nonce: '1', signature: '0'.repeat(40) });
    expect([status, unknown]).toEqual([401, []]);
  });
});
