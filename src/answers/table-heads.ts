import type { Prose, Turn } from './answer.ts';
import type { Statement } from './statements.ts';
import { oncePer } from './once.ts';

/** The first row of the table that a statement is a row of; '' if it is none, or the first row itself. */
export const tableHeadOf = ({ turn, block }: Statement): string => headsOf(turn).get(block) ?? '';

const headsOf = oncePer((turn: Turn): ReadonlyMap<Prose, string> => {
  const heads = new Map<Prose, string>();
  let head: string | undefined;
  for (const prose of turn.prose) {
    if (prose.kind !== 'row') head = undefined;
    else if (head === undefined) head = prose.text;
    else heads.set(prose, head);
  }
  return heads;
});
