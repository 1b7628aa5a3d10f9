export type * from './index.js';
export { sendTo, signBody, signedCallback, wireForms, writeBody } from './index.js';
