import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { EventSchema } from '../definition.js';

/** The order in which products are listed everywhere. */
export const PRODUCTS: Readonly<Record<string, string>> = {
  rtc: 'Real-time voice and video',
  zim: 'In-app chat (ZIM)',
  cloud_recording: 'Cloud recording',
  cloud_player: 'Cloud player',
  moderation: 'Audio and video moderation',
  ai_agent: 'AI agent',
  asr: 'Real-time speech recognition',
  digital_human: 'Digital human',
  super_board: 'Super board',
  mini_game: 'Mini games',
};

const STATUS_ORDER = [undefined, 'deprecated', 'legacy', 'unpublished'];

/** All schema files, products in the order above, current events before legacy ones. */
export function readCatalogue(folder: string): EventSchema[] {
  return Object.keys(PRODUCTS).flatMap((product) =>
    readdirSync(path.join(folder, product))
      .filter((file) => file.endsWith('.json'))
      .sort()
      .map((file) => JSON.parse(readFileSync(path.join(folder, product, file), 'utf8')) as EventSchema)
      .sort((a, b) => STATUS_ORDER.indexOf(a['x-zego'].status) - STATUS_ORDER.indexOf(b['x-zego'].status)),
  );
}

export const HEADER = '// Generated from the JSON Schemas in lib/catalogue by `npm run generate`. Do not edit.\n';
