import type { Answer, CodeBlock, Span, Turn } from './answer.ts';
import { pythonFunctions, type PythonFunction } from './python-functions.ts';
import { placedProgram } from './programs.ts';
import { isAntiExample } from './anti-example.ts';
import { oncePer } from './once.ts';
import { endOfStatement, type Program } from './tokens/program.ts';

/** A Python block of an answer with the names that it gives to the blocks around it. */
export interface PythonFile {
  readonly block: CodeBlock;
  readonly turn: Turn;
  /** The code as it stands in the answer, or without diff marks, prompts and common indentation. */
  readonly program: Program;
  /** All functions of `program`, even where some of its code does not parse. */
  readonly functions: readonly PythonFunction[];
  /** The place of a range of the code of `program`. */
  readonly place: (start: number, end: number) => Span;
  /** Path that a comment, tag or the line above gives it; '' if none does. */
  readonly path: string;
  readonly imports: readonly PythonImport[];
  /** Functions, classes and variables at the left margin. */
  readonly definitions: ReadonlySet<string>;
}

/** One name that an import binds. */
export interface PythonImport {
  readonly name: string;
  /** What it is called in its module; '' for `import x`. */
  readonly original: string;
  readonly module: string;
  readonly start: number;
  readonly end: number;
}

/** The Python blocks that the assistant offers, tests included, in order. */
export const pythonFiles = oncePer((answer: Answer): readonly PythonFile[] =>
  answer.turns.flatMap((turn) =>
    turn.blocks
      .filter((block) => block.language === 'python' && !block.quotesUser && !isAntiExample(block, turn))
      .map((block) => fileOf(block, turn)),
  ),
);

function fileOf(block: CodeBlock, turn: Turn): PythonFile {
  const { program, place } = placedProgram(block);
  return {
    block,
    turn,
    program,
    functions: pythonFunctions(program),
    place,
    path: pathOf(block, turn),
    imports: importsOf(program),
    definitions: definitionsOf(program),
  };
}

const PATH = /(?:^|[\s`'"(*])((?:[\w.-]+\/)*[\w-]+\.py)\b/;

function pathOf(block: CodeBlock, turn: Turn): string {
  const fence = turn.text.slice(block.span.start, block.lineStarts[0] ?? block.span.start);
  const comment = /^\s*(?:#|"""|''')([^\n]*)/.exec(block.code)?.[1] ?? '';
  const inside = PATH.exec(` ${comment}`)?.[1] ?? /[:="'\s]((?:[\w.-]+\/)*[\w-]+\.py)\b/.exec(fence)?.[1];
  if (inside !== undefined) return inside;
  const previous = turn.blocks.findLast(({ span }) => span.end <= block.span.start)?.span.end ?? 0;
  const above = turn.prose.findLast(({ span }) => span.end <= block.span.start && span.start >= previous);
  if (
    above === undefined ||
    (above.kind !== 'heading' && !(above.text.length < 60 && /[:：`]\s*$/.test(above.text)))
  )
    return '';
  return PATH.exec(` ${above.text}`)?.[1] ?? '';
}

function importsOf(program: Program): PythonImport[] {
  const { tokens } = program;
  const found: PythonImport[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    if (
      token?.kind !== 'word' ||
      !(token.startsLine || tokens[at - 1]?.text === ';' || tokens[at - 1]?.text === ':')
    )
      continue;
    if (token.text === 'import') {
      at = readNames(program, at + 1, endOfImport(program, at), '', found);
    } else if (token.text === 'from') {
      let here = at + 1;
      let module = '';
      while (
        tokens[here] !== undefined &&
        tokens[here]?.text !== 'import' &&
        tokens[here]?.startsLine !== true
      )
        module += tokens[here++]?.text ?? '';
      if (tokens[here]?.text === 'import')
        at = readNames(program, here + 1, endOfImport(program, here), module, found);
    }
  }
  return found;
}

function endOfImport(program: Program, at: number): number {
  const { tokens, partner } = program;
  if (tokens[at + 1]?.text === '(' && (partner[at + 1] ?? -1) > at) return partner[at + 1] ?? at;
  let end = at;
  while (
    tokens[end + 1] !== undefined &&
    tokens[end + 1]?.startsLine === false &&
    tokens[end + 1]?.text !== ';'
  )
    end++;
  return end;
}

function readNames(
  { tokens }: Program,
  from: number,
  end: number,
  module: string,
  found: PythonImport[],
): number {
  for (let at = from; at <= end; at++) {
    const first = tokens[at];
    if (first?.kind !== 'word' && first?.text !== '*') continue;
    let name = first.text;
    let full = name;
    let last = at;
    while (tokens[last + 1]?.text === '.' && last + 2 <= end) {
      full += `.${tokens[last + 2]?.text ?? ''}`;
      last += 2;
    }
    if (tokens[last + 1]?.text === 'as' && last + 2 <= end) {
      name = tokens[last + 2]?.text ?? name;
      last += 2;
    }
    const original = module === '' ? '' : first.text;
    found.push({
      name,
      original,
      module: module === '' ? full : module,
      start: first.start,
      end: tokens[last]?.end ?? first.end,
    });
    at = last;
  }
  return end;
}

/** Names bound at the left margin by `def`, `class`, assignment, `for` and `with`. */
function definitionsOf(program: Program): Set<string> {
  const { tokens, code } = program;
  const names = new Set<string>();
  const margin = marginOf(code);
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    if (token?.kind !== 'word' || !token.startsLine || columnOf(code, token.start) > margin) continue;
    if (token.text === 'def' || token.text === 'class') names.add(tokens[at + 1]?.text ?? '');
    else if (token.text === 'async' && tokens[at + 1]?.text === 'def') names.add(tokens[at + 2]?.text ?? '');
    else if (token.text === 'for' || token.text === 'with' || token.text === 'async' || token.text === 'if') {
      for (
        let here = at + 1;
        here < at + 40 && tokens[here] !== undefined && tokens[here]?.text !== ':';
        here++
      ) {
        const isTarget =
          token.text === 'for' &&
          tokens.slice(here + 1, here + 5).some(({ text }) => text === 'in') &&
          !tokens.slice(at, here).some(({ text }) => text === 'in');
        if (
          tokens[here]?.kind === 'word' &&
          (isTarget || tokens[here - 1]?.text === 'as' || tokens[here + 1]?.text === ':=')
        )
          names.add(tokens[here]?.text ?? '');
      }
    } else if (token.text === 'type' && tokens[at + 2]?.text === '=') names.add(tokens[at + 1]?.text ?? '');
    else {
      const end = Math.min(endOfStatement(program, at), at + 60);
      const equals = tokens.slice(at, end + 1).findIndex(({ text }) => text === '=');
      const target = equals === -1 ? [] : tokens.slice(at, at + equals);
      const annotation = target.findIndex(({ text }) => text === ':');
      const bound = annotation === -1 ? target : target.slice(0, annotation);
      if (
        bound.every(({ kind, text }) => kind === 'word' || [',', '(', ')', '*', '[', ']', '='].includes(text))
      )
        for (const { kind, text } of bound) if (kind === 'word') names.add(text);
    }
  }
  return names;
}

function marginOf(code: string): number {
  const indents = code
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => line.length - line.trimStart().length);
  return indents.reduce((least, indent) => Math.min(least, indent), indents[0] ?? 0);
}

const columnOf = (code: string, at: number): number => at - (code.lastIndexOf('\n', at - 1) + 1);

/** True if an import of `module` means the file at `path`: `app.db` and `app/db.py`, `.db` and `src/app/db.py`. */
export function isModuleAt(module: string, path: string): boolean {
  if (path === '') return false;
  const wanted = module.replace(/^\.+/, '').replaceAll('.', '/');
  const shown = path.replace(/\.py$/, '').replace(/\/__init__$/, '');
  if (wanted === '' || shown === '') return false;
  if (wanted === shown || shown.endsWith(`/${wanted}`)) return true;
  return module.startsWith('.') ? false : wanted.endsWith(`/${shown}`) && shown.includes('/');
}
