import { lineAt, lineEnd } from '../lines.ts';
import { type Code, type InlineCode, isParent, type Node, type Parent, type Root } from './nodes.ts';

const MAX_REPAIRS_A_ROUND = 50;

/** How a text is to be read so that its fences fit together. */
export interface Reading {
  /** The text with some characters replaced, one for one. */
  text: string;
  indentedCode: boolean;
  /** Lines (0-based, ascending) at which the text is read as if it began anew, since a closing fence is missing before. */
  readonly cuts: number[];
}

/** Mends broken fences of the tree in `reading`, as far as one does not depend on the other; false if there is none. */
export function repairFences(
  root: Root,
  reading: Reading,
  lines: readonly number[],
  strayClosers: Set<number>,
): boolean {
  if (isWrapped(root)) {
    unwrap(root, reading, lines);
    return true;
  }
  let repaired = 0;
  let inSyncFrom = 0;
  for (const { node, parent, next } of codeAndInlineCode(root)) {
    if (repaired >= MAX_REPAIRS_A_ROUND) break;
    if (reading.indentedCode && isOverIndentedFence(node, reading.text)) {
      reading.indentedCode = false;
      return true;
    }
    if (node.type !== 'code' || node.fence === '' || lineAt(lines, node.start) < inSyncFrom) continue;
    const inner = repairInnerFences(node, root, reading, lines);
    if (inner === 'requoted') return true;
    if (inner === 'cut') repaired++;
    if (inner !== 'sound' || parent.type === 'root' || node.isClosed) continue;
    const after = Math.max(lineAt(lines, node.end), lineAt(lines, node.start) + 1);
    const closer = nextFilledLine(reading.text, lines, after, next && lineAt(lines, next.start) + 1);
    if (closer === undefined || !isBareFence(lineText(reading.text, lines, closer), node.fence)) continue;
    strayClosers.add(closer);
    blank(reading, lines, closer);
    repaired++;
    // As an opening fence it has swallowed what follows; the tree can be trusted again after that block.
    inSyncFrom = next === undefined ? Infinity : lineAt(lines, next.end) + 1;
  }
  return repaired > 0;
}

/** True if the whole answer stands in one fence tagged as Markdown, so that the answer is what is inside. */
function isWrapped(root: Root): boolean {
  const first = root.children[0];
  if (first?.type !== 'code' || !isMarkdownTag(first.lang)) return false;
  const rest = root.children.slice(1);
  const last = rest.at(-1);
  if (last === undefined) return /^(#{1,6} |[-*] |\d+\. )/m.test(first.value) && first.value.length > 300;
  // Fences nested in the wrapper close it too early and leave its own end as an empty, open block.
  return last.type === 'code' && last.fence !== '' && last.lang === '' && last.value.trim() === '';
}

function unwrap(root: Root, reading: Reading, lines: readonly number[]): void {
  const [first, last] = [root.children[0], root.children.at(-1)];
  const opener = lineAt(lines, first?.start ?? 0);
  const closer = lineAt(lines, (last === first ? last?.end : last?.start) ?? 0);
  blank(reading, lines, opener);
  if (isBareFence(lineText(reading.text, lines, closer), '```')) blank(reading, lines, closer);
}

const isMarkdownTag = (tag: string): boolean => /^(markdown|md|mdx)$/i.test(tag);

function isBareFence(line: string, fence: string): boolean {
  const marks = line.replace(/^[\s>]+/, '').trimEnd();
  return marks.length >= fence.length && [...marks].every((mark) => mark === fence[0]);
}

/** A fence that stands four or more columns in is indented code or running text by the letter of CommonMark. */
function isOverIndentedFence(node: Code | InlineCode, text: string): boolean {
  if (node.type === 'code') return node.fence === '' && /^\s*(`{3}|~{3})/.test(node.value);
  const { start, end } = node;
  return text.startsWith('```', start) && /[\r\n]/.test(text.slice(start, Math.min(end, start + 400)));
}

/**
 * An opening fence inside a fence of the same length is either an example in a document, whose closing fence then ends
 * the outer block too early and leaves one fence too many, or the closing fence before it is missing.
 */
function repairInnerFences(
  node: Code,
  root: Root,
  reading: Reading,
  lines: readonly number[],
): 'sound' | 'requoted' | 'cut' {
  const inner = innerOpening(node, reading, lines);
  if (inner === undefined) return 'sound';
  const last = root.children.at(-1);
  const isOneTooMany = last?.type === 'code' && last !== node && !last.isClosed;
  const isExample = isMarkdownTag(node.lang) || isOneTooMany;
  if (isExample) return quoteNestedFences(node, reading, lines) ? 'requoted' : 'sound';
  reading.cuts.push(beforeProse(reading.text, lines, lineAt(lines, node.start) + 1, inner));
  reading.cuts.sort((a, b) => a - b);
  return 'cut';
}

function innerOpening(node: Code, reading: Reading, lines: readonly number[]): number | undefined {
  const { fence } = node;
  if (!node.value.includes(fence)) return undefined;
  const last = lineAt(lines, node.end);
  for (let line = lineAt(lines, node.start) + 1; line < last; line++) {
    const text = lineText(reading.text, lines, line);
    const mark = /^[ >]*(`{3,}|~{3,})[ \t]*[a-zA-Z][\w+#.-]*[ \t]*$/.exec(text.slice(0, 100))?.[1];
    if (mark !== undefined && mark[0] === fence[0] && mark.length >= fence.length) return line;
  }
  return undefined;
}

/** The first line of the sentence that introduces the inner block, so that it does not count as code. */
function beforeProse(text: string, lines: readonly number[], from: number, inner: number): number {
  let line = inner;
  while (line > from && lineText(text, lines, line - 1).trim() === '') line--;
  const end = line;
  while (line > from && isProseLine(lineText(text, lines, line - 1))) line--;
  const isParagraph = line < end && lineText(text, lines, line - 1).trim() === '';
  return isParagraph ? line : inner;
}

const isProseLine = (line: string): boolean =>
  /^(?:#{1,6} |\*\*|[A-Z\p{Lo}][\p{L}'’]*[ ,:]).*[\p{L}:.*?!)`]\s*$/u.test(line.slice(0, 400)) &&
  !/[;{}=]\s*$/.test(line);

function quoteNestedFences(node: Code, reading: Reading, lines: readonly number[]): boolean {
  const { fence } = node;
  const inner: number[] = [];
  let depth = 0;
  const first = lineAt(lines, node.start) + 1;
  for (let line = first; line < lines.length; line++) {
    const text = lineText(reading.text, lines, line).replace(/^[\s>]+/, '');
    if (!text.startsWith(fence)) continue;
    if (isBareFence(text, fence)) {
      if (depth === 0) break;
      depth--;
    } else depth++;
    inner.push(line);
    if (line - first > 2000) return false;
  }
  if (inner.length === 0 || depth > 0) return false;
  for (const line of inner) {
    const from = reading.text.indexOf(fence, lines[line]);
    reading.text = `${reading.text.slice(0, from)}${"'".repeat(fence.length)}${reading.text.slice(from + fence.length)}`;
  }
  return true;
}

const lineText = (text: string, lines: readonly number[], line: number): string =>
  text.slice(lines[line] ?? text.length, lineEnd(text, lines, line));

function nextFilledLine(text: string, lines: readonly number[], after: number, before = Infinity) {
  for (let line = after; line < Math.min(lines.length, after + 4, before + 1); line++) {
    const content = lineText(text, lines, line);
    if (line > after && content.trim() !== '') return line;
    if (line === after && /^\s*(`{3,}|~{3,})\s*$/.test(content)) return line;
  }
  return undefined;
}

function blank(reading: Reading, lines: readonly number[], line: number): void {
  const [start, end] = [lines[line] ?? 0, lineEnd(reading.text, lines, line)];
  reading.text = reading.text.slice(0, start) + ' '.repeat(end - start) + reading.text.slice(end);
}

interface Leaf {
  readonly node: Code | InlineCode;
  readonly parent: Parent;
  /** The node after it in the text. */
  readonly next: Node | undefined;
}

function* codeAndInlineCode(root: Root): Generator<Leaf> {
  const open: { node: Node; parent: Parent; next: Node | undefined }[] = [
    { node: root, parent: root, next: undefined },
  ];
  for (let top = open.pop(); top !== undefined; top = open.pop()) {
    const { node, parent, next } = top;
    if (node.type === 'code' || node.type === 'inlineCode') yield { node, parent, next };
    if (!isParent(node)) continue;
    for (let at = node.children.length - 1; at >= 0; at--) {
      const child = node.children[at];
      if (child !== undefined) open.push({ node: child, parent: node, next: node.children[at + 1] ?? next });
    }
  }
}
