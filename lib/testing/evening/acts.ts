import type { Random } from './random.js';
import type { Town } from './town.js';

const PLATFORMS = ['ANDROID', 'IOS_PHONE', 'WEB', 'PC', 'MAC'];
const WORDS = ['Hello!', 'Can you hear me?', 'One moment, please.', 'That was good 👏', '再来一次', 'See you tomorrow.'];

/** What a user does next, as far as chance has a say. */
export function actOf(userId: string, town: Town, random: Random, roomIds: readonly string[]): void {
  const roomId = town.roomOf(userId);
  if (!town.isOnline(userId)) town.comeOnline(userId, random.pick(PLATFORMS));
  else if (roomId === undefined) actOutside(userId, town, random, roomIds);
  else actInside(userId, roomId, town, random);
}

/** Some rooms are full, and some are often empty. */
function actOutside(userId: string, town: Town, random: Random, roomIds: readonly string[]): void {
  const chance = random.next();
  if (chance < 0.7) town.enter(random.pick(roomIds, 1 + random.below(roomIds.length)), userId);
  else if (chance < 0.8) town.comeOnline(userId, random.pick(PLATFORMS));
  else town.goOffline(userId, chance < 0.85);
}

function actInside(userId: string, roomId: string, town: Town, random: Random): void {
  const chance = random.next();
  if (chance < 0.3) town.toggleStream(roomId, userId);
  else if (chance < 0.4) town.resumeStream(roomId, userId);
  else if (chance < 0.5) town.enterAgain(roomId, userId);
  else if (chance < 0.6) town.enterElsewhere(roomId, userId);
  else if (chance < 0.7) town.say(roomId, userId, random.pick(WORDS));
  else if (chance < 0.87) town.leave(roomId, userId, 'normal');
  else if (chance < 0.9) town.leave(roomId, userId, 'kicked');
  else {
    town.leave(roomId, userId, 'connection lost');
    town.goOffline(userId, true);
  }
}
