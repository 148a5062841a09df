import { pythonLines } from './python-lines.ts';
import { indexOutside } from './tokens/outside.ts';
import type { Program } from './tokens/program.ts';

/** A function or class of Python code; `first`, `colon` and the like are indices of tokens. */
export interface PythonScope {
  readonly kind: 'function' | 'class';
  readonly name: string;
  /** `async`, `def` or `class`. */
  readonly head: number;
  /** The bracket of the parameters or base classes and its partner; -1 without one. */
  readonly open: number;
  readonly close: number;
  readonly colon: number;
  /** Texts of the decorators without `@`, in order. */
  readonly decorators: readonly string[];
  /** The mark of the first decorator; `head` without one. */
  readonly first: number;
  /** The end of the body. */
  readonly last: number;
  /** The nearest function or class around it. */
  readonly outer: PythonScope | undefined;
}

/** The functions and classes of a Python program, nested ones too, in the order of the text. */
export function pythonScopes(program: Program): PythonScope[] {
  const { tokens, partner } = program;
  const lines = pythonLines(program);
  const scopes: PythonScope[] = [];
  const around: { scope: PythonScope; end: number }[] = [];
  let decorated: number[] = [];
  for (const [number, { first, last, end }] of lines.entries()) {
    const text = tokens[first]?.text ?? '';
    if (text === '@') {
      decorated.push(number);
      continue;
    }
    const decorators = decorated;
    decorated = [];
    while (around.length > 0 && (around.at(-1)?.end ?? 0) < number) around.pop();
    const keyword = text === 'async' ? first + 1 : first;
    const word = tokens[keyword]?.text;
    const name = tokens[keyword + 1];
    if ((word !== 'def' && (word !== 'class' || keyword !== first)) || name?.kind !== 'word') continue;
    const bracket = indexOutside(program, /^[(:]$/, keyword + 2, last);
    const hasBracket = tokens[bracket]?.text === '(' && (partner[bracket] ?? -1) > bracket;
    const close = hasBracket ? (partner[bracket] ?? -1) : -1;
    const colon = indexOutside(program, /^:$/, hasBracket ? close + 1 : keyword + 2, last);
    if (colon === -1 || (word === 'def' && !hasBracket)) continue;
    const scope: PythonScope = {
      kind: word === 'def' ? 'function' : 'class',
      name: name.text,
      head: first,
      open: hasBracket ? bracket : -1,
      close,
      colon,
      decorators: decorators.map((at) => decoratorText(program, lines[at]?.first ?? 0, lines[at]?.last ?? 0)),
      first: lines[decorators[0] ?? number]?.first ?? first,
      last: lines[end]?.last ?? last,
      outer: around.at(-1)?.scope,
    };
    scopes.push(scope);
    around.push({ scope, end });
  }
  return scopes;
}

const decoratorText = ({ code, tokens }: Program, mark: number, last: number): string =>
  code.slice(tokens[mark + 1]?.start, tokens[last]?.end);
