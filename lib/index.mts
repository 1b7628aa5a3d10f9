// One implementation for both module systems: ESM gets the CommonJS build by name, so there is one
// ZegoCallbackError and one set of schemas however the package is loaded.
export type * from './index.js';
export { defineEvent, eventNames, keepRawBody, MemoryStore, parseExact, schemas, signCallback, verifySignature, ZegoCallbackError, zegoCallbacks } from './index.js';
