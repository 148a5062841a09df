import { lineAt, lineOffsets } from '../answers/lines.ts';
import { readMarkdown } from '../answers/markdown/markdown.ts';
import { type Block, type InlineCode, isParent, type Node, type Root } from '../answers/markdown/nodes.ts';
import { promptParser } from './prompt-dialect.ts';

/** A line that holds one XML-like tag and nothing else, as prompts use them for their parts. */
export interface TagLine {
  /** 1-based line of the prompt. */
  readonly line: number;
  readonly name: string;
  readonly isClosing: boolean;
}

/** A prompt read as Markdown. */
export interface PromptMarkdown {
  readonly root: Root;
  /** What was read: the prompt without what only means something to its author. */
  readonly text: string;
  readonly tags: readonly TagLine[];
  /** The 1-based line of the prompt in which a node begins or ends. */
  lineOf(offset: number): number;
}

/**
 * Reads a prompt as its author meant it: also with `•` for bullets, ticks and crosses for list marks, and tags for
 * headings.
 */
export function readPromptMarkdown(prompt: string): PromptMarkdown {
  const tags: TagLine[] = [];
  // To Markdown a lone carriage return ends a line; to editors and to our line numbers it does not.
  const text = prompt
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
    })
    .join('\n');
  const lines = lineOffsets(text);
  return {
    root: readMarkdown(text, promptParser),
    text,
    tags,
    lineOf: (offset) => lineAt(lines, offset) + 1,
  };
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
    .replace(/^([ \t]*)([✅✔☑❌✗✘🚫⛔])/u, '$1- $2')
    // Blanks behind the rule of a table keep the parser from seeing it.
    .replace(/^([ \t]*\|.*\|)[ \t]+$/, '$1');
  const nested = /^(?:[ \t>*+-]|\d{1,9}[.)][ \t])*/.exec(bulleted)?.[0] ?? '';
  if (nested.replace(/[\s\d]/g, '').length <= MOST_NESTED) return bulleted;
  return bulleted.slice(nested.length);
}

/** The parser begins another list at every item that stands as deep as code would. */
export function listsJoined(blocks: readonly Block[], { text }: PromptMarkdown): Block[] {
  const joined: Block[] = [];
  let items: Block[] = [];
  let mark: string | undefined;
  for (const block of blocks) {
    const goesOn = block.type === 'list' && markOf(block, text) === mark;
    if (!goesOn) joined.push(block.type === 'list' ? { ...block, children: (items = []) } : block);
    if (block.type === 'list') items.push(...block.children);
    mark = block.type === 'list' ? markOf(block, text) : undefined;
  }
  return joined;
}

/** `-`, `*` or `+`, or what stands behind the numbers. */
function markOf({ start }: Block, text: string): string | undefined {
  return /^\d*(\D)/.exec(text.slice(start, start + 10))?.[1];
}

/** Running text of a node: line breaks as `\n`, each character with its line in the prompt and whether it is bold. */
export interface Run {
  readonly text: string;
  readonly lines: readonly number[];
  readonly bold: readonly boolean[];
}

/** Flattens running text: marks are dropped, inline code stays. */
export function runOf(nodes: readonly Node[], markdown: PromptMarkdown): Run {
  const { lineOf } = markdown;
  const text: string[] = [];
  const lines: number[] = [];
  const bold: boolean[] = [];
  const put = (value: string, { start, end }: Node, isBold: boolean): void => {
    let line = lineOf(start);
    const lastLine = lineOf(end);
    for (const unit of value.split('')) {
      text.push(unit);
      lines.push(line);
      bold.push(isBold);
      // A line break written as `&#10;` is none in the prompt.
      if (unit === '\n' && line < lastLine) line++;
    }
  };
  const walk = (node: Node, isBold: boolean): void => {
    if (node.type === 'text') put(node.value, node, isBold);
    else if (node.type === 'inlineCode') put(codeOf(node, markdown), node, isBold);
    else if (node.type === 'break') put('\n', node, isBold);
    else if (isParent(node)) for (const child of node.children) walk(child, isBold || node.type === 'strong');
  };
  for (const node of nodes) walk(node, false);
  return { text: text.join(''), lines, bold };
}

/** Code that stands on several lines keeps its line breaks, which tell where its words stand. */
function codeOf({ value, start, end }: InlineCode, { text, lineOf }: PromptMarkdown): string {
  if (lineOf(start) === lineOf(end)) return value;
  return text
    .slice(start, end)
    .replace(/^`+|`+$/g, '')
    .replace(/\n[ \t>]*/g, '\n');
}

/** The part of a run from `start` to `end`, without the blanks around it. */
export function sliceRun(run: Run, start: number, end: number): Run {
  let [from, to] = [start, end];
  while (from < to && /\s/.test(run.text[from] ?? '')) from++;
  while (to > from && /\s/.test(run.text[to - 1] ?? '')) to--;
  return { text: run.text.slice(from, to), lines: run.lines.slice(from, to), bold: run.bold.slice(from, to) };
}
