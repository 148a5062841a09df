import type { CodeBlock, Turn } from './answer.ts';
import { isAntiExample } from './anti-example.ts';
import { oncePer } from './once.ts';

/** The code blocks that the assistant offers: neither the user's own code nor what it warns of. */
export const offeredBlocks = oncePer((turn: Turn): readonly CodeBlock[] =>
  turn.blocks.filter((block) => !block.quotesUser && !isAntiExample(block, turn)),
);
