import type { Answer, Span } from '../../answers/answer.ts';
import { oncePer } from '../../answers/once.ts';
import { firstMatch, matches } from '../../answers/prefilter/match.ts';
import { routinesIn } from '../../answers/routines.ts';
import { sqlOf, type SqlStatement } from '../../answers/sql.ts';

/** Rows that are removed to be written anew: a DELETE, and in the same function or script what fills the table again. */
export interface ReplacedRows {
  readonly removal: SqlStatement;
  readonly refill: SqlStatement;
}

/** All rows that an answer replaces in this way, which makes a second run end as the first. */
export const replacedRows = oncePer((answer: Answer): readonly ReplacedRows[] => {
  const statements = sqlOf(answer);
  const routines = routinesIn(answer);
  const areTogether = (removal: SqlStatement, refill: SqlStatement): boolean =>
    removal.block === refill.block &&
    (removal.source === 'script' ||
      routines.some(({ span }) => isIn(span, removal.span) && isIn(span, refill.span)));
  const fills = Map.groupBy(
    statements.filter(({ text }) => matches(FILLS, text)),
    ({ text }) => tableIn(FILLS, text),
  );
  return statements.flatMap((removal) => {
    const table = tableIn(REMOVES, removal.text);
    const refill = (table === undefined ? undefined : fills.get(table))?.find(
      (other) => other.span.start > removal.span.start && areTogether(removal, other),
    );
    return refill === undefined ? [] : [{ removal, refill }];
  });
});

const tableIn = (pattern: RegExp, text: string): string | undefined =>
  firstMatch(pattern, text)?.[1]?.toLowerCase();
const REMOVES = /^\s*(?:delete\s+from|truncate(?:\s+table)?)\s+(?:only\s+)?([\w".]+)/i;
const FILLS = /^\s*(?:insert\s+(?:overwrite\s+)?into|copy)\s+([\w".]+)/i;

const isIn = (outer: Span, inner: Span): boolean =>
  outer.turn === inner.turn && outer.start <= inner.start && outer.end >= inner.end;
