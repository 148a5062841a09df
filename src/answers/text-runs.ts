import type { Inline } from './markdown/nodes.ts';
import { inOneByte } from './one-byte.ts';

/** A part of a run that stands in the source unbroken. */
interface Stretch {
  /** Index of its first character in the text of the whole run. */
  readonly at: number;
  /** Where that character stands in the source. */
  readonly place: number;
  readonly isBold: boolean;
}

/** Running text without Markdown marks that knows where each of its characters stands in the source. */
export class TextRun {
  readonly text: string;
  private readonly stretches: readonly Stretch[];
  /** Index in the text of the whole run at which this one begins. */
  private readonly from: number;

  constructor(text: string, stretches: readonly Stretch[], from = 0) {
    this.text = text;
    this.stretches = stretches;
    this.from = from;
  }

  /** The part from `start` to `end`, without the blanks around it. */
  slice(start: number, end: number): TextRun {
    const part = this.text.slice(start, end);
    const text = inOneByte(part.trim());
    if (text.length === part.length) return new TextRun(text, this.stretches, this.from + start);
    const leading = text === '' ? 0 : part.length - part.trimStart().length;
    return new TextRun(text, this.stretches, this.from + start + leading);
  }

  /** With spaces for all blanks but hard line breaks. */
  withSpaces(): TextRun {
    const text = this.text.replace(/[^\S\n ]/g, ' ');
    return text === this.text ? this : new TextRun(text, this.stretches, this.from);
  }

  /** Where a character stands in the source. */
  placeOf(index: number): number {
    const stretch = this.stretches[this.stretchOf(index)];
    return stretch === undefined ? 0 : stretch.place + this.from + index - stretch.at;
  }

  /** Offsets in the source of the first character and of the end of the last. */
  get bounds(): { start: number; end: number } {
    const start = this.placeOf(0);
    return { start, end: this.text === '' ? start : this.placeOf(this.text.length - 1) + 1 };
  }

  isBold(index: number): boolean {
    return this.stretches[this.stretchOf(index)]?.isBold === true;
  }

  get hasBold(): boolean {
    if (this.text === '') return false;
    const last = this.stretchOf(this.text.length - 1);
    for (let at = this.stretchOf(0); at <= last; at++) if (this.stretches[at]?.isBold === true) return true;
    return false;
  }

  private stretchOf(index: number): number {
    const wanted = this.from + index;
    let low = 0;
    let high = this.stretches.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.stretches[middle]?.at ?? 0) <= wanted) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

const HTML_TAG =
  /^<(?:!--[^]*--|\/?(?:details|summary|br|hr|p|div|span|b|i|u|s|em|strong|small|sub|sup|kbd|code|pre|mark|font|center|a|img|table|t[rdh]|thead|tbody|[uod]l|li|d[dt]|h[1-6]|blockquote)\b[^>]*)>$/i;

/** Flattens phrasing content; inline code keeps its backticks, a hard break becomes `\n`, other line ends `\r`. */
export function textRun(nodes: readonly Inline[], source: string): TextRun {
  const builder = new RunBuilder(source);
  for (const node of nodes) builder.node(node, false);
  return builder.run();
}

/** Several runs as one, with ` | ` between them. */
export function joinedRuns(runs: readonly TextRun[]): TextRun {
  const stretches: Stretch[] = [];
  let at = 0;
  for (const { text, bounds } of runs) {
    stretches.push(
      { at, place: bounds.start, isBold: false },
      { at: at + text.length - 1, place: bounds.end - 1, isBold: false },
    );
    at += text.length + SEPARATOR.length;
  }
  return new TextRun(runs.map(({ text }) => text).join(SEPARATOR), stretches);
}

const SEPARATOR = ' | ';

class RunBuilder {
  private readonly stretches: Stretch[] = [];
  private text = '';
  private readonly source: string;

  constructor(source: string) {
    this.source = source;
  }

  run(): TextRun {
    return new TextRun(this.text, this.stretches);
  }

  node(node: Inline, isBold: boolean): void {
    switch (node.type) {
      case 'text':
        this.put(node.value === '\n' ? '\r' : node.value, node.start, isBold);
        break;
      case 'inlineCode':
        this.verbatim(node.start, node.end, isBold);
        break;
      case 'html': {
        const tag = this.source.slice(node.start, node.end);
        if (!HTML_TAG.test(tag)) this.verbatim(node.start, node.end, isBold);
        else if (/^<(br|\/p|\/li|\/div)\b/i.test(tag)) this.put('\n', node.start, isBold);
        break;
      }
      case 'break':
        this.put('\n', node.start, isBold);
        break;
      case 'footnoteReference':
        break;
      default:
        for (const child of node.children) this.node(child, isBold || node.type === 'strong');
    }
  }

  private put(text: string, place: number, isBold: boolean): void {
    const at = this.text.length;
    const last = this.stretches.at(-1);
    if (last?.isBold !== isBold || last.place + at - last.at !== place)
      this.stretches.push({ at, place, isBold });
    this.text += text;
  }

  private verbatim(start: number, end: number, isBold: boolean): void {
    const text = this.source.slice(start, end);
    if (!/[\r\n]/.test(text)) return this.put(text, start, isBold);
    for (const { 0: part, index } of text.matchAll(/\r\n?|\n|[^\r\n]+/g))
      this.put(/^[\r\n]/.test(part) ? '\r' : part, start + index, isBold);
  }
}
