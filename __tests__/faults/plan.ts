import type { JsonObject, ZegoEventName } from '../../lib/index.js';
import { schemas } from '../kit/callbacks.js';
import { type WireForm, wireForms } from '../kit/forms.js';
import type { Dice } from './dice.js';
import { keyOf, type Trouble } from './protocol.js';
import { EVENTS, LEASE_MS, REDIS_FAULT_EVERY_MS, REDIS_RECOVERED_MS, SCALE, SENDING_MS, SHORT_SCHEDULE_MS, TIMEOUT_MS } from './times.js';

export type RedisFault = 'killed' | 'restarted' | 'asleep' | 'paused' | 'cut off';
export const REDIS_FAULTS: readonly RedisFault[] = ['killed', 'restarted', 'asleep', 'paused', 'cut off'];

export interface PlannedFault {
  readonly fault: RedisFault;
  /** In ms since the start. */
  readonly at: number;
  /** Nobody is killed around it, so that those must mend it who have lived through it. */
  readonly alone: boolean;
}

export interface PlannedEvent {
  readonly key: string;
  readonly name: ZegoEventName;
  /** Not signed yet. */
  readonly body: JsonObject;
  readonly form: WireForm;
  /** In ms since the start. */
  readonly at: number;
  /** What is waited between two attempts, in ms. */
  readonly schedule: readonly number[];
  /** How many faults of others may hit it: as many crashes as its schedule can outlast, with one attempt in reserve. */
  readonly hits: number;
  readonly trouble: Trouble;
  /** Every attempt has a timestamp, nonce and signature of its own; otherwise all have the same. */
  readonly resigned: boolean;
  /** Sent twice at the same time. */
  readonly twin: boolean;
  /** Sent once more so long after success, in ms. */
  readonly again: number | undefined;
}

interface Kind {
  readonly name: ZegoEventName;
  readonly share: number;
  /** The fields that tell this event from all others. */
  readonly fields: (key: string, digits: string) => JsonObject;
}

const KINDS: readonly Kind[] = [
  { name: 'room_login', share: 28, fields: (key, digits) => ({ room_id: key, room_seq: `6085${digits}`, session_id: `7921${digits}` }) },
  { name: 'room_logout', share: 16, fields: (key, digits) => ({ room_id: key, room_seq: `6085${digits}`, session_id: `7921${digits}` }) },
  { name: 'stream_create', share: 16, fields: (key, digits) => ({ room_id: key, stream_sid: `s-${digits}` }) },
  { name: 'record', share: 8, fields: (key) => ({ stream_alias: key }) },
  // The example lacks a field of the identity; without it a retry that is signed afresh would be another event.
  { name: 'send_msg', share: 12, fields: (key, digits) => ({ conv_id: key, msg_id: `857${digits}`, user_list: [{ UserId: key, MsgId: `858${digits}` }] }) },
  { name: 'zim_room_create', share: 5, fields: (key) => ({ room_id: key }) },
  { name: 'ai_agent_instance_created', share: 4, fields: (key, digits) => ({ RoomId: key, AgentInstanceId: `191${digits}` }) },
  { name: 'cloud_recording_file_uploaded', share: 8, fields: (key, digits) => ({ room_id: key, task_id: `T${digits}` }) },
  { name: 'cloud_player_created', share: 8, fields: (key, digits) => ({ RoomId: key, PlayerId: `P${digits}` }) },
  { name: 'before_send_msg', share: 8, fields: (key, digits) => ({ conv_id: key, request_id: `3${digits}` }) },
];

const IN_DOUBT_MS = 300;
const SLOW_SHARE = 0.02;
const TROUBLES: readonly (readonly [Trouble, number])[] = [['fails', 0.02], ['body cut', 0.01], ['wait cut', 0.02]];

/** So many events more right before a fault of Redis, so that it meets their handlers. */
const BURST = 12;
const BURST_MS = 120;

/** What is going to be sent, and when Redis is going to fail. Kills and cuts strike when they find what they look for. */
export function makePlan(dice: Dice): { readonly events: readonly PlannedEvent[]; readonly redisFaults: readonly PlannedFault[] } {
  const redisFaults = planFaults(dice);
  const step = SENDING_MS / EVENTS;
  const steady = Array.from({ length: EVENTS }, (_, index) => step * (index + dice.next()));
  const bursts = redisFaults.flatMap(({ at }) => Array.from({ length: BURST }, () => at - dice.between(0, BURST_MS)));
  const events = [...steady, ...bursts].sort((a, b) => a - b).map((at, number) => planEvent(dice, number, at, redisFaults));
  return { events, redisFaults };
}

function planFaults(dice: Dice): PlannedFault[] {
  const rounds = [...dice.shuffled(REDIS_FAULTS), ...dice.shuffled(REDIS_FAULTS)];
  return rounds.map((fault, index) => ({
    fault,
    at: (index + dice.between(0.4, 0.6)) * REDIS_FAULT_EVERY_MS,
    alone: index < REDIS_FAULTS.length,
  }));
}

function planEvent(dice: Dice, number: number, at: number, redisFaults: readonly PlannedFault[]): PlannedEvent {
  const isCalm = (ms: number): boolean => redisFaults.every((fault) => at + ms < fault.at || at > fault.at + REDIS_RECOVERED_MS);
  const crashesOf = ({ name }: Kind): number => survivableCrashes(scheduleOf(name));
  // Attempts that follow each other at once all fall into the same outage of Redis. What is lost then is lost by any
  // server that refuses to work without its store, so such events are sent while Redis is up, and stays so.
  const fits = (kind: Kind): boolean => crashesOf(kind) > 1 || isCalm((1 + crashesOf(kind)) * LEASE_MS);
  const kind = drawn(dice, KINDS.filter(fits));
  const crashes = crashesOf(kind);
  const trouble = crashes > 1 ? drawnTrouble(dice, isCalm) : 'none';
  // Redis may not have been told of the success: whether it is in the end, shows when the lease is over.
  const isInDoubt = redisFaults.some((fault) => Math.abs(at - fault.at) < IN_DOUBT_MS);
  const key = keyOf(number, trouble);
  const schema = schemas[kind.name];
  return {
    key,
    name: kind.name,
    body: { ...schema.examples[0], ...kind.fields(key, String(10 ** 15 + number)) },
    form: dice.pick(FORMS),
    at,
    schedule: scheduleOf(kind.name),
    hits: Math.max(Math.min(crashes, 1), crashes - 1),
    trouble,
    resigned: schema['x-zego'].identity !== null && dice.happens(0.5),
    twin: trouble === 'none' && dice.happens(0.05),
    again: isInDoubt ? dice.between(LEASE_MS, LEASE_MS + IN_DOUBT_MS) : dice.happens(0.05) ? dice.between(0, 2 * LEASE_MS) : undefined,
  };
}

const [firstForm, ...otherForms] = wireForms;
if (firstForm === undefined) throw new Error('no form of body is known');
const FORMS = [firstForm, ...otherForms] as const;

function scheduleOf(name: ZegoEventName): number[] {
  const { retry } = schemas[name]['x-zego'];
  if (retry === null) throw new Error(`no schedule is documented for ${name}`);
  const documented = retry.map((seconds) => seconds * 1_000);
  return sum(documented) < SHORT_SCHEDULE_MS ? documented : documented.map((ms) => ms * SCALE);
}

/**
 * After a crash the event is held until the lease ends; only an attempt after that gets it, or one that waits until
 * then: where ZEGO's last retry comes before the end of the lease, attempts wait for 0.9 times the time-out.
 */
export function survivableCrashes(schedule: readonly number[]): number {
  const patience = sum(schedule) < LEASE_MS ? 0.9 * TIMEOUT_MS : 0;
  let crashes = 0;
  let sinceCrash = 0;
  for (const wait of schedule) {
    sinceCrash += wait + patience;
    if (sinceCrash < LEASE_MS) continue;
    crashes += 1;
    sinceCrash = 0;
  }
  return crashes;
}

const sum = (list: readonly number[]): number => list.reduce((total, ms) => total + ms, 0);

function drawn(dice: Dice, kinds: readonly Kind[]): Kind {
  let left = dice.next() * kinds.reduce((total, { share }) => total + share, 0);
  const found = kinds.find(({ share }) => (left -= share) < 0) ?? kinds[0];
  if (found === undefined) throw new Error('no event fits here');
  return found;
}

function drawnTrouble(dice: Dice, isCalm: (ms: number) => boolean): Trouble {
  // Its lease is nearly used up when it finishes: a pause of Redis on top is more than the documented limit.
  if (dice.happens(SLOW_SHARE)) return isCalm(LEASE_MS) ? 'slow' : 'none';
  let left = dice.next();
  return TROUBLES.find(([, share]) => (left -= share) < 0)?.[0] ?? 'none';
}
