import type { Answer } from '../answers/answer.ts';
import { routinesIn, type Routine } from '../answers/routines.ts';
import { sqlOf } from '../answers/sql.ts';
import type { Evidence, Scorer } from './scorer.ts';
import { queriesOf } from './shared/queries.ts';
import { signsOf } from './shared/signs.ts';
import { broken, evidenceAt, kept, notApplicable } from './shared/verdicts.ts';

/**
 * Broken if one function writes to the database more than once, or one script of SQL changes rows more than once, and
 * nothing puts the writes into one transaction (a block, an annotation, a unit of work that is committed once). Kept if
 * such writes are, or a sentence draws the boundary. Not applicable if nothing writes twice and no boundary is drawn.
 */
export const transactions: Scorer = {
  id: 'transactions',
  version: 2,
  score(answer) {
    const writers = routinesIn(answer)
      .map((routine) => ({ routine, writes: writesIn(routine) }))
      .filter(({ writes }) => writes > 1);
    const isGuarded = (routine: Routine): boolean =>
      BOUNDARY.test(routine.own) ||
      BOUNDARY.test(routine.before) ||
      isCommittedOnce(routine.own) ||
      isWithin(routine, answer);
    const loose = writers.filter(({ routine }) => !isGuarded(routine) && !isCalledInside(routine, answer));
    const [first] = loose;
    if (first !== undefined)
      return broken(
        `\`${first.routine.name || 'a handler'}\` writes ${first.writes} times without a transaction.`,
        loose.map(({ routine }) => place(routine, 'several writes, no transaction')),
      );
    const found = [
      ...writers.map(({ routine }) => place(routine, 'several writes in one transaction')),
      ...signsOf(answer, { why: 'a transaction', code: BOUNDARY, roles: ['implementation'], text: IN_TEXT }),
      ...scriptBoundaries(answer),
    ];
    if (found.length > 0) return kept('What belongs together is written in one transaction.', found);
    return notApplicable('Nothing is written that would have to be written together.');
  },
};

const place = ({ span }: Routine, why: string): Evidence =>
  evidenceAt({ ...span, end: Math.min(span.end, span.start + 300) }, why);

const BOUNDARY =
  /\b(?:begin|begin_nested|transaction|atomic|withTransaction|\$transaction|startTransaction|start_transaction|beginTransaction|inTransaction|runInTransaction|Transactional|BeginTx|BeginTxx|Begin|RunInTx|WithTx|ExecTx|TransactionScope|BeginTransaction\w*|executeInTransaction|in_transaction|unit_of_work|UnitOfWork|uow|transactionTemplate|TransactionTemplate|RETURNING_TX|bulkWrite|TransactWriteItems|transact_write_items|transactWrite)\b\s*(?:\(|\)|\{|:|;|$|do\b)|@(?:transaction\.)?(?:atomic|Transactional)\b|["'`]\s*BEGIN\b|\btx\s*(?:,|:)|\b(?:tx|trx)\.\w+\(|\bengine\.begin\b|\bwith (?:await )?[\w.]*(?:psycopg\.connect|pool\.connection)\((?![^)\n]*autocommit\s*=\s*True)|\bBatch\(|\.rpc\(/m;
const IN_TEXT =
  /\b(?:in|inside|within|by|as|share|single|same|one|a|the|per) (?:one |the same |a single |its own |a )?(?:database )?transactions?\b(?! (?:log|id|history|fee|pool))|\batomic(?:ally)?\b|\bcommit(?:s|ted)? together\b|\ball or nothing\b/i;

/** A session of an ORM gathers writes and sends them at its one commit. */
const isCommittedOnce = (code: string): boolean =>
  (code.match(/\.(?:commit|saveChanges|SaveChanges|SaveChangesAsync|flush|submit)\(/g) ?? []).length === 1 &&
  /\b[\w.]*(?:session|db|em|context|_context)\w*\.(?:commit|saveChanges|SaveChanges|SaveChangesAsync|flush|submit)\(/i.test(
    code,
  ) &&
  (code.match(/\bautocommit\s*=\s*True/g) ?? []).length === 0;

/** Number of writes that one run of the routine makes; branches that exclude each other count once. */
function writesIn(routine: Routine): number {
  const { own } = routine;
  const writes = queriesOf(routine).filter(({ kind }) => kind === 'write');
  const paths = writes.filter(({ start }, at) => {
    const before = writes[at - 1];
    return before === undefined || !excludes(own, before.start, own.slice(before.end, start));
  });
  const tables = paths.map(({ arguments: args }) => TABLE.exec(args)?.[0].toLowerCase().replace(/\s+/g, ' '));
  // The same statement on the same table is one kind of housekeeping; it need not be done together.
  return tables.every((table) => table !== undefined && table === tables[0])
    ? Math.min(1, paths.length)
    : paths.length;
}

/** True if a write that stands there leaves the routine, or belongs to another branch than what comes after `between`. */
const excludes = (code: string, at: number, between: string): boolean =>
  /\b(?:else|elif|case|except|catch|default)\b/.test(between) ||
  /^[^\n{]*\n\s*return\b/.test(between) ||
  /^\s*return\b/.test(code.slice(code.lastIndexOf('\n', at) + 1, at));

const TABLE = /\b(?:insert\s+into|update|delete\s+from)\s+[\w".]+/i;

/** The routine is the body of one that opens the transaction. */
function isWithin(routine: Routine, answer: Answer): boolean {
  return routinesIn(answer).some(
    (outer) =>
      outer.block === routine.block &&
      outer.start < routine.start &&
      outer.end >= routine.end &&
      BOUNDARY.test(outer.code.slice(0, routine.start - outer.start)),
  );
}

/** A helper that takes the connection of its caller's transaction. */
function isCalledInside({ name, code }: Routine, answer: Answer): boolean {
  if (name === '') return false;
  const head = code.slice(0, 300);
  if (/\b(?:tx|trx|transaction)\b\s*(?::|,|\)|\*?pgx|\*?sql|pgx\.Tx|\*sql\.Tx)/.test(head)) return true;
  const call = new RegExp(`(?<![\\w.])(?:self\\.|this\\.|s\\.|r\\.)?${name}\\(`);
  return routinesIn(answer).some(
    (other) => other.name !== name && call.test(other.own) && BOUNDARY.test(other.own),
  );
}

function scriptBoundaries(answer: Answer): Evidence[] {
  return sqlOf(answer)
    .filter(({ source, kind }) => source === 'script' && /^(?:begin|start transaction)\b/.test(kind))
    .map(({ span }) => evidenceAt(span, 'a transaction in SQL'));
}
