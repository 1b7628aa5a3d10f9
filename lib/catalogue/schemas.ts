import path from 'node:path';
import type { EventSchema } from './definition.js';
import { definitions } from './generated/definitions.js';
import type { ZegoEventName } from './generated/types.js';

function load(name: string, product: string): EventSchema {
  const stem = name.startsWith(`${product}_`) ? name.slice(product.length + 1) : name;
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- 86 files that few programs look at
  return require(path.join(__dirname, product, `${stem}.json`)) as EventSchema;
}

const lazy = Object.fromEntries(definitions.map(({ name }) => [name, undefined])) as unknown as Record<ZegoEventName, EventSchema>;
for (const { name, product } of definitions) Object.defineProperty(lazy, name, { enumerable: true, get: () => load(name, product) });

/**
 * The JSON Schema (2020-12) of every event's payload, as handlers get it. Each is read when it is looked at.
 *
 * @example
 * schemas.room_logout.required; // ['room_id', 'room_seq', …]
 */
export const schemas: Readonly<Record<ZegoEventName, EventSchema>> = Object.freeze(lazy);
