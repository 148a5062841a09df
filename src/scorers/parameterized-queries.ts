import { matches } from '../answers/prefilter/match.ts';
import { spanInBlock } from '../answers/code-blocks.ts';
import type { Evidence, Scorer, Verdict } from './scorer.ts';
import { badRanges } from '../answers/anti-example.ts';
import { Origins, type BuiltFrom, type Origin } from '../answers/tokens/origins.ts';
import { callerOf, programs, type Program } from '../answers/tokens/program.ts';
import {
  HOLE,
  holePlace,
  isCondition,
  isSqlFragment,
  sqlKind,
  textOf,
  type HolePlace,
} from '../answers/tokens/sql-text.ts';
import type { StringValue } from '../answers/tokens/string-values.ts';

/**
 * Kept if application code runs SQL and no value gets into its text by string building; placeholders, names of columns
 * from the code's own lists and constants may. Not applicable if no SQL text is run from application code (SQL scripts,
 * migrations that only define, ORM expressions).
 */
export const parameterizedQueries: Scorer = {
  id: 'parameterized-queries',
  version: 2,
  score(answer): Verdict {
    const found = programs(answer, ({ role }) => role === 'implementation' || role === 'illustration').map(
      (program, at, all) => sqlOf(program, all.toSpliced(at, 1)),
    );
    const violations = found.flatMap(({ violations: inProgram }) => inProgram);
    const queries = found.flatMap(({ queries: inProgram }) => inProgram);
    const [worst] = violations;
    if (worst !== undefined) return { verdict: 'broken', why: worst.why, evidence: violations };
    const [first] = queries;
    if (first === undefined) {
      return {
        verdict: 'not-applicable',
        why: 'No application code in the answer runs SQL text.',
        evidence: [],
      };
    }
    return {
      verdict: 'kept',
      why: `No value is built into the text of a query (${queries.length} found).`,
      evidence: queries,
    };
  },
};

interface SqlOfProgram {
  readonly queries: readonly Evidence[];
  readonly violations: readonly Evidence[];
}

function sqlOf(program: Program, others: readonly Program[]): SqlOfProgram {
  if (matches(TEST_FILE, program.code)) return { queries: [], violations: [] };
  const bad = badRanges(program.code);
  const strings = program.strings.filter(
    ({ start }) => !bad.some((range) => start >= range.start && start < range.end),
  );
  const sql = strings.filter((value) => isSql(program, value));
  const hasStatement = sql.some((value) => sqlKind(textOf(value.parts)) !== undefined);
  const pieces = strings.filter((value) => !sql.includes(value) && isPiece(program, value, hasStatement));
  const origins = new Origins(program, others);
  const violations = [...sql, ...pieces].flatMap((value) => violationsIn(program, value, origins));
  const isScript = matches(MIGRATION, program.code);
  const runs = sql.filter((value) => !isScript && sqlKind(textOf(value.parts)) === 'statement');
  const bound = pieces.filter((value) => !isScript && /\?|\$\d|%s|%\(|:\w|@\w/.test(textOf(value.parts)));
  const telling = [...runs, ...bound].toSorted((a, b) => Number(isBound(b)) - Number(isBound(a)));
  const queries = telling.map((value) => ({
    ...spanInBlock(program.block, value.start, value.end),
    why: isBound(value) ? 'The values are bound.' : 'The text of the query is constant.',
  }));
  return { queries, violations };
}

const isBound = ({ parts, tag }: StringValue): boolean =>
  tag !== '' || /\?|\$\d|%s|%\(|(?<!:):[a-z_]\w*|@\w/i.test(textOf(parts));

const TEST_FILE = /^[ \t]*(?:async )?def test_\w+\(|^[ \t]*(?:describe|it|test)\(\s*['"`]|^func Test\w+\(/m;

/** Scripts that change the schema: their SQL is no query of the application. */
const MIGRATION =
  /^from alembic import|\bop\.execute\(|\bexports\.(?:up|down)\b|\bqueryInterface\b|\bknex\.schema\b|\bmigrations\.(?:RunSQL|Migration)\b|^def (?:up|down)grade\(|\bActiveRecord::Migration\b|\bimplements MigrationInterface\b/m;

const NOT_RUN =
  /(?:^|\.)(?:debug|info|warn|warning|error|exception|critical|fatal|log|print|println|Println|Printf|Errorf|\w*Error|\w*Exception)$|^(?:raise|describe|it|test|Field|Query|Doc|Header|Path|Body)$/;

function isSql(program: Program, value: StringValue): boolean {
  const text = textOf(value.parts);
  return (
    text.length > 5 &&
    sqlKind(text) !== undefined &&
    !isDocstring(program, value) &&
    !NOT_RUN.test(callerOf(program, value.first))
  );
}

function isDocstring({ tokens }: Program, { first, last }: StringValue): boolean {
  const before = tokens[first - 1];
  return (
    first === last &&
    tokens[first]?.startsLine === true &&
    (before === undefined || before.text === ':') &&
    tokens[last + 1]?.startsLine !== false
  );
}

const RAW_CALL =
  /(?:^|\.)(?:raw|text|where|andWhere|orWhere|having|whereRaw|orderByRaw|havingRaw|selectRaw|literal|extra|Where|Raw|Having|Order|Exec|filter|find_by_sql|order|orderBy|andHaving|RawSQL|unsafe|queryRawUnsafe|executeRawUnsafe)$/;

/** A part of a statement: a clause that is joined to another string, or a condition handed to a query builder. */
function isPiece(program: Program, { parts, first }: StringValue, hasStatement: boolean): boolean {
  const text = textOf(parts);
  const caller = callerOf(program, first);
  if (NOT_RUN.test(caller)) return false;
  if (hasStatement && isSqlFragment(text)) return true;
  return RAW_CALL.test(caller) && (isCondition(text) || isSqlFragment(text));
}

/** Template tags that build the text instead of binding. */
const PLAIN_TAGS = /(?:^|\.)(?:raw|dedent|outdent|stripIndent|endent|oneLine|gql|html)$/;
const BINDING_CALLS = /(?:Interpolated(?:Async)?|FromSql|SqlQuery|ExecuteSql(?:Async)?)$/;
const RAW_HOLE = /^\s*(?:\w+\.)*(?:raw|unsafe|Raw)\s*\(([\s\S]*)\)\s*$/;

/** No real statement is built from more pieces; bounds the time on absurd ones. */
const MOST_PARTS = 300;

function violationsIn(program: Program, value: StringValue, origins: Origins): Evidence[] {
  if (value.tag === 't') return [];
  const parts = value.parts.slice(0, MOST_PARTS);
  const binds =
    (value.tag !== '' && !PLAIN_TAGS.test(value.tag)) || BINDING_CALLS.test(callerOf(program, value.first));
  // DDL takes no bound values: what the code itself computes, as the day of a partition, may stand there.
  const isAdministration = sqlKind(textOf(parts)) === 'administration';
  const found: Evidence[] = [];
  for (const [at, part] of parts.entries()) {
    if (part.kind !== 'hole') continue;
    const raw = binds ? RAW_HOLE.exec(part.text)?.[1] : part.text;
    if (raw === undefined || raw.trim() === '') continue;
    const before = textOf(parts.slice(0, at));
    const after = textOf(parts.slice(at + 1));
    const place = isAdministration ? structureOf(holePlace(before, after)) : holePlace(before, after);
    if (place === 'placeholder') continue;
    if (!isUnsafe(origins.of(raw, value.start), place, program, origins, 0)) continue;
    const span = spanInBlock(program.block, Math.min(part.start, value.start), Math.max(part.end, value.end));
    const name = part.text.length > 40 ? `${part.text.slice(0, 40)}…` : part.text;
    const how = place === 'value' ? 'A value' : 'Text that comes from outside';
    found.push({
      ...span,
      why: `${how}, \`${name.trim()}\`, is built into the text of the query \`${shortOf(before)}\`.`,
    });
  }
  return found;
}

const structureOf = (place: HolePlace): HolePlace => (place === 'value' ? 'structure' : place);

const shortOf = (sql: string): string => {
  const text = sql.replaceAll(HOLE, '…').replace(/\s+/g, ' ').trim();
  return text.length > 60 ? `…${text.slice(-60)}` : text;
};

function isUnsafe(
  origin: Origin,
  place: 'value' | 'structure',
  program: Program,
  origins: Origins,
  depth: number,
): boolean {
  switch (origin.kind) {
    case 'fixed':
      return false;
    case 'open':
      return true;
    case 'computed':
      return place === 'value';
    case 'built':
      return depth < 4 && origin.from.some((from) => isUnsafePiece(from, program, origins, depth));
  }
}

/** A piece of SQL that the code builds elsewhere is judged like the statement itself. */
function isUnsafePiece({ value }: BuiltFrom, program: Program, origins: Origins, depth: number): boolean {
  return value.parts.slice(0, MOST_PARTS).some((part, at, parts) => {
    if (part.kind !== 'hole') return false;
    const place = holePlace(textOf(parts.slice(0, at)), textOf(parts.slice(at + 1)));
    return (
      place !== 'placeholder' &&
      isUnsafe(origins.of(part.text, value.start), place, program, origins, depth + 1)
    );
  });
}
