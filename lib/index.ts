export { defineEvent, type EventInput } from './catalogue/custom.js';
export { eventNames } from './catalogue/catalogue.js';
export type { EventSchema, JsonSchema } from './catalogue/definition.js';
export { schemas } from './catalogue/schemas.js';
export type * from './catalogue/generated/types.js';
export type {
  BodyForm,
  CallbackAnswer,
  CallbackInput,
  CustomZegoEvent,
  Decision,
  DeliveryOutcome,
  DeliveryReport,
  HandlerContext,
  JsonObject,
  JsonValue,
  Notice,
  ZegoEvent,
  ZegoHandler,
  ZegoUnknownEvent,
} from './delivery.js';
export { ZegoCallbackError, type ZegoErrorCode } from './errors.js';
export { MemoryStore, type MemoryStoreOptions } from './memory-store.js';
export { zegoCallbacks } from './middleware.js';
export type { Claim, DeliveryStore } from './delivery-store.js';
export type { Secret, ZegoCallbacksOptions } from './options.js';
export { type ExactJson, parseExact } from './receive/json.js';
export { keepRawBody } from './receive/read.js';
export type { ZegoCallbacks } from './types.js';
export { signCallback, type SignatureFields, type SignedFields, verifySignature } from './verify.js';
