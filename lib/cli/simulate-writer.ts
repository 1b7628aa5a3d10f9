import { signBody, wireForms, writeBody, type EveningCallback, type WireBody, type WireForm } from '../testing/index.js';

/** A receiver takes a signature for some minutes only. */
const RESIGN_AFTER_MS = 60_000;

/** Signs callbacks when they are sent for the first time. Soon after, the same one has the same bytes. */
export function writerFor(secret: string, form: WireForm | 'mixed', now: () => number): (callback: EveningCallback) => WireBody {
  const written = new WeakMap<EveningCallback, { readonly body: WireBody; readonly at: number }>();
  let count = 0;
  return (callback) => {
    const known = written.get(callback);
    const at = now();
    if (known !== undefined && at - known.at < RESIGN_AFTER_MS) return known.body;
    const used = form === 'mixed' ? (wireForms[count++ % wireForms.length] ?? 'json') : form;
    const body = writeBody(signBody(callback.body, { secret, at }), used);
    written.set(callback, { body, at });
    return body;
  };
}
