import type { Answer, CodeBlock, Span } from './answer.ts';
import { spanInBlock } from './code-blocks.ts';
import { mayNeedRepair, readPython } from './python-blocks.ts';
import { programFrom, programOf, type Program } from './tokens/program.ts';
import { oncePer } from './once.ts';

/** A program with the places that its code has in the answer. */
export interface PlacedProgram {
  /** Of Python that has to be repaired first (see `readPython`), the repaired code. */
  readonly program: Program;
  readonly place: (start: number, end: number) => Span;
}

const READ = /^(?:python|go|typescript|javascript|java|kotlin|scala|csharp|php|ruby|elixir|rust|swift)$/;

/** The programs of an answer in languages whose strings may hold SQL, block by block; not the user's own. */
export const programsOf = (answer: Answer): PlacedProgram[] =>
  answer.turns.flatMap((turn) =>
    turn.blocks.filter(({ language, quotesUser }) => READ.test(language) && !quotesUser).map(placedProgram),
  );

/** Reads one block, once. */
export const placedProgram = oncePer(
  (block: CodeBlock): PlacedProgram =>
    repairedProgram(block) ?? {
      program: programOf(block),
      place: (start, end) => spanInBlock(block, start, end),
    },
);

function repairedProgram(block: CodeBlock): PlacedProgram | undefined {
  if (block.language !== 'python' || !mayNeedRepair(block)) return undefined;
  const { reading, code, place } = readPython(block);
  return reading === 'repaired' ? { program: programFrom(block, code), place } : undefined;
}
