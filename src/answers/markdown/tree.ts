import type { Tree, TreeCursor } from '@lezer/common';
import { lineAt, lineEnd } from '../lines.ts';
import type { Definitions } from './dialect.ts';
import { normalLabel } from './links.ts';
import { fencedCode, indentedCode } from './codes.ts';
import type { Block, ListItem, Paragraph, Place, Table, TableRow, Text } from './nodes.ts';
import { childrenOf, type Parsed } from './parsed.ts';
import { phrase } from './phrases.ts';

/** Takes from the parser's tree what Vouch reads. */
export function readTree(tree: Tree, parsed: Parsed): { children: Block[]; definitions: Definitions } {
  const reader = new TreeReader(parsed);
  return { children: reader.blocks(tree.cursor()), definitions: reader };
}

class TreeReader implements Definitions {
  readonly links = new Set<string>();
  readonly footnotes = new Set<string>();
  private readonly parsed: Parsed;

  constructor(parsed: Parsed) {
    this.parsed = parsed;
  }

  blocks(cursor: TreeCursor): Block[] {
    const found: Block[] = [];
    for (const child of childrenOf(cursor)) {
      const block = this.block(child);
      if (block === undefined) continue;
      const last = found.at(-1);
      if (block.type === 'paragraph' && last?.type === 'paragraph' && this.goesOn(last, block))
        found[found.length - 1] = this.joined(last, block);
      else found.push(block);
    }
    return found;
  }

  private block(cursor: TreeCursor): Block | undefined {
    const { name } = cursor;
    const place = this.parsed.place(cursor);
    switch (name) {
      case 'Paragraph':
      case 'Task':
        return { type: 'paragraph', ...place, children: phrase(cursor, this.parsed) };
      case 'ATXHeading1':
      case 'ATXHeading2':
      case 'ATXHeading3':
      case 'ATXHeading4':
      case 'ATXHeading5':
      case 'ATXHeading6':
      case 'SetextHeading1':
      case 'SetextHeading2':
        return {
          type: 'heading',
          ...place,
          depth: Number(name.at(-1)),
          children: phrase(cursor, this.parsed),
        };
      case 'FencedCode':
        return fencedCode(cursor, this.parsed);
      case 'CodeBlock':
        return indentedCode(cursor, this.parsed);
      case 'BulletList':
        return { type: 'list', ...place, first: undefined, children: this.blocks(cursor) };
      case 'OrderedList': {
        const first = Number.parseInt(this.parsed.written(cursor), 10);
        return { type: 'list', ...place, first, children: this.blocks(cursor) };
      }
      case 'ListItem':
        return this.item(cursor, place);
      case 'Blockquote':
        return { type: 'blockquote', ...place, children: this.blocks(cursor) };
      case 'FootnoteDefinition':
        return { type: 'footnoteDefinition', ...place, children: this.blocks(cursor) };
      case 'FootnoteLabel':
        this.footnotes.add(normalLabel(this.parsed.written(cursor).slice(2, -2)));
        return undefined;
      case 'LinkReference':
        this.define(cursor);
        return { type: 'definition', ...place };
      case 'Table':
        return this.table(cursor, place);
      case 'HorizontalRule':
        return { type: 'thematicBreak', ...place };
      default:
        return undefined;
    }
  }

  /** The parser ends a paragraph before a line that begins with a tag, as if HTML blocks were read. */
  private goesOn(last: Place, next: Place): boolean {
    const { source, sourceLines } = this.parsed;
    return (
      source[next.start] === '<' && lineAt(sourceLines, next.start) === lineAt(sourceLines, last.end) + 1
    );
  }

  private joined(last: Paragraph, next: Paragraph): Paragraph {
    const { source, sourceLines } = this.parsed;
    const line = lineAt(sourceLines, last.end);
    const start = lineEnd(source, sourceLines, line);
    const lineBreak: Text = { type: 'text', start, end: sourceLines[line + 1] ?? start, value: '\n' };
    return { ...last, end: next.end, children: [...last.children, lineBreak, ...next.children] };
  }

  private item(cursor: TreeCursor, place: Place): ListItem {
    const children = this.blocks(cursor);
    const [head] = children;
    const start = head?.type === 'paragraph' ? this.parsed.source.slice(head.start, head.start + 4) : '';
    const box = /^\[([ xX])\][ \t]/.exec(start)?.[1];
    return { type: 'listItem', ...place, checked: box === undefined ? undefined : box !== ' ', children };
  }

  private define(cursor: TreeCursor): void {
    const label = /^\[((?:[^\]\\]|\\[^])*)\]/.exec(this.parsed.written(cursor))?.[1];
    if (label !== undefined) this.links.add(normalLabel(label));
  }

  private table(cursor: TreeCursor, place: Place): Table {
    const children: TableRow[] = [];
    for (const row of childrenOf(cursor)) {
      if (row.name === 'TableHeader' || row.name === 'TableRow')
        children.push({ type: 'tableRow', ...this.parsed.place(row), children: this.cells(row) });
    }
    return { type: 'table', ...place, children };
  }

  private cells(cursor: TreeCursor): Paragraph[] {
    const cells: Paragraph[] = [];
    let before = '';
    for (const part of childrenOf(cursor)) {
      const { name, from } = part;
      if (name === 'TableCell')
        cells.push({ type: 'tableCell', ...this.parsed.place(part), children: phrase(part, this.parsed) });
      else if (name === 'TableDelimiter' && before === name)
        cells.push({ type: 'tableCell', ...this.parsed.place({ from, to: from }), children: [] });
      before = name;
    }
    return cells;
  }
}
