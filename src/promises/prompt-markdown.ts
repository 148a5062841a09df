import type { Nodes, Root } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';

/** A line that holds one XML-like tag and nothing else, as prompts use them for their parts. */
export interface TagLine {
  /** 1-based line of the prompt. */
  readonly line: number;
  readonly name: string;
  readonly isClosing: boolean;
}

/** A part of a prompt read as Markdown. */
export interface PromptPart {
  readonly root: Root;
  /** Lines of the prompt before this part. */
  readonly linesBefore: number;
}

// Prompts indent without meaning code, and their tags are no HTML: as HTML blocks they would swallow lists.
// Literal links and struck-out text cost quadratic time on long words and on many tildes.
const UNUSED = [
  'codeIndented',
  'htmlFlow',
  'htmlText',
  'definition',
  'wwwAutolink',
  'protocolAutolink',
  'emailAutolink',
  'strikethrough',
];

const FROM_GFM = gfmFromMarkdown()
  .flat()
  .filter((extension) => extension.transforms === undefined);

/**
 * Reads a prompt as its author meant it: also with `•` for bullets, ticks and crosses for list marks, and tags for
 * headings. Long prompts come in parts, because the parser's time grows with the square of the lines.
 */
export function readPromptMarkdown(prompt: string): { parts: PromptPart[]; tags: TagLine[] } {
  const tags: TagLine[] = [];
  // To Markdown a lone carriage return ends a line; to editors and to our line numbers it does not.
  const lines = prompt
    .replaceAll('\r', ' ')
    .split('\n')
    .map((line, index) => {
      const tag = TAG_LINE.exec(line)?.groups;
      if (!tag) return withoutTraps(line);
      tags.push({
        line: index + 1,
        name: (tag['name'] ?? '').replace(/[_-]/g, ' '),
        isClosing: tag['close'] !== '',
      });
      return '';
    });
  const parts = cut(lines).map(({ start, end }): PromptPart => {
    const root = fromMarkdown(lines.slice(start, end).join('\n'), {
      extensions: [gfm(), { disable: { null: UNUSED } }],
      mdastExtensions: FROM_GFM,
    });
    return { root, linesBefore: start };
  });
  return { parts, tags };
}

const PART_FROM = 600;
const PART_TO = 1500;

/** Cuts before a heading outside code, once a part is long enough, or where it becomes too long. */
function cut(lines: readonly string[]): { start: number; end: number }[] {
  const parts: { start: number; end: number }[] = [];
  let start = 0;
  let fence: string | undefined;
  for (const [index, line] of lines.entries()) {
    const mark = /^ {0,3}(`{3}|~{3})/.exec(line)?.[1];
    if (mark !== undefined && (fence === undefined || fence === mark))
      fence = fence === undefined ? mark : undefined;
    const length = index - start;
    if (length >= PART_TO || (length >= PART_FROM && fence === undefined && /^#{1,6} /.test(line))) {
      parts.push({ start, end: index });
      start = index;
    }
  }
  parts.push({ start, end: lines.length });
  return parts;
}

const TAG_LINE = /^[ \t]*<(?<close>\/?)(?<name>[A-Za-z][\w-]{0,60})(?:\s[^<>]{0,200})?>[ \t]*$/;

const MOST_NESTED = 20;
const DEEPEST_INDENT = 40;

/** Quotes or lists nested hundreds deep cost the parser minutes. */
function withoutTraps(line: string): string {
  const indent = /^[ \t]*/.exec(line)?.[0].length ?? 0;
  const bulleted = line
    .slice(Math.max(0, indent - DEEPEST_INDENT))
    .replace(/^([ \t]*)[•◦▪●○‣–]([ \t])/, '$1-$2')
    .replace(/^([ \t]*)([✅✔☑❌✗✘🚫⛔])/u, '$1- $2');
  const nested = /^(?:[ \t>*+-]|\d{1,9}[.)][ \t])*/.exec(bulleted)?.[0] ?? '';
  if (nested.replace(/[\s\d]/g, '').length <= MOST_NESTED) return bulleted;
  return bulleted.slice(nested.length);
}

/** Running text of a node: line breaks as `\n`, each character with its line in the prompt and whether it is bold. */
export interface Run {
  readonly text: string;
  readonly lines: readonly number[];
  readonly bold: readonly boolean[];
}

/** Flattens running text: marks are dropped, inline code stays. */
export function runOf(nodes: readonly Nodes[], linesBefore: number): Run {
  const text: string[] = [];
  const lines: number[] = [];
  const bold: boolean[] = [];
  const put = (value: string, line: number, lastLine: number, isBold: boolean): void => {
    let current = line;
    for (const character of value) {
      for (const unit of character === '\r' ? [] : character.split('')) {
        text.push(unit);
        lines.push(current);
        bold.push(isBold);
      }
      // A line break written as `&#10;` is none in the prompt.
      if (character === '\n' && current < lastLine) current++;
    }
  };
  const walk = (node: Nodes, isBold: boolean): void => {
    const line = linesBefore + (node.position?.start.line ?? 1);
    const lastLine = linesBefore + (node.position?.end.line ?? 1);
    if (node.type === 'text' || node.type === 'inlineCode' || node.type === 'html')
      put(node.value, line, lastLine, isBold);
    else if (node.type === 'break') put('\n', line, lastLine, isBold);
    else if (node.type === 'image') put(node.alt ?? '', line, lastLine, isBold);
    else if ('children' in node) {
      for (const child of node.children) walk(child, isBold || node.type === 'strong');
    }
  };
  for (const node of nodes) walk(node, false);
  return { text: text.join(''), lines, bold };
}

/** The part of a run from `start` to `end`, without the blanks around it. */
export function sliceRun(run: Run, start: number, end: number): Run {
  let [from, to] = [start, end];
  while (from < to && /\s/.test(run.text[from] ?? '')) from++;
  while (to > from && /\s/.test(run.text[to - 1] ?? '')) to--;
  return { text: run.text.slice(from, to), lines: run.lines.slice(from, to), bold: run.bold.slice(from, to) };
}
