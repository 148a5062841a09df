import type { Answer, CodeBlock } from '../answer.ts';
import { isAntiExample } from '../anti-example.ts';
import { stringValues, type StringValue } from './string-values.ts';
import { tokenize } from './tokenize.ts';
import type { Token, Tokens } from './tokens.ts';
import { oncePer } from '../once.ts';

/** A code block of a programming language, cut into tokens. */
export interface Program extends Tokens {
  readonly block: CodeBlock;
  readonly language: string;
  readonly code: string;
  readonly strings: readonly StringValue[];
}

const LANGUAGES = new Set([
  'python',
  'typescript',
  'javascript',
  'go',
  'java',
  'kotlin',
  'scala',
  'swift',
  'csharp',
  'php',
  'ruby',
  'elixir',
  'rust',
  'c',
  'cpp',
  'lua',
]);

/** True for the languages in which applications are written; SQL, shells, data and configuration are none. */
export const isProgramming = (language: string): boolean => LANGUAGES.has(language);

/** All blocks in programming languages that the assistant offers: not the user's own code, not what it warns of. */
export function programs(answer: Answer, accept: (block: CodeBlock) => boolean = () => true): Program[] {
  const blocks = answer.turns.flatMap((turn) =>
    turn.blocks.filter(
      (block) =>
        isProgramming(block.language) && !block.quotesUser && accept(block) && !isAntiExample(block, turn),
    ),
  );
  return blocks.map(programOf);
}

/** The tokens of a block as it stands, whatever its language. */
export const tokensOf = oncePer((block: CodeBlock): Tokens => tokenize(block.code, block.language));

/** Reads one block as a program; each block is read once. */
export const programOf = oncePer((block: CodeBlock): Program =>
  programFrom(block, block.code, tokensOf(block)),
);

/** Reads code that was made of a block, such as its repaired text. */
export function programFrom(
  block: CodeBlock,
  code: string,
  tokens = tokenize(code, block.language),
): Program {
  return { ...tokens, block, language: block.language, code, strings: stringValues(tokens, block.language) };
}

/** The code of a program with its comments made blank, so that offsets stay. */
export const withBlankComments = oncePer((program: Program): string => {
  const parts: string[] = [];
  let at = 0;
  for (const { text, start, end } of program.comments) {
    parts.push(program.code.slice(at, start), text.replace(/[^\n]/g, ' '));
    at = end;
  }
  return parts.join('') + program.code.slice(at);
});

/** Index of the last token of the statement or bracketed argument that holds the token `at`. */
export function endOfStatement({ tokens, partner }: Tokens, at: number): number {
  let here = at;
  for (;;) {
    const token = tokens[here];
    if (token === undefined) return tokens.length - 1;
    const jump = partner[here] ?? -1;
    if (jump > here) here = jump;
    const next = tokens[here + 1];
    if (next === undefined) return here;
    const closes = (partner[here + 1] ?? -1) >= 0 && (partner[here + 1] ?? -1) < at;
    if (closes || next.text === ';' || (next.startsLine && !continues(tokens[here], next))) return here;
    here++;
  }
}

const OPEN_ENDED =
  /^(?:[-+*/%|&=<>.,?:]|\?\?|\|\||&&|=>|->|:=|\+=|\.\.|<<|and|or|not|in|if|else|return|await)$/;
const CONTINUING = /^(?:[.?:+*|&)\]}]|\?\.|\|\||&&|\?\?|::|->)$/;

const continues = (before: Token | undefined, next: Token): boolean =>
  (before?.kind !== 'string' && OPEN_ENDED.test(before?.text ?? '') && before?.text !== ':') ||
  CONTINUING.test(next.text) ||
  next.text === '\\';

/** The dotted name of the function among whose arguments, or in a list among them, the token stands; or ''. */
export function callerOf({ tokens, partner }: Tokens, at: number): string {
  for (let here = at - 1; here >= Math.max(0, at - 300); here--) {
    const jump = partner[here] ?? -1;
    if (jump >= 0 && jump < here) {
      here = jump;
      continue;
    }
    if (jump > at) {
      if (tokens[here]?.text === '[') continue;
      if (tokens[here]?.text !== '(') return '';
      return dottedBefore(tokens, here);
    }
  }
  return '';
}

/** The dotted name that ends right before the token `at`: `log.info` for the bracket of `log.info(…)`. */
export function dottedBefore(tokens: readonly Token[], at: number): string {
  let here = at - 1;
  if (tokens[here]?.text === '!') here--;
  let name = '';
  for (;;) {
    const token = tokens[here];
    if (token?.kind !== 'word') return name;
    name = name === '' ? token.text : `${token.text}.${name}`;
    const dot = tokens[here - 1]?.text;
    if (dot !== '.' && dot !== '?.' && dot !== '::' && dot !== '->') return name;
    here -= 2;
    if (tokens[here]?.text === ')' || tokens[here]?.text === ']') return `?.${name}`;
  }
}
