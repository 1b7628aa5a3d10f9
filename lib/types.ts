import type { RequestHandler } from 'express';
import type { EventInput } from './catalogue/custom.js';
import type { ZegoEventMethods, ZegoEventName } from './catalogue/generated/types.js';
import type {
  CallbackAnswer,
  CallbackInput,
  CustomZegoEvent,
  DeliveryReport,
  HandlerContext,
  JsonObject,
  ZegoEvent,
  ZegoHandler,
  ZegoUnknownEvent,
} from './delivery.js';
import type { ZegoCallbackError } from './errors.js';

type Inputs = readonly EventInput<string, unknown>[];
type CustomName<Events extends Inputs> = Events[number]['name'];
type PayloadOf<Event> = Event extends EventInput<string, infer Payload> ? (unknown extends Payload ? JsonObject : Payload) : never;
type CustomEventOf<Events extends Inputs, Name extends string> = CustomZegoEvent<Name, PayloadOf<Extract<Events[number], { readonly name: Name }>>>;
type CustomHandler<Events extends Inputs, Name extends string> = (event: CustomEventOf<Events, Name>, context: HandlerContext) => void | Promise<void>;
type AnyCustomEvent<Events extends Inputs> = { [Name in CustomName<Events>]: CustomEventOf<Events, Name> }[CustomName<Events>];
type PascalCase<Text extends string> = Text extends `${infer Head}_${infer Tail}` ? `${Capitalize<Head>}${PascalCase<Tail>}` : Capitalize<Text>;

/** The `on<Name>` methods of events that the user defined. */
export type CustomEventMethods<Events extends Inputs> = {
  [Name in CustomName<Events> as `on${PascalCase<Name>}`]: (handler: CustomHandler<Events, Name>) => ZegoCallbacks<Events>;
};

/** The middleware, and where handlers are registered. */
export interface ZegoCallbacksBase<Events extends Inputs = readonly []> extends RequestHandler, ZegoEventMethods {
  /**
   * Registers a handler for one event. Handlers start in the order they were registered; 200 is answered when all
   * have resolved.
   *
   * @throws TypeError for an unknown name, for something that is no function, and for a second handler of `before_send_msg`
   * @example
   * zego.on('room_logout', (event) => console.log(event.payload.user_account));
   */
  on<Name extends ZegoEventName>(name: Name, handler: ZegoHandler<Name>): this;
  on<Name extends CustomName<Events>>(name: Name, handler: CustomHandler<Events, Name>): this;

  /**
   * Takes a handler away again.
   *
   * @example
   * zego.off('room_logout', handler);
   */
  off<Name extends ZegoEventName>(name: Name, handler: ZegoHandler<Name>): this;
  off<Name extends CustomName<Events>>(name: Name, handler: CustomHandler<Events, Name>): this;

  /**
   * Registers a handler for every known event. Narrowing on `event.name` narrows `event.payload`.
   *
   * @example
   * zego.onAny((event) => {
   *   if (event.name === 'send_msg') console.log(event.payload.msg_id);
   * });
   */
  onAny(handler: (event: ZegoEvent | AnyCustomEvent<Events>, context: HandlerContext) => void | Promise<void>): this;

  /**
   * Registers a handler for authentic callbacks that no schema describes.
   *
   * @example
   * zego.onUnknown((event) => console.warn('new callback', event.name, event.payload));
   */
  onUnknown(handler: (event: ZegoUnknownEvent, context: HandlerContext) => void | Promise<void>): this;

  /**
   * Is told of everything that was refused or failed.
   *
   * @example
   * zego.onError((error, delivery) => console.error(error.code, error.message, error.hint, delivery.status));
   */
  onError(handler: (error: ZegoCallbackError, delivery: DeliveryReport) => void | Promise<void>): this;

  /**
   * Is given one report for every callback.
   *
   * @example
   * zego.onDelivery(({ outcome, durationMs }) => histogram.observe({ outcome }, durationMs));
   */
  onDelivery(handler: (delivery: DeliveryReport) => void | Promise<void>): this;

  /**
   * The whole pipeline without HTTP. Never rejects: the answer tells.
   *
   * @example
   * const { status, body } = await zego.receive({ body: request.rawBody });
   */
  receive(input: CallbackInput): Promise<CallbackAnswer>;

  /**
   * Runs the handlers for an event that is authenticated already, such as one that comes out of a queue.
   *
   * @throws ZegoCallbackError `handler_failed`, with every failure in `errors`; TypeError for an unknown event
   */
  dispatch(event: ZegoEvent | ZegoUnknownEvent | AnyCustomEvent<Events>): Promise<void>;

  /**
   * Resolves when no delivery is in flight.
   *
   * @example
   * server.close();
   * await zego.idle();
   */
  idle(): Promise<void>;
}

export type ZegoCallbacks<Events extends Inputs = readonly []> = ZegoCallbacksBase<Events> & CustomEventMethods<Events>;
