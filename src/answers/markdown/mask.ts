import { lineEnd } from '../lines.ts';

const MAX_CONTAINERS = 40;
const MAX_MARKS = 300;
const LONGEST_PARAGRAPH = 60_000;
const LONGEST_TAG = 2000;
const DEEPEST_ITEM = 120;
const INLINE_MARKS = '!<&\\`*_~[]';
const NEUTRAL = '\u2022';

/**
 * Replaces, one for one, the few characters on which the Markdown parser needs quadratic time or overflows its stack:
 * quotes or lists nested in one line, hundreds of unmatched marks in one paragraph, comments that never end.
 * Ordinary answers come back unchanged.
 */
export function mask(text: string, lines: readonly number[]): string {
  // It would be text before the mark of a first heading or list.
  if (text.includes('\ufeff')) return mask(text.replaceAll('\ufeff', ' '), lines);
  const hits: number[] = [];
  let marks = 0;
  let stretch = 0;
  let next = nextMark(text, 0);
  for (let line = 0; line < lines.length; line++) {
    const start = lines[line] ?? 0;
    const end = lineEnd(text, lines, line);
    const filled = firstFilled(text, start, end);
    const isItem = startsItem(text, filled, end);
    if (filled === end || isItem) {
      marks = 0;
      stretch = start;
    }
    if (end - stretch > LONGEST_PARAGRAPH) maskAll(text, filled, end, hits);
    maskContainers(text, filled, end, filled - start > DEEPEST_ITEM ? 0 : MAX_CONTAINERS, hits);
    if (next < filled + Number(isItem)) next = nextMark(text, filled + Number(isItem));
    for (; next < end; next = nextMark(text, next + 1)) {
      const mark = text[next];
      if (mark === '<') {
        if (isEndlessTag(text, next)) hits.push(next);
      } else if (mark !== '_' || !isInWord(text, next)) {
        if (mark === '[' || mark !== text[next - 1]) marks++;
        if (marks > MAX_MARKS) hits.push(next);
      }
    }
  }
  return hits.length === 0 ? text : replaceAll(text, hits);
}

const MARK = /[<*_~[\]]/g;

function nextMark(text: string, from: number): number {
  MARK.lastIndex = from;
  return MARK.test(text) ? MARK.lastIndex - 1 : text.length;
}

/** Takes all inline marks out of a line, but leaves what may be a fence or bullet at its beginning. */
function maskAll(text: string, start: number, end: number, hits: number[]): void {
  const isFence = text.startsWith('```', start) || text.startsWith('~~~', start);
  for (let at = start + (isFence ? 3 : 1); at < end; at++)
    if (INLINE_MARKS.includes(text[at] ?? '')) hits.push(at);
}

/** Comments and instructions without an end cost one walk to the end of the text each. */
function isEndlessTag(text: string, at: number): boolean {
  if (text[at + 1] !== '!' && text[at + 1] !== '?') return false;
  const close = text.startsWith('<!--', at) ? '-->' : '>';
  return !text.slice(at, at + LONGEST_TAG).includes(close);
}

function replaceAll(text: string, hits: readonly number[]): string {
  const units = new Uint16Array(text.length);
  for (let at = 0; at < text.length; at++) units[at] = text.charCodeAt(at);
  for (const at of hits) units[at] = NEUTRAL.charCodeAt(0);
  const parts: string[] = [];
  for (let at = 0; at < units.length; at += 8192)
    parts.push(String.fromCharCode(...units.subarray(at, at + 8192)));
  return parts.join('');
}

function firstFilled(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && (text[at] === ' ' || text[at] === '\t')) at++;
  return at;
}

/** A bullet with text after it always begins a paragraph of its own. */
function startsItem(text: string, at: number, end: number): boolean {
  const mark = text[at];
  return (
    (mark === '-' || mark === '*' || mark === '+') &&
    text[at + 1] === ' ' &&
    at + 2 < end &&
    /\w/.test(text[at + 2] ?? '')
  );
}

const isInWord = (text: string, at: number): boolean => isWord(text, at - 1) && isWord(text, at + 1);

const isWord = (text: string, at: number): boolean => /[A-Za-z0-9_]/.test(text[at] ?? '');

function maskContainers(text: string, start: number, end: number, most: number, hits: number[]): void {
  let depth = 0;
  for (let at = start; at < end; at++) {
    const unit = text[at];
    if (unit === ' ' || unit === '\t') continue;
    if (unit === '>') depth++;
    else if ((unit === '-' || unit === '*' || unit === '+') && (text[at + 1] ?? ' ') === ' ') depth++;
    else {
      const mark = numberMark(text, at);
      if (mark === undefined) return;
      depth++;
      at = mark;
    }
    if (depth > most) hits.push(at);
  }
}

/** Offset of the `.` or `)` of a list number that begins at `at`. */
function numberMark(text: string, at: number): number | undefined {
  let end = at;
  while (end < at + 10 && /\d/.test(text[end] ?? '')) end++;
  const isMark = end > at && (text[end] === '.' || text[end] === ')') && (text[end + 1] ?? ' ') === ' ';
  return isMark ? end : undefined;
}
