import { defineEvent, type DeliveryReport, type EventInput, type JsonObject, zegoCallbacks } from '../../lib/index.js';
import { SECRET, sign } from '../kit/callbacks.js';

interface Gift {
  readonly gift_id: string;
  readonly amount?: number;
}

const nameless = defineEvent<'gift_sent', Gift>({
  name: 'gift_sent',
  discriminator: { field: 'event', value: 'gift_sent' },
  schema: { type: 'object', required: ['gift_id'], properties: { gift_id: { type: 'string', minLength: 2 }, amount: { type: 'integer', minimum: 1 } } },
});
const gift = defineEvent<'gift_sent', Gift>({ ...nameless, identity: ['gift_id'] });

async function deliver(events: readonly EventInput<string, unknown>[], fields: JsonObject, sent: { at?: number; nonce?: string } = {}): Promise<DeliveryReport> {
  const reports: DeliveryReport[] = [];
  const zego = zegoCallbacks({ secret: SECRET, events }).onDelivery((report) => void reports.push(report));
  await zego.receive({ body: JSON.stringify(sign({ appid: '1', ...fields }, 'room_logout', sent)) });
  return reports[0]!;
}

describe('an event of your own', () => {
  test('reaches its handler, typed and brought into its types', async () => {
    const seen: Gift[] = [];
    const zego = zegoCallbacks({ secret: SECRET, events: [gift] })
      .onGiftSent((event) => void seen.push(event.payload))
      .on('gift_sent', (event) => void seen.push(event.payload));
    const { status, body } = await zego.receive({ body: JSON.stringify(sign({ appid: '1', event: 'gift_sent', gift_id: 4711, amount: '3', more: true }, 'room_logout')) });
    expect(`${status} ${body}`).toBe('200 {"outcome":"delivered"}');
    expect(seen).toEqual([{ gift_id: '4711', amount: 3, more: true }, { gift_id: '4711', amount: 3, more: true }]);
  });

  test.each<[JsonObject, string]>([
    [{}, '"gift_id" is missing'],
    [{ gift_id: [] }, '"gift_id" must be a string; it is a list'],
    [{ gift_id: 'g' }, '"gift_id" must NOT have fewer than 2 characters'],
    [{ gift_id: 'g1', amount: 0 }, '"amount" must be >= 1'],
  ])('is refused with the reason when it does not fit: %j', async (fields, reason) => {
    const { status, code, error } = await deliver([gift], { event: 'gift_sent', ...fields });
    expect(`${status} ${code} ${error?.message}`).toBe(`422 invalid_payload The payload of gift_sent does not match its schema: ${reason}.`);
  });

  test.each([
    ['2020-12 without a word', undefined],
    ['2020-12', 'https://json-schema.org/draft/2020-12/schema'],
    ['draft-07', 'http://json-schema.org/draft-07/schema#'],
  ])('may have a schema of %s', async (_title, $schema) => {
    // What the two drafts say in different words.
    const demand = { [$schema?.includes('draft-07') === true ? 'dependencies' : 'dependentRequired']: { from: ['to'] } };
    const event = { name: 'pair', discriminator: { field: 'event', value: 'pair' }, schema: { ...($schema !== undefined && { $schema }), type: 'object', ...demand } };
    expect((await deliver([event], { event: 'pair', from: 1, to: 2 })).outcome).toBe('delivered');
    expect((await deliver([event], { event: 'pair', from: 1 })).code).toBe('invalid_payload');
  });

  test('is the same occurrence by its identity, and by timestamp and nonce without one', async () => {
    const ids = async (event: EventInput<string, unknown>): Promise<number> => {
      const reports = await Promise.all(['1234567890123456', '6543210987654321'].map((nonce) => deliver([event], { event: 'gift_sent', gift_id: 'g1' }, { nonce })));
      expect(reports.map(({ outcome }) => outcome)).toEqual(['delivered', 'delivered']);
      return new Set(reports.map((report) => report.event?.id)).size;
    };
    expect([await ids(gift), await ids(nameless)]).toEqual([1, 2]);
  });

  test.each<[string, EventInput<string, unknown>['discriminator'], JsonObject]>([
    ['a number', { field: 'kind', value: 7 }, { kind: 7 }],
    ['a number sent as text', { field: 'kind', value: 7 }, { kind: '7' }],
    ['one of several values', { field: 'event', value: ['one', 'two'] }, { event: 'two' }],
    ['the capitalised name of the field', { field: 'event', value: 'one' }, { Event: 'one' }],
    ['the plain name of the field', { field: 'Event', value: 'one' }, { event: 'one' }],
    ['a field that must be there', { field: 'event', value: 'one', present: ['extra'] }, { event: 'one', extra: 1 }],
    ['a field that must not be there', { field: 'event', value: 'one', absent: ['extra'] }, { event: 'one', extra: '' }],
  ])('is told by %s', async (_title, discriminator, fields) => {
    const { event, outcome } = await deliver([{ name: 'own_event', discriminator, schema: { type: 'object' } }], fields);
    expect(`${outcome} ${event?.name} ${event?.product}`).toBe('delivered own_event custom');
  });

  test.each<[string, EventInput<string, unknown>['discriminator'], JsonObject]>([
    ['is missing', { field: 'event', value: 'one', present: ['extra'] }, { event: 'one' }],
    ['is empty', { field: 'event', value: 'one', present: ['extra'] }, { event: 'one', extra: '' }],
    ['must not be there', { field: 'event', value: 'one', absent: ['extra'] }, { event: 'one', extra: 0 }],
  ])('is not meant when a field that tells it %s', async (_title, discriminator, fields) => {
    expect((await deliver([{ name: 'own_event', discriminator, schema: { type: 'object' } }], fields)).outcome).toBe('unknown');
  });

  test('is asked before the built-in ones, and leaves them what it does not claim', async () => {
    const vip = { name: 'vip_logout', product: 'mine', discriminator: { field: 'event', value: 'room_logout', present: ['vip_level'] }, schema: { type: 'object' } } as const;
    const taken = await deliver([vip], { event: 'room_logout', vip_level: 3 });
    expect(`${taken.outcome} ${taken.event?.name} ${taken.event?.product}`).toBe('delivered vip_logout mine');
    const left = await deliver([vip], { event: 'room_logout', room_id: 'r', room_seq: '1', user_account: 'u', user_nickname: '', session_id: '1', logout_time: 1, reason: 0 });
    expect(`${left.outcome} ${left.event?.name}`).toBe('delivered room_logout');
  });
});

describe('defineEvent', () => {
  test('gives back what it is given', () => {
    const input = { name: 'x', discriminator: { field: 'event', value: 'x' }, schema: { type: 'object' } } as const;
    expect(defineEvent(input)).toBe(input);
  });
});
