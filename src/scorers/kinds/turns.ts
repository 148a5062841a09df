import type { Answer, Turn } from '../../answers/answer.ts';

/** Which assistant turns a definition is about. */
export type WhichTurn = 'first' | 'last' | 'any';

/** The assistant turns that `turn:` of a definition names. */
export function turnsOf({ turns }: Answer, which: WhichTurn): readonly Turn[] {
  if (which === 'any') return turns;
  return turns.slice(...(which === 'first' ? [0, 1] : [-1]));
}

/** Names the turns for a sentence. */
export function inTurns(which: WhichTurn): string {
  return which === 'any' ? '' : ` in the ${which} turn`;
}
