import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020';
import { eventNames, type JsonObject, type JsonSchema, type JsonValue, schemas, zegoCallbacks } from '../../lib/index.js';
import { SECRET } from '../kit/callbacks.js';

const FOLDER = path.join(__dirname, '../../lib/catalogue');
const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'));

/** How any product spells anything of its envelope. */
const ENVELOPE = new Set(eventNames.flatMap((name) => Object.values(schemas[name]['x-zego'].envelope)));

interface Place {
  readonly at: string;
  readonly schema: JsonSchema;
}

function places(schema: JsonSchema, at = ''): Place[] {
  const members = Object.entries(schema.properties ?? {}).flatMap(([name, member]) => places(member, at === '' ? name : `${at}.${name}`));
  const items = schema.items === undefined ? [] : places(schema.items, `${at}[]`);
  return [{ at, schema }, ...members, ...items, ...(schema.anyOf ?? []).flatMap((alternative) => places(alternative, at))];
}

function schemaAt(schema: JsonSchema | undefined, keys: readonly string[]): JsonSchema | undefined {
  return keys.reduce((below: JsonSchema | undefined, key) => below?.properties?.[key], schema);
}

/** Required members that the example lacks, at any depth. */
function lacking(schema: JsonSchema, example: JsonValue | undefined, at: string): string[] {
  if (Array.isArray(example)) return schema.items === undefined ? [] : example.flatMap((item: JsonValue, index) => lacking(schema.items!, item, `${at}[${index}]`));
  if (typeof example !== 'object' || example === null) return [];
  const members = example as JsonObject;
  const absent = (schema.required ?? []).filter((name) => members[name] === undefined).map((name) => `${at}.${name}`);
  return [...absent, ...Object.entries(schema.properties ?? {}).flatMap(([name, member]) => lacking(member, members[name], `${at}.${name}`))];
}

describe('schemas', () => {
  test('are all there, each under the name of its event', () => {
    const titles = files.map((file) => (JSON.parse(readFileSync(path.join(FOLDER, file), 'utf8')) as { title: string }).title);
    expect(titles.length).toBeGreaterThan(0);
    expect([...eventNames].sort()).toEqual(titles.sort());
    expect(new Set(eventNames).size).toBe(eventNames.length);
    expect(Object.keys(schemas).sort()).toEqual([...eventNames].sort());
  });

  test('cannot be replaced, and are read only once', () => {
    expect(Object.isFrozen(schemas)).toBe(true);
    expect(schemas.room_logout).toBe(schemas.room_logout);
  });

  test('name the events of every product but rtc and zim after their product', () => {
    const named = eventNames.map((name) => [name, schemas[name]['x-zego'].product] as const);
    const plain = named.filter(([name, product]) => !name.startsWith(`${product}_`));
    expect([...new Set(plain.map(([, product]) => product))].sort()).toEqual(['rtc', 'zim']);
    // The one name of zim that rtc has as well.
    expect(named.filter(([name, product]) => ['rtc', 'zim'].includes(product) && name.startsWith(`${product}_`))).toEqual([['zim_room_create', 'zim']]);
  });

  test('ask for another answer than the outcome only where the product does', () => {
    const answers = eventNames.map((name) => [name, schemas[name]['x-zego'].answer ?? 'outcome'] as const).filter(([, answer]) => answer !== 'outcome');
    const games = eventNames.filter((name) => schemas[name]['x-zego'].product === 'mini_game');
    expect(Object.fromEntries(answers)).toEqual({ record: 'one', before_send_msg: 'decision', ...Object.fromEntries(games.map((name) => [name, 'code200'])) });
  });
});

describe.each(eventNames)('the schema of %s', (name) => {
  const schema = schemas[name];
  const facts = schema['x-zego'];
  const [example] = schema.examples;

  test('says what it is, whose, and where it was read', () => {
    expect(schema.title).toBe(name);
    expect(schema.description).toMatch(/^[A-Z].{9,}\.$/s);
    expect(files).toContain(path.join(facts.product, `${name.startsWith(`${facts.product}_`) ? name.slice(facts.product.length + 1) : name}.json`));
    expect(facts.sources.length).toBeGreaterThan(0);
    for (const source of facts.sources) expect(source.trim()).not.toBe('');
  });

  test('is valid JSON Schema 2020-12', () => {
    const ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true, validateFormats: false });
    ajv.addVocabulary(['x-zego', 'x-zego-values', 'x-zego-unit', 'x-zego-carries', 'x-zego-when']);
    expect(schema['$schema']).toBe('https://json-schema.org/draft/2020-12/schema');
    expect(() => ajv.compile(schema)).not.toThrow();
  });

  test('is open: nothing that may be added or sent is shut out', () => {
    const shut = places(schema).filter(({ schema: { enum: words, const: word, additionalProperties, maxLength, maxItems, minLength, minItems, maximum, minimum } }) =>
      [words, word, additionalProperties, maxLength, maxItems, minLength, minItems, maximum, minimum].some((keyword) => keyword !== undefined),
    );
    expect(shut.map(({ at }) => at)).toEqual([]);
  });

  test('has an example with every required field, at every depth', () => {
    expect(lacking(schema, example, name)).toEqual([]);
  });

  test('has an example that is spelled and told apart as it says', () => {
    const { envelope, discriminator } = facts;
    for (const key of [envelope.appid, envelope.timestamp, envelope.nonce, envelope.signature]) expect(example).toHaveProperty([key]);
    const field = envelope.event ?? discriminator.field;
    expect(field.toLowerCase()).toBe(discriminator.field.toLowerCase());
    expect(discriminator.values).toContain(`${example[field] as string | number}`);
    for (const present of discriminator.present ?? []) expect(example).toHaveProperty([present]);
    for (const absent of discriminator.absent ?? []) expect(example).not.toHaveProperty([absent]);
  });

  test('names no field that belongs to an envelope', () => {
    expect(Object.keys(schema.properties ?? {}).filter((field) => ENVELOPE.has(field))).toEqual([]);
  });

  test('tells every occurrence by fields that it knows, and why', () => {
    expect(facts.identity === null || facts.identity.length > 0).toBe(true);
    for (const field of facts.identity ?? []) expect(`${field} ${schemaAt(schema, field.split('.')) === undefined ? 'unknown' : 'known'}`).toBe(`${field} known`);
    expect(facts.identityWhy).toMatch(/\w/);
  });

  test('has the same kind of value in a field as in the documented list of its values', () => {
    for (const { at, schema: { type, 'x-zego-values': values } } of places(schema)) {
      if (values === undefined) continue;
      expect(`${at} ${type}`).toMatch(/ (?:integer|string)$/);
      if (type === 'integer') expect(Object.keys(values).filter((value) => !/^-?\d+$/.test(value))).toEqual([]);
      for (const meaning of Object.values(values)) expect(meaning).toMatch(/\S/);
    }
  });

  test('has 64-bit ids as texts of digits', () => {
    for (const { at, schema: { type, format, pattern } } of places(schema)) {
      if (format === undefined) continue;
      expect(`${at} ${type} ${format} ${pattern}`).toMatch(/ string u?int64 \^-\?\[0-9\]\+\$$/);
    }
  });

  test('knows how long ZEGO tries again, and that is within what is remembered', () => {
    const pauses = facts.retry ?? [];
    expect(pauses.every((pause) => Number.isFinite(pause) && pause >= 0)).toBe(true);
    expect(pauses.reduce((sum, pause) => sum + pause, 0)).toBeLessThan(600);
  });

  test('has its method', () => {
    const method = `on${name.replace(/(^|_)([a-z0-9])/g, (_all, _bar, first: string) => first.toUpperCase())}`;
    expect(typeof Reflect.get(zegoCallbacks({ secret: SECRET }), method)).toBe('function');
  });
});
