import type { JsonObject } from '../delivery.js';
import type { EventDefinition } from './definition.js';
import { definitions } from './generated/definitions.js';
import type { ZegoEventName } from './generated/types.js';

/** Fields that name an event, with the group that the catalogue files them under. */
const BUILT_IN_FIELDS: readonly (readonly [field: string, group: string])[] = [
  ['event', 'event'],
  ['Event', 'event'],
  ['EventType', 'EventType'],
  ['event_type', 'event_type'],
  ['ReportType', 'ReportType'],
];

/** The names of all built-in events. */
export const eventNames: readonly ZegoEventName[] = Object.freeze(definitions.map(({ name }) => name as ZegoEventName));

/** Finds the definition that a callback's fields match. */
export interface Catalogue {
  readonly names: readonly string[];
  get(name: string): EventDefinition | undefined;
  match(fields: JsonObject): EventDefinition | undefined;
}

/** Built once per middleware; custom events are asked before the built-in ones. */
export function createCatalogue(custom: readonly EventDefinition[]): Catalogue {
  const all = [...custom, ...definitions];
  const byName = new Map(all.map((definition) => [definition.name, definition]));
  const groups = new Map<string, Map<string, EventDefinition[]>>();
  const groupOf = (group: string): Map<string, EventDefinition[]> => {
    const known = groups.get(group);
    if (known !== undefined) return known;
    const made = new Map<string, EventDefinition[]>();
    groups.set(group, made);
    return made;
  };
  const builtIn: ReadonlyMap<string, string> = new Map(BUILT_IN_FIELDS);
  const fields = new Map(builtIn);
  for (const definition of all) {
    const { field, values } = definition.discriminator;
    if (!fields.has(field)) fields.set(field, field);
    const group = groupOf(fields.get(field) ?? field);
    for (const value of values) group.set(value, [...(group.get(value) ?? []), definition]);
  }
  // Whoever names conditions is asked before whoever takes the rest.
  for (const group of groups.values()) for (const candidates of group.values()) candidates.sort((a, b) => conditions(b) - conditions(a));
  // Words that name events elsewhere have been seen in EventType as well.
  const lookups = Array.from(fields, ([field, group]) => ({ field, own: groupOf(group), other: builtIn.has(field) ? groupOf('event') : undefined }));

  return {
    names: all.map(({ name }) => name),
    get: (name) => byName.get(name),
    match(body) {
      for (const { field, own, other } of lookups) {
        const value = body[field];
        if (typeof value !== 'string' && typeof value !== 'number') continue;
        const word = String(value);
        const candidates = own.get(word) ?? other?.get(word);
        const found = candidates?.find((definition) => fits(definition, body));
        if (found) return found;
      }
      return undefined;
    },
  };
}

function conditions({ discriminator: { present = [], absent = [] } }: EventDefinition): number {
  return present.length + absent.length;
}

function fits({ discriminator: { present, absent } }: EventDefinition, body: JsonObject): boolean {
  if (present?.some((field) => !isGiven(body[field]))) return false;
  return !absent?.some((field) => isGiven(body[field]));
}

/** Empty fields are what forms send for nothing. */
function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}
