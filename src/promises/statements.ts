import type { Block, Code, List, ListItem, Paragraph, Parent, Table } from '../answers/markdown/nodes.ts';
import { isOutput, prohibits, statesBehaviour } from './behaviour.ts';
import { listsJoined, type PromptMarkdown, readPromptMarkdown, type Run, runOf } from './prompt-markdown.ts';
import { labelled, LONGEST_STATEMENT, logicalLines, normalized, sentencesOf } from './sentences.ts';

/** One thing that a prompt says: a sentence, a list item's sentence, a table row, a heading, a lead-in or a code block. */
export interface Statement {
  /** Plain text without Markdown marks, at most 2,000 characters; a bold label stands before it with a colon. */
  readonly text: string;
  readonly kind: 'sentence' | 'item' | 'row' | 'heading' | 'lead-in' | 'code';
  /** First line of the file. */
  readonly line: number;
  /** Last line of the file. */
  readonly endLine: number;
  /** Headings, lead-ins and labels above it, outermost first. */
  readonly headings: readonly string[];
  /**
   * `behaviour` commits the agent to something. `evidence` can show that a promise is made but is none of its own:
   * headings, lead-ins, code. `none` is background.
   */
  readonly standing: 'behaviour' | 'evidence' | 'none';
  /** True under a heading such as "Never:" or "Don'ts". */
  readonly prohibited: boolean;
  /** The statements of the list that it introduces. */
  readonly introduces: readonly Statement[];
}

/**
 * Takes a prompt apart into what it says.
 * @param firstLine the line of the file on which the prompt begins.
 */
export function readStatements(prompt: string, firstLine = 1): Statement[] {
  const markdown = readPromptMarkdown(prompt);
  const reader = new Reader(markdown, firstLine - 1);
  reader.blocks(markdown.root.children);
  return reader.statements;
}

type Draft = { -readonly [Key in keyof Statement]: Statement[Key] } & {
  introduces: Statement[];
  depth?: number;
};

interface Title {
  readonly text: string;
  /** 0 for a tag, else the heading's depth. */
  readonly depth: number;
}

/** Walks the blocks of a prompt and remembers what stands above. */
class Reader {
  readonly statements: Draft[] = [];
  private readonly titles: Title[] = [];
  /** Bold lines and lead-ins under the current heading. */
  private intro: { readonly text: string; readonly isBold: boolean }[] = [];
  /** Labels of the list items around. */
  private readonly labels: string[] = [];
  /** What may introduce the next list. */
  private introducer: Draft | undefined;
  private afterList = false;
  private isOpening = true;
  private nextTag = 0;
  private readonly markdown: PromptMarkdown;
  private readonly fileLinesBefore: number;

  constructor(markdown: PromptMarkdown, fileLinesBefore: number) {
    this.markdown = markdown;
    this.fileLinesBefore = fileLinesBefore;
  }

  blocks(blocks: readonly Block[]): void {
    const nodes = listsJoined(blocks, this.markdown);
    for (const [index, node] of nodes.entries()) {
      this.applyTags(node);
      this.block(node, nodes[index + 1]);
      this.afterList = node.type === 'list' || node.type === 'table' || node.type === 'code';
    }
  }

  private block(node: Block, next: Block | undefined): void {
    switch (node.type) {
      case 'heading':
        this.heading(this.runOf(node), node.depth);
        break;
      case 'paragraph':
        this.paragraph(node, next);
        break;
      case 'list':
        this.list(node);
        break;
      case 'table':
        this.table(node);
        break;
      case 'code':
        this.code(node);
        break;
      default:
        if (node.type === 'blockquote' || node.type === 'footnoteDefinition' || node.type === 'listItem')
          this.blocks(node.children);
    }
  }

  private applyTags(node: Block): void {
    const { tags, lineOf } = this.markdown;
    const line = lineOf(node.start);
    for (let tag = tags[this.nextTag]; tag !== undefined && tag.line <= line; tag = tags[++this.nextTag]) {
      const { name, isClosing } = tag;
      this.intro = [];
      this.introducer = undefined;
      if (!isClosing) this.titles.push({ text: name, depth: 0 });
      else {
        const opened = this.titles.findLastIndex((title) => title.depth === 0 && title.text === name);
        if (opened !== -1) this.titles.length = opened;
      }
    }
  }

  private heading(run: Run, depth: number): void {
    while ((this.titles.at(-1)?.depth ?? 0) >= depth) this.titles.pop();
    this.intro = [];
    const draft = this.add(run, 'heading', true);
    if (draft) {
      draft.depth = depth;
      this.headOf(draft)?.introduces.push(draft);
    }
    this.titles.push({ text: normalized(run.text), depth });
    this.introducer = draft;
    if (this.titles.filter((title) => title.depth > 0).length > 1) this.isOpening = false;
  }

  /** The heading that this one stands directly under. */
  private headOf({ depth = 0 }: Draft): Draft | undefined {
    for (let at = this.statements.length - 2; at >= 0; at--) {
      const above = this.statements[at];
      if (above?.depth !== undefined && above.depth < depth) return above;
    }
    return undefined;
  }

  private paragraph(node: Paragraph, next: Block | undefined): void {
    const run = this.runOf(node);
    if (this.afterList) this.intro = [];
    else if (this.intro.at(-1)?.isBold === false) this.intro.pop();
    const lines = logicalLines(run);
    const before = this.intro.length;
    for (const [index, line] of lines.entries()) {
      const isLast = index === lines.length - 1;
      this.line(line, 'sentence', isLast ? leadsTo(next) : true);
    }
    // Lead-ins inside the paragraph reach to its end only.
    if (lines.length > 1 && !/:$/.test(lines.at(-1)?.text.trimEnd() ?? ''))
      this.intro = this.intro.filter((intro, at) => at < before || intro.isBold);
    if (!lines.at(-1)?.text.trimEnd().endsWith(':')) this.isOpening = false;
  }

  /** One logical line: a bold title, or sentences of which the last may lead in what follows. */
  private line(line: Run, kind: 'sentence' | 'item', canLead: boolean): void {
    const { label, run } = labelled(line);
    if (label !== undefined && run === line) {
      const firstBold = this.intro.findIndex((intro) => intro.isBold);
      if (firstBold !== -1) this.intro.length = firstBold;
      this.introducer = this.add(run, 'heading', true);
      this.intro.push({ text: normalized(label), isBold: true });
      this.isOpening = false;
      return;
    }
    if (label !== undefined) this.labels.push(normalized(label));
    const sentences = sentencesOf(run);
    for (const [index, sentence] of sentences.entries()) {
      const leads = canLead && index === sentences.length - 1 && /:\W*$/.test(sentence.text);
      // The label is part of the first sentence.
      const own = label !== undefined && index === 0 ? this.labels.pop() : undefined;
      const draft = this.add(sentence, leads ? 'lead-in' : kind, leads);
      if (own !== undefined) this.labels.push(own);
      if (leads) {
        if (this.intro.at(-1)?.isBold === false) this.intro.pop();
        this.intro.push({ text: normalized(sentence.text), isBold: false });
      }
      this.introducer = leads ? draft : undefined;
    }
    if (label !== undefined) this.labels.pop();
  }

  private list(node: List): void {
    const introducer = this.introducer;
    this.isOpening = false;
    for (const item of node.children) if (item.type === 'listItem') this.item(item, introducer);
    this.introducer = undefined;
  }

  private item(node: ListItem, introducer: Draft | undefined): void {
    this.applyTags(node);
    const [first, ...rest] = node.children;
    const depth = this.labels.length;
    const intro = this.intro;
    const from = this.statements.length;
    if (first?.type === 'paragraph') {
      const run = this.runOf(first);
      const isTitle = rest.some((child) => child.type === 'list' || child.type === 'paragraph');
      const { label, run: line } = labelled(run);
      if (
        isTitle &&
        (line === run || line.text.trimEnd().endsWith(':')) &&
        (label !== undefined || line.text.length < 80 || line.text.trimEnd().endsWith(':'))
      ) {
        this.introducer = this.add(line, line.text.trimEnd().endsWith(':') ? 'lead-in' : 'heading', true);
        this.labels.push(normalized(label ?? line.text));
      } else {
        for (const part of logicalLines(run)) this.itemLine(part);
        if (isTitle) this.labels.push(normalized(label ?? line.text.slice(0, 100)));
      }
    } else if (first) rest.unshift(first);
    this.intro = [...intro];
    this.blocks(rest);
    this.intro = intro;
    this.labels.length = depth;
    const own = this.statements[from];
    if (own) introducer?.introduces.push(own);
  }

  private itemLine(line: Run): void {
    const { label, run } = labelled(line);
    if (label !== undefined && run === line) this.add(run, 'item', false);
    else this.line(line, 'item', true);
  }

  private table(node: Table): void {
    for (const [index, row] of node.children.entries()) {
      if (index === 0) continue;
      const cells = row.children.map((cell) => this.runOf(cell)).filter((cell) => cell.text.trim() !== '');
      const line = this.markdown.lineOf(row.start);
      const text = cells.map((cell) => cell.text.trim().replaceAll('\\|', '|')).join(' | ');
      this.add({ text, lines: Array.from(text, () => line), bold: [] }, 'row', false);
    }
  }

  private runOf(node: Parent): Run {
    return runOf(node.children, this.markdown);
  }

  private code({ value: lines, start, end, isClosed }: Code): void {
    const value = isClosed ? lines : lines.replace(/\n$/, '');
    if (value.trim() === '') return;
    const { lineOf } = this.markdown;
    const headings = this.headings();
    this.statements.push({
      text: value.slice(0, LONGEST_STATEMENT),
      kind: 'code',
      line: this.fileLinesBefore + lineOf(start),
      endLine: this.fileLinesBefore + lineOf(end),
      headings,
      standing: statesBehaviour('', { headings, isOpening: false, isHeading: false }) ? 'evidence' : 'none',
      prohibited: false,
      introduces: [],
    });
  }

  private add(run: Run, kind: Statement['kind'], isHeading: boolean): Draft | undefined {
    const marked = normalized(run.text);
    const crossed = /^(?:\[[ xX]\]\s*)?[❌✗✘🚫⛔]/u.test(marked);
    const text = marked
      .replace(/^(?:\[[ xX]\]\s*)?[\uFE0F\p{Extended_Pictographic}✗✘☑✔\s]+/u, '')
      .slice(0, LONGEST_STATEMENT);
    if (!/\p{L}/u.test(text)) return undefined;
    const headings = this.headings();
    const states = statesBehaviour(text, {
      headings,
      isOpening: this.isOpening && kind === 'sentence',
      isHeading: isHeading && !isOutput(headings),
    });
    const draft: Draft = {
      text,
      kind,
      line: this.fileLinesBefore + (run.lines[0] ?? 1),
      endLine: this.fileLinesBefore + (run.lines.at(-1) ?? 1),
      headings,
      standing: !states ? 'none' : isHeading ? 'evidence' : 'behaviour',
      prohibited: crossed || prohibits(headings.at(-1)),
      introduces: [],
    };
    this.statements.push(draft);
    return draft;
  }

  private headings(): string[] {
    return [
      ...this.titles.map((title) => title.text),
      ...this.intro.map((intro) => intro.text),
      ...this.labels,
    ].filter(Boolean);
  }
}

/** What a lead-in can lead to: a list and its like, or titles below which the lists stand. */
function leadsTo(next: Block | undefined): boolean {
  return next !== undefined && next.type !== 'heading' && next.type !== 'thematicBreak';
}
