import type { InlineParser, MarkdownParser } from '@lezer/markdown';
import { type Definitions, NO_DEFINITIONS, parserFor } from '../answers/markdown/dialect.ts';

/**
 * A parser of Markdown as prompts use it. They indent without meaning code, and their tags are no HTML: as HTML blocks they
 * would swallow lists.
 */
export function promptParser(definitions: Definitions): MarkdownParser {
  return definitions === NO_DEFINITIONS ? PLAIN : configured(definitions);
}

const configured = (definitions: Definitions): MarkdownParser =>
  parserFor({ indentedCode: false, definitions }).configure({
    parseInline: [AUTOLINK],
    remove: ['HTMLTag', 'LinkReference', 'Strikethrough'],
  });

const LESS_THAN = 60;
const ADDRESS = /<(?:[a-z][a-z\d+.-]{1,31}:[^\s<>]*|[\w.!#$%&'*+/=?^`{|}~-]+@[a-z\d-]+(?:\.[a-z\d-]+)*)>/iy;

/** The parser reads addresses together with tags, which prompts do not have. */
const AUTOLINK: InlineParser = {
  name: 'Address',
  before: 'HTMLTag',
  parse(cx, next, pos) {
    if (next !== LESS_THAN) return -1;
    ADDRESS.lastIndex = pos - cx.offset;
    return ADDRESS.test(cx.text) ? cx.addElement(cx.elt('Autolink', pos, cx.offset + ADDRESS.lastIndex)) : -1;
  },
};

const PLAIN = configured(NO_DEFINITIONS);
