import { judge, type Snippet } from '../types/compile.js';

// A program is compiled, on machines that may be slow.
jest.setTimeout(180_000);

const IMPORTS = `import { Queue, Worker } from 'bullmq';
import { enqueueTo, processWith, type StoredEvent } from '../../lib/bullmq/index.js';
const queue = new Queue('zego');
`;

interface Case extends Snippet {
  /** What the compiler must say at every marked place; where nothing is marked, nothing. */
  readonly says?: RegExp;
}

const cases: readonly Case[] = [
  { title: 'takes a queue of anything, for any event', code: 'zego.onAny(enqueueTo(queue)).onUnknown(enqueueTo(queue)).onRoomLogout(enqueueTo(queue)).on("room_login", enqueueTo(queue));' },
  { title: 'takes a queue of stored events', code: `zego.onAny(enqueueTo(new Queue<StoredEvent>('zego'))).onRoomLogout(enqueueTo(new Queue<StoredEvent, void, 'room_logout'>('zego')));` },
  {
    title: 'takes events of one\'s own',
    code: `const gift = defineEvent<'gift_sent', { amount: number }>({ name: 'gift_sent', discriminator: { field: 'event', value: 'gift_sent' }, schema: { type: 'object' } });
const own = zegoCallbacks({ secret: 's', events: [gift] });
own.onGiftSent(enqueueTo(queue)).onAny(enqueueTo(queue));
new Worker('zego', processWith(own));`,
  },
  { title: 'takes the options of a job', code: `enqueueTo(queue, { attempts: 3, backoff: { type: 'fixed', delay: 3 }, removeOnComplete: true, removeOnFail: { age: 1, count: 2 }, priority: 3, delay: 4, lifo: true, sizeLimit: 5 });` },
  { title: 'makes a processor for workers, typed or not', code: `new Worker('zego', processWith(zego)); new Worker<StoredEvent, void>('zego', processWith(zego), { connection: {}, concurrency: 10 });` },
  { title: 'refuses a queue of something else', code: `enqueueTo(/*!*/new Queue<{ user: number }>('zego'));`, says: /StoredEvent/ },
  { title: 'refuses what is no queue', code: `enqueueTo(/*!*/{});`, says: /add/ },
  { title: 'refuses an id', code: `enqueueTo(queue, { /*!*/jobId: 'x' });`, says: /jobId/ },
  { title: 'refuses deduplication', code: `enqueueTo(queue, { /*!*/deduplication: { id: 'x' } });`, says: /deduplication/ },
  { title: 'refuses an option that a job does not have', code: `enqueueTo(queue, { /*!*/atempts: 3 });`, says: /atempts/ },
  { title: 'refuses an option of another type', code: `enqueueTo(queue, { /*!*/attempts: '3' });`, says: /string/ },
  { title: 'refuses to decide', code: `zego.onBeforeSendMsg(/*!*/enqueueTo(queue));`, says: /Decision/ },
  { title: 'refuses a middleware that is none', code: `processWith(/*!*/app);`, says: /dispatch/ },
];

const verdicts = judge(cases.map(({ title, code }) => ({ title, code: IMPORTS + code })));

test.each(cases.map((one, index) => ({ ...one, verdict: verdicts[index]! })))('the compiler $title', ({ says, verdict: { expected, found, messages } }) => {
  expect({ found, messages }).toEqual({ found: expected, messages });
  expect(expected.length).toBe(says === undefined ? 0 : 1);
  for (const message of messages) expect(message).toMatch(says!);
});
