import { createHash } from 'node:crypto';
import { signCallback } from '../index.js';
import { likelyMistake } from '../testing/likely-mistake.js';
import { MASK } from './mask.js';
import type { Content, Definition } from './record.js';
import type { SignatureShown, SignatureTrial } from './page/wire.js';

type Envelope = NonNullable<Content['envelope']>;
type Part = SignatureTrial['parts'][number]['name'];
type Texts = Readonly<Record<Part, string>>;

/** One way in which a signature can be made. */
interface Variant {
  readonly algorithm: string;
  readonly parts: (texts: Texts) => readonly Part[];
  readonly digest: (joined: string, texts: Texts) => string;
  readonly equals: (digest: string, received: string) => boolean;
}

const sameHex = (digest: string, received: string): boolean => digest === received.toLowerCase();
/** As bytes: the last character of a Base64 text has bits that say nothing. */
const sameBase64 = (digest: string, received: string): boolean => received.length === digest.length && Buffer.from(received, 'base64').equals(Buffer.from(digest, 'base64'));
const hashed = (algorithm: string, encoding: 'hex' | 'base64') => (joined: string): string => createHash(algorithm).update(joined).digest(encoding);
const sorted = (texts: Texts): readonly Part[] => (['secret', 'timestamp', 'nonce'] as const).toSorted((a, b) => Buffer.compare(Buffer.from(texts[a]), Buffer.from(texts[b])));
const joined = (): readonly Part[] => ['app id', 'nonce', 'secret', 'timestamp'];

const COMMON: Variant = {
  algorithm: 'SHA-1, hex',
  parts: sorted,
  digest: (_joined, { timestamp, nonce, secret }) => signCallback({ timestamp, nonce }, secret),
  equals: sameHex,
};
/** What ZEGO's pages say of mini games: they do not settle it. */
const MINI_GAME: readonly Variant[] = [
  { algorithm: 'MD5, hex', parts: joined, digest: hashed('md5', 'hex'), equals: sameHex },
  COMMON,
  { algorithm: 'SHA-1, Base64', parts: sorted, digest: hashed('sha1', 'base64'), equals: sameBase64 },
  { algorithm: 'SHA-1, Base64', parts: joined, digest: hashed('sha1', 'base64'), equals: sameBase64 },
];

/** The likeliest first. */
const USUAL_CAUSES: readonly string[] = [
  "The secret is the ServerSecret or the AppSign. The project's CallbackSecret is wanted: ZEGOCLOUD console, project information.",
  'It belongs to another project, or to the test environment.',
  'White space, a line break or quotes came along with it from an environment file.',
  'It has been changed at ZEGO and not here. While it changes, list both.',
  'Something in front writes the body anew, and digits of the nonce or the timestamp were lost.',
  'It is not from ZEGO: somebody is trying.',
];

/**
 * How a signature was checked, with each of the secrets: what was joined in which order, and what came of it. Nothing
 * is computed where nothing was: without a signature, or without a secret.
 *
 * @param refusal why it was refused before it could be checked; empty otherwise
 * @param isRight whether it was accepted
 */
export function signatureOf(envelope: Envelope, definition: Definition | undefined, secrets: readonly string[], refusal: string, isRight: boolean): SignatureShown {
  const received = envelope.signature;
  if (refusal !== '') return { received, trials: [], causes: [refusal] };
  const isMiniGame = definition?.product === 'mini_game';
  const trials = secrets.flatMap((secret) => (isMiniGame ? MINI_GAME : [COMMON]).map((variant) => tried(variant, envelope, secret, isMiniGame ? percentDecoded(received) : received)));
  if (trials.some(({ matches }) => matches)) return { received, trials, causes: [] };
  if (isRight) return { received, trials, causes: ['It matched a secret that is not in use any more.'] };
  // Mini games have their own ways; the common mistakes are made with the common one.
  const mistakes = isMiniGame ? [] : secrets.map((secret) => likelyMistake(envelope, secret)).filter((mistake) => mistake !== undefined);
  return { received, trials, causes: [...new Set([...mistakes, ...USUAL_CAUSES])] };
}

function tried({ algorithm, parts, digest, equals }: Variant, { appId, timestamp, nonce }: Envelope, secret: string, received: string): SignatureTrial {
  const texts: Texts = { secret, timestamp, nonce, 'app id': appId };
  const order = parts(texts);
  const computed = digest(order.map((part) => texts[part]).join(''), texts);
  return {
    parts: order.map((name) => ({ name, text: name === 'secret' ? MASK : texts[name] })),
    algorithm,
    digest: computed,
    matches: equals(computed, received),
  };
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
