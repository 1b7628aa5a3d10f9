import type { Gap } from 'express-zego-callbacks/presence';
import type { EveningCallback } from 'express-zego-callbacks/testing';
import type { Difference } from './comparison.js';
import type { SimulationResult } from './simulation.js';

export interface Verdict {
  /** Every callback was answered as it should be, whatever differs has a lost callback as its cause, and nothing differs after healing. */
  readonly isRight: boolean;
  readonly text: string;
}

const WORDS_IN_LINE = 10;

/** Says in words where the trackers are wrong, why, and what has become of it. */
export function verdictOn(result: SimulationResult): Verdict {
  const { post, wrong, stillWrong } = result;
  const isAnswered = areAsExpected(result);
  const isExplained = wrong.every((difference) => causeOf(difference, post.lost) !== undefined);
  const paragraphs = [
    ...(isAnswered ? [] : ['The answers are not the expected ones: "delivered" once for every callback, "duplicate" for every repeat.']),
    ...(wrong.length === 0 ? [post.lost.length === 0 ? 'Nothing differs.' : 'Nothing differs: later callbacks have made up for those that were lost.'] : [whatDiffers(result), whatHealed(result)]),
  ];
  return { isRight: isAnswered && isExplained && stillWrong.length === 0, text: paragraphs.join('\n\n') };
}

function areAsExpected({ post: { deliveries, repeats }, answers }: SimulationResult): boolean {
  const expected = new Map([['delivered', deliveries.length - repeats], ['duplicate', repeats]]);
  return [...new Set([...answers.keys(), ...expected.keys()])].every((answer) => (answers.get(answer) ?? 0) === (expected.get(answer) ?? 0));
}

function whatDiffers({ wrong, post, gaps }: SimulationResult): string {
  const lines = wrong.map((difference) => {
    const cause = causeOf(difference, post.lost);
    const why = cause === undefined ? 'NOTHING OF IT WAS LOST' : `${cause.name} lost; ${isIn(gaps, cause) ? 'reported as a gap' : 'no later number shows it'}`;
    return `  ${placeOf(difference)}: ${difference.what} (${why})`;
  });
  return `What the trackers do not know, and why:\n${lines.join('\n')}`;
}

function whatHealed({ wrong, stillWrong, post }: SimulationResult): string {
  const rooms = new Set(wrong.map(({ roomId }) => roomId));
  const others = new Set(post.lost.map(({ roomId }) => roomId).filter((roomId) => !rooms.has(roomId)));
  const elsewhere = others.size === 0 ? '' : `Rooms with lost callbacks that later ones have made up for:\n${inLines([...others].sort())}\n\n`;
  const left = stillWrong.length === 0 ? 'nothing differs any more.' : `there remain\n${stillWrong.map((difference) => `  ${placeOf(difference)}: ${difference.what}`).join('\n')}`;
  return `${elsewhere}After reconcile() with a list of everybody in each of these rooms: ${left}`;
}

function inLines(words: readonly unknown[]): string {
  const lines = Array.from({ length: Math.ceil(words.length / WORDS_IN_LINE) }, (_none, index) => words.slice(index * WORDS_IN_LINE, (index + 1) * WORDS_IN_LINE));
  return lines.map((line) => `  ${line.join(' ')}`).join('\n');
}

function placeOf({ roomId }: Difference): string {
  return roomId ?? 'online';
}

/** The last lost callback of that user in that room; of anybody, where the room itself differs. */
function causeOf({ roomId, userId }: Difference, lost: readonly EveningCallback[]): EveningCallback | undefined {
  return lost.findLast((callback) => callback.roomId === roomId && (userId === undefined || callback.userId === userId));
}

function isIn(gaps: readonly Gap[], { roomId, body }: EveningCallback): boolean {
  const number = Number(body['user_update_seq']);
  return gaps.some((gap) => gap.roomId === roomId && gap.sessionId === body['room_seq'] && gap.from <= number && number <= gap.to);
}
