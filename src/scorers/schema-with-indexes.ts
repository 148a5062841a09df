import { oncePer } from '../answers/once.ts';
import { allMatches, firstMatch, matches } from '../answers/prefilter/match.ts';
import type { Answer, CodeBlock, Turn } from '../answers/answer.ts';
import { spanInBlock } from '../answers/code-blocks.ts';
import type { Evidence, Scorer, Verdict } from './scorer.ts';
import { callerOf, isProgramming, programOf, type Program } from '../answers/tokens/program.ts';
import { sqlKind, textOf } from '../answers/tokens/sql-text.ts';
import { withoutComments } from './shared/signs.ts';

/**
 * Kept if a database schema, or a change to one, is shown with at least one explicit index (DDL, ORM model, migration,
 * ERD); a primary key or a unique constraint alone is none. Not applicable if the answer has no database.
 */
export const schemaWithIndexes: Scorer = {
  id: 'schema-with-indexes',
  version: 2,
  truncated: 'kept-if-found',
  score(answer): Verdict {
    const indexes = answer.turns.flatMap(indexesIn);
    if (indexes.length > 0) {
      return {
        verdict: 'kept',
        why: `The answer defines ${indexes.length === 1 ? 'an index' : `${indexes.length} indexes`}.`,
        evidence: indexes,
      };
    }
    const schemas = answer.turns.flatMap((turn) => turn.blocks.flatMap(schemasIn));
    if (schemas.length > 0) {
      return {
        verdict: 'broken',
        why: 'A schema is shown, but no index is defined on it.',
        evidence: schemas,
      };
    }
    const uses = databaseUses(answer);
    if (uses.length > 0) {
      return {
        verdict: 'broken',
        why: 'The answer uses a database, but shows neither a schema nor an index.',
        evidence: uses,
      };
    }
    return { verdict: 'not-applicable', why: 'The answer has no database.', evidence: [] };
  },
};

const SQL_INDEX =
  /\bcreate\s+(?:unique\s+|clustered\s+|fulltext\s+|vector\s+|search\s+)*index\b|\badd\s+(?:unique\s+|fulltext\s+)?(?:index|key)\b(?!\s*\(?\s*(?:constraint))/gi;
/** Inside CREATE TABLE of MySQL and ClickHouse. */
const INLINE_INDEX =
  /^[ \t]*(?:(?:unique|fulltext|spatial)\s+)?(?:index|key)\s+(?:[`"\w]*\s*(?:using\s+\w+\s*)?\(|[`"\w]+\s+[^\n]{1,120}\stype\s+\w)/gim;
/** Ways in which ORMs, query builders and data-definition formats declare an index. */
const MODEL_INDEX =
  /@@(?:index|fulltext)\b|@(?:\w+\.)?(?:Compound)?Index(?:es)?\s*\(|\bmodels\.Index\(|\b(?:Gin|Gist|Brin|Hash|BTree|SpGist)Index\(|\bop\.create_index\(|\b(?:create|ensure)Index(?:es)?\(|\bcreate_index(?:es)?\b|\badd_index\b|\bt(?:able)?\.index\b|\.index\(\s*\[|->(?:index|fullText|spatialIndex|rawIndex)\(|@(?:\w+\.)?(?:Indexed|HashIndexed|TextIndexed|GeoSpatialIndexed)\b|^[ \t]*\[Index\(|\bcreate(?: unique_index|\(?\s*index)\(|#\[ORM\\\\?Index\b|\bIndex::create\(|\bCreateIndex\(|[sS]chema\.index\(|\bindex:\s*true\b|\b(?:uniqueI|i)ndex\(\s*['"`]|gorm:"[^"]{0,200}\b(?:index|uniqueIndex)\b|\b(?:GlobalSecondaryIndexes|LocalSecondaryIndexes|global_secondary_index|addGlobalSecondaryIndex|addLocalSecondaryIndex)\b|\bHasIndex\(|\bIndexModel\(|\bAddIndex(?:Concurrently)?\(|\baddIndex\(|^[ \t]*indexes[ \t]*\{/gm;

function indexesIn(turn: Turn): Evidence[] {
  const inCode = turn.blocks.flatMap((block) =>
    block.quotesUser || block.role === 'test' ? [] : indexesInBlock(block),
  );
  if (inCode.length > 0) return inCode;
  return turn.blocks.some((block) => !block.quotesUser && schemasIn(block).length > 0) || showsEntities(turn)
    ? indexesInProse(turn)
    : [];
}

function indexesInBlock(block: CodeBlock): Evidence[] {
  const found: { start: number; end: number }[] = [];
  const code = withoutComments(block);
  for (const match of allMatches(SQL_INDEX, code))
    found.push({ start: match.index, end: statementEnd(code, match.index) });
  if (/\bcreate\s+table\b/i.test(code))
    for (const match of allMatches(INLINE_INDEX, code))
      found.push({ start: match.index, end: lineEndAt(code, match.index + match[0].length) });
  for (const match of allMatches(MODEL_INDEX, code))
    found.push({ start: match.index, end: lineEndAt(code, match.index) });
  if (block.language === 'python') found.push(...pythonIndexes(programOf(block)));
  return found.map(({ start, end }) => ({ ...spanInBlock(block, start, end), why: 'Defines an index.' }));
}

/** `Index("name", …)` of SQLAlchemy, and `index=True` of a column. */
function pythonIndexes(program: Program): { start: number; end: number }[] {
  const { tokens, partner } = program;
  return tokens.flatMap((token, at) => {
    const next = tokens[at + 1];
    if (token.text === 'Index' && next?.text === '(' && tokens[at - 1]?.text !== 'class') {
      return [{ start: token.start, end: tokens[partner[at + 1] ?? at]?.end ?? token.end }];
    }
    const isFlag =
      (token.text === 'index' || token.text === 'db_index') &&
      next?.text === '=' &&
      tokens[at + 2]?.text === 'True';
    return isFlag && /Column|column|Field|Key|relationship/.test(callerOf(program, at))
      ? [{ start: token.start, end: token.end + 5 }]
      : [];
  });
}

function statementEnd(code: string, from: number): number {
  const end = /;|"""|\n\s*\n|$/.exec(code.slice(from, from + 600))?.index ?? 0;
  return from + Math.max(end, 12);
}

const lineEndAt = (code: string, from: number): number => {
  const end = code.indexOf('\n', from);
  return end === -1 ? code.length : end;
};

const INDEX_HEADING =
  /\bind(?:ex(?:es|ing)?|ices)\b|\bíndices?\b|\bindizes\b|индекс|索引|インデックス|인덱스/iu;

/** Indexes written as inline code beside a schema: `CREATE INDEX …`, or a list under "Indexes" such as `orders(customer_id)`. */
function indexesInProse(turn: Turn): Evidence[] {
  return turn.prose.flatMap(({ text, kind, span, headings }) => {
    const isStatement = /`[^`]*\bcreate\s+(?:unique\s+)?index\s[^`]+`/i.test(text);
    const isListed =
      (kind === 'item' || kind === 'row') &&
      INDEX_HEADING.test(headings.at(-1) ?? '') &&
      /\([\w\s,`]+\)/.test(text);
    return isStatement || isListed ? [{ ...span, why: 'Defines an index.' }] : [];
  });
}

const showsEntities = (turn: Turn): boolean =>
  turn.blocks.some(({ role, code }) => role === 'diagram' && /erDiagram|\|\|--|\bPK\b/.test(code));

const MODELS =
  /\bclass \w+\([^)\n]{0,200}(?:\bBase\b|DeclarativeBase|models\.Model|SQLModel|db\.Model|Document|MappedAsDataclass)|\bTable\(\s*['"]|^[ \t]*model \w+ \{|@Entity\b|\bmongoose\.Schema\(|new Schema\(|\bpgTable\(|\bmysqlTable\(|\bsqliteTable\(|\bcreateTable\(|\bcreate_table\b|\bgorm\.Model\b|\bSchema::(?:create|table)\(|\bDbSet<\w|\bCreateTable\(|@Document\b|\bobject \w+ : \w*Table\(|^[ \t]*schema "\w+" do\b|\bdiesel::table!|\bDeriveEntityModel\b|#\[ORM\\\\?Entity\b|\btable\s*=\s*True\b|gorm:"|\bAttributeDefinitions\b|\baws_dynamodb_table\b/gm;

const schemasIn = oncePer((block: CodeBlock): readonly Evidence[] => {
  if (block.quotesUser || block.role === 'test') return [];
  const code = withoutComments(block);
  const ddl = [
    ...code.matchAll(
      /\b(?:create\s+(?:temp\w*\s+|unlogged\s+)?table|alter\s+table)\s+(?:if\s+(?:not\s+)?exists\s+)?[\w."`]+/gi,
    ),
  ];
  return [...ddl, ...allMatches(MODELS, code)].map((match) => ({
    ...spanInBlock(block, match.index, match.index + match[0].length),
    why: 'A schema without an index.',
  }));
});

const DRIVERS =
  /\b(?:asyncpg|psycopg2?|psycopg_pool|sqlalchemy|sqlmodel|aiomysql|pymysql|sqlite3|aiosqlite|pymongo|motor|tortoise|peewee|django\.db|databases|aioboto3\W+dynamodb|oracledb|pyodbc)\b|from ['"](?:pg|postgres|mysql2?(?:\/promise)?|mongoose|mongodb|knex|typeorm|sequelize|drizzle-orm[^'"]*|@prisma\/client|better-sqlite3|kysely|@supabase\/supabase-js)['"]|require\(['"](?:pg|mysql2?|mongoose|mongodb|knex|sequelize)['"]\)|"database\/sql"|\bjackc\/pgx|\bgorm\.io|\bjmoiron\/sqlx|\bdynamodb\b|\bDynamoDB\w*|\bcassandra\b|\bgocql\b|JdbcTemplate|EntityManager|JpaRepository|\bsqlx::|\bdiesel::|\bObjectContext|\bDbContext\b|\bActiveRecord\b|\bgetDoctrine\b|\bPDO\b|\b\w+\.objects\.(?:filter|get|all|create|exclude|select_related|prefetch_related|aggregate|annotate|update|values|bulk_create)\b|\bfrom \.+\w*models import\b|\bselect_related\(|\bprefetch_related\(|\bextends Model\b|\bDB::(?:table|select|transaction|insert|update|statement)\(|\bIlluminate\\Database\b|\b[A-Z]\w+::(?:query\(\)|where\(|findOrFail\(|firstOrCreate\()|\bApplicationRecord\b|\b[A-Z]\w+\.(?:where\(|find_by[!(]|find_each\b|includes\(|order\()|\b(?:Crud|Reactive|Jpa|Mongo|R2dbc|PagingAndSorting)\w*Repository\b|\bMongoTemplate\b|\b[dD]b\.collection\(|\bEcto\.|\bRepo\.(?:all|get|insert|update|one)\b|\bsea_orm\b|\bexposed\.sql\b|\bDapper\b|\bNpgsql\w*/;

function databaseUses(answer: Answer): Evidence[] {
  const inCode = answer.turns.flatMap(({ blocks }) => blocks.flatMap(usesInBlock));
  return inCode.length > 0 ? inCode : namedStores(answer);
}

function usesInBlock(block: CodeBlock): Evidence[] {
  if (
    block.quotesUser ||
    (block.role !== 'implementation' && block.role !== 'data' && block.language !== 'sql')
  )
    return [];
  if (block.language === 'sql') return [{ ...block.span, why: 'SQL without a schema.' }];
  if (!isProgramming(block.language)) return [];
  const query = programOf(block).strings.find(({ parts }) => sqlKind(textOf(parts)) === 'statement');
  if (query !== undefined)
    return [{ ...spanInBlock(block, query.start, query.end), why: 'A query on tables that are not shown.' }];
  const driver = firstMatch(DRIVERS, withoutComments(block));
  if (driver === null) return [];
  return [
    {
      ...spanInBlock(block, driver.index, driver.index + driver[0].length),
      why: 'Uses a database whose schema is not shown.',
    },
  ];
}

const STORES =
  /\b(?:postgres(?:ql)?|mysql|mariadb|sqlite|mongo(?:db)?|dynamo(?:db)?|cassandra|scylla(?:db)?|cockroach(?:db)?|oracle|sql server|aurora|spanner|firestore|bigtable|cosmos ?db|clickhouse|timescale(?:db)?|yugabyte(?:db)?|tidb|vitess|supabase)\b/i;
const ENOUGH_MENTIONS = 3;

/** Databases that the design itself rests on: drawn in a diagram, or named again and again. */
function namedStores(answer: Answer): Evidence[] {
  const drawn = answer.turns.flatMap(({ blocks }) =>
    blocks.flatMap((block) => {
      const store = block.role === 'diagram' ? firstMatch(STORES, block.code) : null;
      return store === null
        ? []
        : [
            {
              ...spanInBlock(block, store.index, store.index + store[0].length),
              why: 'A database of the design.',
            },
          ];
    }),
  );
  if (drawn.length > 0) return drawn;
  const named = answer.turns.flatMap(({ prose }) =>
    prose
      .filter(({ text }) => matches(STORES, text) && !text.endsWith('?'))
      .map(({ span }) => ({ ...span, why: 'Names a database of the design.' })),
  );
  return named.length >= ENOUGH_MENTIONS ? named : [];
}
