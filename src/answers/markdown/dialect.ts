import {
  parser as commonMark,
  Table,
  TaskList,
  type BlockContext,
  type BlockParser,
  type Element,
  type InlineContext,
  type InlineParser,
  type LeafBlock,
  type Line,
  type MarkdownConfig,
  type MarkdownParser,
} from '@lezer/markdown';
import { linkSyntax } from './links.ts';

/** What a text defines for the links in it, by label. */
export interface Definitions {
  readonly links: ReadonlySet<string>;
  readonly footnotes: ReadonlySet<string>;
}

export interface Dialect {
  readonly indentedCode: boolean;
  readonly definitions: Definitions;
}

export const NO_DEFINITIONS: Definitions = { links: new Set(), footnotes: new Set() };

/**
 * A parser of GitHub's Markdown without HTML blocks and literal links: answers are no web pages, and an HTML block would
 * swallow the fences and lists after `<details>`.
 */
export function parserFor({ indentedCode, definitions }: Dialect): MarkdownParser {
  if (definitions.links.size === 0 && definitions.footnotes.size === 0)
    return indentedCode ? PLAIN : WITHOUT_INDENTED_CODE;
  return configured({ indentedCode, definitions });
}

const configured = ({ indentedCode, definitions }: Dialect): MarkdownParser =>
  commonMark.configure([
    Table,
    TaskList,
    STRUCK_OUT,
    { parseInline: [WORDS] },
    FOOTNOTES,
    linkSyntax(definitions),
    { defineNodes: ['CodeIndent'], parseBlock: [fencedCode(!indentedCode), interruptions(!indentedCode)] },
    { remove: indentedCode ? ['HTMLBlock'] : ['HTMLBlock', 'IndentedCode'] },
  ]);

/** Unlike the parser's own, it takes the indentation of the fence out of the code, and may stand at any depth. */
const fencedCode = (isDeepIndented: boolean): BlockParser => ({
  name: 'FencedCode',
  parse(cx, line) {
    const fence = /^(?:`{3,}(?=[^`]*$)|~{3,})/.exec(line.text.slice(line.pos))?.[0];
    if (fence === undefined) return false;
    const from = cx.lineStart + line.pos;
    const indent = line.indent - line.baseIndent;
    const infoFrom = line.skipSpace(line.pos + fence.length);
    const parts = [cx.elt('CodeMark', from, from + fence.length)];
    if (infoFrom < line.text.length)
      parts.push(cx.elt('CodeInfo', cx.lineStart + infoFrom, cx.lineStart + line.text.trimEnd().length));
    while (cx.nextLine() && depthOf(line) >= cx.depth) {
      for (const marker of line.markers) parts.push(marker);
      const closes = isDeepIndented || line.indent - line.baseIndent < 4;
      if (closes && isClosing(line.text.slice(line.pos).trimEnd(), fence)) {
        parts.push(cx.elt('CodeMark', cx.lineStart + line.pos, cx.lineStart + line.text.trimEnd().length));
        cx.nextLine();
        break;
      }
      const start = codeStart(line, line.baseIndent + indent);
      if (start > 0) parts.push(cx.elt('CodeIndent', cx.lineStart, cx.lineStart + start));
    }
    cx.addElement(cx.elt('FencedCode', from, cx.prevLineEnd(), parts));
    return true;
  },
});

/** How many of the open containers go on in the line; the parser's own blocks need it too, but its types hide it. */
const depthOf = (line: Line): number => (line as Line & { readonly depth: number }).depth;

const isClosing = (line: string, fence: string): boolean => {
  if (line.length < fence.length) return false;
  for (const mark of line) if (mark !== fence[0]) return false;
  return true;
};

/** Where the line's code begins; a tab that reaches beyond `column` belongs to the code. */
function codeStart(line: Line, goal: number): number {
  let column = 0;
  let at = 0;
  for (; at < line.pos && column < goal; at++) {
    const width = line.text.charCodeAt(at) === 9 ? 4 - (column % 4) : 1;
    if (width > 1 && column + width > goal) break;
    column += width;
  }
  return at;
}

/** Ends a paragraph before lines that the parser would take for more of it. */
const interruptions = (isDeepIndented: boolean): BlockParser => ({
  name: 'Interruption',
  before: 'LinkReference',
  leaf: () => ({
    nextLine(cx, line, leaf) {
      const isDeep = line.indent >= line.baseIndent + 4;
      if (isDeep && !isDeepIndented) return false;
      // After "- a", the line "2. b" begins a list, although it would not interrupt a paragraph.
      const isAfterContainer = depthOf(line) < cx.depth;
      const start = isAfterContainer ? ITEM : DEEP_BLOCK;
      if ((!isDeep && !isAfterContainer) || !start.test(line.text.slice(line.pos))) return false;
      const isOther = leaf.parsers.some((other) => other !== this && other.finish(cx, leaf));
      if (!isOther) cx.addLeafElement(leaf, paragraph(cx, leaf));
      return true;
    },
    finish: () => false,
  }),
});

const ITEM = /^(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)/;
const DEEP_BLOCK = /^(?:`{3,}[^`]*$|~{3,}|>|#{1,6}[ \t]|[-*+][ \t]+\S|1[.)][ \t]+\S)/;

const paragraph = (cx: BlockContext, leaf: LeafBlock): Element =>
  cx.elt(
    'Paragraph',
    leaf.start,
    leaf.start + leaf.content.length,
    cx.parser.parseInline(leaf.content, leaf.start),
  );

const FOOTNOTE = /^\[\^[^\]\s]{1,999}\]:/;

const FOOTNOTES: MarkdownConfig = {
  defineNodes: [
    {
      name: 'FootnoteDefinition',
      block: true,
      composite(_cx, line) {
        if (line.pos === line.text.length) return true;
        if (line.indent < line.baseIndent + 4) return false;
        line.moveBaseColumn(line.baseIndent + 4);
        return true;
      },
    },
    'FootnoteLabel',
  ],
  parseBlock: [
    {
      name: 'FootnoteDefinition',
      before: 'LinkReference',
      parse(cx, line) {
        const mark = line.next === BRACKET ? FOOTNOTE.exec(line.text.slice(line.pos))?.[0] : undefined;
        if (mark === undefined || line.indent >= line.baseIndent + 4) return false;
        const from = cx.lineStart + line.pos;
        cx.startComposite('FootnoteDefinition', line.pos);
        cx.addElement(cx.elt('FootnoteLabel', from, from + mark.length));
        line.moveBase(line.pos + mark.length);
        return null;
      },
      endLeaf: (_cx, line) => line.next === BRACKET && FOOTNOTE.test(line.text.slice(line.pos)),
    },
  ],
};

const BRACKET = 91;
const TILDE = 126;
const [STRUCK_OUT_ONCE, STRUCK_OUT_TWICE] = [
  { resolve: 'Strikethrough', mark: 'StrikethroughMark' },
  { resolve: 'Strikethrough', mark: 'StrikethroughMark' },
];

/** One tilde strikes out as two do on GitHub. */
const struckOut: InlineParser = {
  name: 'Strikethrough',
  after: 'Emphasis',
  parse(cx, next, pos) {
    if (next !== TILDE || (pos > cx.offset && cx.char(pos - 1) === TILDE)) return -1;
    let end = pos + 1;
    while (end < cx.end && cx.char(end) === TILDE) end++;
    if (end - pos > 2) return -1;
    const [before, after] = [kindOf(cx, pos - 1), kindOf(cx, end)];
    const opens = after === 'word' || (after === 'mark' && before !== 'word');
    const closes = before === 'word' || (before === 'mark' && after !== 'word');
    return cx.addDelimiter(end - pos === 1 ? STRUCK_OUT_ONCE : STRUCK_OUT_TWICE, pos, end, opens, closes);
  },
};

/** Leaps over words, since the parser asks for each character ten rules whether one begins there. */
const WORDS: InlineParser = {
  name: 'Words',
  before: 'Escape',
  parse(cx, _next, pos) {
    UNMARKED.lastIndex = pos - cx.offset;
    return UNMARKED.test(cx.text) ? cx.offset + UNMARKED.lastIndex : -1;
  },
};

const UNMARKED = /(?:[^\\&`<*_~[\]! ]| (?! ))+/y;

const STRUCK_OUT: MarkdownConfig = {
  defineNodes: ['Strikethrough', 'StrikethroughMark'],
  parseInline: [struckOut],
};

function kindOf(cx: InlineContext, pos: number): 'word' | 'mark' | 'blank' {
  const unit = pos < cx.offset ? '' : cx.slice(pos, pos + 1);
  if (unit.trim() === '') return 'blank';
  return /[\p{P}\p{S}]/u.test(unit) ? 'mark' : 'word';
}

const PLAIN = configured({ indentedCode: true, definitions: NO_DEFINITIONS });
const WITHOUT_INDENTED_CODE = configured({ indentedCode: false, definitions: NO_DEFINITIONS });
