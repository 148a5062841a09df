import { indexOutside } from '../tokens/outside.ts';
import { endOfStatement, type Program } from '../tokens/program.ts';
import { codeBetween, type LoopTokens } from './loop.ts';

/** The `for … of` and `for … in` of TypeScript or JavaScript, then the callbacks of `map`, `forEach` and `flatMap`. */
export const scriptLoops = (program: Program): LoopTokens[] => [
  ...program.tokens.flatMap((_, at) => statement(program, at)),
  ...program.tokens.flatMap((_, at) => callback(program, at)),
];

function statement(program: Program, at: number): LoopTokens[] {
  const { tokens, partner } = program;
  const close = partner[at + 1] ?? -1;
  if (tokens[at]?.text !== 'for' || tokens[at + 1]?.text !== '(' || close < at) return [];
  const of = indexOutside(program, /^(?:of|in)$/, at + 2, close - 1);
  if (of === -1) return [];
  const first = /^(?:const|let|var)$/.test(tokens[at + 2]?.text ?? '') ? at + 3 : at + 2;
  const brace = tokens[close + 1]?.text === '{' ? (partner[close + 1] ?? -1) : -1;
  const last = brace > close ? brace : endOfStatement(program, close + 1);
  const end = brace <= close && tokens[last + 1]?.text === ';' ? last + 1 : last;
  return [
    { variables: codeBetween(program, first, of - 1), iterable: [of + 1, close - 1], body: [close + 1, end] },
  ];
}

function callback(program: Program, at: number): LoopTokens[] {
  const { tokens, partner } = program;
  if (
    !/^(?:map|forEach|flatMap)$/.test(tokens[at]?.text ?? '') ||
    !/^\??\.$/.test(tokens[at - 1]?.text ?? '')
  )
    return [];
  const open = tokens[at + 1]?.text === '<' ? afterTypes(program, at + 1) : at + 1;
  const close = partner[open] ?? -1;
  if (tokens[open]?.text !== '(' || close < open) return [];
  for (let from = open + 1; from < close;) {
    const comma = indexOutside(program, /^,$/, from, close - 1);
    const last = comma === -1 ? close - 1 : comma - 1;
    const found = functionIn(program, from, last);
    if (found !== undefined) return [{ ...found, iterable: [operandStart(program, at - 2), at - 2] }];
    from = last + 2;
  }
  return [];
}

const LONGEST_TYPES = 40;

/** Index of the token after the type arguments that open at `at`. */
function afterTypes({ tokens }: Program, at: number): number {
  let depth = 0;
  for (let here = at; here < at + LONGEST_TYPES; here++) {
    const text = tokens[here]?.text;
    if (text === '<') depth++;
    if (text === '>' && --depth === 0) return here + 1;
  }
  return at;
}

/** The arrow function or function expression that stands between two tokens. */
function functionIn(program: Program, from: number, last: number): Omit<LoopTokens, 'iterable'> | undefined {
  const { tokens, partner } = program;
  const first = tokens[from]?.text === 'async' ? from + 1 : from;
  const isExpression = tokens[first]?.text === 'function';
  const open = isExpression ? indexOutside(program, /^\($/, first + 1, last) : first;
  const close = tokens[open]?.text === '(' ? (partner[open] ?? -1) : open;
  if (close < open || open < 0 || (close === open && tokens[open]?.kind !== 'word')) return undefined;
  const begin = indexOutside(program, isExpression ? /^\{$/ : /^=>$/, close + 1, last);
  if (begin === -1) return undefined;
  const body = isExpression ? begin : begin + 1;
  const end = tokens[body]?.text === '{' ? Math.max(body, partner[body] ?? -1) : last;
  return { variables: codeBetween(program, open, close).replace(/:[^,)]*/g, ''), body: [body, end] };
}

const LONGEST_CHAIN = 100;

/** Index of the first token of the operand, such as `(await read()).rows`, that ends at `last`. */
function operandStart({ tokens, partner }: Program, last: number): number {
  let at = last;
  for (let steps = 0; steps < LONGEST_CHAIN; steps++) {
    const jump = partner[at] ?? -1;
    if (jump >= 0 && jump < at) at = jump;
    const before = tokens[at - 1];
    const isBracket = /^[([]$/.test(tokens[at]?.text ?? '');
    if (
      isBracket &&
      before?.end === tokens[at]?.start &&
      (before?.kind === 'word' || /^[)\]!]$/.test(before?.text ?? ''))
    )
      at--;
    else if (tokens[at]?.text === '!') at--;
    else if (/^\??\.$/.test(before?.text ?? '')) at -= 2;
    else break;
  }
  return Math.max(at, 0);
}
