import type { RequestHandler } from 'express';
import type { Catalogue } from './catalogue/catalogue.js';
import type { EventInput } from './catalogue/custom.js';
import { pascalCase } from './catalogue/pascal-case.js';
import type { AnyEvent, CallbackAnswer, CallbackInput } from './delivery.js';
import { type AnyHandler, DeliveryContext, type Registry, runHandlers } from './dispatch.js';
import { quote, typeName } from './errors.js';
import { allowInspection } from './inspection.js';
import { nearest } from './nearest.js';
import type { DeliveryHandler, ErrorHandler, Observers } from './observers.js';
import type { ResolvedOptions } from './options.js';
import type { ZegoCallbacks } from './types.js';

/** What the public members work on. */
export interface Parts {
  readonly catalogue: Catalogue;
  readonly registry: Registry;
  readonly observers: Observers;
  readonly settings: ResolvedOptions;
  readonly receive: (input: CallbackInput) => Promise<CallbackAnswer>;
  readonly idle: () => Promise<void>;
}

/** Puts the public members on the middleware function. */
export function register<Events extends readonly EventInput<string, unknown>[]>(middleware: RequestHandler, parts: Parts): ZegoCallbacks<Events> {
  const { catalogue, registry, observers, settings, receive, idle } = parts;

  function on(name: string, handler: AnyHandler): unknown {
    const definition = catalogue.get(name);
    if (definition === undefined) throw unknownEvent(name, catalogue);
    assertFunction(handler, name);
    if (definition.answer === 'decision' && registry.of(name).length > 0) {
      throw new TypeError(`"${name}" has a handler already; only one can decide. Take it away with off(), or watch with onAny().`);
    }
    registry.add(name, handler);
    return zego;
  }

  const members = {
    on,
    off(name: string, handler: AnyHandler): unknown {
      registry.remove(name, handler);
      return zego;
    },
    onAny(handler: AnyHandler): unknown {
      registry.addAny(assertFunction(handler, 'onAny'));
      return zego;
    },
    onUnknown(handler: AnyHandler): unknown {
      registry.addUnknown(assertFunction(handler, 'onUnknown'));
      return zego;
    },
    onError(handler: ErrorHandler): unknown {
      observers.onError(assertFunction(handler, 'onError'));
      return zego;
    },
    onDelivery(handler: DeliveryHandler): unknown {
      observers.onDelivery(assertFunction(handler, 'onDelivery'));
      return zego;
    },
    receive,
    idle,
    async dispatch(event: AnyEvent): Promise<void> {
      const known = event.reasons === undefined;
      if (known && catalogue.get(event.name) === undefined) throw unknownEvent(event.name, catalogue);
      await runHandlers(registry.handlersFor(event.name, known), event, new DeliveryContext(undefined));
    },
  };
  const methods = Object.fromEntries(catalogue.names.map((name) => [`on${pascalCase(name)}`, (handler: AnyHandler) => on(name, handler)]));

  // The members are made by a loop over the catalogue; the generated types list exactly these, and a test holds the two together.
  const zego = Object.assign(middleware, members, methods) as unknown as ZegoCallbacks<Events>;
  allowInspection(zego, { settings, trace: (tracer) => { observers.onTrace(tracer); } });
  return zego;
}

function unknownEvent(name: unknown, { names }: Catalogue): TypeError {
  return new TypeError(`There is no event named ${quote(name)}. Did you mean "${nearest(String(name), names)}"?`);
}

function assertFunction<T>(handler: T, where: string): T {
  if (typeof handler !== 'function') throw new TypeError(`The handler given for "${where}" must be a function; it is ${typeName(handler)}.`);
  return handler;
}
