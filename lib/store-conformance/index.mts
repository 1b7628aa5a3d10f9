export type * from './index.js';
export { storeConformance } from './index.js';
