import type { CodeBlock, Span, Turn } from './answer.ts';
import { oncePer } from './once.ts';

/** Words by which a sentence announces code that is bad, or that is there today. */
const WARNS =
  /\b(?:vulnerable|unsafe|insecure|injectable|exploitable|anti-?patterns?|offending|problematic|(?:wrong|bad|incorrect|naive) (?:way|version|example|code|approach|pattern|query)|(?:don'?t|do not|never|avoid) (?:do(?:ing)?|writ(?:e|ing)|us(?:e|ing)) (?:this|it like|something like|code like)|not like this|what not to do|avoid this|instead of(?: this| writing| doing)?(?=\s*[:：])|rather than(?=\s*[:：])|you (?:have|had|posted|wrote|sent|do|are doing) (?:this|today|now|at the moment|at present|currently|something like)|your (?:current|original|old|existing|present) (?:code|version|query|endpoint|function|implementation|handler|line|setup)|the (?:current|original|old|existing|present) (?:code|version|query|endpoint|function|implementation|handler|line)|currently|today'?s (?:code|version|query))\b|[❌⛔🚫]/iu;
const OFFERS =
  /\b(?:fixed?|fixes|safe|safer|secure|better|corrected|correct|improved?|good|after|new|replace[sd]?|becomes?|rewritten|should|works?|solution|add|use|put|save|create|extend|change|keep|run|then|here is|here's|implement\w*)\b|✅|✓/iu;
/** A comment that labels the code below it as bad; "never blocks" and "before the import" are no labels. */
const SHOWS_BAD =
  /^\W*(?:(?:the |your )?(?:bad|wrong|unsafe|insecure|vulnerable|before|anti-?pattern|old|original|current|yours)(?: (?:code|version|way|example|query|approach|one))?\s*(?:[:(—–-]|$)|(?:don'?t|do not|never|avoid|not)\s*(?:[:(—–-]|$|(?:do|like|use|write)(?:ing)? (?:this|it)\b|this\b))|[❌⛔🚫]/iu;
const SHOWS_GOOD =
  /^\W*(?:good|right|safe|secure|better|after|do|correct(?:ed)?|fix(?:ed)?|instead|new|use this)\b|✅|✓/iu;

const BAD_HEADING =
  /^\W*(?:\d+\W+)?(?:before|bad|wrong|don'?ts?|(?:the |your )?(?:vulnerable|bad|old|current|existing|original|problematic|wrong)(?: (?:code|version|query|implementation|endpoint|example|way))?)\W*$/i;

/**
 * True if a block shows how not to do it, or what is there today: its own first comment, the line that announces it, or
 * its heading says so and nothing there offers it as the solution.
 */
export const isAntiExample = (block: CodeBlock, turn: Turn): boolean => antiExamples(turn).has(block);

const antiExamples = oncePer(
  (turn: Turn): ReadonlySet<CodeBlock> => new Set(turn.blocks.filter((block) => showsBad(block, turn))),
);

function showsBad(block: CodeBlock, turn: Turn): boolean {
  const first = /^\s*(?:#|\/\/|--|\/\*)\s*([^\n]*)/.exec(block.code)?.[1] ?? '';
  if (SHOWS_BAD.test(first) && !hasTurningPoint(block.code)) return true;
  const announcement = announcementOf(block, turn);
  const heading = block.headings.at(-1) ?? '';
  if (BAD_HEADING.test(heading)) return !OFFERS.test(announcement);
  return WARNS.test(announcement) && !OFFERS.test(announcement);
}

/** A comment that turns from the bad to the good version within one block. */
function hasTurningPoint(code: string): boolean {
  return code.split('\n').some((line, at) => {
    const comment = /^\s*(?:#|\/\/|--)\s*(.*)$/.exec(line)?.[1];
    return at > 0 && comment !== undefined && SHOWS_GOOD.test(comment);
  });
}

/** The last sentence or item between the previous block and this one, if it leads to the block by a colon. */
export function announcementOf(block: CodeBlock, turn: Turn): string {
  const previous = lastBefore(turn.blocks, block.span.start)?.span.end ?? 0;
  const before = lastBefore(turn.prose, block.span.start);
  if (
    before === undefined ||
    before.span.start < previous ||
    before.kind === 'heading' ||
    before.kind === 'row'
  )
    return '';
  return /[:：]\s*\**$/u.test(before.text) ? before.text : '';
}

/** The last of the parts, which stand in the order of the text, that ends before `offset`; by binary search. */
function lastBefore<T extends { readonly span: Span }>(parts: readonly T[], offset: number): T | undefined {
  let low = 0;
  let high = parts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((parts[middle]?.span.end ?? Infinity) <= offset) low = middle + 1;
    else high = middle;
  }
  return parts[low - 1];
}

/** Ranges of a block's code that a comment marks as the bad version, up to the comment that turns to the good one. */
export function badRanges(code: string): { start: number; end: number }[] {
  const ranges: { start: number; end: number }[] = [];
  let open: number | undefined;
  let at = 0;
  for (const line of code.split('\n')) {
    const comment = /^\s*(?:#|\/\/|--)\s*(.*)$/.exec(line)?.[1];
    if (comment !== undefined && open === undefined && SHOWS_BAD.test(comment)) open = at;
    else if (open !== undefined && comment !== undefined && SHOWS_GOOD.test(comment)) {
      ranges.push({ start: open, end: at });
      open = undefined;
    }
    at += line.length + 1;
  }
  return ranges;
}
