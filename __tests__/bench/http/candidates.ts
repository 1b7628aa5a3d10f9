import { wireForms, type WireForm } from 'express-zego-callbacks/testing';
import type { ReceiverName, ServerSettings, Signature, Size } from '../processes/protocol.js';

/** One receiver with one kind of load. */
export interface Candidate {
  readonly server: ServerSettings;
  readonly size: Size;
  readonly form: WireForm;
  readonly signature: Signature;
  readonly answer: string;
}

interface Description {
  readonly letter: string;
  readonly name: string;
  readonly signature: Signature;
  readonly answer: string;
}

export const RECEIVERS: Readonly<Record<ReceiverName, Description>> = {
  node: { letter: 'a', name: 'node:http + JSON.parse + sha1', signature: 'zego', answer: '' },
  'express-limit': { letter: 'b', name: 'Express, reads and ends', signature: 'zego', answer: '' },
  'express-least': { letter: 'least', name: 'body-parser + JSON.parse + sha1 + answer', signature: 'zego', answer: '{"outcome":"delivered"}' },
  'express-json': { letter: 'bare', name: 'Express + express.json()', signature: 'zego', answer: 'OK' },
  handwritten: { letter: 'c', name: 'handwritten receiver', signature: 'zego', answer: 'OK' },
  octokit: { letter: 'd', name: '@octokit/webhooks', signature: 'github', answer: 'ok\n' },
  line: { letter: 'e', name: '@line/bot-sdk', signature: 'line', answer: 'OK' },
  zego: { letter: 'f', name: 'express-zego-callbacks', signature: 'zego', answer: '{"outcome":"delivered"}' },
};

/** Everybody whom this package is compared with. */
export const OTHERS = (Object.keys(RECEIVERS) as ReceiverName[]).filter((name) => name !== 'zego');
export const SIZES: readonly Size[] = ['small', 'large'];
/** On Express 4 only what the ratios need. */
const OTHERS_ON_EXPRESS_4: readonly ReceiverName[] = ['express-limit', 'handwritten'];

type Variant = Partial<Omit<ServerSettings, 'receiver'>> & { readonly form?: WireForm };

/** By default with JSON, on Express 5 and with one handler. */
export function candidate(receiver: ReceiverName, size: Size, { express = 5, handlers = 1, form = 'json' }: Variant = {}): Candidate {
  const { signature, answer } = RECEIVERS[receiver];
  return { server: { receiver, express, handlers }, size, form, signature, answer };
}

/** What this package is measured with. */
export const VARIANTS: readonly Required<Variant>[] = wireForms.flatMap((form) => ([5, 4] as const).flatMap((express) => ([1, 0] as const).map((handlers) => ({ form, express, handlers }))));

/** Everything that is measured. */
export const CANDIDATES: readonly Candidate[] = SIZES.flatMap((size) => [
  ...OTHERS.map((receiver) => candidate(receiver, size)),
  ...OTHERS_ON_EXPRESS_4.map((receiver) => candidate(receiver, size, { express: 4 })),
  ...VARIANTS.map((variant) => candidate('zego', size, variant)),
]);

/** Another one for each. */
export function nameOf({ server: { receiver, express, handlers }, size, form }: Candidate): string {
  const { letter, name } = RECEIVERS[receiver];
  const details = receiver === 'zego' ? [`Express ${express}`, form, handlers === 1 ? 'one handler' : 'no handler'] : receiver === 'node' ? [] : [`Express ${express}`];
  return [`${letter} ${name}`, ...details, size].join(', ');
}
