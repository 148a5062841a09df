import type { CodeBlock, Turn } from './answer.ts';
import { isAntiExample } from './anti-example.ts';

const KNOWN = new WeakMap<Turn, readonly CodeBlock[]>();

/** The code blocks that the assistant offers: neither the user's own code nor what it warns of. */
export function offeredBlocks(turn: Turn): readonly CodeBlock[] {
  const known = KNOWN.get(turn);
  if (known !== undefined) return known;
  const offered = turn.blocks.filter((block) => !block.quotesUser && !isAntiExample(block, turn));
  KNOWN.set(turn, offered);
  return offered;
}
