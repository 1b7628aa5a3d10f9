export type * from './index.js';
export { MemoryPresenceStore, OnlineUsers, RedisPresenceStore, RoomTracker } from './index.js';
