import type { Answer, CodeBlock } from '../../answers/answer.ts';
import { offeredBlocks } from '../../answers/offered.ts';
import { oncePer } from '../../answers/once.ts';
import { routinesIn } from '../../answers/routines.ts';
import { isProgramming } from '../../answers/tokens/program.ts';
import { withoutComments } from './signs.ts';

/** Code of a block that stands in no routine, as scripts have it. Offsets stay. */
export interface LooseCode {
  readonly block: CodeBlock;
  readonly code: string;
}

/** The code of an answer's implementation outside of its routines, which are made blank as comments are. */
export const looseCodeIn = oncePer((answer: Answer): readonly LooseCode[] => {
  const routines = Map.groupBy(routinesIn(answer), ({ block }) => block);
  return answer.turns.flatMap((turn) =>
    offeredBlocks(turn)
      .filter(({ role, language }) => role === 'implementation' && isProgramming(language))
      .map((block) => ({ block, code: withBlanks(withoutComments(block), routines.get(block) ?? []) })),
  );
});

function withBlanks(
  code: string,
  parts: readonly { readonly start: number; readonly end: number }[],
): string {
  const kept: string[] = [];
  let at = 0;
  for (const { start, end } of [...parts].sort((a, b) => a.start - b.start)) {
    if (end <= at) continue;
    const from = Math.max(at, start);
    kept.push(
      code.slice(at, from),
      code.slice(from, end).replace(/[^\n]+/g, (line) => ' '.repeat(line.length)),
    );
    at = end;
  }
  return kept.join('') + code.slice(at);
}
