export type { RoomChanges, RoomStream, RoomUser } from './changes.js';
export type { RoomEvent } from './happenings.js';
export { MemoryPresenceStore, type MemoryPresenceStoreOptions } from './memory-presence-store.js';
export { type OnlineChange, type OnlineSession, OnlineUsers, type OnlineUsersEvents, type OnlineUsersOptions } from './online-users.js';
export { RedisPresenceStore, type RedisPresenceStoreOptions } from './redis-presence-store.js';
export type { CallbackSource, Gap, Ignored, Room, RoomSnapshot, RoomTrackerEvents, RoomTrackerOptions } from './room.js';
export { RoomTracker } from './room-tracker.js';
export type { Draft, PresenceStore } from './store.js';
