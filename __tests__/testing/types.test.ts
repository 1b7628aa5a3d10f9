import { judge } from '../types/compile.js';

// Whole programs are compiled, on machines that may be slow.
jest.setTimeout(180_000);

const IMPORT = "import { beginEvening, mishandle, sendTo, signBody, signedCallback, spendEvening, wireForms, writeBody } from '../../lib/testing/index.js';\nconst send = sendTo(app, { secret: 's' });\n";

interface Refused {
  readonly title: string;
  readonly code: string;
  /** What the compiler must say at the marked place. */
  readonly says: RegExp;
}

const refused: readonly Refused[] = [
  { title: 'an unknown event', code: `signedCallback(/*!*/'room_logot');`, says: /"room_logot"/ },
  { title: 'an unknown event to send', code: `send(/*!*/'room_logot');`, says: /"room_logot"/ },
  { title: 'a name that is only known to be a string', code: `const name: string = 'room_logout';\nsignedCallback(/*!*/name);`, says: /string/ },
  { title: 'a misspelled field', code: `signedCallback('room_logout', { /*!*/room_idd: 'r1' });`, says: /room_idd/ },
  { title: 'a misspelled field to send', code: `send('room_logout', { /*!*/user_acount: 'ann' });`, says: /user_acount/ },
  { title: 'a field of another event', code: `signedCallback('room_logout', { /*!*/msg_id: '1' });`, says: /msg_id/ },
  { title: 'a value that no body can hold', code: `signedCallback('room_logout', { /*!*/room_id: new Date() });`, says: /Date/ },
  { title: 'an unknown option', code: `signedCallback('room_logout', {}, { /*!*/sekret: 's' });`, says: /sekret/ },
  { title: 'an unknown form', code: `send('room_logout', {}, { /*!*/form: 'xml' });\nwriteBody({}, /*!*/'xml');`, says: /"xml"/ },
  { title: 'a form that no wire has', code: `writeBody({}, /*!*/'parsed');`, says: /"parsed"/ },
  { title: 'what is no application', code: `sendTo(/*!*/7);`, says: /number/ },
  { title: 'an unknown option of an evening', code: `spendEvening({ /*!*/userss: 5 });`, says: /userss/ },
  { title: 'an unknown mishap', code: `mishandle([], { /*!*/chaos: 1 });`, says: /chaos/ },
  { title: 'a callback of an evening that no evening has', code: `spendEvening().callbacks.filter((callback) => /*!*/callback.name === 'record');`, says: /no overlap/ },
  { title: 'changing the truth', code: `spendEvening().truth.online./*!*/add('ann');`, says: /add/ },
];

const accepted: readonly { readonly title: string; readonly code: string }[] = [
  { title: 'fields as text, numbers, bigints, objects, and left out', code: `signedCallback('room_create', { room_id: 'r1', room_session_id: 6085791336856668982n, room_create_time: 1, id_name: undefined });\nsignedCallback('stream_create', { stream_attr: { cid: 7 } });` },
  { title: 'every event, name by name', code: `for (const name of eventNames) signedCallback(name, {}, { secret: 's', at: new Date(), nonce: 7, appId: 7 });` },
  { title: 'a callback as a body for zego.receive', code: `const { status }: { status: number } = await zego.receive({ body: signedCallback('room_logout') });` },
  { title: 'an application, a URL and its text as targets', code: `sendTo(app);\nsendTo((req, res) => void res.end(req.url));\nsendTo('http://localhost:3000');\nsendTo(new URL('http://localhost:3000'), { path: '/zego' });` },
  { title: 'a body that is sent again', code: `const body = signBody(schemas.room_login.examples[0], {});\nfor (const form of wireForms) await send.body(body, { form });` },
  { title: 'an evening with mishaps', code: `for (const { callback: { name, at, roomId, body }, fate } of mishandle(beginEvening({ users: 5 }).callbacks, { loss: 0.1, mayLose: (one) => one.name === 'room_login' })) {\n  const told: string = [name, at, roomId ?? '', fate].join();\n  await send.body(signBody(body, { secret: told }));\n}` },
];

describe('the compiler refuses, at the very place,', () => {
  const verdicts = judge(refused.map(({ title, code }) => ({ title, code: IMPORT + code })));
  test.each(refused.map((snippet, index) => ({ ...snippet, verdict: verdicts[index]! })))('$title', ({ says, verdict: { expected, found, messages } }) => {
    expect(expected).not.toEqual([]);
    expect({ found, messages }).toEqual({ found: expected, messages });
    for (const message of messages) expect(message).toMatch(says);
  });
});

describe('the compiler accepts', () => {
  const verdicts = judge(accepted.map(({ title, code }) => ({ title, code: `${IMPORT}export async function example() {\n${code}\n}` })));
  test.each(accepted.map((snippet, index) => ({ ...snippet, verdict: verdicts[index]! })))('$title', ({ verdict: { found, messages } }) => {
    expect({ found, messages }).toEqual({ found: [], messages: [] });
  });
});
