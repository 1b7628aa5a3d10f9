import type { Room } from '../presence/index.js';
import type { RoomSource } from './options.js';
import type { RoomsShown } from './page/wire.js';
import { REDACTED } from './redaction.js';

const MOST_ROOMS = 200;
const PACE_MS = 500;
/** A store with many rooms, or a slow one, is asked less often: the page may take a fifth of its time. */
const REST = 4;

const CHANGES = ['room-opened', 'room-closed', 'user-joined', 'user-left', 'stream-added', 'stream-removed'] as const;
/** The names under which callbacks tell it. */
const FIELDS = {
  roomId: ['room_id', 'channel_id'],
  userId: ['user_account', 'user_id', 'publish_id'],
  userName: ['user_nickname', 'user_name', 'publish_name'],
  streamId: ['stream_id', 'stream_alias'],
};

export interface RoomsOptions {
  readonly redact: readonly string[];
  /** Hides secrets. */
  readonly mask: (text: string) => string;
}

/** Shows a tracker's rooms, as long as somebody looks: after changes, and at most twice a second. */
export class Rooms {
  readonly #tracker: RoomSource;
  readonly #options: RoomsOptions;
  readonly #show: (rooms: RoomsShown) => void;
  #isWatched = false;
  #isReading = false;
  #isOutdated = false;
  #readableAt = 0;
  #timer: NodeJS.Timeout | undefined;
  #hasWarned = false;

  constructor(tracker: RoomSource, options: RoomsOptions, show: (rooms: RoomsShown) => void) {
    this.#tracker = tracker;
    this.#options = options;
    this.#show = show;
  }

  /** Somebody looks. */
  open(): void {
    if (this.#isWatched) return;
    this.#isWatched = true;
    for (const change of CHANGES) this.#tracker.on(change, this.refresh);
  }

  /** Nobody does. */
  close(): void {
    this.#isWatched = false;
    this.#isOutdated = false;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const change of CHANGES) this.#tracker.off(change, this.refresh);
  }

  /** Shows them anew, as soon as it is their turn. */
  readonly refresh = (): void => {
    this.#isOutdated = true;
    if (!this.#isWatched || this.#isReading || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#isOutdated = false;
      void this.#read();
    }, Math.max(this.#readableAt - performance.now(), 0)).unref();
  };

  async #read(): Promise<void> {
    this.#isReading = true;
    const startedAt = performance.now();
    try {
      const rooms = await this.#tracker.list();
      if (this.#isWatched) this.#show(this.#shown(rooms));
    } catch (error) {
      this.#warn(error);
    }
    const endedAt = performance.now();
    this.#readableAt = Math.max(startedAt + PACE_MS, endedAt + REST * (endedAt - startedAt));
    this.#isReading = false;
    if (this.#isOutdated) this.refresh();
  }

  #shown(rooms: readonly Room[]): RoomsShown {
    const text = (field: keyof typeof FIELDS, value: string): string => (FIELDS[field].some((name) => this.#options.redact.includes(name)) ? REDACTED : this.#options.mask(value));
    const shown = rooms.slice(0, MOST_ROOMS).map(({ roomId, createdAt, users, streams }) => ({
      roomId: text('roomId', roomId),
      ...(createdAt && { createdAt: createdAt.getTime() }),
      users: users.map(({ userId, userName, loggedInAt }) => ({ userId: text('userId', userId), userName: text('userName', userName), ...(loggedInAt && { loggedInAt: loggedInAt.getTime() }) })),
      streams: streams.map((stream) => ({ streamId: text('streamId', stream.streamId), userId: text('userId', stream.userId), createdAt: stream.createdAt.getTime() })),
    }));
    return { total: rooms.length, rooms: shown };
  }

  /** A store that fails is the application's business; the page goes on with what it has. */
  #warn(error: unknown): void {
    if (this.#hasWarned) return;
    this.#hasWarned = true;
    process.emitWarning(`The inspector could not list the rooms, so its page shows older ones. This warning is given once: ${error instanceof Error ? error.message : 'no error was thrown'}`, {
      type: 'ZegoCallbacksWarning',
      code: 'ZEGO_INSPECTOR_ROOMS_FAILED',
    });
  }
}
