import type { Nodes, PhrasingContent } from 'mdast';
import { offsets } from './nodes.ts';

/** Running text without Markdown marks, each character with its place in the source. */
export interface TextRun {
  readonly text: string;
  /** Source offset of each character of `text`, plus one for the end. */
  readonly map: readonly number[];
  /** For each character whether it is bold. */
  readonly bold: readonly boolean[];
}

const HTML_TAG =
  /^<(?:!--[^]*--|\/?(?:details|summary|br|hr|p|div|span|b|i|u|s|em|strong|small|sub|sup|kbd|code|pre|mark|font|center|a|img|table|t[rdh]|thead|tbody|[uod]l|li|d[dt]|h[1-6]|blockquote)\b[^>]*)>$/i;

/** Flattens phrasing content; inline code keeps its backticks, a hard break becomes `\n`, other line ends `\r`. */
export function textRun(nodes: readonly (PhrasingContent | Nodes)[], source: string): TextRun {
  const builder = new RunBuilder(source);
  for (const node of nodes) builder.node(node, false);
  return builder.run();
}

/** The run from `start` to `end` (indices of characters), without the blanks around it. */
export function sliceRun(run: TextRun, start: number, end: number): TextRun {
  let [from, to] = [start, end];
  while (from < to && /\s/.test(run.text[from] ?? '')) from++;
  while (to > from && /\s/.test(run.text[to - 1] ?? '')) to--;
  const map = run.map.slice(from, to);
  map.push((map.at(-1) ?? run.map[from] ?? 0) + (to > from ? 1 : 0));
  return { text: run.text.slice(from, to).replace(/[^\S\n]/g, ' '), map, bold: run.bold.slice(from, to) };
}

/** Offsets in the source of a run's first character and of the end of its last. */
export function runBounds(run: TextRun): { start: number; end: number } {
  const start = run.map[0] ?? 0;
  return { start, end: run.map.at(-1) ?? start };
}

class RunBuilder {
  private readonly parts: string[] = [];
  private readonly map: number[] = [];
  private readonly bold: boolean[] = [];
  private last = 0;
  private readonly source: string;

  constructor(source: string) {
    this.source = source;
  }

  run(): TextRun {
    return { text: this.parts.join(''), map: [...this.map, this.last], bold: this.bold };
  }

  node(node: Nodes, bold: boolean): void {
    const { start, end } = offsets(node);
    switch (node.type) {
      case 'text':
        this.text(node.value, start, end, bold);
        break;
      case 'inlineCode':
        this.verbatim(start, end, bold);
        break;
      case 'html':
        if (!HTML_TAG.test(this.source.slice(start, end))) this.verbatim(start, end, bold);
        else if (/^<(br|\/p|\/li|\/div)\b/i.test(node.value)) this.put('\n', start, bold);
        break;
      case 'break':
        this.put('\n', start, bold);
        break;
      case 'image':
      case 'imageReference':
        this.text(node.alt ?? '', start, end, bold);
        break;
      case 'footnoteReference':
        break;
      default:
        if ('children' in node)
          for (const child of node.children) this.node(child, bold || node.type === 'strong');
    }
  }

  private put(char: string, at: number, bold: boolean): void {
    if (this.source[at] === '\n' && this.source[at - 1] === '\r' && this.last === at) return;
    this.parts.push(char);
    this.map.push(at);
    this.bold.push(bold);
    this.last = at + 1;
  }

  private verbatim(start: number, end: number, bold: boolean): void {
    for (let at = start; at < end; at++) this.put(softened(this.source[at] ?? ''), at, bold);
  }

  /** Walks value and source together, since escapes, entities and the marks of quotes stand only in the source. */
  private text(value: string, start: number, end: number, bold: boolean): void {
    let at = start;
    for (const char of value) {
      const found = nextOf(this.source, char, at, Math.min(end, at + 40));
      const place = found ?? Math.min(at, Math.max(start, end - 1));
      const original = found === undefined ? char : this.source.slice(place, place + char.length);
      for (let unit = 0; unit < char.length; unit++)
        this.put(softened(original[unit] ?? char), place + unit, bold);
      at = found === undefined ? afterEntity(this.source, place, end) : place + char.length;
    }
    this.last = Math.max(this.last, Math.min(at, end));
  }
}

const softened = (char: string): string => (char === '\n' || char === '\r' ? '\r' : char);

function nextOf(source: string, char: string, from: number, to: number): number | undefined {
  if (source.startsWith(char, from) && !isEscape(source, from, char)) return from;
  if (char === '\u2022') return from < to ? from : undefined; // a masked mark
  if (source[from] === '&' && char !== '&') return undefined;
  for (let at = from + 1; at < to; at++) if (source.startsWith(char, at)) return at;
  return undefined;
}

const isEscape = (source: string, at: number, char: string): boolean =>
  char === '\\' && source[at + 1] === '\\';

function afterEntity(source: string, at: number, end: number): number {
  if (source[at] !== '&') return at;
  const semicolon = source.indexOf(';', at);
  return semicolon === -1 || semicolon > Math.min(end, at + 40) ? at + 1 : semicolon + 1;
}
