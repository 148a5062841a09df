import type { Answer, CodeBlock, Span } from './answer.ts';
import { spanInBlock } from './code-blocks.ts';
import { placedProgram } from './programs.ts';
import { pythonScopes } from './python-scopes.ts';
import { programs, withBlankComments, type Program } from './tokens/program.ts';
import type { Token } from './tokens/tokens.ts';
import { oncePer } from './once.ts';

/** A function, method or callback with a body; `code` is its text, decorators included and comments made blank. */
export interface Routine {
  /** '' for callbacks. */
  readonly name: string;
  readonly language: string;
  readonly block: CodeBlock;
  readonly code: string;
  /** `code` with the routines within it made blank. */
  readonly own: string;
  /** What stands right before it: of a callback, the call that it is an argument of. */
  readonly before: string;
  readonly span: Span;
  /** Offsets into the text that `code` was cut from. */
  readonly start: number;
  readonly end: number;
}

const BEFORE = 200;

/** All routines of an answer's own implementation code, outer ones before those within them. */
export const routinesIn = oncePer((answer: Answer): readonly Routine[] => {
  const own = programs(answer, ({ role }) => role === 'implementation');
  const python = own.filter(({ language }) => language === 'python');
  const others = own.filter(({ language }) => language !== 'python');
  return [...python, ...others].flatMap((program) =>
    program.language === 'python' ? pythonRoutines(program.block) : bracedRoutines(program),
  );
});

/** Fills in `own`: routines of one text, sorted by where they begin, hold those that follow and end before them. */
function withOwnCode(routines: readonly Omit<Routine, 'own'>[]): Routine[] {
  const sorted = [...routines].sort((a, b) => a.start - b.start || b.end - a.end);
  const parts = sorted.map(({ code }) => [code]);
  const cut = sorted.map(({ start }) => start);
  const open: number[] = [];
  for (const [at, { start, end }] of sorted.entries()) {
    while (open.length > 0 && (sorted[open.at(-1) ?? 0]?.end ?? 0) <= start) open.pop();
    const outer = open.at(-1);
    const around = outer === undefined ? undefined : sorted[outer];
    if (outer !== undefined && around !== undefined) {
      const text = parts[outer]?.pop() ?? '';
      const from = Math.max(0, start - (cut[outer] ?? 0));
      const to = end - (cut[outer] ?? 0);
      parts[outer]?.push(text.slice(0, from), text.slice(from, to).replace(/[^\n]/g, ' '), text.slice(to));
      cut[outer] = end;
    }
    open.push(at);
  }
  return sorted.map((routine, at) => ({ ...routine, own: (parts[at] ?? []).join('') }));
}

function pythonRoutines(block: CodeBlock): Routine[] {
  const { program, place } = placedProgram(block);
  const { tokens, language } = program;
  const code = withBlankComments(program);
  const functions = pythonScopes(program).filter(({ kind }) => kind === 'function');
  return withOwnCode(
    functions.map(({ name, first, last }): Omit<Routine, 'own'> => {
      const start = tokens[first]?.start ?? 0;
      const end = withComment(program.code, tokens[last]?.end ?? start);
      return {
        name,
        language,
        block,
        code: code.slice(start, end),
        before: '',
        span: place(start, end),
        start,
        end,
      };
    }),
  );
}

/** Offset after the comment that follows on the same line, if one does. */
function withComment(code: string, at: number): number {
  const comment = /[ \t]*#.*/y;
  comment.lastIndex = at;
  return comment.test(code) ? comment.lastIndex : at;
}

const CONTROL =
  /^(?:if|for|while|switch|else|catch|try|do|select|match|foreach|using|lock|synchronized|elseif|elif|loop|when|unless|guard|finally)$/;
const FAR = 14;

function bracedRoutines(program: Program): Routine[] {
  const { tokens, partner, block, language } = program;
  const code = withBlankComments(program);
  const found: Omit<Routine, 'own'>[] = [];
  for (let at = 1; at < tokens.length; at++) {
    const close = partner[at] ?? -1;
    if (tokens[at]?.text !== '{' || close <= at) continue;
    const name = routineName(program, at);
    if (name === undefined) continue;
    const start = headStart(code, tokens[headOf(program, at)]?.start ?? 0);
    const end = tokens[close]?.end ?? start;
    found.push({
      name,
      language,
      block,
      code: code.slice(start, end),
      before: code.slice(Math.max(0, start - BEFORE), start),
      span: spanInBlock(block, start, end),
      start,
      end,
    });
  }
  return withOwnCode(found);
}

/** Index of the first token of a body's head: of an arrow function its parameters, of the others the line. */
function headOf({ tokens, partner }: Program, at: number): number {
  if (tokens[at - 1]?.text === '=>') {
    const before = at - 2;
    return tokens[before]?.text === ')' ? Math.max(0, partner[before] ?? before) : before;
  }
  return lineStartOf(tokens, at);
}

function lineStartOf(tokens: readonly Token[], at: number): number {
  let here = at;
  while (here > 0 && tokens[here]?.startsLine !== true && at - here < 60) here--;
  return here;
}

/** The name of the routine whose body opens at the token; '' for a callback, undefined if it opens none. */
function routineName({ tokens, partner }: Program, at: number): string | undefined {
  if (tokens[at - 1]?.text === '=>') return '';
  const first = lineStartOf(tokens, at);
  for (let here = first; here < Math.min(first + 3, at); here++)
    if (CONTROL.test(tokens[here]?.text ?? '')) return undefined;
  for (let here = at - 1; here > Math.max(0, at - FAR); here--) {
    const { text = '', kind = 'punctuation' } = tokens[here] ?? {};
    if (text === ')') {
      const open = partner[here] ?? -1;
      // The results of a Go function stand in brackets of their own: `func f(x int) (int, error) {`.
      const parameters = tokens[open - 1]?.text === ')' ? (partner[open - 1] ?? -1) : open;
      const named = parameters > 0 ? tokens[parameters - 1] : undefined;
      if (named?.kind !== 'word') return named !== undefined && /^[)>\]]$/.test(named.text) ? '' : undefined;
      if (CONTROL.test(named.text) || named.text === 'return') return undefined;
      if (named.text === 'func' || named.text === 'function') return '';
      return named.text;
    }
    if (kind === 'string' || !/^(?:[\w$]+|[.<>[\]*,:|?&]|->)$/.test(text)) return undefined;
    if (/^(?:return|class|struct|interface|enum|new|export|type|impl|import)$/.test(text)) return undefined;
  }
  return undefined;
}

/** Up over decorators and annotations that stand on lines of their own. */
function headStart(code: string, at: number): number {
  let start = at;
  for (let lines = 0; lines < 8 && start > 0; lines++) {
    const before = code.lastIndexOf('\n', start - 2) + 1;
    const line = code.slice(before, start).trim();
    if (!/^[@[#]/.test(line) || code.slice(before, start).includes('\n\n')) break;
    start = before;
  }
  return start;
}
