type Listener<Told> = (told: Told) => unknown;

/** Tells listeners, who cannot disturb a delivery: what they throw becomes a process warning. */
export class Emitter<Events extends object> {
  readonly #listeners: { [Name in keyof Events]?: readonly Listener<Events[Name]>[] } = {};

  on<Name extends keyof Events>(name: Name, listener: Listener<Events[Name]>): void {
    this.#listeners[name] = [...(this.#listeners[name] ?? []), listener];
  }

  off<Name extends keyof Events>(name: Name, listener: Listener<Events[Name]>): void {
    this.#listeners[name] = (this.#listeners[name] ?? []).filter((one) => one !== listener);
  }

  emit<Name extends keyof Events>(name: Name, told: Events[Name]): void {
    for (const listener of this.#listeners[name] ?? []) {
      try {
        const returned = listener(told);
        if (returned instanceof Promise) returned.catch((error: unknown) => { warn(String(name), error); });
      } catch (error) {
        warn(String(name), error);
      }
    }
  }
}

function warn(name: string, error: unknown): void {
  process.emitWarning(`A listener of "${name}" failed. What it was told of stays as it is.`, {
    type: 'ZegoCallbacksWarning',
    code: 'ZEGO_PRESENCE_LISTENER_FAILED',
    detail: error instanceof Error ? (error.stack ?? error.message) : undefined,
  });
}
