import type { Section } from './answer.ts';
import type { Markdown } from './markdown/markdown.ts';
import type {
  Block,
  Code,
  Heading,
  List,
  ListItem,
  Container,
  Paragraph,
  Root,
  Table,
  TableRow,
} from './markdown/nodes.ts';
import { oncePer } from './once.ts';
import { sentences } from './sentences.ts';
import { joinedRuns, textRun, type TextRun } from './text-runs.ts';

/** A paragraph, list item, table row or heading, as running text. */
export interface TextBlock {
  readonly kind: 'paragraph' | 'item' | 'row' | 'heading';
  readonly run: TextRun;
  readonly headings: readonly string[];
  readonly quoted: boolean;
  /** Number of the list it stands in, counted over the turn; undefined outside lists. */
  readonly list: number | undefined;
  /** How many lists it stands in. */
  readonly listDepth: number;
  /** Cells of a table row. */
  readonly cells: readonly TextRun[];
  /** True for the first row of a table. */
  readonly isHeader: boolean;
}

/** The sentences of a paragraph or item. */
export const sentencesOf = oncePer(({ run }: TextBlock) => sentences(run));

/** A code node with the sections it stands in. */
export interface CodeNode {
  readonly node: Code;
  readonly headings: readonly string[];
  readonly quoted: boolean;
}

/** The blocks of one turn, each kind in the order of the text. */
export interface Outline {
  readonly sections: readonly Section[];
  readonly texts: readonly TextBlock[];
  readonly codes: readonly CodeNode[];
}

interface OpenSection {
  title: string;
  depth: number;
  start: number;
  bodyStart: number;
}

const BOLD_LINE_DEPTH = 7;
const LONGEST_BOLD_HEADING = 90;

/** Walks the tree of one turn and gathers headings, running text and code. */
export function outline(markdown: Markdown, source: string, turn: number): Outline {
  return new Outliner(source, turn).walk(markdown);
}

type BlockParent = Root | Container | List | ListItem | Table;

interface Context {
  quoted: boolean;
  list: number | undefined;
  listDepth: number;
}

class Outliner {
  private readonly sections: Section[] = [];
  private readonly texts: TextBlock[] = [];
  private readonly codes: CodeNode[] = [];
  private readonly open: OpenSection[] = [];
  private lists = 0;
  private readonly source: string;
  private readonly turn: number;

  constructor(source: string, turn: number) {
    this.source = source;
    this.turn = turn;
  }

  walk(markdown: Markdown): Outline {
    this.children(markdown.root, { quoted: false, list: undefined, listDepth: 0 });
    this.close(0, this.source.length);
    const sections = this.sections.sort((a, b) => a.span.start - b.span.start || a.depth - b.depth);
    return { sections, texts: this.texts, codes: this.codes };
  }

  private children(parent: BlockParent, context: Context): void {
    for (const node of parent.children) this.block(node, parent, context);
  }

  private block(node: Block | TableRow, parent: BlockParent, context: Context): void {
    switch (node.type) {
      case 'heading':
        this.heading(node, context);
        break;
      case 'paragraph':
        this.paragraph(node, parent, context);
        break;
      case 'code':
        this.codes.push({ node, headings: this.titles(), quoted: context.quoted });
        break;
      case 'tableRow':
        this.row(node, parent, context);
        break;
      case 'blockquote':
        this.children(node, { ...context, quoted: true });
        break;
      case 'list':
        this.children(node, { ...context, list: ++this.lists, listDepth: context.listDepth + 1 });
        break;
      case 'listItem':
      case 'table':
      case 'footnoteDefinition':
        this.children(node, context);
        break;
      case 'tableCell':
      case 'thematicBreak':
      case 'definition':
    }
  }

  private heading(node: Heading, context: Context): void {
    const run = flat(textRun(node.children, this.source));
    const { start, end } = node;
    if (!context.quoted) this.openSection({ title: run.text, depth: node.depth, start, bodyStart: end });
    this.text('heading', run, context);
  }

  private paragraph(node: Paragraph, parent: BlockParent, context: Context): void {
    const run = textRun(node.children, this.source);
    const isItem = parent.type === 'listItem' && parent.children[0] === node;
    if (isItem) {
      this.text('item', flat(run), context);
      return;
    }
    let from = 0;
    for (const { start, end } of boldLines(run)) {
      if (context.list !== undefined || context.quoted) break;
      this.text('paragraph', flat(run, from, start), context);
      const title = flat(run, start, end);
      const { bounds } = title;
      // The bold marks stand just outside the text.
      const before = this.source.slice(Math.max(0, bounds.start - 3), bounds.start);
      const marks = /[*_]*$/.exec(before)?.[0].length ?? 0;
      this.openSection({
        title: title.text,
        depth: BOLD_LINE_DEPTH,
        start: bounds.start - marks,
        bodyStart: run.placeOf(end),
      });
      this.text('heading', title, context);
      from = end;
    }
    this.lines(run, from, context);
  }

  /** Numbered lines that CommonMark leaves in a paragraph, as after "**Scale**\n5. ...", are items to the reader. */
  private lines(run: TextRun, from: number, context: Context): void {
    const starts = context.list === undefined && !context.quoted ? numberedLines(run.text, from) : [];
    const list = starts.length > 0 ? ++this.lists : undefined;
    this.text('paragraph', flat(run, from, starts[0]?.line ?? run.text.length), context);
    for (const [at, { content }] of starts.entries()) {
      this.text('item', flat(run, content, starts[at + 1]?.line ?? run.text.length), {
        ...context,
        list,
        listDepth: 1,
      });
    }
  }

  private row(node: TableRow, parent: BlockParent, context: Context): void {
    const cells = node.children.map((cell) => flat(textRun(cell.children, this.source)));
    const run = joinedRuns(cells.filter((cell) => cell.text !== ''));
    this.text('row', run, context, cells, parent.children[0] === node);
  }

  private text(
    kind: TextBlock['kind'],
    run: TextRun,
    context: Context,
    cells: readonly TextRun[] = [],
    isHeader = false,
  ): void {
    if (run.text.trim() === '') return;
    const { quoted, list, listDepth } = context;
    this.texts.push({
      kind,
      run,
      headings: this.titles(),
      quoted,
      list,
      listDepth,
      cells,
      isHeader,
    });
  }

  private titles(): readonly string[] {
    return this.open.map((section) => section.title);
  }

  private openSection(section: OpenSection): void {
    this.close(section.depth, section.start);
    this.open.push(section);
  }

  /** Closes the sections of `depth` and deeper. */
  private close(depth: number, end: number): void {
    while ((this.open.at(-1)?.depth ?? -1) >= depth) {
      const section = this.open.pop();
      if (section === undefined) return;
      const { title, start, bodyStart } = section;
      this.sections.push({ title, depth: section.depth, span: { turn: this.turn, start, end }, bodyStart });
    }
  }
}

/** Trims a part of a run; hard breaks stay as `\n`, soft ones become spaces. */
function flat(run: TextRun, from = 0, to = run.text.length): TextRun {
  return run.slice(from, to).withSpaces();
}

/** Lines of a paragraph that are bold as a whole and read as titles, as character ranges. */
function boldLines(run: TextRun): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = [];
  if (!run.hasBold) return found;
  let start = 0;
  for (let at = 0; at <= run.text.length; at++) {
    if (at < run.text.length && run.text[at] !== '\r' && run.text[at] !== '\n') continue;
    if (isTitle(run, start, at) && endsSentence(run.text, start)) found.push({ start, end: at });
    start = at + 1;
  }
  return found;
}

function isTitle(run: TextRun, start: number, end: number): boolean {
  const line = run.text.slice(start, end).trim();
  if (line.length < 2 || line.length > LONGEST_BOLD_HEADING || /[.!。！]$/.test(line)) return false;
  for (let at = start; at < end; at++) {
    if (!run.isBold(at) && !/[\s:：]/.test(run.text[at] ?? '')) return false;
  }
  return run.slice(start, end).hasBold;
}

/** A bold line in mid-sentence is emphasis, not a title. */
function endsSentence(text: string, before: number): boolean {
  const last = text
    .slice(Math.max(0, before - 40), before)
    .trimEnd()
    .at(-1);
  return last === undefined || /[.!?:;。！？：…)|*`"”]/.test(last);
}

/** Lines of a paragraph that begin with a number and follow a title or a colon. */
function numberedLines(text: string, from: number): { line: number; content: number }[] {
  const found: { line: number; content: number }[] = [];
  const pattern = /(^|[\r\n]) {0,3}\d{1,2}[.)] +/g;
  pattern.lastIndex = from;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const line = match.index + (match[1]?.length ?? 0);
    const before = text.slice(from, line).slice(-3).trimEnd();
    if (found.length === 0 && before !== '' && !/[:：]$/.test(before)) return [];
    found.push({ line, content: match.index + match[0].length });
  }
  return found;
}
