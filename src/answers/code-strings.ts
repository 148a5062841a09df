import type { Program } from './tokens/program.ts';
import type { StringValue } from './tokens/string-values.ts';

/** A string that a program builds. Offsets are into the program's code. */
export interface CodeString {
  readonly start: number;
  /** What the program would hold, one character for each of the code: quotes become blanks, what is known at run time `x`. */
  readonly text: string;
  /** Where the parts begin that are known only when the program runs. */
  readonly holes: readonly number[];
}

/** All strings that a program builds, in the order of the text, but its docstrings. */
export const codeStrings = (program: Program): CodeString[] =>
  program.strings.filter((value) => !isDocstring(program, value)).map((value) => codeString(program, value));

function isDocstring({ tokens }: Program, { first, last }: StringValue): boolean {
  const before = tokens[first - 1];
  return (
    first === last &&
    tokens[first]?.startsLine === true &&
    (before === undefined || before.text === ':') &&
    tokens[last + 1]?.startsLine !== false
  );
}

/** What fills a verb such as `%s` stands elsewhere; its hole is where the verb is, between two texts. */
function codeString({ code }: Program, { parts, start, end }: StringValue): CodeString {
  const pieces: string[] = [];
  const holes: number[] = [];
  let at = start;
  const upTo = (until: number, fill: ' ' | 'x'): void => {
    pieces.push(fill.repeat(Math.max(0, until - at)));
    at = Math.max(at, until);
  };
  for (const [index, part] of parts.entries()) {
    if (part.kind === 'text') {
      upTo(part.start, ' ');
      pieces.push(part.text);
      at += part.text.length;
      continue;
    }
    const next = parts[index + 1];
    holes.push(at);
    if (next?.kind === 'text') upTo(next.start, 'x');
    else upTo(Math.min(end, part.end + (code[part.end] === '}' ? 1 : 0)), 'x');
  }
  return { start, text: withoutEscapes(pieces.join('')), holes };
}

/** Escaped line ends, tabs and quotes, one character for one. */
const withoutEscapes = (text: string): string =>
  text.replace(/\\[nrt\n]/g, '  ').replace(/\\(["'`\\])/g, (_, char: string) => ` ${char}`);
