import { randomInt } from 'node:crypto';
import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type JsonValue, zegoCallbacks } from '../../lib/index.js';
import { schemas, SECRET, sign } from '../kit/callbacks.js';
import { forgetful } from '../kit/express.js';
import type { Attempt, Sent } from './account.js';
import { isAcknowledged, nameOf } from './answers.js';
import type { Dice } from './dice.js';
import type { Pace } from './pace.js';
import type { PlannedEvent } from './plan.js';
import { KEY_HEADER, MOUNT, PROCESS_HEADER } from './protocol.js';
import type { Proxy } from './proxy.js';
import { PATIENCE_MS } from './times.js';

type Cut = 'body' | 'wait' | undefined;
type Outcome = Pick<Attempt, 'process' | 'answer' | 'failure'>;

/** Sends each event as ZEGO does: again and again, as its schedule says, until it is answered with a 2xx. */
export class Sender {
  readonly sent: Sent[] = [];
  readonly attempts: Attempt[] = [];
  /** The attempts that wait for their end: the event by the port they come from. */
  readonly underWay = new Map<number, string>();
  /** How often an event was refused because Redis was down. */
  readonly turnedAway = new Map<string, number>();
  readonly #proxy: Proxy;
  readonly #dice: Dice;
  readonly #ids = new Ids();
  readonly #keys = new Map<string, string>();

  constructor(proxy: Proxy, dice: Dice) {
    this.#proxy = proxy;
    this.#dice = dice;
  }

  /** Of the event with this id. */
  keyOf(id: string): string | undefined {
    return this.#keys.get(id);
  }

  /** Resolves when nothing more will be sent. */
  async sendAll(events: readonly PlannedEvent[], pace: Pace): Promise<void> {
    const deliveries: Promise<void>[] = [];
    for (const event of events) {
      await pace.until(event.at);
      deliveries.push(this.#send(event));
    }
    await Promise.all(deliveries);
  }

  async #send(event: PlannedEvent): Promise<void> {
    let body = signed(event);
    const next = (): typeof body => (event.resigned ? signed(event) : body);
    const { key, name, trouble } = event;
    const id = await this.#ids.of(body);
    this.#keys.set(id, key);
    this.sent.push({ key, name, trouble, id });
    const twin = event.twin ? this.#attempt(event, 'twin', next()) : undefined;
    let attempt = await this.#attempt(event, 'first', body, trouble === 'body cut' ? 'body' : trouble === 'wait cut' ? 'wait' : undefined);
    for (const wait of event.schedule) {
      if (isAcknowledged(attempt)) break;
      await sleep(wait);
      body = next();
      attempt = await this.#attempt(event, 'retry', body);
    }
    if (event.again !== undefined && isAcknowledged(attempt)) {
      await sleep(event.again);
      await this.#attempt(event, 'again', next());
    }
    await twin;
  }

  async #attempt(event: PlannedEvent, kind: Attempt['kind'], body: Record<string, JsonValue>, cut?: Cut): Promise<Attempt> {
    const startedAt = Date.now();
    const outcome = await this.#post(event, event.form.write(body), cut);
    const attempt: Attempt = { key: event.key, kind, startedAt, endedAt: Date.now(), ...outcome };
    this.attempts.push(attempt);
    if (nameOf(attempt) === '503 store_unavailable') this.turnedAway.set(event.key, (this.turnedAway.get(event.key) ?? 0) + 1);
    return attempt;
  }

  #post({ key, form }: PlannedEvent, payload: Buffer, cut: Cut): Promise<Outcome> {
    return new Promise((resolve) => {
      const req = request({ host: '127.0.0.1', port: this.#proxy.port, path: MOUNT, method: 'POST', agent: false, headers: { ...form.headers, [KEY_HEADER]: key, 'content-length': payload.length } });
      let clientPort = 0;
      req.on('socket', (socket) => socket.once('connect', () => {
        clientPort = socket.localPort ?? 0;
        this.underWay.set(clientPort, key);
      }));
      let failure: NonNullable<Attempt['failure']> = 'connection lost';
      const give = (why: typeof failure): void => {
        failure = why;
        req.destroy();
      };
      const timer = setTimeout(give, PATIENCE_MS, 'no answer');
      req.on('response', (res) => {
        const process = res.headers[PROCESS_HEADER]?.toString();
        let text = '';
        res.setEncoding('utf8').on('data', (chunk: string) => { text += chunk; });
        res.on('end', () => resolve({ process, answer: { status: res.statusCode ?? 0, text } }));
        res.on('error', () => undefined);
      });
      req.on('error', () => undefined);
      req.on('close', () => {
        clearTimeout(timer);
        this.underWay.delete(clientPort);
        resolve({ process: this.#proxy.routeOf(clientPort), failure });
      });
      if (cut === 'body') req.write(payload.subarray(0, payload.length >> 1), () => setTimeout(give, this.#dice.between(0, 30), 'cut by the sender'));
      else req.end(payload);
      if (cut === 'wait') setTimeout(give, this.#dice.between(5, 60), 'cut by the sender');
    });
  }
}

/** Signed now, with a nonce as long as the documented one: only long ones are bound to their event. */
function signed({ name, body }: PlannedEvent): Record<string, JsonValue> {
  const documented = schemas[name].examples[0][schemas[name]['x-zego'].envelope.nonce];
  if (typeof documented !== 'string') throw new Error(`the nonce of ${name} should be a text`);
  const nonce = Array.from(documented, () => randomInt(10)).join('');
  return sign(body, name, { nonce });
}

/** Computes ids where no server has a part in it, one after the other. */
class Ids {
  #last = '';
  #turn: Promise<unknown> = Promise.resolve();
  readonly #receiver = zegoCallbacks({ secret: SECRET, store: forgetful }).onAny(({ id }) => void (this.#last = id));

  of(body: Record<string, JsonValue>): Promise<string> {
    const id = this.#turn.then(async () => {
      await this.#receiver.receive({ body });
      return this.#last;
    });
    this.#turn = id;
    return id;
  }
}
