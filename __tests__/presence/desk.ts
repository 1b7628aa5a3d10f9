import type { HandlerContext, ZegoEvent, ZegoEventName, ZegoHandler } from '../../lib/index.js';
import type { CallbackSource } from '../../lib/presence/index.js';

/** Hands events to handlers without the way through a receiver, which other tests go. */
export class Desk implements CallbackSource {
  readonly #handlers = new Map<string, (event: ZegoEvent) => void | Promise<void>>();

  on<Name extends ZegoEventName>(name: Name, handler: ZegoHandler<Name>): void {
    // It is found by the name of the event, so the event is one of that name.
    this.#handlers.set(name, async (event) => { await handler(event as ZegoEvent<Name>, CONTEXT); });
  }

  async take(event: ZegoEvent): Promise<void> {
    await this.#handlers.get(event.name)?.(event);
  }
}

const CONTEXT: HandlerContext = { signal: new AbortController().signal, req: undefined };
