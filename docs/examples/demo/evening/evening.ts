import type { Random } from './random.js';
import { Town } from './town.js';

export const ROOMS = 50;
export const USERS = 500;
const HAPPENINGS = 2_600;
export const EVENING_MS = 4 * 3_600_000;

const PLATFORMS = ['ANDROID', 'IOS', 'WEB', 'PC'];
const roomIds = Array.from({ length: ROOMS }, (_none, index) => `room-${String(index + 1).padStart(2, '0')}`);
export const userIds = Array.from({ length: USERS }, (_none, index) => `user-${String(index + 1).padStart(3, '0')}`);

/** Four hours in town: people come and go, change devices, lose the network. Some rooms are full, some are often empty. */
export function spendEvening(random: Random, endsAt: number, happenings = HAPPENINGS): Town {
  const town = new Town(endsAt - EVENING_MS);
  const longest = (2 * EVENING_MS) / happenings;
  for (let count = 0; count < happenings; count += 1) {
    // Never two things at once: nobody could tell which came first.
    town.now = Math.min(town.now + 1 + random.below(longest), endsAt - happenings + count);
    if (random.happens(0.005)) town.close(random.pick(roomIds), random.happens(0.5));
    else actOf(random.pick(userIds), town, random);
  }
  return town;
}

function actOf(userId: string, town: Town, random: Random): void {
  const roomId = town.roomOf(userId);
  if (!town.isOnline(userId)) town.comeOnline(userId, random.pick(PLATFORMS));
  else if (roomId === undefined) actOutside(userId, town, random);
  else actInside(userId, roomId, town, random);
}

function actOutside(userId: string, town: Town, random: Random): void {
  const chance = random.next();
  if (chance < 0.7) town.enter(random.pick(roomIds.slice(0, 1 + random.below(ROOMS))), userId);
  else if (chance < 0.8) town.comeOnline(userId, random.pick(PLATFORMS));
  else town.goOffline(userId, chance < 0.85);
}

function actInside(userId: string, roomId: string, town: Town, random: Random): void {
  const chance = random.next();
  if (chance < 0.35) town.toggleStream(roomId, userId);
  else if (chance < 0.45) town.resumeStream(roomId, userId);
  else if (chance < 0.55) town.enterAgain(roomId, userId);
  else if (chance < 0.65) town.enterElsewhere(roomId, userId);
  else if (chance < 0.9) town.leave(roomId, userId, false);
  else {
    town.leave(roomId, userId, true);
    town.goOffline(userId, true);
  }
}
