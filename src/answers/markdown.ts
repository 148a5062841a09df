import type { Nodes, Root } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { longRunCuts } from './cuts.ts';
import { repairFences, type Reading } from './fences.ts';
import { lineOffsets } from './lines.ts';
import { mask } from './mask.ts';
import { isParent } from './nodes.ts';

/** A Markdown text read by CommonMark rules, after repairs of how models break their fences. */
export interface Markdown {
  readonly root: Root;
  /** Offsets at which the lines of the text begin. */
  readonly lines: readonly number[];
  /** Lines (0-based) of closing fences that stand outside the list item or quote of their opening fence. */
  readonly strayClosers: ReadonlySet<number>;
}

const MAX_ROUNDS = 12;
const MAX_ROUNDS_OF_LONG_TEXT = 3;
const LONG_TEXT = 60_000;

// Answers are no web pages: an HTML block would swallow the fences and lists after `<details>`.
const UNUSED = ['htmlFlow'];

// Literal links are of no use here, cost quadratic time on long dotted words, and have the parser stop at every letter
// even where they are disabled.
type Syntax = ReturnType<typeof gfm>;
const LITERAL_LINKS = new Set(['wwwAutolink', 'protocolAutolink', 'emailAutolink']);
const GFM = withoutLiteralLinks(gfm());

const FROM_GFM = gfmFromMarkdown()
  .flat()
  .filter((extension) => extension.transforms === undefined);

/** Reads Markdown; linear in the text, never throws. Positions are offsets into the text as given. */
export function parseMarkdown(text: string): Markdown {
  const lines = lineOffsets(text);
  const strayClosers = new Set<number>();
  const reading: Reading = { text: mask(text, lines), indentedCode: true, cuts: longRunCuts(text, lines) };
  let root = read(reading, lines);
  const rounds = text.length > LONG_TEXT ? MAX_ROUNDS_OF_LONG_TEXT : MAX_ROUNDS;
  for (let round = 0; round < rounds; round++) {
    if (!repairFences(root, reading, lines, strayClosers)) break;
    root = read(reading, lines);
  }
  return { root, lines, strayClosers };
}

function read({ text, indentedCode, cuts }: Reading, lines: readonly number[]): Root {
  const disable = indentedCode ? UNUSED : [...UNUSED, 'codeIndented'];
  const options = { extensions: [GFM, { disable: { null: disable } }], mdastExtensions: FROM_GFM };
  const [first, ...others] = [0, ...cuts] as const;
  const root = fromMarkdown(text.slice(lines[first], lines[others[0] ?? lines.length]), options);
  for (const [at, line] of others.entries()) {
    const piece = fromMarkdown(text.slice(lines[line], lines[others[at + 1] ?? lines.length]), options);
    shift(piece, lines[line] ?? 0, line);
    for (const child of piece.children) root.children.push(child);
  }
  return root;
}

function withoutLiteralLinks(extension: Syntax): Syntax {
  const text = Object.entries(extension.text ?? {}).flatMap(([character, starting]) => {
    const kept = [starting ?? []].flat().filter(({ name = '' }) => !LITERAL_LINKS.has(name));
    return kept.length === 0 ? [] : [[character, kept] as const];
  });
  return { ...extension, text: Object.fromEntries(text) };
}

function shift(root: Root, offset: number, line: number): void {
  const open: Nodes[] = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.position !== undefined) {
      const { start, end } = node.position;
      node.position = {
        start: { line: start.line + line, column: start.column, offset: (start.offset ?? 0) + offset },
        end: { line: end.line + line, column: end.column, offset: (end.offset ?? 0) + offset },
      };
    }
    if (isParent(node)) for (const child of node.children) open.push(child);
  }
}
