import type { Prose, Span, Turn } from './answer.ts';
import { inOneByte } from './one-byte.ts';

/** A Markdown table of one turn. */
export interface Table {
  /** Texts of the first row, empty cells included. */
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** From the first row to the last. */
  readonly span: Span;
  readonly headings: readonly string[];
}

/** The tables of a turn, in the order of the text; those inside block quotes are left out. */
export function tablesOf(turn: Turn): readonly Table[] {
  const groups: Prose[][] = [];
  let last: Prose | undefined;
  for (const prose of turn.prose) {
    if (prose.kind === 'row' && !prose.quoted) {
      const follows = last?.kind === 'row' && isAdjacent(turn.text, last, prose);
      if (follows) groups.at(-1)?.push(prose);
      else groups.push([prose]);
    }
    last = prose;
  }
  return groups.flatMap((rows) => {
    const [first, ...others] = rows;
    const end = rows.at(-1)?.span.end;
    if (first === undefined || end === undefined) return [];
    return [
      {
        head: cellsOf(turn.text, first),
        rows: others.map((row) => cellsOf(turn.text, row)),
        span: { turn: turn.number, start: first.span.start, end },
        headings: first.headings,
      },
    ];
  });
}

/** Rows of one table stand in lines that follow each other, with at most the ruler between them. */
function isAdjacent(text: string, before: Prose, after: Prose): boolean {
  return !/\n[ \t>]*\r?\n/.test(text.slice(before.span.end, after.span.start));
}

function cellsOf(text: string, row: Prose): string[] {
  const start = text.lastIndexOf('\n', row.span.start - 1) + 1;
  const newline = text.indexOf('\n', row.span.end);
  const line = inOneByte(text.slice(start, newline === -1 ? text.length : newline).trim());
  const inner = line.replace(/^\|/, '').replace(/\|$/, '');
  return inner.split(/(?<!\\)\|/).map((cell) => cell.replace(/\*\*|__/g, '').trim());
}
