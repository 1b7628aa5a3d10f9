import { eventNames, schemas } from '../index.js';
import type { Definition } from './record.js';
import type { Timetable } from './page/wire.js';

/** What a delivery of the event was, as far as its retries go. */
export interface Came {
  readonly id: number;
  readonly at: number;
  readonly closedAt: number;
  readonly status: number;
}

/** Their pages name only a missing answer as what makes ZEGO try again. */
const ONLY_WITHOUT_ANSWER = ['cloud_recording', 'cloud_player', 'super_board'];
/** What a retry may be early or late by: a share of its pause, but at least this much. */
const LEEWAY_MS = 1_500;

type Attempt = Timetable['attempts'][number];

/**
 * When ZEGO sends an event again, and which of these attempts have come. The first delivery that was seen counts as the
 * first attempt. ZEGO counts a pause from the failure before, so what is due moves with what came.
 *
 * @param deliveries all that is known of the event; not empty
 */
export function timetableOf(definition: Definition | undefined, deliveries: readonly Came[], current: number, now: number): Timetable {
  const came = deliveries.toSorted((a, b) => a.at - b.at);
  const pauses = documentedFor(definition);
  const attempts = pauses === undefined ? came.map((one, index): Attempt => ({ number: index + 1, dueAt: one.at, delivery: one.id, state: 'came' })) : placed(pauses.map((s) => s * 1_000), came, now);
  return { documented: pauses !== undefined, attempts, text: inWords(definition, pauses, attempts, came, current) };
}

/** In seconds. Events of one's own have no page. */
function documentedFor(definition: Definition | undefined): readonly number[] | undefined {
  const name = eventNames.find((known) => known === definition?.name);
  return name === undefined ? undefined : (schemas[name]['x-zego'].retry ?? undefined);
}

function placed(pauses: readonly number[], came: readonly Came[], now: number): Attempt[] {
  const attempts: Attempt[] = [];
  let isDone = false;
  // When the attempt is expected whose place in the list is the next one.
  let due = came[0]?.at ?? now;
  for (const delivery of came) {
    while (attempts.length < pauses.length && isPast(due, attempts.length, pauses, delivery.at)) {
      attempts.push({ number: attempts.length + 1, dueAt: due, state: isDone ? 'not needed' : 'never came' });
      due += pauses[attempts.length - 1] ?? 0;
    }
    // Beyond the timetable, nothing was due.
    attempts.push({ number: attempts.length + 1, dueAt: attempts.length <= pauses.length ? due : delivery.at, delivery: delivery.id, state: 'came' });
    isDone ||= delivery.status < 300;
    due = delivery.closedAt + (pauses[attempts.length - 1] ?? 0);
  }
  while (attempts.length <= pauses.length) {
    const pause = pauses[attempts.length - 1] ?? 0;
    attempts.push({ number: attempts.length + 1, dueAt: due, state: isDone ? 'not needed' : now > due + leeway(pause) ? 'never came' : 'to come' });
    due += pauses[attempts.length - 1] ?? 0;
  }
  return attempts;
}

/** Whether what came at that time is rather the attempt after the next one. */
function isPast(due: number, place: number, pauses: readonly number[], at: number): boolean {
  const pause = pauses[place];
  return pause !== undefined && pause > 0 && at > due + pause - leeway(pause);
}

function leeway(pauseMs: number): number {
  return Math.max(Math.min(LEEWAY_MS, pauseMs / 2), pauseMs / 4);
}

function inWords(definition: Definition | undefined, pauses: readonly number[] | undefined, attempts: readonly Attempt[], came: readonly Came[], current: number): string {
  const number = attempts.find(({ delivery }) => delivery === current)?.number ?? 1;
  if (pauses === undefined) {
    const isSeveral = came.length > 1 ? ` This is delivery ${number} of ${came.length} that came.` : '';
    return `${definition === undefined ? 'No schema describes it, so nobody knows' : "ZEGO's pages do not tell"} whether and when it is sent again.${isSeveral}`;
  }
  const product = definition?.product ?? '';
  const trigger = ONLY_WITHOUT_ANSWER.includes(product) ? 'when it is not answered (its pages name no other reason)' : 'when it is not answered with a 2xx';
  const schedule = `ZEGO sends it again ${pauses.join(', ')} s later, ${trigger}.`;
  const place = number > pauses.length + 1 ? `This is delivery ${number}, more than ZEGO's timetable has` : `This is attempt ${number} of ${pauses.length + 1}`;
  return `${place}. ${schedule} ${outlook(attempts, came)}`;
}

function outlook(attempts: readonly Attempt[], came: readonly Came[]): string {
  const good = came.find(({ status }) => status < 300);
  if (good !== undefined) return `Delivery ${good.id} was answered ${good.status}, so no further one is needed.`;
  const next = attempts.find(({ state }) => state === 'to come');
  if (next !== undefined) return `Attempt ${next.number} is the next one.`;
  return attempts.at(-1)?.state === 'came' ? 'That was the last one: the event is lost.' : 'No further one has come: ZEGO has given up, or the callbacks do not reach this server.';
}
