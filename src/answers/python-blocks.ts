import type { CodeBlock, Span } from './answer.ts';
import { spanInBlock } from './code-blocks.ts';
import { lineAt } from './lines.ts';
import { isTooDeep } from './nesting.ts';
import { isPython, isPythonBlock, ruffDiagnostics, ruffOf, type RuffDiagnostic } from './ruff.ts';
import { oncePer } from './once.ts';

/**
 * How a Python block could be read: as it stands, after small repairs that keep every character's place (`repaired`:
 * dedented, diff marks, placeholders), without the lines that are no Python (`partly`), or not at all (`left-out`).
 */
export type PythonReading = 'whole' | 'repaired' | 'partly' | 'left-out';

/** A Python block with the code that parses. */
export interface PythonBlock {
  readonly block: CodeBlock;
  readonly reading: PythonReading;
  /** Python that parses; `''` if left out. */
  readonly code: string;
  /** The place of a range of `code` in the turn's text. */
  readonly place: (start: number, end: number) => Span;
}

interface Line {
  readonly text: string;
  /** Offset of the line's first character in the block's code. */
  readonly from: number;
}

/** Reads one block, once; a block that is no Python in any part comes back as `left-out`. */
export const readPython = oncePer(readBlock);

/** What Ruff finds in the code that parses. */
export const findingsOf = oncePer(({ block, code }: PythonBlock): readonly RuffDiagnostic[] =>
  code === block.code ? ruffOf(block) : ruffDiagnostics(code),
);

/** True for a block whose code `readPython` may have to repair; the others can be read as they stand. */
export const mayNeedRepair = ({ code }: CodeBlock): boolean =>
  (IS_ODD.test(code) || IS_INDENTED.test(code)) && joined(repairedLines(linesOf(code))) !== code;

/** Marks of diffs, prompts and shells, omissions, placeholders. */
const IS_ODD = /^(?:[-+]|@@|diff |>>> |[^\S\n]*(?:!|%|\$ ))|…|\.{3}|<[a-z]/m;
const IS_INDENTED = /^(?:[ \t]*(?:#.*)?\n)*[ \t]+[^\s#]/;

function readBlock(block: CodeBlock): PythonBlock {
  const lines = linesOf(block.code);
  if (isTooDeep(block.code)) return python(block, 'left-out', []);
  if (isPythonBlock(block)) return python(block, 'whole', lines.map(withoutFuture));
  const repaired = repairedLines(lines);
  if (parses(repaired)) return python(block, 'repaired', repaired.map(withoutFuture));
  const kept = block.closed ? parsingChunks(repaired) : beforeTheCut(repaired);
  return python(block, kept.length === 0 ? 'left-out' : 'partly', kept.map(withoutFuture));
}

function python(block: CodeBlock, reading: PythonReading, lines: readonly Line[]): PythonBlock {
  const code = lines.map((line) => line.text).join('\n');
  const starts: number[] = [];
  let length = 0;
  for (const line of lines) {
    starts.push(length);
    length += line.text.length + 1;
  }
  const inBlock = (offset: number): number => {
    const at = lineAt(starts, offset);
    return (lines[at]?.from ?? 0) + offset - (starts[at] ?? 0);
  };
  return {
    block,
    reading,
    code,
    place: (start, end) => spanInBlock(block, inBlock(start), inBlock(Math.max(start, end - 1)) + 1),
  };
}

const repairedLines = (lines: readonly Line[]): Line[] =>
  dedented(withoutPlaceholders(withoutPrompts(withoutDiffMarks(lines))));

function linesOf(code: string): Line[] {
  let from = 0;
  return code.split('\n').map((text) => {
    const line = { text, from };
    from += text.length + 1;
    return line;
  });
}

const joined = (lines: readonly Line[]): string => lines.map((line) => line.text).join('\n');

const parses = (lines: readonly Line[]): boolean => isPython(joined(lines));

function withoutDiffMarks(lines: readonly Line[]): Line[] {
  const isDiff = lines.some(({ text }) => /^@@ |^\+\+\+ |^diff --git/.test(text));
  const marked = lines.filter(({ text }) => /^[+-]/.test(text)).length;
  if (!isDiff && (marked === 0 || lines.some(({ text }) => /^[^+\-\s#@]/.test(text)))) return [...lines];
  return lines
    .filter(({ text }) => !/^-|^\+\+\+ |^@@|^diff |^index /.test(text))
    .map(({ text, from }) => (/^[+ ]/.test(text) ? { text: text.slice(1), from: from + 1 } : { text, from }));
}

function withoutPrompts(lines: readonly Line[]): Line[] {
  if (!lines.some(({ text }) => text.startsWith('>>> '))) return [...lines];
  return lines
    .filter(({ text }) => /^(?:>>> |\.\.\. |\.\.\.$)/.test(text))
    .map(({ text, from }) => ({ text: text.slice(4), from: from + Math.min(4, text.length) }));
}

/** Replaces omissions and `<placeholders>` by Python of the same length. */
function withoutPlaceholders(lines: readonly Line[]): Line[] {
  return lines.map(({ text, from }) => ({
    text: /^\s*(?:!|%|\$ )/.test(text)
      ? ' '.repeat(text.length)
      : text
          .replace(
            /,(\s*)(?:\.\.\.|…)(\s*[}\])])/g,
            (match, before: string, after: string) =>
              ` ${before}${' '.repeat(match.length - before.length - after.length - 1)}${after}`,
          )
          .replace(/(["'])…\1|…/g, (match, quote?: string) => (quote === undefined ? '0' : match))
          .replace(/<[a-z][\w -]{0,40}>/g, (match) => `0${' '.repeat(match.length - 1)}`),
    from,
  }));
}

function dedented(lines: readonly Line[]): Line[] {
  const filled = lines.filter(({ text }) => text.trim() !== '' && !/^\s*#/.test(text));
  const indent = Math.min(...filled.map(({ text }) => /^[ \t]*/.exec(text)?.[0].length ?? 0));
  if (!Number.isFinite(indent) || indent === 0) return [...lines];
  return lines.map(({ text, from }) => {
    const cut = Math.min(indent, /^[ \t]*/.exec(text)?.[0].length ?? 0);
    return { text: text.slice(cut), from: from + cut };
  });
}

const MOST_CHUNKS = 300;

/** Keeps the statements at the left margin, with what is indented under them, that parse by themselves. */
function parsingChunks(lines: readonly Line[]): Line[] {
  const chunks: Line[][] = [];
  for (const line of lines) {
    const last = chunks.at(-1);
    const isInside =
      /^[\s)\]}]/.test(line.text) ||
      line.text === '' ||
      /^(?:else|elif|except|finally|case)\b/.test(line.text);
    const isDecorated = last?.at(-1)?.text.startsWith('@') === true;
    if (last !== undefined && (isInside || isDecorated)) last.push(line);
    else chunks.push([line]);
  }
  if (chunks.length > MOST_CHUNKS) return [];
  const kept = chunks.filter((chunk) => parses(dedented(chunk)));
  const isWorthIt = kept.some(
    (chunk) => chunk.length > 1 || /[=()]|^(?:import|from)\b/.test(chunk[0]?.text ?? ''),
  );
  return isWorthIt ? kept.flatMap((chunk) => dedented(chunk)) : [];
}

const LONGEST_CUT = 80;

/** The lines of a block that was cut off, up to the last that ends a statement. */
function beforeTheCut(lines: readonly Line[]): Line[] {
  for (let end = lines.length - 1; end > 0 && lines.length - end <= LONGEST_CUT; end--) {
    const kept = lines.slice(0, end);
    if (parses(kept)) return kept;
  }
  return parsingChunks(lines);
}

/** Imports from `__future__` must stand at the top of a file, and blocks are read one after the other. */
const withoutFuture = (line: Line): Line =>
  line.text.startsWith('from __future__ ') ? { text: ' '.repeat(line.text.length), from: line.from } : line;
