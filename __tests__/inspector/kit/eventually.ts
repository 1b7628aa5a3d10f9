import { setTimeout as sleep } from 'node:timers/promises';

/** Looks again and again until it holds, for what the page tells nobody. The last complaint is thrown when time is up. */
export async function eventually(check: () => Promise<void>, timeoutMs = 20_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    try {
      await check();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(30);
    }
  }
}
