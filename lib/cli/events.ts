import { Command } from 'commander';
import { eventNames, schemas } from '../index.js';
import type { Environment } from './environment.js';
import { knownProduct } from './event-name.js';
import { plainTable } from './plain-table.js';

interface EventsOptions {
  readonly product?: string;
  readonly json?: boolean;
}

/** `zego-callbacks events`: what there is. */
export function eventsCommand({ stdout }: Environment): Command {
  return new Command('events')
    .summary('list the events')
    .description('Lists the events of the catalogue: name, product, and when they happen.')
    .option('--product <product>', 'only those of one product, such as rtc or zim')
    .option('--json', 'print a JSON list, with the retries in s')
    .action(({ product, json }: EventsOptions) => {
      const wanted = product === undefined ? undefined : knownProduct(product);
      const events = eventNames
        .map((name) => ({ name, schema: schemas[name] }))
        .filter(({ schema }) => wanted === undefined || schema['x-zego'].product === wanted)
        .map(({ name, schema: { description = '', 'x-zego': { product: of, status = 'current', retry } } }) => ({ name, product: of, status, when: description, retry }));
      if (json === true) {
        stdout.write(`${JSON.stringify(events, null, 2)}\n`);
        return;
      }
      const rows = events.map(({ name, product: of, status, when }) => [name, of, status === 'current' ? when : `(${status}) ${when}`]);
      stdout.write(plainTable(['event', 'product', 'when'], rows, { width: stdout.isTTY === true ? stdout.columns : undefined }));
    });
}
