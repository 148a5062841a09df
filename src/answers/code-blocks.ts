import type { CodeBlock, Span } from './answer.ts';
import { guessLanguage } from './guess-language.ts';
import { languageOfTag } from './languages.ts';
import { lineAt, lineOffsets } from './lines.ts';
import type { Markdown } from './markdown/markdown.ts';
import type { Code } from './markdown/nodes.ts';
import type { CodeNode } from './outline.ts';
import { roleOf } from './roles.ts';
import { isUserCode, type UserLines } from './user-code.ts';
import { inOneByte } from './one-byte.ts';
import { oncePer } from './once.ts';

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
  { lines, strayClosers }: Markdown,
  source: string,
  turn: number,
  user: UserLines,
): CodeBlock {
  const { start, end, fence } = node;
  const { value, lineStarts } = node.isClosed ? node : trimmedEnd(node);
  const code = inOneByte(value);
  const tag = fence === '' ? '' : tagAfter(source, start + fence.length);
  const language = languageOfTag(tag) ?? guessLanguage(code);
  const lastLine = lineAt(lines, Math.max(start, end - 1));
  const isClosedOutside = [0, 1, 2, 3].some((further) => strayClosers.has(lastLine + further));
  return {
    language,
    tag,
    code,
    span: { turn, start, end },
    lineStarts,
    role: roleOf({ language, code, headings }),
    quotesUser: isUserCode(code, user),
    closed: isClosedOutside || node.isClosed,
    headings,
  };
}

function tagAfter(source: string, at: number): string {
  return /^[ \t]*(\{[^}\r\n]{0,80}\}|\S{0,200})/.exec(source.slice(at, at + 220))?.[1] ?? '';
}

/** Without the blank lines that stand between an open block and what follows it. */
function trimmedEnd(code: Code): Pick<Code, 'value' | 'lineStarts'> {
  const value = code.value.trimEnd();
  return { value, lineStarts: code.lineStarts.slice(0, value.split('\n').length) };
}

/** The place in the turn's text of the part of a block's code from `start` to `end`. */
export function spanInBlock(block: CodeBlock, start: number, end: number): Span {
  const place = placer(block);
  const from = place(start);
  return { turn: block.span.turn, start: from, end: Math.max(from, end > start ? place(end - 1) + 1 : from) };
}

/** Maps offsets of a block's code to offsets of the turn's text. */
const placer = oncePer((block: CodeBlock): ((offset: number) => number) => {
  const codeStarts = lineOffsets(block.code);
  return (offset) => {
    const within = Math.max(0, Math.min(offset, block.code.length));
    const line = lineAt(codeStarts, within);
    return (block.lineStarts[line] ?? block.span.start) + within - (codeStarts[line] ?? 0);
  };
});
