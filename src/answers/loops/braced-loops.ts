import type { Span } from '../answer.ts';
import { spanInBlock } from '../code-blocks.ts';
import { indexOutside } from '../tokens/outside.ts';
import { withBlankComments, type Program } from '../tokens/program.ts';
import { codeBetween, type Loop, type LoopTokens } from './loop.ts';

/** In tokens. */
const LONGEST_HEAD = 100;

/** The loops of Go over a range. */
export function goLoops(program: Program): LoopTokens[] {
  const { tokens, partner } = program;
  return tokens.flatMap(({ text, kind }, at): LoopTokens[] => {
    if (kind !== 'word' || text !== 'for') return [];
    let open = indexOutside(program, /^\{$/, at + 1, at + LONGEST_HEAD);
    const range = indexOutside(program, /^range$/, at + 1, open);
    const assigned = range === -1 ? -1 : indexOutside(program, /^:?=$/, at + 1, range);
    if (assigned === -1) return [];
    // A literal such as `[]string{"a"}` may stand before the body.
    while (tokens[(partner[open] ?? -1) + 1]?.text === '{') open = (partner[open] ?? -1) + 1;
    const close = partner[open] ?? -1;
    if (close < open) return [];
    return [
      {
        variables: codeBetween(program, at + 1, assigned - 1),
        iterable: [range + 1, open - 1],
        body: [open, close],
      },
    ];
  });
}

const EACH =
  /\b(?:for|foreach)\s*\(?\s*(?:final\s+|var\s+|val\s+|let\s+)?(?:(\$?\w+)\s+as\s+(\$\w+)|(?:[\w<>[\],.]+\s+)?(\w+)\s*(?::|in)\s*([\w.$()]+))/g;

/** The loops of languages with braces that take the members of something: Java and its like. */
export function bracedLoops(program: Program): Loop[] {
  const code = withBlankComments(program);
  const { tokens, partner, block } = program;
  return [...code.matchAll(EACH)].flatMap((match) => {
    const after = match.index + match[0].length;
    const open = braceAfter(tokens, after);
    const close = open === -1 ? undefined : tokens[partner[open] ?? -1];
    const start = tokens[open]?.start;
    if (start === undefined || close === undefined) return [];
    return [
      {
        variables: [match[2] ?? match[3] ?? ''],
        iterable: match[1] ?? match[4] ?? '',
        body: code.slice(start, close.end),
        place: (from: number, to: number): Span => spanInBlock(block, start + from, start + to),
      },
    ];
  });
}

const FAR = 200;

/** Index of the first opening brace soon after an offset, by binary search; -1 if there is none. */
function braceAfter(tokens: Program['tokens'], offset: number): number {
  let low = 0;
  let high = tokens.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((tokens[middle]?.start ?? Infinity) < offset) low = middle + 1;
    else high = middle;
  }
  for (let at = low; (tokens[at]?.start ?? Infinity) < offset + FAR; at++)
    if (tokens[at]?.text === '{') return at;
  return -1;
}
