export type * from './index.js';
export { beginEvening, mishandle, sendTo, signBody, signedCallback, spendEvening, wireForms, writeBody } from './index.js';
