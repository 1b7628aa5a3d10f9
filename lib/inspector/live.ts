import type { Request, Response } from 'express';
import { Refused, setHeaders } from './answer.js';
import type { Ledger } from './ledger.js';
import type { DeliverySummary, Hello, News, RoomsShown } from './page/wire.js';
import { Rooms, type RoomsOptions } from './rooms.js';
import type { ResolvedInspectorOptions } from './options.js';

const MOST_CONNECTIONS = 50;
/** Beyond its first message, which may be large. */
const MOST_UNSENT = 1024 * 1024;
const MINUTE_S = 60;
/** Browsers try again after so long. */
const RECONNECT_MS = 1_000;

export interface LiveOptions extends Pick<ResolvedInspectorOptions, 'path' | 'rooms'>, Pick<RoomsOptions, 'redact'> {
  /** The receiver's, by which deliveries are counted. */
  readonly clock: () => number;
  /** How often the connections are looked at, in ms. */
  readonly tickMs?: number;
  /** How often a quiet connection gets a sign of life, in ticks. */
  readonly beatTicks?: number;
}

type Source = Pick<Ledger, 'boot' | 'keep' | 'path' | 'totals' | 'since' | 'seconds' | 'subscribe' | 'mask'>;

interface Connection {
  readonly req: Request;
  readonly res: Response;
  readonly mostUnsent: number;
  /** The latest delivery that it has got. */
  seen: number;
  /** What there was as it came, until the first news: they may tell of the same. */
  known: readonly DeliverySummary[];
  /** The last that it has got. */
  rooms: string;
}

/** Server-sent events: what there is, and then what is new. Works only while somebody looks. */
export class Live {
  readonly #ledger: Source;
  readonly #options: Required<LiveOptions>;
  readonly #rooms: Rooms | undefined;
  readonly #connections = new Set<Connection>();
  #timer: NodeJS.Timeout | undefined;
  #ticks = 0;
  #unsubscribe: (() => void) | undefined;

  constructor(ledger: Source, options: LiveOptions) {
    this.#ledger = ledger;
    this.#options = { tickMs: 1_000, beatTicks: 15, ...options };
    const { rooms, redact } = options;
    this.#rooms = rooms && new Rooms(rooms, { redact, mask: (text) => ledger.mask(text) }, (shown) => { this.#tellRooms(shown); });
  }

  /** @throws Refused 503 when there are too many already */
  open(req: Request, res: Response): void {
    if (this.#connections.size >= MOST_CONNECTIONS) throw new Refused(503, `${MOST_CONNECTIONS} pages are open already; close one.`);
    // It may have gone while somebody was asked whether it may look; then nothing would tell of its end.
    if (req.socket.destroyed) return;
    setHeaders(res);
    // A proxy or compression() would keep what it should pass on.
    const headers = { 'Content-Type': 'text/event-stream; charset=utf-8', 'Cache-Control': 'no-store, no-transform', 'X-Accel-Buffering': 'no', Connection: 'close' };
    res.writeHead(200, headers);
    if (req.method === 'HEAD') {
      res.end();
      return;
    }
    const lastSeen = this.#lastSeen(req.headers['last-event-id']);
    const hello = this.#hello(lastSeen);
    const seen = Math.max(lastSeen, hello.deliveries.at(-1)?.id ?? 0);
    const text = `retry: ${RECONNECT_MS}\n${this.#message('hello', hello, seen)}`;
    const connection: Connection = { req, res, seen, mostUnsent: MOST_UNSENT + Buffer.byteLength(text), known: this.#ledger.since(0), rooms: '' };
    this.#connections.add(connection);
    // A page that goes away in mid-sentence is no failure.
    res.on('error', () => undefined);
    res.once('close', () => { this.#forget(connection); });
    this.#start();
    this.#write(connection, text);
    this.#rooms?.refresh();
  }

  /** 0 for a page that has seen none, or those of an earlier start. */
  #lastSeen(lastEventId: string | string[] | undefined): number {
    const [, boot, id] = /^([\w-]+):(\d{1,15})$/.exec(typeof lastEventId === 'string' ? lastEventId : '') ?? [];
    return boot === this.#ledger.boot ? Number(id) : 0;
  }

  #hello(lastSeen: number): Hello {
    const { boot, keep, totals } = this.#ledger;
    const deliveries = this.#ledger.since(lastSeen);
    const seconds = this.#ledger.seconds(Math.floor(this.#options.clock() / 1000) - MINUTE_S);
    return { boot, keep, path: this.#path(this.#ledger.path), hasRooms: this.#rooms !== undefined, deliveries, totals, seconds };
  }

  #path(learnt: string): string {
    return this.#options.path === '' ? learnt : this.#options.path;
  }

  #message(event: 'hello' | 'deliveries' | 'rooms', data: Hello | News | string, seen: number): string {
    return `id: ${this.#ledger.boot}:${seen}\nevent: ${event}\ndata: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;
  }

  #tell(told: News): void {
    const news: News = { ...told, path: this.#path(told.path) };
    const data = JSON.stringify(news);
    for (const connection of this.#connections) {
      const own = withoutKnown(connection.known, news);
      connection.known = [];
      connection.seen = Math.max(connection.seen, news.deliveries.at(-1)?.id ?? 0);
      this.#write(connection, this.#message('deliveries', own === news ? data : JSON.stringify(own), connection.seen));
    }
  }

  #tellRooms(shown: RoomsShown): void {
    const data = JSON.stringify(shown);
    for (const connection of this.#connections) {
      if (connection.rooms === data) continue;
      connection.rooms = data;
      this.#write(connection, this.#message('rooms', data, connection.seen));
    }
  }

  #write({ res, mostUnsent }: Connection, text: string): void {
    // It comes back, and says what it saw last.
    if (res.writableLength > mostUnsent) res.destroy();
    else res.write(text);
  }

  #start(): void {
    if (this.#timer !== undefined) return;
    this.#timer = setInterval(() => { this.#tick(); }, this.#options.tickMs).unref();
    this.#unsubscribe = this.#ledger.subscribe((news) => { this.#tell(news); });
    this.#rooms?.open();
  }

  #forget(connection: Connection): void {
    this.#connections.delete(connection);
    if (this.#connections.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#unsubscribe?.();
    this.#rooms?.close();
  }

  #tick(): void {
    this.#ticks += 1;
    const isBeat = this.#ticks % this.#options.beatTicks === 0;
    for (const connection of this.#connections) {
      if (isClosing(connection.req)) connection.res.end();
      else if (isBeat) this.#write(connection, ':\n\n');
    }
  }
}

/** A server that is closed waits for its connections; a page would keep it for ever. Node keeps the server on its sockets. */
function isClosing({ socket }: Request): boolean {
  const { server } = socket as typeof socket & { readonly server?: { readonly listening?: boolean } };
  return server?.listening === false;
}

/** News are gathered for a while, so the first ones after a greeting may tell once more what the page has got. */
function withoutKnown(known: readonly DeliverySummary[], news: News): News {
  const last = known.at(-1)?.id ?? 0;
  if (!news.deliveries.some(({ id }) => id <= last)) return news;
  const before = new Map(known.map((delivery) => [delivery.id, delivery]));
  return { ...news, deliveries: news.deliveries.filter((delivery) => JSON.stringify(before.get(delivery.id)) !== JSON.stringify(delivery)) };
}
