import type { TreeCursor } from '@lezer/common';
import { lineAt, lineEnd } from '../lines.ts';
import type { Code } from './nodes.ts';
import { childrenOf, type Parsed } from './parsed.ts';

export function fencedCode(cursor: TreeCursor, parsed: Parsed): Code {
  const { from, to } = cursor;
  const begins = new Map<number, number>();
  let last = lineAt(parsed.lines, to);
  let [fence, lang, isClosed] = ['', '', false];
  for (const part of childrenOf(cursor)) {
    if (part.name === 'CodeIndent') begins.set(lineAt(parsed.lines, part.from), part.to);
    else if (part.name === 'CodeInfo') lang = /^\S*/.exec(parsed.written(part))?.[0] ?? '';
    else if (part.name === 'CodeMark' && fence === '') fence = parsed.written(part);
    else if (part.name === 'CodeMark') {
      isClosed = true;
      last = lineAt(parsed.lines, part.from) - 1;
    }
  }
  const beginOf = (line: number): number => begins.get(line) ?? parsed.lines[line] ?? to;
  const lines = codeLines(lineAt(parsed.lines, from) + 1, last, beginOf, to, parsed);
  return { type: 'code', ...parsed.place({ from, to }), fence, lang, isClosed, ...lines };
}

/** Undefined for the blanks after a bullet, which the parser may take for code. */
export function indentedCode(cursor: TreeCursor, parsed: Parsed): Code | undefined {
  const { from, to } = cursor;
  const begins = new Map<number, number>();
  for (const part of childrenOf(cursor)) {
    // The line end before a line may come first.
    const begin = parsed.text[part.from] === '\n' ? part.from + 1 : part.from;
    begins.set(lineAt(parsed.lines, begin), begin);
  }
  const beginOf = (line: number): number => begins.get(line) ?? to;
  const lines = codeLines(lineAt(parsed.lines, from), lineAt(parsed.lines, to), beginOf, to, parsed);
  if (lines.value.trim() === '') return undefined;
  const place = parsed.place({ from: indentationBefore(from, parsed), to });
  return { type: 'code', ...place, fence: '', lang: '', isClosed: true, ...lines };
}

/** Takes lines from the source, where masked characters are themselves. There is at least one, which may be empty. */
function codeLines(
  first: number,
  last: number,
  beginOf: (line: number) => number,
  to: number,
  parsed: Parsed,
): Pick<Code, 'lineStarts' | 'value'> {
  const { text, lines, source, sourceLines } = parsed;
  const stop = parsed.sourceOffset(to);
  const lineStarts: number[] = [];
  const values: string[] = [];
  for (let line = first; line <= Math.max(first, last); line++) {
    const end = Math.min(lineEnd(source, sourceLines, parsed.sourceLine(line)), stop);
    const start = Math.min(parsed.sourceOffset(beginOf(line)), end);
    const value = source.slice(start, end);
    const isTakenAway = value.trim() !== '' && text.slice(lines[line], lines[line + 1]).trim() === '';
    const isEmpty = line > last || isTakenAway;
    lineStarts.push(isEmpty ? end : start);
    values.push(isEmpty ? '' : value);
  }
  return { lineStarts, value: values.join('\n') };
}

/** Four blanks or a tab belong to indented code. */
function indentationBefore(offset: number, parsed: Parsed): number {
  const least = Math.max(0, offset - 4);
  let start = offset;
  while (start > least && parsed.isBlankAt(start - 1)) if (parsed.text[--start] === '\t') break;
  return start;
}
