import { Server as NetServer } from 'node:net';
import type { Server, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** Call it before the server gets its first request. */
export function prepareDrain(server: Server, zego: { idle(): Promise<void> }) {
  const unanswered = new Set<ServerResponse>();
  let stage: 'serving' | 'draining' | 'closing' = 'serving';

  const closeTheRest = (): void => {
    if (stage === 'closing' && unanswered.size === 0) server.closeAllConnections();
  };

  // In front of the application: the header must be there when it answers.
  server.prependListener('request', (_req, res: ServerResponse) => {
    unanswered.add(res);
    if (stage !== 'serving') res.setHeader('Connection', 'close');
    res.once('close', () => {
      unanswered.delete(res);
      closeTheRest();
    });
  });

  /** Resolves when everything that came has been answered, and everything that was begun has been handled. */
  async function drain({ delayMs = 0, lingerMs = 1_000 } = {}): Promise<void> {
    stage = 'draining';
    for (const res of unanswered) if (!res.headersSent) res.setHeader('Connection', 'close');
    if (delayMs > 0) await sleep(delayMs);
    // Not http's close(): it cuts idle connections at once, and a callback may be on its way on one of them.
    const closed = new Promise<unknown>((resolve) => NetServer.prototype.close.call(server, resolve));
    await Promise.race([closed, sleep(lingerMs, undefined, { ref: false })]);
    stage = 'closing';
    closeTheRest();
    await closed;
    // Handlers whose sender has gone, and those of receive().
    await zego.idle();
  }

  return { drain, unanswered };
}
