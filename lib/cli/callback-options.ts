import type { Command } from 'commander';
import { schemas, type ZegoEventName } from '../index.js';
import { writeBody, type Body, type WireBody, type WireForm } from '../testing/index.js';
import { assign, parseAssignment, type Assignment } from './assignments.js';
import type { Environment } from './environment.js';
import { didYouMean, nearest } from './event-name.js';
import { CliError } from './exit-codes.js';
import { collect, formOption, secretFrom, secretOption } from './options.js';
import { decodeBody, readText } from './read-body.js';
import { isSignatureField, readTime, resign } from './signing.js';

/** What is said about the callback to be signed. */
export interface CallbackOptions {
  readonly secret?: string;
  readonly form?: WireForm;
  readonly set?: readonly Assignment[];
  readonly unset?: readonly string[];
  readonly body?: string;
  readonly appId?: string;
  readonly nonce?: string;
  readonly at?: string;
}

/** A callback, signed and written. */
export interface SignedCallback extends WireBody {
  /** What it is called to people. */
  readonly label: string;
  /** Of the catalogue; absent when no schema describes it. */
  readonly eventName: ZegoEventName | undefined;
}

/** Adds the options that say which callback it is. */
export function withCallbackOptions(command: Command): Command {
  return command
    .addOption(secretOption())
    .addOption(formOption('how the body is written; default json, or as the body of --body is'))
    .option('--set <field=text>', 'another value, of the type that the example has; users.0.id=ann reaches inside, field:=json gives any type (repeatable)', collect(parseAssignment))
    .option('--unset <field>', 'leave a field out (repeatable)', collect(String))
    .option('--body <file>', 'a body of your own in any form, or - for the standard input')
    .option('--app-id <id>', 'app id, instead of that of the example')
    .option('--nonce <nonce>', 'nonce, instead of 16 random digits')
    .option('--at <time>', 'time of sending, instead of now: -10m, +90s, 2024-05-01T12:00:00Z, 1700000000');
}

/**
 * The documented callback of an event, or a body of one's own, with the changes that were asked for.
 *
 * @throws CliError when an option makes no sense
 */
export async function makeCallback(name: ZegoEventName | undefined, options: CallbackOptions, environment: Environment): Promise<SignedCallback> {
  const { body: file, set = [], unset = [] } = options;
  const secret = secretFrom(environment, options);
  const kept = file === undefined ? undefined : await decodeBody(await readText(file, environment), file);
  const eventName = name ?? (isEventName(kept?.eventName) ? kept.eventName : undefined);
  const schema = eventName === undefined ? undefined : schemas[eventName];
  const start: Body | undefined = kept?.body ?? schema?.examples[0];
  if (start === undefined) throw new CliError('Which callback? Name an event, or pass --body.');

  const appIdField = kept === undefined ? schema?.['x-zego'].envelope.appid : Object.keys(start).find((field) => /^app_?id$/i.test(field));
  const withApp = options.appId === undefined ? set : [{ path: [appIdField ?? 'appid'], text: options.appId }, ...set];
  if (schema !== undefined && kept === undefined) warnOfUnknownFields(set, start, schema.properties ?? {}, environment);
  // Those of the signature come behind the signing, which would undo them: so a wrong one can be sent.
  const changed = assign(start, withApp.filter(({ path }) => !isSignatureField(path[0] ?? '')), schema);
  const at = options.at === undefined ? environment.now() : readTime(options.at, environment.now());
  const signed = resign(changed, { secret, at, nonce: options.nonce }, kept === undefined ? schema : undefined);
  const body = assign(signed, set.filter(({ path }) => isSignatureField(path[0] ?? '')), undefined);
  for (const field of unset) if (!Object.hasOwn(body, field)) throw new CliError(`--unset ${field}: the body has no such field.${didYouMean(nearest(field, Object.keys(body)))}`);
  const rest = Object.fromEntries(Object.entries(body).filter(([field]) => !unset.includes(field)));
  return { ...writeBody(rest, options.form ?? kept?.form ?? 'json'), eventName, label: eventName ?? 'unknown callback' };
}

function warnOfUnknownFields(set: readonly Assignment[], example: Body, properties: object, { stderr }: Environment): void {
  const known = Array.from(new Set([...Object.keys(example), ...Object.keys(properties)]));
  for (const field of new Set(set.map(({ path }) => path[0] ?? ''))) {
    if (!known.includes(field) && !isSignatureField(field)) stderr.write(`Note: no page documents a field "${field}" here; it is sent all the same.${didYouMean(nearest(field, known))}\n`);
  }
}

function isEventName(name: string | undefined): name is ZegoEventName {
  return name !== undefined && Object.hasOwn(schemas, name);
}
