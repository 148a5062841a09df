import type { Answer, Span } from '../answers/answer.ts';
import { routinesIn, type Routine } from '../answers/routines.ts';
import { spanInBlock } from '../answers/code-blocks.ts';
import { isPutOff } from '../answers/mentions.ts';
import { allMatches, firstMatch, matches } from '../answers/prefilter/match.ts';
import { sqlOf } from '../answers/sql.ts';
import type { Evidence, Scorer } from './scorer.ts';
import { looseCodeIn } from './shared/loose-code.ts';
import { queriesIn, queriesOfRoutine } from './shared/named-queries.ts';
import type { QueryCall } from './shared/queries.ts';
import { signsOf } from './shared/signs.ts';
import { broken, evidenceAt, evidenceAtHead, kept, notApplicable } from './shared/verdicts.ts';

/**
 * Broken if one function writes to the database more than once and nothing puts the writes into one transaction (a block, an
 * annotation, a unit of work that is committed once). Kept if such writes are in one: in a function, in helpers that it
 * calls, in a statement or a function of SQL, in a script; a lock and the write that it guards count as such, and a sentence
 * that says of writes that they share a transaction. Not applicable otherwise: a transaction for reading, around DDL or
 * around one write draws no boundary, and neither does what is atomic in Redis.
 */
export const transactions: Scorer = {
  id: 'transactions',
  version: 3,
  score(answer) {
    const writers = routinesIn(answer)
      .map((routine) => ({ routine, writes: writesIn(routine, answer) }))
      .filter(({ writes }) => writes > 1);
    const isGuarded = (routine: Routine): boolean =>
      matches(BOUNDARY, routine.own) ||
      matches(BOUNDARY, routine.before) ||
      isCommittedOnce(routine.own) ||
      isWithin(routine, answer);
    const loose = writers.filter(({ routine }) => !isGuarded(routine) && !isCalledInside(routine, answer));
    const [first] = loose;
    if (first !== undefined)
      return broken(
        `\`${first.routine.name || 'a handler'}\` writes ${first.writes} times without a transaction.`,
        loose.map(({ routine }) => evidenceAtHead(routine, 'several writes, no transaction')),
      );
    const found = [
      ...writers.map(({ routine }) => evidenceAtHead(routine, 'several writes in one transaction')),
      ...drawnBoundaries(answer),
      ...signsOf(answer, {
        why: 'several writes in one transaction',
        code: MANY_AT_ONCE,
        roles: ['implementation'],
        text: IN_TEXT,
        isSaid: (clause) => !isPutOff(clause) && matches(WRITES, clause) && !matches(OTHER_MATTER, clause),
      }),
      ...inSql(answer),
    ];
    if (found.length > 0) return kept('What belongs together is written in one transaction.', found);
    return notApplicable('Nothing is written that would have to be written together.');
  },
};

const BOUNDARY =
  /\b(?:begin|begin_nested|transaction|atomic|withTransaction|\$transaction|startTransaction|start_transaction|beginTransaction|inTransaction|runInTransaction|Transactional|BeginTx|BeginTxx|Begin|RunInTx|WithTx|ExecTx|TransactionScope|BeginTransaction\w*|executeInTransaction|in_transaction|unit_of_work|UnitOfWork|uow|transactionTemplate|TransactionTemplate|RETURNING_TX|bulkWrite|TransactWriteItems|transact_write_items|transactWrite)\b\s*(?:\(|\)|\{|:|;|$|do\b)|@(?:transaction\.)?(?:atomic|Transactional)\b|["'`]\s*BEGIN\b|\btx\s*(?:,|:)|\b(?:tx|trx)\.\w+\(|\bengine\.begin\b|\bwith (?:await )?[\w.]*(?:psycopg\.connect|pool\.connection)\((?![^)\n]*autocommit\s*=\s*True)|\bwith (?:self\.)?_?conn(?:ection)?\s*:|\bBatch\(|\.rpc\(/m;
/** Calls that take several writes and make all of them or none. */
const MANY_AT_ONCE =
  /\b(?:TransactWriteItems\w*|transact_write_items|transactWrite\w*|TransactWriteCommand)\b/;
const IN_TEXT =
  /\b(?:one|same|single|a|its own|that|this|per|database) (?:short |database |\w+ql )?transactions?\b(?! (?:log|id|history|fee|pool|mode|wrapper|isolation))|\b(?:derselben|dieselbe|einer|einzigen|gleichen) Transaktion\b|\b(?:même|une seule) transaction\b|\b(?:misma|una sola) transacción\b|\b(?:mesma|uma só|única) transação\b|\bcommit(?:s|ted)? together\b|\ball or nothing\b|\beither (?:both|all)\b.{0,40}\bor n(?:either|one)\b/i;
const WRITES =
  /\b(?:insert\w*|updat\w+|delet\w+|writ(?:e|es|ing|ten)|stor(?:e|es|ed|ing)|sav(?:e|es|ed|ing)|record(?:s|ed|ing)?|rows?|chang(?:e|es|ed|ing)|outbox|debit\w*|credit\w*|reserv\w+|claim\w*|both|together|all or nothing|effects?|roll(?:s|ed)? back|schreib\w*|speicher\w*|anleg\w*|legt|écri\w+|enregistr\w+|escrib\w+|guard\w+|grava\w*|escrev\w+)\b/i;
/** Transactions of a migration, a pooler or a read; what happens in Redis. */
const OTHER_MATTER =
  /\bconcurrently\b|\bindex(?:es)?\b|\bmigrations?\b|\bDDL\b|\bpolic(?:y|ies)\b|\bpooler\b|\btransaction mode\b|\bread-?only\b|\blua\b|\bredis\b|\bMULTI\b|\b(?:cannot|can['’]?t|not|outside)\b.{0,30}\btransaction\b/i;

/** A session of an ORM gathers writes and sends them at its one commit. */
const isCommittedOnce = (code: string): boolean =>
  (code.match(/\.(?:commit|saveChanges|SaveChanges|SaveChangesAsync|flush|submit)\(/g) ?? []).length === 1 &&
  /\b[\w.]*(?:session|db|em|context|conn|cnx|pg|database)\w*\.(?:commit|saveChanges|SaveChanges|SaveChangesAsync|flush|submit)\(/i.test(
    code,
  ) &&
  (code.match(/\bautocommit\s*=\s*True/g) ?? []).length === 0;

/** Number of writes that one run of the routine makes; branches that exclude each other count once. */
function writesIn({ own }: Routine, answer: Answer): number {
  const writes = queriesIn(own, answer).filter(({ kind }) => kind === 'write');
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
    (other) =>
      other.name !== name &&
      call.test(other.own) &&
      (matches(BOUNDARY, other.own) || isCommittedOnce(other.own)),
  );
}

/** What a piece of code does to the database. */
interface Done {
  readonly writes: number;
  /** True if it takes a lock, or changes a loaded object. */
  readonly isMore: boolean;
}

const NOTHING: Done = { writes: 0, isMore: false };

function doneIn({ code, language }: Pick<Routine, 'code' | 'language'>, calls: readonly QueryCall[]): Done {
  return {
    writes: Math.max(
      calls.filter(({ kind }) => kind === 'write').length,
      OTHER_STACK.test(language) ? [...allMatches(OTHER_WRITE, code)].length : 0,
    ),
    // A statement that locks the rows which it changes itself needs no other.
    isMore:
      matches(OBJECT_CHANGE, code) ||
      matches(LOCK_CALL, code) ||
      calls.some(({ kind, arguments: args }) => kind !== 'write' && matches(LOCK, args)),
  };
}

/**
 * Functions and scripts that open a transaction in which they and their helpers write more than once, change a loaded object
 * besides a write, or write under a lock.
 */
function drawnBoundaries(answer: Answer): Evidence[] {
  const routines = routinesIn(answer);
  const named = new Map(
    routines.filter(({ name }) => name !== '').map((routine) => [routine.name, routine] as const),
  );
  const doneBy = new Map<string, Done>();
  // A helper that opens a transaction of its own writes in another.
  const helpsWith = (name: string): Done => {
    const known = doneBy.get(name);
    if (known !== undefined) return known;
    const helper = named.get(name);
    const done =
      helper === undefined || matches(BOUNDARY, helper.own)
        ? NOTHING
        : doneIn({ ...helper, code: helper.own }, queriesOfRoutine(helper, answer));
    doneBy.set(name, done);
    return done;
  };
  const writesTogether = (
    { name: itself, code, own, language }: Pick<Routine, 'name' | 'code' | 'own' | 'language'>,
    calls: readonly QueryCall[],
  ): boolean => {
    if (matches(READ_ONLY, code)) return false;
    const called = new Set([...allMatches(CALLED, own)].map(([, name = '']) => name));
    called.delete(itself);
    const all = [doneIn({ code, language }, calls), ...[...called].map(helpsWith)];
    const writes = all.reduce((sum, done) => sum + done.writes, 0);
    return writes > 1 || (writes > 0 && all.some(({ isMore }) => isMore));
  };
  const opens = ({ own, before }: Routine): boolean =>
    matches(BOUNDARY, own) || matches(BOUNDARY, before) || isCommittedOnce(own);
  const callsOf = (routine: Routine): readonly QueryCall[] =>
    routine.own === routine.code ? queriesOfRoutine(routine, answer) : queriesIn(routine.code, answer);
  const scripts = looseCodeIn(answer).flatMap(({ block, code }): Evidence[] => {
    const at = firstMatch(BOUNDARY, code)?.index;
    if (at === undefined) return [];
    const rest = code.slice(at);
    const script = { name: '', language: block.language, code: rest, own: rest };
    if (!writesTogether(script, queriesIn(rest, answer))) return [];
    const span = spanInBlock(block, at, Math.min(code.length, at + 300));
    return [evidenceAt(span, 'several writes in one transaction')];
  });
  return [
    ...routines
      .filter((routine) => opens(routine) && writesTogether(routine, callsOf(routine)))
      .map((routine) => evidenceAtHead(routine, 'several writes in one transaction')),
    ...scripts,
  ];
}

/** Calls of these are not told apart as queries; within a transaction their verbs are writes. */
const OTHER_STACK = /^(?:csharp|php|ruby|elixir|java|kotlin|scala)$/;
const OTHER_WRITE =
  /(?:\.|::|->)(?:Add(?:Async|Range\w*)?|[iI]nsert\w*|[uU]pdate\w*|[dD]elete\w*|[rR]emove\w*|[sS]ave(?!Changes)\w*|[cC]reate\w*|destroy\w*|[dD]ecrement\w*|[iI]ncrement\w*|[uU]psert\w*|persist)[!?]?(?=[\s(])/g;

const READ_ONLY = /\bread_?only\s*[=:]\s*true\b/i;
const CALLED = /(?<![\w$])(?:(?:self|this|s|r|svc|service)\.)?_?([A-Za-z_$][\w$]*)\(/g;
/** A loaded row is changed, which the session writes with the rest. */
const OBJECT_CHANGE = /^[ \t]*(?!self\.|this\.)[a-z]\w*\.[a-z]\w*[ \t]*[-+]?=(?![=>])/m;
const LOCK = /\bFOR (?:NO KEY )?UPDATE\b|\bpg_(?:try_)?advisory_(?:xact_)?lock\b/i;
const LOCK_CALL =
  /\bwith_for_update\(|\bselect_for_update\(|\block(?:Mode|ForUpdate)?\s*[(:]\s*["'`({]|\bpessimistic_write\b|\bPESSIMISTIC_WRITE\b/;

const WRITING =
  /\b(?:insert\s+into|update\s+(?:only\s+)?[\w".]+\s+(?:(?:as\s+)?\w+\s+)?set|delete\s+from|merge\s+into)\b/gi;

/** A statement or a function that writes more than once, or under a lock; a script that does so between BEGIN and COMMIT. */
function inSql(answer: Answer): Evidence[] {
  const statements = sqlOf(answer);
  const found: Evidence[] = [];
  let begun: { readonly span: Span; writes: number } | undefined;
  for (const { source, kind, text, span } of statements) {
    const writes = [...allMatches(WRITING, text)].length;
    const isRoutine = /^create (?:function|procedure)\b/.test(kind) && !/\breturns\s+trigger\b/i.test(text);
    if (isRoutine || kind === 'with')
      if (writes > 1 || (isRoutine && writes > 0 && matches(LOCK, text)))
        found.push(evidenceAt(span, 'several writes in one statement'));
    if (source !== 'script') continue;
    if (/^(?:begin|start)\b/.test(kind)) begun = { span, writes: 0 };
    else if (/^(?:commit|rollback|end)\b/.test(kind)) begun = undefined;
    else if (
      begun !== undefined &&
      /^(?:insert|update|delete|merge|with)\b/.test(kind) &&
      ++begun.writes === 2
    )
      found.push(evidenceAt(begun.span, 'a transaction in SQL'));
  }
  return found;
}
