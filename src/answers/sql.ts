import type { Answer, CodeBlock, Span } from './answer.ts';
import { spanInBlock } from './code-blocks.ts';
import { codeStrings } from './code-strings.ts';
import { programsOf, type PlacedProgram } from './programs.ts';
import { splitSql } from './sql-split.ts';
import { createdTable, type SqlTable } from './sql-tables.ts';
import { oncePer } from './once.ts';

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
  /** True if code puts values or names into the text. */
  readonly isBuilt: boolean;
  /** The table that it creates, in any dialect. */
  readonly table: SqlTable | undefined;
}

/** The SQL of an answer but the user's own, in the order of the text; read once. */
export const sqlOf = oncePer((answer: Answer): readonly SqlStatement[] => {
  const scripts = answer.turns.flatMap((turn) =>
    turn.blocks.filter((block) => block.language === 'sql' && !block.quotesUser),
  );
  return [...scripts.flatMap(inScript), ...programsOf(answer).flatMap(inProgram)].sort(
    (a, b) => a.span.turn - b.span.turn || a.span.start - b.span.start,
  );
});

function inScript(block: CodeBlock): SqlStatement[] {
  const script = block.code.replace(/^\\.*$/gm, (line) => ' '.repeat(line.length));
  return splitSql(script).map(({ text, start, end }) => ({
    source: 'script',
    block,
    text,
    kind: kindOf(text),
    span: spanInBlock(block, start, end),
    isBuilt: false,
    table: createdTable(text),
  }));
}

/** Kind of statement by its first words, such as `select` or `create index`. */
function kindOf(statement: string): string {
  const words =
    /^\(*\s*(\w+)(?:\s+(?:or\s+replace\s+|unique\s+|temp(?:orary)?\s+|unlogged\s+|materialized\s+)*(\w+))?/i.exec(
      statement.slice(0, 200),
    );
  const [first, second] = [words?.[1]?.toLowerCase() ?? '', words?.[2]?.toLowerCase() ?? ''];
  return /^(?:create|alter|drop)$/.test(first) ? `${first} ${second}` : first;
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

function inProgram({ program, place }: PlacedProgram): SqlStatement[] {
  return codeStrings(program)
    .filter(({ text }) => looksLikeSql(text))
    .flatMap((string) =>
      splitSql(string.text).map(({ text, ...piece }): SqlStatement => {
        const [start, end] = [string.start + piece.start, string.start + piece.end];
        return {
          source: 'code',
          block: program.block,
          text,
          kind: kindOf(text),
          span: place(start, end),
          isBuilt: string.holes.some((hole) => hole >= start && hole < end),
          table: createdTable(text),
        };
      }),
    );
}
