import { sentenceSegments } from '../answers/sentence-segments.ts';
import { type Run, sliceRun } from './prompt-markdown.ts';

/** No pattern is matched against a longer text. */
export const LONGEST_STATEMENT = 2000;

const UNFINISHED = /(?:^|[\s("'])(?:e\.g|i\.e|etc|vs|cf|approx|incl|no|nr|fig|p|a\.k\.a)\.\s*$/i;

/** The sentences of one logical line; longer ones than `LONGEST_STATEMENT` are cut between words. */
export function sentencesOf(run: Run): Run[] {
  const text = run.text.replaceAll('\n', ' ');
  const found: Run[] = [];
  let start = 0;
  for (const { segment, index } of sentenceSegments(text)) {
    const end = index + segment.length;
    if (end < text.length && (UNFINISHED.test(segment.slice(-12)) || /^\s*\(?\d{1,2}[.)]\s*$/.test(segment)))
      continue;
    found.push(...pieces(sliceRun(run, start, end)));
    start = end;
  }
  return found;
}

function pieces(run: Run): Run[] {
  const found: Run[] = [];
  for (let start = 0; start < run.text.length;) {
    const limit = start + LONGEST_STATEMENT;
    const space = limit < run.text.length ? run.text.lastIndexOf(' ', limit) : -1;
    const end = space > start ? space : limit;
    const piece = sliceRun(run, start, end);
    if (piece.text !== '') found.push(piece);
    start = end;
  }
  return found;
}

/**
 * The logical lines of a paragraph: authors who set one rule on each line mean the line break, those who wrap their text
 * do not.
 */
export function logicalLines(run: Run): Run[] {
  const found: Run[] = [];
  let start = 0;
  let lineStart = 0;
  for (let at = run.text.indexOf('\n'); at !== -1; at = run.text.indexOf('\n', at + 1)) {
    if (isMeant(run, lineStart, at)) {
      found.push(sliceRun(run, start, at));
      start = at + 1;
    }
    lineStart = at + 1;
  }
  found.push(sliceRun(run, start, run.text.length));
  return found.filter((line) => line.text !== '');
}

const WRAPPED_FROM = 60;

function isMeant(run: Run, lineStart: number, at: number): boolean {
  const line = run.text.slice(lineStart, at).trimEnd();
  if (/[.:;!?]["')]?$/.test(line)) return true;
  const next = run.text.slice(at + 1, at + 40).trimStart();
  if (run.bold[at + 1] === true && run.bold[at - 1] !== true) return true;
  return line.length < WRAPPED_FROM && /^[\p{Lu}\p{N}\p{Extended_Pictographic}]/u.test(next);
}

/** The bold words at the head of a line that name what it is about, and the line with a colon after them. */
export function labelled(run: Run): { label: string | undefined; run: Run } {
  let end = 0;
  while (
    end < run.text.length &&
    (run.bold[end] === true || (end > 0 && run.text[end] === ' ' && run.bold[end + 1] === true))
  )
    end++;
  const bold = run.text.slice(0, end).trimEnd();
  if (bold === '' || bold.length > 100) return { label: undefined, run };
  const after = run.text.slice(end);
  const isLabel = /[.:!?]$/.test(bold) || /^\s*(?:[:.–—\n]|-\s|$)/.test(after);
  if (!isLabel) return { label: undefined, run };
  const label = bold.replace(/\s*[.:!?]+$/, '');
  const rest = sliceRun(run, end + (/^\s*(?:[:.–—]|-\s)\s*/.exec(after)?.[0].length ?? 0), run.text.length);
  if (rest.text === '') return { label, run };
  const line = run.lines[0] ?? 1;
  const head = `${label}: `;
  return {
    label,
    run: {
      text: head + rest.text,
      lines: [...Array.from(head, () => line), ...rest.lines],
      bold: [...Array.from(head, () => true), ...rest.bold],
    },
  };
}

/** Text as patterns see it: one line, plain quotes and hyphens, single spaces. */
export function normalized(text: string): string {
  return text
    .replace(/[‘’‚‛`´]/g, "'")
    .replace(/[“”„‟«»]/g, '"')
    .replace(/[‐‑‒−]/g, '-')
    .replace(/[\u00AD\u200B-\u200D\u2060\uFEFF]/g, '')
    .replace(/…/g, '...')
    .replace(/\s+/g, ' ')
    .trim();
}
