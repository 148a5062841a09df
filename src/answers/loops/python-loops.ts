import { pythonLines } from '../python-lines.ts';
import { indexOutside } from '../tokens/outside.ts';
import type { Program } from '../tokens/program.ts';
import { codeBetween, type LoopTokens } from './loop.ts';

/** The `for` statements and then the comprehensions of a Python program; not those over asynchronous streams. */
export const pythonLoops = (program: Program): LoopTokens[] => [
  ...statements(program),
  ...comprehensions(program),
];

function statements(program: Program): LoopTokens[] {
  const { tokens } = program;
  const lines = pythonLines(program);
  return lines.flatMap(({ first, last, end }): LoopTokens[] => {
    if (tokens[first]?.text !== 'for') return [];
    const to = indexOutside(program, /^in$/, first + 1, last);
    const colon = to === -1 ? -1 : indexOutside(program, /^:$/, to + 1, last);
    const bodyEnd = lines[end]?.last ?? last;
    if (colon === -1 || bodyEnd <= colon) return [];
    return [
      {
        variables: codeBetween(program, first + 1, to - 1),
        iterable: [to + 1, colon - 1],
        body: [colon + 1, bodyEnd],
      },
    ];
  });
}

/** In tokens. */
const MOST_VARIABLES = 40;
const LONGEST_ITERABLE = 400;

function comprehensions(program: Program): LoopTokens[] {
  const { tokens, partner } = program;
  const brackets: number[] = [];
  return tokens.flatMap(({ text, kind }, at): LoopTokens[] => {
    while (brackets.length > 0 && (partner[brackets.at(-1) ?? 0] ?? -1) <= at) brackets.pop();
    if ((partner[at] ?? -1) > at) brackets.push(at);
    const open = brackets.at(-1);
    if (kind !== 'word' || text !== 'for' || open === undefined || tokens[at - 1]?.text === 'async')
      return [];
    const close = partner[open] ?? -1;
    const to = indexOutside(program, /^in$/, at + 1, Math.min(at + MOST_VARIABLES, close - 1));
    if (to === -1) return [];
    const next = indexOutside(
      program,
      /^(?:for|async|if)$/,
      to + 1,
      Math.min(to + LONGEST_ITERABLE, close - 1),
    );
    return [
      {
        variables: codeBetween(program, at + 1, to - 1),
        iterable: [to + 1, (next === -1 ? close : next) - 1],
        body: [open, close],
      },
    ];
  });
}
