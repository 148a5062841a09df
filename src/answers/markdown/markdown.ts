import type { MarkdownParser } from '@lezer/markdown';
import { lineOffsets } from '../lines.ts';
import { longRunCuts } from './cuts.ts';
import { type Definitions, NO_DEFINITIONS, parserFor } from './dialect.ts';
import { repairFences, type Reading } from './fences.ts';
import { mask } from './mask.ts';
import type { Block, Root } from './nodes.ts';
import { Parsed } from './parsed.ts';
import { readTree } from './tree.ts';

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

/** Reads Markdown; linear in the text, never throws. Positions are offsets into the text as given. */
export function parseMarkdown(text: string): Markdown {
  const lines = lineOffsets(text);
  const strayClosers = new Set<number>();
  const reading: Reading = { text: mask(text, lines), indentedCode: true, cuts: longRunCuts(text, lines) };
  const readAgain = (): Root =>
    read(reading, text, lines, (definitions) =>
      parserFor({ indentedCode: reading.indentedCode, definitions }),
    );
  let root = readAgain();
  const rounds = text.length > LONG_TEXT ? MAX_ROUNDS_OF_LONG_TEXT : MAX_ROUNDS;
  for (let round = 0; round < rounds; round++) {
    if (!repairFences(root, reading, lines, strayClosers)) break;
    root = readAgain();
  }
  return { root, lines, strayClosers };
}

/** The parser for a text that defines so much. */
type ParserFor = (definitions: Definitions) => MarkdownParser;

/** Reads Markdown as it stands, without repairs, by a parser of one's own; linear in the text. */
export function readMarkdown(text: string, parserOf: ParserFor): Root {
  const lines = lineOffsets(text);
  return read({ text: mask(text, lines), cuts: longRunCuts(text, lines) }, text, lines, parserOf);
}

function read(
  { text, cuts }: Pick<Reading, 'text' | 'cuts'>,
  source: string,
  lines: readonly number[],
  parserOf: ParserFor,
): Root {
  const starts = [0, ...cuts];
  const children: Block[] = [];
  for (const [at, firstLine] of starts.entries()) {
    const piece = text.slice(lines[firstLine], lines[starts[at + 1] ?? lines.length]);
    for (const block of readPiece(piece, firstLine, parserOf, source, lines)) children.push(block);
  }
  return { type: 'root', start: 0, end: source.length, children };
}

function readPiece(
  piece: string,
  firstLine: number,
  parserOf: ParserFor,
  source: string,
  sourceLines: readonly number[],
): Block[] {
  const text = piece.includes('\r') ? piece.replace(/\r\n?/g, '\n') : piece;
  const lines = text.length === source.length ? sourceLines : lineOffsets(text);
  const parsed = new Parsed(text, lines, { source, sourceLines, firstLine });
  const blocks = (definitions: Definitions) => readTree(parserOf(definitions).parse(text), parsed);
  const { children, definitions } = blocks(NO_DEFINITIONS);
  // Links may stand before what defines them.
  return definitions.links.size + definitions.footnotes.size === 0 ? children : blocks(definitions).children;
}
