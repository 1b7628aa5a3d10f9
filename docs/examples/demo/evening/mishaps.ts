import { mishandle, type EveningCallback, type EveningEvent } from 'express-zego-callbacks/testing';

export interface Post {
  /** In the order in which they are sent; one that comes twice is here twice. */
  readonly deliveries: readonly EveningCallback[];
  readonly repeats: number;
  readonly lost: readonly EveningCallback[];
}

const SHARES = { disorder: 0.5, duplicates: 0.08, loss: 0.015 };
/** About half a second of the demo. */
const BEHIND = 400;
/** Those that a list of everybody in a room makes up for. It tells nothing of streams, nor of who is online. */
const LOSABLE: ReadonlySet<EveningEvent> = new Set(['room_create', 'room_login', 'room_logout']);

/** What ZEGO and the network make of callbacks: each may be late, come twice, or never. */
export function suffer(callbacks: readonly EveningCallback[], seed: number, hasLosses: boolean): Post {
  const mishandled = [...mishandle(callbacks, { ...SHARES, behind: BEHIND, seed, mayLose: ({ name }) => hasLosses && LOSABLE.has(name) })];
  const of = (...fates: readonly (typeof mishandled)[number]['fate'][]): EveningCallback[] => mishandled.filter(({ fate }) => fates.includes(fate)).map(({ callback }) => callback);
  return { deliveries: of('sent', 'repeated'), repeats: of('repeated').length, lost: of('lost') };
}
