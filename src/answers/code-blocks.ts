import type { CodeBlock, Span } from './answer.ts';
import { guessLanguage } from './guess-language.ts';
import { languageOfTag } from './languages.ts';
import { lineEnd, lineAt } from './lines.ts';
import { isClosed, openingFence } from './fences.ts';
import type { Markdown } from './markdown.ts';
import { offsets } from './nodes.ts';
import type { CodeNode } from './outline.ts';
import { roleOf } from './roles.ts';
import { isUserCode, type UserLines } from './user-code.ts';

/** The code blocks of one turn, with language, role and exact places. */
export function codeBlocksOf(
  codes: readonly CodeNode[],
  markdown: Markdown,
  source: string,
  turn: number,
  user: UserLines,
): CodeBlock[] {
  return codes.map((code) => codeBlock(code, markdown, source, turn, user));
}

function codeBlock(
  { node, headings }: CodeNode,
  markdown: Markdown,
  source: string,
  turn: number,
  user: UserLines,
): CodeBlock {
  const { start, end } = offsets(node);
  const fence = openingFence(node, source);
  const isShut = isClosed(node, source, markdown.lines);
  const value = isShut ? node.value : node.value.trimEnd();
  const { code, lineStarts } = codeLines(value, fence !== undefined, markdown, source, start, end);
  const tag = fence === undefined ? '' : tagAfter(source, start + fence.length);
  const language = languageOfTag(tag) ?? guessLanguage(code);
  const lastLine = lineAt(markdown.lines, Math.max(start, end - 1));
  const stray = [lastLine, lastLine + 1, lastLine + 2, lastLine + 3].find((line) =>
    markdown.strayClosers.has(line),
  );
  const closed = stray !== undefined || isShut;
  return {
    language,
    tag,
    code,
    span: { turn, start, end },
    lineStarts,
    role: roleOf({ language, code, headings }),
    quotesUser: isUserCode(code, user),
    closed,
    headings,
  };
}

function tagAfter(source: string, at: number): string {
  return /^[ \t]*(\{[^}\r\n]{0,80}\}|\S{0,200})/.exec(source.slice(at, at + 220))?.[1] ?? '';
}

/** Finds each line of a code node's value in the source, where the indentation of its containers precedes it. */
function codeLines(
  value: string,
  isFenced: boolean,
  { lines }: Markdown,
  source: string,
  start: number,
  end: number,
): { code: string; lineStarts: number[] } {
  const values = value.split(/\r\n|\n|\r/);
  const first = lineAt(lines, start) + (isFenced ? 1 : 0);
  const lineStarts: number[] = [];
  const code: string[] = [];
  for (const [at, text] of values.entries()) {
    const line = first + at;
    const from = Math.min(lines[line] ?? end, end);
    const until = Math.max(from, Math.min(lineEnd(source, lines, line), Math.max(from, end)));
    // A tab of which only a part belonged to the indentation stands in the value as spaces.
    const begin = Math.max(from, until - text.length);
    const begins =
      source[begin - 1] === '\t' && text.startsWith(' ')
        ? begin + leadingSpaces(text) - leadingSpaces(source.slice(begin, until))
        : begin;
    lineStarts.push(Math.min(begins, until));
    code.push(source.slice(Math.min(begins, until), until));
  }
  return { code: code.join('\n'), lineStarts };
}

const leadingSpaces = (text: string): number => /^ */.exec(text)?.[0].length ?? 0;

/** The place in the turn's text of the part of a block's code from `start` to `end`. */
export function spanInBlock(block: CodeBlock, start: number, end: number): Span {
  const place = placer(block);
  const from = place(start);
  return { turn: block.span.turn, start: from, end: Math.max(from, end > start ? place(end - 1) + 1 : from) };
}

const PLACERS = new WeakMap<CodeBlock, (offset: number) => number>();

/** Maps offsets of a block's code to offsets of the turn's text. */
function placer(block: CodeBlock): (offset: number) => number {
  const known = PLACERS.get(block);
  if (known !== undefined) return known;
  const codeStarts = [0];
  for (let at = block.code.indexOf('\n'); at !== -1; at = block.code.indexOf('\n', at + 1))
    codeStarts.push(at + 1);
  const place = (offset: number): number => {
    const within = Math.max(0, Math.min(offset, block.code.length));
    const line = lineAt(codeStarts, within);
    return (block.lineStarts[line] ?? block.span.start) + within - (codeStarts[line] ?? 0);
  };
  PLACERS.set(block, place);
  return place;
}
