import fc from 'fast-check';
import type { Account, Answer, Attempt, Incarnation, Sent } from './account.js';
import { RESULT } from './answers.js';
import type { Line, Step } from './journal.js';
import { CONNECTIONS_CUT, type Demands, verdict } from './verdict.js';

const outcome = (text: string): Answer => ({ status: 200, text: JSON.stringify({ outcome: text }) });
const refusal = (status: number, code: string): Answer => ({ status, text: JSON.stringify({ error: { code, message: '…' } }) });
const decision = (run: string): Answer => ({ status: 200, text: JSON.stringify({ result: RESULT, reason: run }) });

/** An account that can be spoilt. */
type Draft = { -readonly [Part in keyof Account]: Account[Part][number][] };

/** Writes down histories as they may happen, each second one. */
class Chronicle {
  readonly draft: Draft = { sent: [], attempts: [], lines: [], incarnations: [{ name: 'survivor', ending: 'as asked', complaints: '' }], faults: [{ what: CONNECTIONS_CUT, at: 0 }] };
  #now = 0;

  event(name: Sent['name'] = 'room_login', trouble: Sent['trouble'] = 'none'): Sent {
    this.#now += 1_000;
    const key = `e${this.draft.sent.length}`;
    const sent: Sent = { key, id: `id-of-${key}`, name, trouble };
    this.draft.sent.push(sent);
    return sent;
  }

  attempt({ key }: Sent, end: Pick<Attempt, 'answer' | 'failure'>, process = 'survivor'): void {
    this.draft.attempts.push({ key, kind: 'first', startedAt: this.#now, endedAt: this.#now + 9, process, ...end });
    this.#now += 100;
  }

  steps({ key, id }: Sent, process: string, ...steps: readonly Step[]): void {
    for (const [index, step] of steps.entries()) this.draft.lines.push({ at: this.#now + index, process, step, id, key, run: `${process}-${key}` });
  }

  /** A process that dies in the middle of this. */
  victim(sent: Sent, ...steps: readonly Step[]): void {
    const name = `victim${this.draft.incarnations.length}`;
    this.steps(sent, name, ...steps);
    this.draft.incarnations.push({ name, killedAt: this.#now + 8, complaints: '' });
    this.attempt(sent, { failure: 'connection lost' }, name);
  }

  handled(sent: Sent, answer = outcome('delivered')): void {
    this.steps(sent, 'survivor', 'claiming', 'begun', 'effect', 'completed');
    this.attempt(sent, { answer });
  }
}

const HISTORIES = {
  plain: (c) => c.handled(c.event()),
  record: (c) => c.handled(c.event('record'), { status: 200, text: '1' }),
  decided: (c) => {
    const sent = c.event('before_send_msg');
    c.handled(sent, decision(`survivor-${sent.key}`));
    c.attempt(sent, { answer: decision(`survivor-${sent.key}`) });
  },
  failing: (c) => {
    const sent = c.event('room_login', 'fails');
    c.steps(sent, 'survivor', 'claiming', 'begun', 'failed', 'released');
    c.attempt(sent, { answer: refusal(500, 'handler_failed') });
    c.handled(sent);
  },
  late: (c) => {
    const sent = c.event('room_login', 'slow');
    c.handled(sent, refusal(503, 'handler_timeout'));
    c.attempt(sent, { answer: outcome('duplicate') });
  },
  cut: (c) => {
    const sent = c.event('room_login', 'body cut');
    c.attempt(sent, { failure: 'cut by the sender' });
    c.handled(sent);
  },
  crashed: (c) => {
    const sent = c.event();
    c.victim(sent, 'claiming', 'begun');
    c.attempt(sent, { answer: refusal(503, 'busy') });
    c.handled(sent);
  },
  repeated: (c) => {
    const sent = c.event();
    c.victim(sent, 'claiming', 'begun', 'effect');
    c.victim(sent, 'claiming', 'begun', 'effect');
    c.handled(sent);
  },
} satisfies Readonly<Record<string, (chronicle: Chronicle) => void>>;
type History = keyof typeof HISTORIES;
const histories = Object.keys(HISTORIES) as History[];

/** Each history at least once, in any order and number, and where the last one of each stands. */
const chronicles = fc.array(fc.constantFrom(...histories), { maxLength: 20 }).chain((more) => fc.shuffledSubarray([...histories, ...more], { minLength: histories.length + more.length }));

function written(names: readonly History[]): { readonly draft: Draft; readonly find: (name: History) => Sent } {
  const chronicle = new Chronicle();
  for (const name of names) HISTORIES[name](chronicle);
  const { draft } = chronicle;
  return { draft, find: (name) => draft.sent[names.lastIndexOf(name)]! };
}

const demandsOf = ({ sent, incarnations }: Draft): Demands => ({ events: sent.length, kills: incarnations.filter(({ killedAt }) => killedAt !== undefined).length, faults: [CONNECTIONS_CUT] });
const failing = (account: Account, demands: Demands): string[] => verdict(account, demands).checks.filter(({ violations }) => violations.length > 0).map(({ name }) => name);

const HAPPENED = 'everything that was to be tested did happen';
const LOST = 'no event was lost';
const REPEATED = 'no event was handled again but after a death between its effect and its completion';
const UNKNOWN = 'nothing was handled that was not sent, and every process gave an event the same id';
const EARLY = 'nothing was acknowledged before it was handled';
const ANSWER = 'every answer is a documented one';
const DECISION = 'a repeated decision is the first one';
const SILENCE = 'no attempt was left without an answer';
const CONNECTION = 'no connection was lost but by a kill or a cut';
const PROCESS = 'no process complained, or ended by itself';

type Spoil = (draft: Draft, find: (name: History) => Sent) => void;

/** Replaces what fits by something else; by nothing, if nothing is given. */
function change<T extends object>(list: T[], fits: (item: T) => boolean, by?: (item: T) => Partial<T>): void {
  list.splice(0, list.length, ...list.flatMap((item) => (fits(item) ? (by === undefined ? [] : [{ ...item, ...by(item) }]) : [item])));
}

const lineOf = (sent: Sent, step: Step) => (line: Line): boolean => line.id === sent.id && line.step === step;
const attemptOf = (sent: Sent) => (attempt: Attempt): boolean => attempt.key === sent.key;
/** Its first effect was that of a process that was killed. */
const firstVictim = ({ lines, incarnations }: Draft, sent: Sent): Incarnation => {
  const { process } = lines.find(lineOf(sent, 'effect'))!;
  return incarnations.find(({ name }) => name === process)!;
};
const again = (sent: Sent, process: string, later = 500): Spoil => ({ lines }) => {
  const { at } = lines.find(lineOf(sent, 'effect'))!;
  lines.push({ at: at + later, process, step: 'effect', id: sent.id, key: sent.key, run: `${process}-again` });
};
const answered = (name: History, answer: Answer): Spoil => ({ attempts }, find) => change(attempts, attemptOf(find(name)), () => ({ answer }));

const spoils: readonly (readonly [what: string, found: readonly string[], spoil: Spoil])[] = [
  ['an event without an effect', [LOST], ({ lines, attempts }, find) => {
    change(lines, lineOf(find('plain'), 'effect'));
    change(attempts, attemptOf(find('plain')), () => ({ answer: refusal(503, 'busy') }));
  }],
  ['an event without an effect, but acknowledged', [LOST, EARLY], ({ lines }, find) => change(lines, lineOf(find('plain'), 'effect'))],
  ['an answer that came before the effect', [EARLY], ({ lines }, find) => change(lines, lineOf(find('plain'), 'effect'), ({ at }) => ({ at: at + 50 }))],

  ['a second effect in the same process', [REPEATED], (draft, find) => again(find('plain'), 'survivor')(draft, find)],
  ['a second effect in another process that lives', [REPEATED], (draft, find) => {
    draft.incarnations.push({ name: 'other', ending: 'as asked', complaints: '' });
    again(find('plain'), 'other')(draft, find);
  }],
  ['a second effect after a death that came too late to explain it', [REPEATED], (draft, find) => {
    const { name } = firstVictim(draft, find('repeated'));
    change(draft.incarnations, (one) => one.name === name, ({ killedAt = 0 }) => ({ killedAt: killedAt + 50_000 }));
    change(draft.attempts, ({ process }) => process === name, () => ({ failure: 'cut by the sender' as const }));
  }],
  ['a second effect although the completion was confirmed, so that the kill was none in a handler', [HAPPENED, REPEATED], (draft, find) => {
    const sent = find('repeated');
    draft.lines.push({ ...draft.lines.find(lineOf(sent, 'effect'))!, step: 'completed' });
  }],
  ['a third effect, while only the second one is explained', [REPEATED], (draft, find) => again(find('repeated'), 'survivor', 5_000)(draft, find)],

  ['an effect of an event that was not sent', [UNKNOWN], ({ lines }) => void lines.push({ at: 1, process: 'survivor', step: 'effect', id: 'id-of-e9999', key: 'e9999' })],
  ['an event under another id', [UNKNOWN], ({ lines }, find) => void lines.push({ at: 1, process: 'survivor', step: 'effect', id: 'another', key: find('plain').key })],
  ['a handler that saw another event', [UNKNOWN], ({ lines }, find) => change(lines, lineOf(find('plain'), 'begun'), () => ({ key: find('late').key }))],

  ...[400, 401, 403, 404, 413, 422, 500].map((status) => [`an answer ${status}`, [ANSWER], answered('crashed', refusal(status, 'internal'))] as const),
  ['a 500 although the handler was not to fail', [ANSWER], answered('crashed', refusal(500, 'handler_failed'))],
  ['a 503 without a known code', [ANSWER], answered('crashed', refusal(503, 'tired'))],
  ['a 503 that is no JSON', [ANSWER], answered('crashed', { status: 503, text: 'upstream is down' })],
  ['a 200 without a body', [ANSWER], answered('plain', { status: 200, text: '' })],
  ['a 200 of an unknown event', [ANSWER], answered('plain', outcome('unknown'))],
  ['a 202', [ANSWER], answered('plain', { status: 202, text: '' })],
  ['a recording answered like the others', [ANSWER], answered('record', outcome('delivered'))],
  ['a decision that nobody made', [ANSWER], answered('decided', decision('nobody'))],
  ['a question answered like the others', [ANSWER], answered('decided', outcome('duplicate'))],
  ['a second decision', [ANSWER, DECISION], ({ attempts }, find) => {
    const sent = find('decided');
    attempts.push({ ...attempts.find(attemptOf(sent))!, answer: decision('another') });
  }],

  ['silence', [SILENCE], ({ attempts }, find) => void attempts.push({ key: find('plain').key, kind: 'retry', startedAt: 1, endedAt: 2, process: 'survivor', failure: 'no answer' })],
  ['a connection lost for no reason', [CONNECTION], ({ attempts }, find) => void attempts.push({ key: find('plain').key, kind: 'retry', startedAt: 1, endedAt: 2, process: 'survivor', failure: 'connection lost' })],
  ['a connection lost before the kill', [CONNECTION], ({ attempts }, find) => change(attempts, (attempt) => attemptOf(find('repeated'))(attempt) && attempt.failure !== undefined, ({ startedAt }) => ({ endedAt: startedAt + 1 }))],

  ['an unhandled rejection', [PROCESS], ({ incarnations }) => change(incarnations, ({ name }) => name === 'survivor', () => ({ complaints: 'Error: unhandled' }))],
  ['a complaint of a process that was killed later', [PROCESS], (draft, find) => change(draft.incarnations, (one) => one === firstVictim(draft, find('repeated')), () => ({ complaints: 'Warning' }))],
  ['a process that ended by itself', [PROCESS], ({ incarnations }) => void incarnations.push({ name: 'quitter', ending: 'with 1', complaints: '' })],
  ['a process that had to be killed in the end', [PROCESS], ({ incarnations }) => void incarnations.push({ name: 'stayer', ending: 'with SIGKILL when asked', complaints: '' })],

  ['no cut connection', [HAPPENED], ({ faults }) => void faults.splice(0)],
  ['no duplicate', [HAPPENED], (draft) => {
    const dead = draft.incarnations.filter(({ killedAt }) => killedAt !== undefined).map(({ name }) => name);
    change(draft.lines, ({ step, process }) => step === 'effect' && dead.includes(process));
  }],
  ['no failing handler', [HAPPENED], (draft) => change(draft.attempts, ({ answer }) => answer?.status === 500, () => ({ answer: refusal(503, 'busy') }))],
  ['no late handler', [HAPPENED], (draft) => change(draft.attempts, ({ answer }) => answer?.text.includes('handler_timeout') === true, () => ({ answer: refusal(503, 'busy') }))],
  ['no cut by the sender', [HAPPENED], ({ attempts }) => change(attempts, ({ failure }) => failure === 'cut by the sender')],
];

describe('the verdict', () => {
  test('finds nothing in a run as it should be, and names every duplicate', () => {
    fc.assert(
      fc.property(chronicles, (names) => {
        const { draft } = written(names);
        const demands = demandsOf(draft);
        expect(failing(draft, demands)).toEqual([]);
        const { cases, kills, absorbed } = verdict(draft, demands);
        const repeated = names.filter((name) => name === 'repeated').length;
        expect(cases.flatMap(({ duplicates }) => duplicates).length).toBe(2 * repeated);
        expect(kills).toEqual({ inHandler: demands.kills, beforeCompletion: 2 * repeated, others: 0 });
        expect(absorbed).toBe(names.filter((name) => name === 'late').length);
      }),
    );
  });

  test.each(spoils)('finds %s', (_what, found, spoil) => {
    fc.assert(
      fc.property(chronicles, (names) => {
        const { draft, find } = written(names);
        const demands = demandsOf(draft);
        spoil(draft, find);
        expect(failing(draft, demands)).toEqual(found);
      }),
    );
  });

  test('asks for enough events and kills', () => {
    fc.assert(
      fc.property(chronicles, fc.constantFrom('events', 'kills'), (names, what) => {
        const { draft } = written(names);
        const demands = demandsOf(draft);
        expect(failing(draft, { ...demands, [what]: demands[what] + 1 })).toEqual([HAPPENED]);
      }),
    );
  });

  test('counts a kill between handlers as none in the middle of one', () => {
    const { draft } = written(histories);
    const demands = demandsOf(draft);
    draft.incarnations.push({ name: 'idler', killedAt: 1, complaints: '' });
    expect(verdict(draft, demands).kills).toMatchObject({ inHandler: demands.kills, others: 1 });
  });
});
