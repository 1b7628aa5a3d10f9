export type * from './index.js';
export { enqueueTo, processWith } from './index.js';
