import type { Answer, CodeBlock, Prose } from '../../answers/answer.ts';
import { firstImplementation, standsBefore } from '../../answers/implementation.ts';

/** What the assistant wrote before its first implementation code (everything, if there is none). */
export interface BeforeCode {
  /** Sentences, items, rows and headings of its own, in the order of the text; questions to the user are left out. */
  readonly prose: readonly Prose[];
  /** Diagrams, contracts, examples and diagnostic commands. */
  readonly blocks: readonly CodeBlock[];
  /** The first implementation code, if there is any. */
  readonly code: CodeBlock | undefined;
}

/** Gathers what stands before the first implementation code. */
export function beforeCode(answer: Answer): BeforeCode {
  const code = firstImplementation(answer);
  return {
    prose: answer.turns.flatMap((turn) => {
      const asked = new Set(turn.questions.map(({ span }) => span.start));
      return turn.prose.filter(
        ({ span, quoted }) => !quoted && standsBefore(span, code) && !asked.has(span.start),
      );
    }),
    blocks: answer.turns.flatMap((turn) =>
      turn.blocks.filter((block) => !block.quotesUser && standsBefore(block.span, code)),
    ),
    code,
  };
}
