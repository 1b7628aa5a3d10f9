export { type Body, type BodyValue, type CallbackFields } from './body.js';
export type { EveningCallback, EveningEvent } from './evening/callback.js';
export { beginEvening, type Evening, type EveningOptions, type LivingEvening, spendEvening } from './evening/evening.js';
export { mishandle, type Mishandled, type MishandlingOptions } from './evening/mishandle.js';
export type { RoomTruth, Truth } from './evening/town.js';
export { sendTo, type Send, type SendToOptions, type TestReply, type WireOptions } from './send-to.js';
export { signBody, type SigningOptions, type SignatureSpelling } from './sign-body.js';
export { signedCallback, type SignedCallbackOptions } from './signed-callback.js';
export { type WireBody, type WireForm, wireForms, writeBody } from './write-body.js';
