export { type Body, type BodyValue, type CallbackFields } from './body.js';
export { sendTo, type Send, type SendToOptions, type TestReply, type WireOptions } from './send-to.js';
export { signBody, type SigningOptions, type SignatureSpelling } from './sign-body.js';
export { signedCallback, type SignedCallbackOptions } from './signed-callback.js';
export { type WireBody, type WireForm, wireForms, writeBody } from './write-body.js';
