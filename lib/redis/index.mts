export type * from './index.js';
export { RedisStore } from './index.js';
