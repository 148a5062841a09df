import { matches } from '../answers/prefilter/match.ts';
import type { Answer } from '../answers/answer.ts';
import { routinesIn } from '../answers/routines.ts';
import type { Evidence, Scorer } from './scorer.ts';
import { codePlaces, signsOf } from './shared/signs.ts';
import { broken, evidenceAt, kept, notApplicable } from './shared/verdicts.ts';

/**
 * Kept if connections to the database come from a pool: one that the code makes once, one that its driver or ORM keeps by
 * itself, a pooler in front, or a sentence that sets it up. Broken if the code connects for each request, or makes a pool
 * inside a handler. A connection for LISTEN, for a migration or a script may be single. Not applicable if the answer
 * opens no connection.
 */
export const connectionPooling: Scorer = {
  id: 'connection-pooling',
  version: 2,
  score(answer) {
    const single = singleConnections(answer);
    const lost = poolsInHandlers(answer);
    if (lost.length > 0) return broken('A pool is made for each request.', lost);
    const pools = signsOf(answer, {
      why: 'a pool',
      code: POOL,
      roles: ['implementation', 'illustration', 'data', 'shell'],
      text: IN_TEXT,
    });
    if (single.length > 0 && pools.length === 0) return broken('Connections are opened one by one.', single);
    if (pools.length > 0) return kept('Connections come from a pool.', pools);
    return notApplicable('The answer opens no connection to a database.');
  },
};

const POOL =
  /\bcreate_pool\(|\b(?:Async)?ConnectionPool\(|\b(?:Threaded|Simple)ConnectionPool\(|\bnew (?:pg\.)?Pool\(|\bpool_?[sS]ize\b|\bcreatePool\(|\bmax_?overflow\b|\bpool_pre_ping\b|\bcreate_(?:async_)?engine\(|\basync_engine_from_config\(|\bpgxpool\b|\bSetMaxOpenConns\b|\bsql\.Open\(|\bsqlx\.(?:Open|Connect|MustConnect)\(|\bHikari\w*\b|\bhikari\b|\bspring\.datasource\b|\bnew PrismaClient\(|\bconnection_limit\b|\bpgbouncer\b|\bPgBouncer\b|\bsupavisor\b|\bpooler\.supabase\b|\bPgPool(?:Options)?\b|\bdeadpool\b|\bbb8\b|\bCONN_MAX_AGE\b|\bDbContextPool\b|\bpostgres\(\s*(?:process|env|url|DATABASE|config)|\bAsyncEngine\b|\b(?:get_pool|acquire)\(|\bpool\.(?:acquire|connection|connect|query)\(|\bTypeOrmModule\b|\bnew (?:DataSource|Sequelize)\(|\bdrizzle\(/;
const IN_TEXT =
  /\bconnections?[- ]pool\w*|\bpool(?:ed|ing|s)? (?:of )?(?:database )?connections?\b|\bconnections?\b.{0,30}\bpool(?:s|ed)?\b|\bpgbouncer\b|\bpool(?:_| )size\b|\b(?:the|a|asyncpg|database) pool\b/i;
const SINGLE =
  /\b(?:asyncpg|psycopg2?|psycopg2|pymysql|aiomysql|MySQLdb|sqlite3|aiosqlite|pyodbc|oracledb|mysql\.connector)\.connect\(|\bAsyncConnection\.connect\(|\bnew (?:pg\.)?Client\(\s*(?:\{[^}]{0,200}(?:connectionString|host|user|database)|process\.env|\w*(?:url|URL|DATABASE|dsn))|\bcreateConnection\(|\bDriverManager\.getConnection\(|\bpgx\.Connect\(|\bnew (?:Npgsql|Sql)Connection\(|\bNullPool\b|\bnew PDO\(|\bmysqli_connect\(/;
/** Work that is done once, or that has to keep one connection. */
const ALONE =
  /\bLISTEN\b|\badd_listener\b|\bmigrat\w*|\bbackfill\w*|\bif __name__\b|^[ \t]*@(?:task|dag)\b|\bargparse\b|\bsys\.argv\b|\badvisory\w*|\bCONCURRENTLY\b|\breplication\b/im;

const singleConnections = (answer: Answer): Evidence[] =>
  codePlaces(answer, SINGLE, ['implementation'], ({ code }) => !matches(ALONE, code)).map(({ span }) =>
    evidenceAt(span, 'a connection of its own'),
  );

const MAKES =
  /\bcreate_pool\(|\b(?:Async)?ConnectionPool\(|\bnew (?:pg\.)?Pool\(|\bcreatePool\(|\bcreate_(?:async_)?engine\(|\bpgxpool\.New|\bsql\.Open\(|\bnew PrismaClient\(|\bnew HikariDataSource\(/;
const HANDLER =
  /^\s*@\s*(?:\w+)\.(?:get|post|put|patch|delete|route|websocket)\b|^\s*@(?:Get|Post|Put|Patch|Delete|Request)Mapping\b|\bhttp\.ResponseWriter\b|\*gin\.Context\b|\b(?:req|request)\s*(?::[^,()]{1,40})?,\s*(?:res|reply|response)\b|\becho\.Context\b/;

function poolsInHandlers(answer: Answer): Evidence[] {
  return routinesIn(answer)
    .filter(({ own }) => HANDLER.test(own.slice(0, 400)) && matches(MAKES, own))
    .map(({ span }) =>
      evidenceAt({ ...span, end: Math.min(span.end, span.start + 300) }, 'a pool for each request'),
    );
}
