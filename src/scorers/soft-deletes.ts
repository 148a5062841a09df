import type { Answer } from '../answers/answer.ts';
import { endpointsIn } from '../answers/http/endpoints.ts';
import { sqlOf } from '../answers/sql.ts';
import type { Evidence, Scorer } from './scorer.ts';
import { replacedRows } from './shared/replaced-rows.ts';
import { codePlaces, signsOf } from './shared/signs.ts';
import { broken, evidenceAt, kept, notApplicable } from './shared/verdicts.ts';

/**
 * Kept if rows are marked as deleted (a column such as `deleted_at`, a status that DELETE sets) and reads leave the marked ones
 * out, or the answer says why rows are removed for good. Broken if rows of substance are removed by DELETE, or a read of a
 * table with such a column forgets it. Sessions, tokens, locks, caches and links between rows may go for good, and so may rows
 * that are written anew at once. Not applicable if nothing is deleted.
 */
export const softDeletes: Scorer = {
  id: 'soft-deletes',
  version: 3,
  score(answer) {
    const marks = codePlaces(answer, MARK, ['implementation', 'data', 'diagram']).map(({ span }) =>
      evidenceAt(span, 'marks a row as deleted'),
    );
    const told = signsOf(answer, { why: 'says how deleting works', text: IN_TEXT });
    const hard = hardDeletes(answer);
    const forgetful = forgetfulReads(answer);
    if (marks.length > 0) {
      if (hard[0] !== undefined && !isPurge(answer))
        return broken('Rows can be marked as deleted, and are removed for good all the same.', hard);
      if (forgetful.length > 0)
        return broken('A read does not leave out the rows that are marked as deleted.', forgetful);
      return kept('Rows are marked as deleted.', [...marks, ...told]);
    }
    if (told.length > 0) return kept('It says how deleting works.', told);
    const reasons = signsOf(answer, { why: 'says why rows go for good', text: FOR_GOOD });
    if (reasons.length > 0) return kept('It says why rows are removed for good.', reasons);
    if (hard.length > 0) return broken('Rows are removed for good.', hard);
    return notApplicable('Nothing is deleted.');
  },
};

const MARK =
  /\b(?:deleted_?(?:at|on|by)|deletedAt|is_?deleted|isDeleted|soft_?deleted?|softDelete\w*|SoftDelete\w*|gorm\.DeletedAt|archived_?at|archivedAt|tombstone\w*|removed_at|@SQLDelete|paranoid\s*:\s*true)\b|\bstatus\s*=\s*'(?:deleted|removed|archived)'/;
const IN_TEXT =
  /\bsoft[- ]?delet\w*|\btombstone\w*|\bdeleted_at\b|\bmark(?:s|ed)? (?:it |them |the row |rows |as )*(?:as )?deleted\b|(?<!\b[oO][nN] )\b(?:DELETE|[dD]elet(?:e|es|ing|ion))\b`?[^.;]{0,60}\b(?:sets|marks|only marks|flags|disables|deactivates|archives)\b/i;
const FOR_GOOD =
  /\bhard[- ]delet\w*|\b(?:delet|remov|eras)\w+ for good\b|\b(?:GDPR|right to (?:be forgotten|erasure)|erasure)\b|\bno soft[- ]delet\w*/i;
/** Rows that hold nothing of their own. */
const PASSING =
  /\b(?:\w*session\w*|\w*token\w*|\w*lock\w*|\w*cache\w*|\w*outbox\w*|\w*queue\w*|\w*jobs?|\w*likes?|\w*follow\w*|\w*idempoten\w*|\w*attempts?|\w*(?:_tags?|_members?|_roles?|_labels?)|\w*staging\w*|\w*tmp\w*|\w*temp\w*|\w*reset\w*|\w*otp\w*|\w*code\w*|\w*reservation\w*|\w*presence\w*|\w*reactions?|\w*events?|\w*logs?|\w*partition\w*|\w*subscriptions?|\w*cart\w*|\w*import\w*|\w*dedup\w*|\w*processed\w*|\w*usage\w*|\w*metrics?|\w*links?|\w*edges?|\w*relations?)\b/i;
const ORM_DELETE =
  /\b(?:session|db|em|prisma\.\w+|[\w.]*[rR]epo(?:sitory)?|repository|\w+Repository|tx\.\w+|objects[\w.()=, ]{0,60})\.(?:delete|deleteById|deleteMany|destroy|remove|Delete)\(/;

function hardDeletes(answer: Answer): Evidence[] {
  const replaced = new Set(replacedRows(answer).map(({ removal }) => removal));
  const inSql = sqlOf(answer).filter((statement) => {
    const { kind, text } = statement;
    if (!/^delete\b/.test(kind) || replaced.has(statement)) return false;
    const table = /\bdelete\s+from\s+(?:only\s+)?([\w".]+)/i.exec(text)?.[1] ?? '';
    return !PASSING.test(table) && !/\b(?:expires?_at|expired|deleted_at|created_at\s*<)\b/i.test(text);
  });
  const isApi = endpointsIn(answer).some(({ method, hypothetical }) => method === 'DELETE' && !hypothetical);
  const inCode = isApi
    ? codePlaces(answer, ORM_DELETE, ['implementation']).filter(
        ({ text }) => !PASSING.test(text.replace(/\bsession\b|\bremove\w*/gi, '')),
      )
    : [];
  return [...inSql.map(({ span }) => span), ...inCode.map(({ span }) => span)].map((span) =>
    evidenceAt(span, 'removes the row'),
  );
}

/** Old rows that are marked already may go at last. */
const isPurge = (answer: Answer): boolean =>
  sqlOf(answer).some(({ kind, text }) => /^delete\b/.test(kind) && MARK.test(text)) ||
  signsOf(answer, { why: '', text: /\b(?:purg|hard[- ]delet)\w*/i }).length > 0;

/** Reads of tables that mark deleted rows, none of which looks at the mark; views and policies may do it for them. */
function forgetfulReads(answer: Answer): Evidence[] {
  const statements = sqlOf(answer);
  const marked = statements.flatMap(({ table }) =>
    table?.columns.some((name) => MARK.test(name)) === true ? [table.name] : [],
  );
  if (marked.length === 0) return [];
  const hides = statements.some(
    ({ kind, text }) => /^create (?:or replace )?(?:view|policy|materialized)/.test(kind) && MARK.test(text),
  );
  const isHiddenInCode =
    codePlaces(
      answer,
      /\bwith_loader_criteria\b|\bdefaultScope\b|@(?:Where|SQLRestriction|FilterDef)\b|\bdefault_scope\b|\$extends\b|\bobjects\s*=\s*\w*(?:Active|Alive|SoftDelete)\w*\(/,
      ['implementation'],
    ).length > 0;
  const isLookedAt =
    codePlaces(
      answer,
      /\[["'](?:deleted_at|is_deleted)["']\]|\.(?:deleted_at|deletedAt|is_deleted|isDeleted|DeletedAt)\b/,
      ['implementation'],
    ).length > 0;
  if (hides || isHiddenInCode || isLookedAt) return [];
  return statements
    .filter(({ kind, text, source, isBuilt }) => {
      if (!/^(?:select|with)\b/.test(kind) || isBuilt || (source === 'script' && !/\bwhere\b/i.test(text)))
        return false;
      return (
        marked.some((table) =>
          new RegExp(`\\b(?:from|join)\\s+(?:\\w+\\.)?"?${table}"?\\b`, 'i').test(text),
        ) && !MARK.test(text)
      );
    })
    .map(({ span }) => evidenceAt(span, 'reads deleted rows, too'));
}
