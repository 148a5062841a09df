import type { Prose, Turn } from './answer.ts';
import type { Statement } from './statements.ts';

const KNOWN = new WeakMap<Turn, ReadonlyMap<Prose, string>>();

/** The first row of the table that a statement is a row of; '' if it is none, or the first row itself. */
export function tableHeadOf({ turn, block }: Statement): string {
  let heads = KNOWN.get(turn);
  if (heads === undefined) {
    heads = headsOf(turn);
    KNOWN.set(turn, heads);
  }
  return heads.get(block) ?? '';
}

function headsOf(turn: Turn): ReadonlyMap<Prose, string> {
  const heads = new Map<Prose, string>();
  let head: string | undefined;
  for (const prose of turn.prose) {
    if (prose.kind !== 'row') head = undefined;
    else if (head === undefined) head = prose.text;
    else heads.set(prose, head);
  }
  return heads;
}
