import type { DelimiterType, InlineContext, InlineParser, MarkdownConfig } from '@lezer/markdown';
import { oncePer } from '../once.ts';
import type { Definitions } from './dialect.ts';

interface Opener {
  /** Its own, so that it can be found again among the others. */
  readonly type: DelimiterType;
  readonly from: number;
  readonly to: number;
  readonly isImage: boolean;
  /** False before a link, since links hold no links. */
  isActive: boolean;
}

/** Brackets that are open so far. */
const openersOf = oncePer<InlineContext, Opener[]>(() => []);

const [EXCLAMATION, OPENING, CLOSING] = [33, 91, 93];

/**
 * Links, images and footnote references by the letter of CommonMark: where nothing defines their label, brackets are
 * text. The parser's own take any pair of brackets for a link.
 */
export function linkSyntax(definitions: Definitions): MarkdownConfig {
  const open = (cx: InlineContext, from: number, to: number, isImage: boolean): number => {
    const type: DelimiterType = {};
    openersOf(cx).push({ type, from, to, isImage, isActive: true });
    return cx.addDelimiter(type, from, to, true, false);
  };
  const close: InlineParser['parse'] = (cx, next, pos) => {
    if (next !== CLOSING) return -1;
    const others = openersOf(cx);
    const opener = others.pop();
    if (opener === undefined || !opener.isActive) return -1;
    const target = targetAfter(cx, opener, pos, definitions);
    const at = target === undefined ? null : cx.findOpeningDelimiter(opener.type);
    if (target === undefined || at === null) return -1;
    if (!opener.isImage) for (const other of others) if (!other.isImage) other.isActive = false;
    const content = cx.takeContent(at);
    const url = target.url === undefined ? [] : [cx.elt('URL', target.url.from, target.url.to)];
    return cx.addElement(
      cx.elt(target.node, opener.from, target.end, [
        cx.elt('LinkMark', opener.from, opener.to),
        ...content,
        cx.elt('LinkTail', pos, target.end, url),
      ]),
    );
  };
  return {
    defineNodes: ['LinkTail', 'ReferenceLink', 'ReferenceImage', 'FootnoteReference'],
    parseInline: [
      { name: 'Link', parse: (cx, next, pos) => (next === OPENING ? open(cx, pos, pos + 1, false) : -1) },
      {
        name: 'Image',
        parse: (cx, next, pos) =>
          next === EXCLAMATION && cx.char(pos + 1) === OPENING ? open(cx, pos, pos + 2, true) : -1,
      },
      { name: 'LinkEnd', parse: close },
      { name: 'GenericType', before: 'HTMLTag', parse: genericType },
    ],
  };
}

const LESS_THAN = 60;

/** The parser takes `<std::io::Result<()>` for an address, although no address holds a `<`. */
function genericType(cx: InlineContext, next: number, pos: number): number {
  if (next !== LESS_THAN) return -1;
  GENERIC_TYPE.lastIndex = pos - cx.offset;
  return GENERIC_TYPE.test(cx.text) ? pos + 1 : -1;
}

const GENERIC_TYPE = /<[a-z][-\w+.]+:[^\s<>]*</iy;

interface Target {
  readonly node: 'Link' | 'Image' | 'ReferenceLink' | 'ReferenceImage' | 'FootnoteReference';
  readonly end: number;
  readonly url?: { readonly from: number; readonly to: number };
}

const DESTINATION = String.raw`(?:<((?:[^<>\\\n]|\\.)*)>|((?!<)(?:[^\s()\\]|\\.|\\(?=\s)|\((?:[^\s()\\]|\\.|\([^\s()]*\))*\))+))`;
const TITLE = String.raw`(?:"(?:[^"\\]|\\[^])*"|'(?:[^'\\]|\\[^])*'|\((?:[^()\\]|\\[^])*\))`;
const RESOURCE = new RegExp(String.raw`\(\s*(?:${DESTINATION}(?:\s+${TITLE})?\s*)?\)`, 'dy');
const LABEL = /\[((?:[^[\]\\]|\\[^]){0,999})\]/y;

/** What makes a link of the brackets from `opener` to `pos`. */
function targetAfter(
  cx: InlineContext,
  { to, isImage }: Opener,
  pos: number,
  { links, footnotes }: Definitions,
): Target | undefined {
  const after = pos + 1 - cx.offset;
  const next = cx.text[after];
  if (next === '(') {
    RESOURCE.lastIndex = after;
    const match = RESOURCE.exec(cx.text);
    const [from, end] = match?.indices?.[1] ?? match?.indices?.[2] ?? [after, after];
    const url = { from: cx.offset + from, to: cx.offset + end };
    if (match !== null) return { node: isImage ? 'Image' : 'Link', end: cx.offset + RESOURCE.lastIndex, url };
  }
  const written = cx.slice(to, pos);
  if (!isImage && written.startsWith('^') && footnotes.has(normalLabel(written.slice(1))))
    return { node: 'FootnoteReference', end: pos + 1 };
  if (links.size === 0) return undefined;
  const node = isImage ? 'ReferenceImage' : 'ReferenceLink';
  LABEL.lastIndex = after;
  const label = next === '[' ? LABEL.exec(cx.text)?.[1] : undefined;
  if (label !== undefined && label.trim() !== '')
    return links.has(normalLabel(label)) ? { node, end: cx.offset + LABEL.lastIndex } : undefined;
  if (!links.has(normalLabel(written))) return undefined;
  return { node, end: label === undefined ? pos + 1 : cx.offset + LABEL.lastIndex };
}

/** Labels are the same whatever the case and the blanks in them. */
export const normalLabel = (label: string): string =>
  label.replace(/\s+/g, ' ').trim().toLowerCase().toUpperCase();
