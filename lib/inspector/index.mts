export type * from './index.js';
export { inspector } from './index.js';
