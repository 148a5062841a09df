import type { TreeCursor } from '@lezer/common';
import { lineAt } from '../lines.ts';
import type { Place } from './nodes.ts';

interface Origin {
  readonly source: string;
  readonly sourceLines: readonly number[];
  /** Which line of the source is the first that was parsed. */
  readonly firstLine: number;
}

/** A text as the parser read it, which knows where it stands in the text as given. */
export class Parsed {
  /** With all lines ended by `\n`. */
  readonly text: string;
  /** Offsets at which the lines of `text` begin. */
  readonly lines: readonly number[];
  readonly source: string;
  readonly sourceLines: readonly number[];
  private readonly firstLine: number;
  private readonly isMoved: boolean;

  constructor(text: string, lines: readonly number[], { source, sourceLines, firstLine }: Origin) {
    this.text = text;
    this.lines = lines;
    this.source = source;
    this.sourceLines = sourceLines;
    this.firstLine = firstLine;
    this.isMoved = firstLine > 0 || text.length !== source.length;
  }

  /** The part of the text that a node of the parser covers. */
  written({ from, to }: Pick<TreeCursor, 'from' | 'to'>): string {
    return this.text.slice(from, to);
  }

  place({ from, to }: Pick<TreeCursor, 'from' | 'to'>): Place {
    return { start: this.sourceOffset(from), end: this.sourceOffset(to) };
  }

  sourceOffset(offset: number): number {
    if (!this.isMoved) return offset;
    const line = lineAt(this.lines, offset);
    return (this.sourceLines[this.firstLine + line] ?? 0) + offset - (this.lines[line] ?? 0);
  }

  sourceLine(line: number): number {
    return this.firstLine + line;
  }

  isBlankAt(offset: number): boolean {
    const unit = this.text.charCodeAt(offset);
    return unit === 32 || unit === 9;
  }
}

/** The node's children one after the other; the cursor stands on each in turn, and on the node again at the end. */
export function* childrenOf(cursor: TreeCursor): Generator<TreeCursor> {
  if (!cursor.firstChild()) return;
  do yield cursor;
  while (cursor.nextSibling());
  cursor.parent();
}
