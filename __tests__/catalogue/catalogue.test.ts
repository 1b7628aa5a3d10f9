import { createCatalogue } from '../../lib/catalogue/catalogue.js';
import { eventNames, type JsonObject, schemas, type ZegoEventName } from '../../lib/index.js';

const isGiven = (value: unknown): boolean => value !== undefined && value !== null && value !== '';

/** Whether a body fits what a schema file says, read here once more from the file itself. */
function fits(name: ZegoEventName, body: JsonObject): boolean {
  const { field, values, present = [], absent = [] } = schemas[name]['x-zego'].discriminator;
  // The products that name their events in words write either.
  const fields = field === 'event' ? ['event', 'Event'] : [field];
  const named = fields.some((key) => isGiven(body[key]) && values.includes(`${body[key] as string | number}`));
  return named && present.every((key) => isGiven(body[key])) && !absent.some((key) => isGiven(body[key]));
}

const specificity = (name: ZegoEventName): number => {
  const { present = [], absent = [] } = schemas[name]['x-zego'].discriminator;
  return present.length + absent.length;
};

const catalogue = createCatalogue([]);

describe.each(eventNames)('the example of %s', (name) => {
  const [example] = schemas[name].examples;

  test('leads to its own definition and to no other', () => {
    const candidates = eventNames.filter((other) => fits(other, example));
    const most = Math.max(...candidates.map(specificity));
    expect(candidates.filter((other) => specificity(other) === most)).toEqual([name]);
    expect(catalogue.match(example)?.name).toBe(name);
  });

  test('has a definition that says what its schema says', () => {
    const { product, discriminator, identity, answer = 'outcome' } = schemas[name]['x-zego'];
    expect(catalogue.get(name)).toMatchObject({ name, product, discriminator, answer, identity: identity?.map((path) => path.split('.')) ?? null });
    expect(catalogue.get(name)?.fields.map((field) => [field.name, field.required])).toEqual(
      Object.keys(schemas[name].properties ?? {}).map((field) => [field, schemas[name].required?.includes(field) ?? false]),
    );
  });
});

describe('a catalogue', () => {
  test('names all events', () => {
    expect(catalogue.names).toEqual(eventNames);
  });

  test('finds nothing under a name that there is not', () => {
    for (const name of ['room_renamed', '', '__proto__', 'constructor']) expect(catalogue.get(name)).toBeUndefined();
  });

  test.each<[string, JsonObject]>([
    ['nothing', {}],
    ['a name that is a list', { event: ['room_logout'] }],
    ['a name that is an object', { event: { room_logout: 1 } }],
    ['a name that is a boolean', { event: true }],
    ['a name in another field', { name: 'room_logout' }],
    ['a number of another product', { event_type: 10001 }],
  ])('matches nothing for %s', (_title, body) => {
    expect(catalogue.match(body)).toBeUndefined();
  });

  test('has no two definitions that could claim the same body with equal right', () => {
    const claims = eventNames.flatMap((name, i) =>
      eventNames.slice(i + 1).filter((other) => {
        const [one, two] = [schemas[name]['x-zego'].discriminator, schemas[other]['x-zego'].discriminator];
        if (one.field !== two.field || !one.values.some((value) => two.values.includes(value)) || specificity(name) !== specificity(other)) return false;
        // They exclude each other when one demands what the other forbids.
        return !one.present?.some((key) => two.absent?.includes(key)) && !two.present?.some((key) => one.absent?.includes(key));
      }),
    );
    expect(claims).toEqual([]);
  });
});
