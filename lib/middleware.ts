import type { Request, RequestHandler } from 'express';
import { isAddressed } from './address.js';
import { createCatalogue } from './catalogue/catalogue.js';
import type { EventInput } from './catalogue/custom.js';
import type { CallbackInput, Checked, MaybePromise } from './delivery.js';
import { decisionBody, Registry, runHandlers } from './dispatch.js';
import { ZegoCallbackError } from './errors.js';
import { identify } from './identify.js';
import { after, rescued } from './maybe-promise.js';
import { Observers } from './observers.js';
import { Once, type OnceResult } from './once.js';
import { resolveOptions, type ZegoCallbacksOptions } from './options.js';
import { decode } from './receive/decode.js';
import { parseExact } from './receive/json.js';
import { bodyReader, type ReadBody } from './receive/read.js';
import { register } from './register.js';
import { type Closed, Entry, InFlight } from './report.js';
import { failure, success, write } from './respond.js';
import type { ZegoCallbacks } from './types.js';
import { Checker } from './validate.js';
import { assertFresh, secretsFor, verify } from './verify.js';

/**
 * Honest signatures with short nonces collide; those whose nonce has 12 characters do not. The signed text has no
 * separators, so the first digits of such a nonce may come as the end of a timestamp in ms: timestamp and nonce are
 * counted together.
 */
const BINDABLE_LENGTH = 10 + 12;

/**
 * Makes the middleware that receives ZEGOCLOUD's callbacks.
 *
 * @throws TypeError that names the option when one is missing, unknown or senseless
 * @example
 * const zego = zegoCallbacks({ secret: process.env.ZEGO_CALLBACK_SECRET });
 * zego.onRoomLogout(async (event) => {
 *   await db.leave(event.payload.room_id, event.payload.user_account);
 * });
 * app.use('/api/zego/callbacks', zego);
 */
export function zegoCallbacks<const Events extends readonly EventInput<string, unknown>[] = readonly []>(options: ZegoCallbacksOptions<Events>): ZegoCallbacks<Events> {
  const settings = resolveOptions(options);
  const catalogue = createCatalogue(settings.definitions);
  const registry = new Registry();
  const observers = new Observers();
  const inFlight = new InFlight();
  const readBody = bodyReader(settings.limit);
  const checker = new Checker({ ...settings, parse: parseExact });
  const once = new Once(settings);

  /** The corridor: receive, identify, verify, validate and normalise, once and dispatch, respond. */
  function deliver(input: ReadBody | ZegoCallbackError, req: Request | undefined): MaybePromise<Closed> {
    const entry = new Entry(observers, new Date(settings.clock()), input, req);
    const work = (): MaybePromise<Closed> => {
      if (input instanceof ZegoCallbackError) throw input;
      entry.received = decode(input, settings.limit);
      const identified = (entry.identified = identify(entry.received, catalogue));
      return after(secretsFor(identified, settings.secrets), (secrets) => {
        entry.verified = verify(identified, secrets, settings.clock());
        assertFresh(entry.verified, settings.toleranceMs);
        const checked = (entry.checked = checker.check(entry.verified, entry.receivedAt));
        return after(handle(checked, entry), ({ duplicate, response }) => {
          const outcome = duplicate ? 'duplicate' : checked.definition === undefined ? 'unknown' : 'delivered';
          return entry.close(success(identified.definition?.answer ?? 'outcome', outcome, response), undefined);
        });
      });
    };
    return rescued(work, (cause) => {
      const error = cause instanceof ZegoCallbackError ? cause : new ZegoCallbackError('internal', { cause });
      return entry.close(failure(error), error);
    });
  }

  function handle({ verified, definition, event }: Checked, entry: Entry): MaybePromise<OnceResult> {
    const { signatureBinding, handlerTimeout, decisionTimeout } = settings;
    const { timestamp, nonce } = verified.identified.envelope;
    const binds = signatureBinding === 'always' || (signatureBinding === 'auto' && timestamp.length + nonce.length >= BINDABLE_LENGTH);
    return after(binds ? once.bind(verified.digest, event.id, entry) : undefined, () => {
      const handlers = registry.handlersFor(event.name, definition !== undefined);
      if (definition === undefined && handlers.length === 0) observers.unheard(event.name);
      const decides = definition?.answer === 'decision';
      const decided = decides && registry.of(event.name).length > 0;
      const work = () => after(runHandlers(handlers, event, entry.context, entry), (results) => (decided ? decisionBody(results[0]) : undefined));
      return once.run({ id: event.id, timeoutMs: decides ? decisionTimeout : handlerTimeout, retriedForMs: definition?.retriedForMs ?? Infinity, work, watcher: entry });
    });
  }

  const middleware: RequestHandler = function zego(req, res, next) {
    if (!isAddressed(req, settings.path, middleware, next)) {
      next();
      return;
    }
    const done = inFlight.begin();
    const respond = ({ answer, error }: Closed): void => {
      done();
      if (settings.forwardErrors && error !== undefined) next(error);
      else write(res, answer);
    };
    readBody(req, res, (input) => { void after(deliver(input, req), respond); });
  };

  return register<Events>(middleware, {
    catalogue,
    registry,
    observers,
    settings,
    receive: (input: CallbackInput) => inFlight.track(after(deliver(input, undefined), ({ answer }) => answer)),
    idle: () => inFlight.idle(),
  });
}
