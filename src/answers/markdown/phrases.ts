import type { TreeCursor } from '@lezer/common';
import { decodeNamedCharacterReference } from 'decode-named-character-reference';
import type { Inline, Text } from './nodes.ts';
import type { Parsed } from './parsed.ts';

/** The running text of a paragraph, heading or cell: its words, and what is marked. */
export function phrase(cursor: TreeCursor, parsed: Parsed): Inline[] {
  const found = new PhraseReader(parsed).inlines(cursor);
  // Blanks at the end, and the line end before the line under a heading, are no words.
  for (let last = found.at(-1); last?.type === 'text' && /\s$/.test(last.value); last = found.at(-1)) {
    found.pop();
    const value = last.value.trimEnd();
    if (value !== '') found.push({ ...last, value, end: last.start + value.length });
  }
  return found;
}

class PhraseReader {
  private readonly parsed: Parsed;
  private isLineStart = true;

  constructor(parsed: Parsed) {
    this.parsed = parsed;
  }

  inlines(cursor: TreeCursor): Inline[] {
    const found: Inline[] = [];
    let at = cursor.from;
    const { to } = cursor;
    if (cursor.firstChild()) {
      do {
        if (cursor.name === 'Entity' && this.character(cursor) === undefined) continue;
        this.words(at, cursor.from, found);
        at = cursor.to;
        const inline = this.inline(cursor);
        if (inline === undefined) continue;
        found.push(inline);
        this.isLineStart = inline.type === 'break';
      } while (cursor.nextSibling());
      cursor.parent();
    }
    this.words(at, to, found);
    return found;
  }

  /** Undefined for marks. */
  private inline(cursor: TreeCursor): Inline | undefined {
    const place = this.parsed.place(cursor);
    switch (cursor.name) {
      case 'Emphasis':
        return { type: 'emphasis', ...place, children: this.inlines(cursor) };
      case 'StrongEmphasis':
        return { type: 'strong', ...place, children: this.inlines(cursor) };
      case 'Strikethrough':
        return { type: 'delete', ...place, children: this.inlines(cursor) };
      case 'InlineCode':
        return { type: 'inlineCode', ...place, value: codeValue(this.parsed.written(cursor)) };
      case 'Escape':
        return {
          type: 'text',
          start: place.start + 1,
          end: place.end,
          value: this.parsed.written(cursor).slice(1),
        };
      case 'Entity':
        return { type: 'text', ...place, value: this.character(cursor) ?? '' };
      case 'HardBreak':
        return { type: 'break', ...place };
      case 'HTMLTag':
      case 'Comment':
      case 'ProcessingInstruction':
        return { type: 'html', ...place };
      case 'Autolink': {
        const url = this.parsed.written(cursor).slice(1, -1);
        const words: Text = { type: 'text', start: place.start + 1, end: place.end - 1, value: url };
        return { type: 'link', ...place, url, children: [words] };
      }
      case 'Link':
      case 'Image': {
        const type = cursor.name === 'Link' ? 'link' : 'image';
        const url = cursor.node.getChild('LinkTail')?.getChild('URL');
        return { type, ...place, url: url ? this.parsed.written(url) : '', children: this.inlines(cursor) };
      }
      case 'ReferenceLink':
        return { type: 'linkReference', ...place, children: this.inlines(cursor) };
      case 'ReferenceImage':
        return { type: 'imageReference', ...place, children: this.inlines(cursor) };
      case 'FootnoteReference':
        return { type: 'footnoteReference', ...place };
      default:
        return undefined;
    }
  }

  private character(cursor: TreeCursor): string | undefined {
    return decoded(this.parsed.written(cursor).slice(1, -1));
  }

  /** Adds plain text line by line, without the blanks around line ends. */
  private words(from: number, to: number, found: Inline[]): void {
    const { parsed } = this;
    let at = from;
    while (at < to) {
      const newline = parsed.text.indexOf('\n', at);
      const isLast = newline === -1 || newline >= to;
      let [start, end] = [at, isLast ? to : newline];
      if (this.isLineStart) while (start < end && parsed.isBlankAt(start)) start++;
      if (!isLast) while (end > start && parsed.isBlankAt(end - 1)) end--;
      if (start < end) {
        const place = parsed.place({ from: start, to: end });
        found.push({ type: 'text', ...place, value: parsed.source.slice(place.start, place.end) });
        this.isLineStart = false;
      }
      if (isLast) return;
      found.push({ type: 'text', ...parsed.place({ from: newline, to: newline + 1 }), value: '\n' });
      this.isLineStart = true;
      at = newline + 1;
    }
  }
}

/** One blank at each end belongs to the backticks. */
function codeValue(written: string): string {
  const marks = /^`+/.exec(written)?.[0].length ?? 0;
  const value = written.slice(marks, -marks).replaceAll('\n', ' ');
  const isPadded = value.startsWith(' ') && value.endsWith(' ') && value.trim() !== '';
  return isPadded ? value.slice(1, -1) : value;
}

/** What a character reference stands for; undefined if it is none. */
function decoded(reference: string): string | undefined {
  const number = /^#(?:(\d{1,7})|[xX]([\da-fA-F]{1,6}))$/.exec(reference);
  if (number === null) return decodeNamedCharacterReference(reference) || undefined;
  const code = number[1] === undefined ? Number.parseInt(number[2] ?? '', 16) : Number(number[1]);
  const isCharacter = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return String.fromCodePoint(isCharacter ? code : 0xfffd);
}
