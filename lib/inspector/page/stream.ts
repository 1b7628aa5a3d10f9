import { reasonForSilence } from './api.js';
import type { Hello, News, RoomsShown } from './wire.js';

export type Connection = 'connecting' | 'live' | 'reconnecting';

interface Listeners {
  readonly hello: (hello: Hello) => void;
  readonly news: (news: News) => void;
  readonly rooms: (rooms: RoomsShown) => void;
  /** With what the server says, where it refuses. */
  readonly connection: (connection: Connection, reason: string) => void;
}

// A browser gives up for good after an answer that is no stream, as a server sends while it starts.
const RETRY_MS = 2000;

/** Listens to the server for as long as the page is open. */
export function listen(listeners: Listeners): void {
  const source = new EventSource('live');
  // Only with the first message is it sure who answers.
  source.addEventListener('hello', ({ data }: MessageEvent<string>) => listeners.hello(JSON.parse(data) as Hello));
  source.addEventListener('deliveries', ({ data }: MessageEvent<string>) => listeners.news(JSON.parse(data) as News));
  source.addEventListener('rooms', ({ data }: MessageEvent<string>) => listeners.rooms(JSON.parse(data) as RoomsShown));
  source.addEventListener('error', () => {
    listeners.connection('reconnecting', '');
    if (source.readyState !== EventSource.CLOSED) return;
    setTimeout(() => listen(listeners), RETRY_MS);
    void reasonForSilence().then((reason) => {
      if (reason !== '') listeners.connection('reconnecting', reason);
    });
  });
}
