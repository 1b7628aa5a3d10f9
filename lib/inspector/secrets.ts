import { createHash } from 'node:crypto';
import type { Inspection } from '../inspection.js';
import { Mask } from './mask.js';

type Source = Inspection['settings']['secrets'];

/** What was asked about may have changed after this time. */
const REMEMBERED_MS = 60_000;
const MOST_APPS = 1_000;
const PATIENCE_MS = 2_000;

interface Answer {
  readonly askedAt: number;
  /** `undefined` until it has come. */
  secrets: readonly string[] | undefined;
  readonly coming: Promise<readonly string[]>;
}

/** The secrets that the middleware takes, for showing how a signature was checked and for hiding them everywhere. */
export class Secrets {
  readonly #source: Source;
  readonly #answers = new Map<string, Answer>();
  readonly #known = new Set<string>();
  #mask: Mask | undefined;

  constructor(source: Source) {
    this.#source = source;
    if (typeof source !== 'function') this.#learn(source);
  }

  /** Hides all that are known so far. */
  get mask(): Mask {
    return (this.#mask ??= new Mask([...this.#known].flatMap(spellings)));
  }

  /** Whether the secrets of this app are hidden by the mask already. */
  isKnown(appId: string): boolean {
    return typeof this.#source !== 'function' || this.#answers.get(keyOf(appId))?.secrets !== undefined;
  }

  /** Whether asking again would change nothing. */
  isFresh(appId: string): boolean {
    if (typeof this.#source !== 'function') return true;
    const answer = this.#answers.get(keyOf(appId));
    return answer !== undefined && performance.now() - answer.askedAt < REMEMBERED_MS;
  }

  /**
   * Those that a callback of this app is checked with. Asks again after a minute: they may be rotated. None where
   * the function fails, or takes its time.
   */
  of(appId: string): Promise<readonly string[]> {
    if (typeof this.#source !== 'function') return Promise.resolve(this.#source);
    const known = this.#answers.get(keyOf(appId));
    if (known !== undefined && performance.now() - known.askedAt < REMEMBERED_MS) return known.coming;
    return this.#ask(this.#source, appId);
  }

  #ask(source: Exclude<Source, readonly string[]>, appId: string): Promise<readonly string[]> {
    const given = asked(source, appId);
    const now = given instanceof Promise ? undefined : this.#learn(given);
    const answer: Answer = { askedAt: performance.now(), secrets: now ?? this.#answers.get(keyOf(appId))?.secrets, coming: now === undefined ? this.#wait(given, appId) : Promise.resolve(now) };
    // A copy, so that it does not hold on to the body it is a part of.
    const key = Buffer.from(keyOf(appId)).toString();
    this.#answers.delete(key);
    this.#answers.set(key, answer);
    const [oldest] = this.#answers.keys();
    if (this.#answers.size > MOST_APPS && oldest !== undefined) this.#answers.delete(oldest);
    return answer.coming;
  }

  async #wait(given: unknown, appId: string): Promise<readonly string[]> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => { timer = setTimeout(() => { resolve(undefined); }, PATIENCE_MS).unref(); });
    // Whatever comes later is hidden all the same.
    const learned = Promise.resolve(given).then((secrets) => {
      const answer = this.#answers.get(keyOf(appId));
      const known = this.#learn(secrets);
      if (answer !== undefined) answer.secrets = known;
      return known;
    }, () => undefined);
    const secrets = await Promise.race([learned, late]);
    clearTimeout(timer);
    return secrets ?? [];
  }

  #learn(given: unknown): readonly string[] {
    const all: readonly unknown[] = Array.isArray(given) ? given : [given];
    const secrets = all.filter((secret): secret is string => typeof secret === 'string' && secret !== '');
    for (const secret of secrets) {
      if (this.#known.has(secret)) continue;
      this.#known.add(secret);
      this.#mask = undefined;
    }
    return secrets;
  }
}

/** App ids are short; anybody may send another one. */
function keyOf(appId: string): string {
  return appId.length <= 64 ? appId : createHash('sha256').update(appId).digest('base64');
}

/** As a promise when it is anything like one, or the function throws. */
function asked(source: Exclude<Source, readonly string[]>, appId: string): unknown {
  try {
    const given: unknown = source(appId);
    return typeof given === 'object' && given !== null && 'then' in given ? Promise.resolve(given) : given;
  } catch (error) {
    return Promise.reject(error instanceof Error ? error : new Error(String(error)));
  }
}

/** White space and quotes around a secret are a mistake of an environment file; what is inside is the secret. */
function spellings(secret: string): string[] {
  const bare = secret.trim();
  return [secret, bare, /^(["'])(.*)\1$/s.exec(bare)?.[2] ?? bare];
}
