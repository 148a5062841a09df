import type { Answer, CodeBlock, Span } from '../../answers/answer.ts';
import { spanInBlock } from '../../answers/code-blocks.ts';
import { offeredBlocks } from '../../answers/offered.ts';

/** A JSON object or array that an answer shows. */
export interface JsonBody {
  readonly span: Span;
  /** Undefined where the text only looks like JSON. */
  readonly value: unknown;
}

/** Blocks that hold JSON besides other text: there only what is JSON counts. */
const MIXED = new Set(['', 'http', 'shell', 'log', 'markdown']);

/** The JSON bodies in an answer's code blocks, in the order of the text; linear in the text. */
export function jsonBodies({ turns }: Answer): JsonBody[] {
  return turns.flatMap(offeredBlocks).flatMap((block) => {
    const isJson = block.language === 'json';
    if (!isJson && !MIXED.has(block.language)) return [];
    return bodiesIn(block).filter(({ value }) => isJson || (value !== undefined && !isEmpty(value)));
  });
}

function bodiesIn(block: CodeBlock): JsonBody[] {
  return bracketed(block.code).map(({ start, end }) => ({
    span: spanInBlock(block, start, end),
    value: parsed(block.code.slice(start, end)),
  }));
}

const isEmpty = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0;

/** Outermost pairs of braces or brackets; what never closes ends with the text. */
function bracketed(text: string): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text[at];
    if (unit === '"' && depth > 0) at = endOfString(text, at);
    else if (unit === '/' && text[at + 1] === '/' && depth > 0) at = endOfLine(text, at);
    else if (unit === '{' || unit === '[') {
      if (depth++ === 0) start = at;
    } else if ((unit === '}' || unit === ']') && depth > 0 && --depth === 0)
      found.push({ start, end: at + 1 });
  }
  if (depth > 0) found.push({ start, end: text.length });
  return found;
}

/** Where a string closes, or the line ends that it cannot cross. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"' || text[at] === '\n') return at;
  }
  return text.length;
}

function endOfLine(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end === -1 ? text.length : end;
}

/** Reads JSON; the comments that authors put into examples are no part of the body. */
function parsed(text: string): unknown {
  for (const variant of [text, withoutComments(text)]) {
    try {
      return JSON.parse(variant) as unknown;
    } catch {
      continue;
    }
  }
  return undefined;
}

function withoutComments(text: string): string {
  let kept = '';
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '"') at = endOfString(text, at);
    else if (text[at] === '/' && text[at + 1] === '/') {
      kept += text.slice(from, at);
      from = endOfLine(text, at);
      at = from;
    }
  }
  return kept + text.slice(from);
}
