import { defineEvent, eventNames, schemas, zegoCallbacks } from '../../lib/index.js';
import { inspectionOf } from '../../lib/inspection.js';
import { shownCatalogue, shownEvent } from '../../lib/inspector/shown-event.js';
import { SECRET } from '../kit/callbacks.js';

const gift = defineEvent<'gift_sent', { gift_id: string; amount: number }>({
  name: 'gift_sent',
  discriminator: { field: 'event', value: 'gift_sent' },
  schema: {
    type: 'object',
    required: ['gift_id', 'amount'],
    properties: {
      gift_id: { type: 'string', format: 'uint64' },
      amount: { type: 'integer' },
      kind: { type: 'string', 'x-zego-values': { rose: 'a flower' } },
      paid: { type: 'boolean' },
      price: { type: 'number' },
      to: { type: 'array', items: { type: 'object', properties: { user: { type: 'string' } } } },
      note: {},
      extra: { anyOf: [{ type: 'object', properties: { a: { type: 'integer' } } }, { type: 'string' }], 'x-zego-carries': 'json' },
    },
  },
});
const poll = defineEvent<'poll', { id: string }>({
  name: 'poll',
  product: 'polls',
  discriminator: { field: 'kind', value: [7, 8], present: ['poll_id'] },
  schema: { $schema: 'http://json-schema.org/draft-07/schema#', type: 'object', properties: { id: { type: 'string' } }, examples: [{ kind: 7, id: 'documented' }] },
});
const settingsOf = (events: readonly (typeof gift | typeof poll)[]) => inspectionOf(zegoCallbacks({ secret: SECRET, events }))!.settings;

test('the catalogue has every event of ZEGO, with its product and status, and those of one\'s own', () => {
  const { events } = shownCatalogue(settingsOf([gift, poll]));
  expect(events.map(({ name }) => name)).toEqual(['gift_sent', 'poll', ...eventNames]);
  expect(events.slice(0, 2)).toEqual([{ name: 'gift_sent', product: 'custom', status: '' }, { name: 'poll', product: 'polls', status: '' }]);
  for (const { name, product, status } of events.slice(2)) {
    const { product: documented, status: known = '' } = schemas[name as keyof typeof schemas]['x-zego'];
    expect({ name, product, status }).toEqual({ name, product: documented, status: known });
  }
});

test.each(eventNames)('%s is shown with its schema and with what a sent callback may change', (name) => {
  const shown = shownEvent(name, settingsOf([]))!;
  const { examples: [documented], 'x-zego': { product, sources, envelope } } = schemas[name];
  expect(shown).toMatchObject({ name, product, schema: schemas[name], sources });
  const added: readonly (string | null)[] = [envelope.event, envelope.timestamp, envelope.nonce, envelope.signature];
  expect(Object.keys(shown.example).sort()).toEqual(Object.keys(documented).filter((field) => !added.includes(field)).sort());
  for (const [field, value] of Object.entries(shown.example)) {
    const told = documented[field];
    const isRounded = typeof told === 'number' && Number.isInteger(told) && !Number.isSafeInteger(told);
    expect({ field, value }).toEqual({ field, value: isRounded ? String(told) : told });
  }
});

test('an event of one\'s own is shown with its schema, and a value of its type for each field', () => {
  expect(shownEvent('gift_sent', settingsOf([gift]))).toEqual({
    name: 'gift_sent',
    product: 'custom',
    schema: gift.schema,
    sources: [],
    example: { gift_id: '1', amount: 1, kind: 'rose', paid: true, price: 1, to: [{ user: 'text' }], note: 'text', extra: { a: 1 }, appid: '1' },
  });
});

test('or with the example that its schema gives, and what tells it apart', () => {
  expect(shownEvent('poll', settingsOf([poll]))).toEqual({ name: 'poll', product: 'polls', schema: poll.schema, sources: [], example: { poll_id: '1', id: 'documented', appid: '1' } });
});

test.each(['no_such_event', '', 'ROOM_LOGIN', 'constructor', '__proto__', 'toString'])('there is no event "%s"', (name) => {
  expect(shownEvent(name, settingsOf([gift]))).toBeUndefined();
});
