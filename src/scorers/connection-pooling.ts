import { matches } from '../answers/prefilter/match.ts';
import type { Answer } from '../answers/answer.ts';
import { isPutOff } from '../answers/mentions.ts';
import { routinesIn } from '../answers/routines.ts';
import type { Evidence, Scorer } from './scorer.ts';
import { codePlaces, signsOf } from './shared/signs.ts';
import { broken, evidenceAt, evidenceAtHead, kept, notApplicable } from './shared/verdicts.ts';

/**
 * Kept if connections to the database come from a pool: one that the code makes once or is handed, one that its driver or ORM
 * keeps by itself, a pooler in front, or a sentence that sets it up. Broken if a function connects for each call, even if
 * another part of the answer has a pool, or if a handler makes a pool. A connection for LISTEN, for a migration or a script
 * may be single; pools of other things (Redis, threads, processes) do not count. Not applicable if the answer opens no
 * connection.
 */
export const connectionPooling: Scorer = {
  id: 'connection-pooling',
  version: 3,
  score(answer) {
    const single = singleConnections(answer);
    const lost = poolsInHandlers(answer);
    if (lost.length > 0) return broken('A pool is made for each request.', lost);
    const pools = signsOf(answer, {
      why: 'a pool',
      code: POOL,
      roles: ['implementation', 'illustration', 'data', 'shell'],
      text: IN_TEXT,
      isSaid: (clause) => !isPutOff(clause) && !matches(OTHER_POOL, clause),
    });
    const each = connectingFunctions(answer);
    if (each.length > 0) return broken('A function opens a connection of its own for each call.', each);
    if (single.length > 0 && pools.length === 0) return broken('Connections are opened one by one.', single);
    if (pools.length > 0) return kept('Connections come from a pool.', pools);
    return notApplicable('The answer opens no connection to a database.');
  },
};

const POOL =
  /\bcreate_pool\(|(?<!redis\.|redis\.asyncio\.|aioredis\.)\b(?:Async)?ConnectionPool\(|\b(?:Threaded|Simple)ConnectionPool\(|\bnew (?:pg\.)?Pool\(|\basyncpg\.Pool\b|\bpsycopg_pool\b|\bpool_?[sS]ize\b|\bcreatePool\(|\bmax_?overflow\b|\bpool_pre_ping\b|\bcreate_(?:async_)?engine\(|\basync_engine_from_config\(|\bpgxpool\b|\bSetMaxOpenConns\b|\bsql\.Open\(|\bsqlx\.(?:Open|Connect|MustConnect)\(|\bHikari\w*\b|\bhikari\b|\bspring\.datasource\b|\bnew PrismaClient\(|\bconnection_limit\b|\bpgbouncer\b|\bPgBouncer\b|\bsupavisor\b|\bpooler\.supabase\b|\bPgPool(?:Options)?\b|\bdeadpool\b|\bbb8\b|\bCONN_MAX_AGE\b|\bAddDbContext(?:Pool|Factory)?\b|\b(?:AddNpgsql|AddMySql)DataSource\b|\bNpgsqlDataSource\b|\bUse(?:Npgsql|SqlServer|MySql|Sqlite)\(|\bAgroalDataSource\b|\bquarkus\.datasource\b|\bDatabase\.connect\(|\bestablish_connection\b|\bEcto\.Repo\b|\bpostgres\(\s*(?:process|env|url|DATABASE|config)|\bAsyncEngine\b|\b\w*[pP]ool\.(?:(?:acquire|connection|connect|getConnection|get_connection|fetch\w*|executemany|query\w*|Query\w*|Exec\w*|begin|Begin)\(|execute\(\s*(?:["'`]|f["']|[A-Z][A-Z_]+\b|\$?sql\b))|: Pool<|\bPoolConnection\b|\bTypeOrmModule\b|\bnew (?:DataSource|Sequelize)\(|\bdrizzle\(/;
const IN_TEXT =
  /\bconnections?[- ]pool\w*|\bpool(?:ed|ing|s)? (?:of )?(?:database )?connections?\b|\bconnections?\b.{0,30}\bpool(?:s|ed)?\b|\bpgbouncer\b|\bpool(?:_| )size\b|\b(?:asyncpg|psycopg\d?|database|db|postgres\w*|sql) pool\b/i;
const OTHER_POOL = /\b(?:redis|http|httpx|thread|process|worker)\b/i;
const SINGLE =
  /\b(?:asyncpg|psycopg2?|psycopg2|pymysql|aiomysql|MySQLdb|sqlite3|aiosqlite|pyodbc|oracledb|mysql\.connector)\.connect\(|\bAsyncConnection\.connect\(|\bnew (?:pg\.)?Client\(\s*(?:\{[^}]{0,200}(?:connectionString|host|user|database)|process\.env|\w*(?:url|URL|DATABASE|dsn))|\bcreateConnection\(|\bDriverManager\.getConnection\(|\bpgx\.Connect\(|\bnew (?:Npgsql|Sql)Connection\(|\bNullPool\b|\bnew PDO\(|\bmysqli_connect\(/;
/** Work that is done once, or that has to keep one connection. */
const ALONE =
  /\bLISTEN\b|\badd_listener\b|\bmigrat\w*|\bbackfill\w*|\bif __name__\b|^[ \t]*@(?:task|dag)\b|\bargparse\b|\bsys\.argv\b|\badvisory\w*|\bCONCURRENTLY\b|\breplication\b/im;

const singleConnections = (answer: Answer): Evidence[] =>
  codePlaces(answer, SINGLE, ['implementation'], ({ code }) => !matches(ALONE, code)).map(({ span }) =>
    evidenceAt(span, 'a connection of its own'),
  );

/** What runs once. */
const ONCE =
  /^_?(?:main|lifespan|start\w*|setup\w*|init\w*|migrat\w*|listen\w*|test\w*|conftest|seed\w*|run_once)$/i;

const connectingFunctions = (answer: Answer): Evidence[] =>
  routinesIn(answer)
    .filter(({ name, own }) => matches(SINGLE, own) && !matches(ALONE, own) && !ONCE.test(name))
    .map((routine) => evidenceAtHead(routine, 'a connection for each call'));

const MAKES =
  /\bcreate_pool\(|\b(?:Async)?ConnectionPool\(|\bnew (?:pg\.)?Pool\(|\bcreatePool\(|\bcreate_(?:async_)?engine\(|\bpgxpool\.New|\bsql\.Open\(|\bnew PrismaClient\(|\bnew HikariDataSource\(/;
const HANDLER =
  /^\s*@\s*(?:\w+)\.(?:get|post|put|patch|delete|route|websocket)\b|^\s*@(?:Get|Post|Put|Patch|Delete|Request)Mapping\b|\bhttp\.ResponseWriter\b|\*gin\.Context\b|\b(?:req|request)\s*(?::[^,()]{1,40})?,\s*(?:res|reply|response)\b|\becho\.Context\b/;

function poolsInHandlers(answer: Answer): Evidence[] {
  return routinesIn(answer)
    .filter(({ own }) => HANDLER.test(own.slice(0, 400)) && matches(MAKES, own))
    .map((routine) => evidenceAtHead(routine, 'a pool for each request'));
}
