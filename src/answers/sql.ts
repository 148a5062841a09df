import type { Answer, CodeBlock, Span } from './answer.ts';
import { spanInBlock } from './code-blocks.ts';
import { codeStrings, type DynamicPart } from './code-strings.ts';
import { programsOf, type Program } from './programs.ts';
import { factsOf, type SqlFacts, type SqlIndex, type SqlTable } from './sql-facts.ts';
import { parseSql, type SqlTree } from './sql-parse.ts';
import { splitSql } from './sql-split.ts';
import { tolerantFacts, tolerantKind } from './sql-tolerant.ts';

/** One SQL statement of an answer. */
export interface SqlStatement {
  /** `script`: a block of SQL. `code`: a string of application code. */
  readonly source: 'script' | 'code';
  readonly block: CodeBlock;
  /** As written; in code with blanks for quotes and `x` for parts known only at run time. */
  readonly text: string;
  /** By its first words, lower case: `select`, `create index`, ... */
  readonly kind: string;
  readonly span: Span;
  /** PostgreSQL's parse tree; undefined for other dialects and sketches. */
  readonly tree: SqlTree | undefined;
  /** Why PostgreSQL does not take it. */
  readonly error: string | undefined;
  /** What it does to the schema; read tolerantly where there is no tree. */
  readonly facts: SqlFacts;
  /** Values and names that code puts into the text. */
  readonly dynamic: readonly SqlDynamic[];
  /** Function of the tagged template (`sql`) or call (`cursor.execute`) that takes the string; `''` in scripts. */
  readonly callee: string;
}

/** A part of a statement that code fills in, with its place. */
export interface SqlDynamic {
  readonly how: DynamicPart['how'];
  /** As written, with its marks: `{name}`. */
  readonly text: string;
  readonly span: Span;
}

/** All SQL of an answer but the user's own, in the order of the text. */
export interface SqlCode {
  readonly statements: readonly SqlStatement[];
  readonly tables: readonly (SqlTable & { readonly span: Span })[];
  readonly indexes: readonly (SqlIndex & { readonly span: Span })[];
  readonly rowSecurity: readonly {
    readonly table: string;
    readonly what: 'enabled' | 'policy';
    readonly span: Span;
  }[];
  readonly extensions: readonly { readonly name: string; readonly span: Span }[];
  /** Statements that PostgreSQL's parser does not take. */
  readonly unparsed: readonly SqlStatement[];
}

const KNOWN = new WeakMap<Answer, SqlCode>();

/** The SQL of an answer, read once; needs `loadParsers()` first. */
export function sqlOf(answer: Answer): SqlCode {
  let code = KNOWN.get(answer);
  if (code === undefined) {
    code = readAnswer(answer);
    KNOWN.set(answer, code);
  }
  return code;
}

function readAnswer(answer: Answer): SqlCode {
  const scripts = answer.turns.flatMap((turn) =>
    turn.blocks.filter((block) => block.language === 'sql' && !block.quotesUser),
  );
  const statements = [...scripts.flatMap(inScript), ...programsOf(answer).flatMap(inProgram)].sort(
    (a, b) => a.span.turn - b.span.turn || a.span.start - b.span.start,
  );
  const gather = <Fact>(pick: (facts: SqlFacts) => readonly Fact[]): { fact: Fact; span: Span }[] =>
    statements.flatMap(({ facts, span }) => pick(facts).map((fact) => ({ fact, span })));
  return {
    statements,
    tables: gather((facts) => facts.tables).map(({ fact, span }) => ({ ...fact, span })),
    indexes: gather((facts) => facts.indexes).map(({ fact, span }) => ({ ...fact, span })),
    rowSecurity: gather((facts) => facts.rowSecurity).map(({ fact, span }) => ({ ...fact, span })),
    extensions: gather((facts) => facts.extensions).map(({ fact, span }) => ({ name: fact, span })),
    unparsed: statements.filter((statement) => statement.tree === undefined),
  };
}

function inScript(block: CodeBlock): SqlStatement[] {
  const script = block.code.replace(/^\\.*$/gm, (line) => ' '.repeat(line.length));
  return splitSql(script).map((piece) => ({
    ...read(piece.text),
    source: 'script',
    block,
    span: spanInBlock(block, piece.start, piece.end),
    dynamic: [],
    callee: '',
  }));
}

function read(text: string): Pick<SqlStatement, 'text' | 'kind' | 'tree' | 'error' | 'facts'> {
  const parsed = parseSql(text);
  const kind = tolerantKind(text);
  if ('tree' in parsed)
    return { text, kind, tree: parsed.tree, error: undefined, facts: factsOf(parsed.tree) };
  return { text, kind, tree: undefined, error: parsed.error, facts: tolerantFacts(text) };
}

const SQL_START =
  /^\s*(?:(?:--[^\n]*\n|\/\*(?:[^*]|\*(?!\/))*\*\/)\s*)*\(*\s*(?:(?:SELECT|WITH)\b|INSERT\s+INTO\b|UPDATE\s+\S+(?:\s+(?:AS\s+)?\w+)?\s+SET\b|DELETE\s+FROM\b|MERGE\s+INTO\b|TRUNCATE\s+\w|CREATE\s+(?:OR\s+REPLACE\s+)?(?:UNIQUE\s+|TEMP\s+|TEMPORARY\s+|MATERIALIZED\s+|UNLOGGED\s+)?(?:TABLE|INDEX|EXTENSION|TYPE|VIEW|FUNCTION|TRIGGER|SCHEMA|POLICY|SEQUENCE|ROLE|DATABASE)\b|ALTER\s+(?:TABLE|TYPE|INDEX|ROLE|SYSTEM)\b|DROP\s+(?:TABLE|INDEX|VIEW|TRIGGER|FUNCTION|TYPE)\b|GRANT\s+\w|REVOKE\s+\w|EXPLAIN\s+\w|LOCK\s+TABLE|REFRESH\s+MATERIALIZED|SET\s+(?:LOCAL|SESSION)?\s*\w+\s*(?:=|TO)\s|CALL\s+\w+\s*\(|NOTIFY\s+\w|LISTEN\s+\w|COPY\s+\w)/;

/** Upper or lower case throughout; a sentence such as "Select a file" begins with a capital. */
function looksLikeSql(text: string): boolean {
  const start = text.trimStart().slice(0, 400);
  if (SQL_START.test(start))
    return !/^\(*\s*(?:SELECT|WITH)\b/.test(start) || /\bFROM\b|\bfrom\b|[(*$:]|\d/.test(text);
  if (!SQL_START.test(start.toUpperCase()) || /^[A-Z][a-z]/.test(start)) return false;
  return /\b(?:from|where|set|values|table|index|into)\b/.test(text) && !/[.!?]\s*$/.test(text.trimEnd());
}

function inProgram(program: Program): SqlStatement[] {
  const { language, code, root, block, place } = program;
  return codeStrings(language, code, root).flatMap((string) => {
    if (string.isDocstring || !looksLikeSql(string.text)) return [];
    return splitSql(string.text).map((piece): SqlStatement => {
      const [start, end] = [string.start + piece.start, string.start + piece.end];
      const dynamic = string.dynamic.filter((part) => part.start >= start && part.end <= end);
      return {
        ...read(piece.text),
        source: 'code',
        block,
        span: place(start, end),
        dynamic: dynamic.map(({ how, start: from, end: to }) => ({
          how,
          text: code.slice(from, to),
          span: place(from, to),
        })),
        callee: string.tag || string.callee,
      };
    });
  });
}
