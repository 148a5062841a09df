import { oncePer } from '../../answers/once.ts';
import { findingsOf, readPython } from '../../answers/python-blocks.ts';
import type { PythonFunction } from '../../answers/python-functions.ts';
import type { Evidence } from '../scorer.ts';
import { dottedBefore, endOfStatement, type Program } from '../../answers/tokens/program.ts';
import type { PythonFile, PythonImport } from '../../answers/python-files.ts';

interface AsyncFault {
  readonly start: number;
  readonly end: number;
  readonly why: string;
}

/** A function with the tokens of its body that are its own, not those of functions inside it. */
interface Body {
  readonly found: PythonFunction;
  readonly own: readonly number[];
}

/**
 * The places where the `async def` functions of a file block the event loop or drop a coroutine; `coroutines` are the names of
 * the answer's own `async def` functions.
 */
export function asyncFaults(
  file: PythonFile,
  files: readonly PythonFile[],
  coroutines: ReadonlySet<string>,
): Evidence[] {
  if (!file.functions.some(({ isAsync }) => isAsync)) return [];
  const bodies = bodiesOf(file).filter(({ found }) => found.isAsync);
  const blocking = blockingClients(files);
  const faults = bodies.flatMap((body) => [
    ...blockingCalls(file, files, body, blocking),
    ...lostCoroutines(file.program, body, coroutines),
  ]);
  return [...ruffFaults(file), ...faults.map(({ start, end, why }) => ({ ...file.place(start, end), why }))];
}

/** Blocking calls of the standard library and of HTTP clients, by Ruff; reading files while the service starts blocks nobody. */
function ruffFaults({ block }: PythonFile): Evidence[] {
  const read = readPython(block);
  return findingsOf(read).flatMap(({ rule, start, end }) => {
    if (!rule.endsWith('-in-async-function')) return [];
    const around = [...read.code.slice(0, start).matchAll(/\basync def (\w+)/g)].at(-1)?.[1] ?? 'async code';
    if (
      rule === 'blocking-open-call-in-async-function' &&
      /lifespan|startup|shutdown|load|setup|main/i.test(around)
    )
      return [];
    const call = /^[\w.]*/.exec(read.code.slice(start, start + 60))?.[0] ?? '';
    return [{ ...read.place(start, end), why: `\`${call}\` blocks the event loop in \`${around}\`.` }];
  });
}

/** Gives each token to the innermost function around it. */
function bodiesOf({ functions, program }: PythonFile): Body[] {
  const { tokens, code } = program;
  const column = (at: number): number => at - (code.lastIndexOf('\n', at - 1) + 1);
  const bodies = functions.map((found) => ({ found, own: [] as number[], indent: column(found.start) }));
  const open: (typeof bodies)[number][] = [];
  let next = 0;
  for (const [at, token] of tokens.entries()) {
    if (token.startsLine && ![')', ']', '}'].includes(token.text)) {
      const indent = column(token.start);
      while (
        open.length > 0 &&
        token.start > (open.at(-1)?.found.end ?? 0) &&
        indent <= (open.at(-1)?.indent ?? 0)
      )
        open.pop();
    }
    const begins = bodies[next];
    if (begins !== undefined && token.start >= begins.found.start) {
      open.push(begins);
      next++;
    }
    const innermost = open.at(-1);
    if (innermost !== undefined && token.start >= innermost.found.end) innermost.own.push(at);
  }
  return bodies;
}

const SYNC_CLIENTS: readonly (readonly [RegExp, RegExp])[] = [
  [/^redis$/, /^(?:redis\.)?(?:Redis|StrictRedis)(?:\.from_url)?$|^redis\.from_url$/],
  [/^boto3$/, /^boto3\.(?:client|resource|Session)$/],
  [/^pymongo$/, /^(?:pymongo\.)?MongoClient$/],
  [/^psycopg2?$/, /^psycopg2?\.connect$/],
  [/^psycopg_pool$/, /^(?:psycopg_pool\.)?ConnectionPool$/],
  [/^sqlite3$/, /^sqlite3\.connect$/],
  [/^sqlalchemy$/, /^(?:sqlalchemy\.)?create_engine$/],
  [/^sqlalchemy\.orm$/, /^(?:sqlalchemy\.orm\.)?(?:sessionmaker|Session|scoped_session)$/],
  [/^httpx$/, /^httpx\.Client$/],
  [/^requests$/, /^requests\.Session$/],
  [/^argon2$/, /^(?:argon2\.)?PasswordHasher$/],
  [/^passlib\.context$/, /^CryptContext$/],
  [/^kafka$/, /^KafkaProducer$/],
  [/^supabase$/, /^(?:supabase\.)?create_client$/],
];

/** Variables at the left margin that hold a client whose calls block. */
const blockingClients = oncePer((files: readonly PythonFile[]): ReadonlyMap<string, string> => {
  const clients = new Map<string, string>();
  for (const { program, imports } of files) {
    const { tokens } = program;
    for (let at = 0; at + 2 < tokens.length; at++) {
      if (tokens[at]?.kind !== 'word' || tokens[at + 1]?.text !== '=' || tokens[at + 2]?.kind !== 'word')
        continue;
      const open = tokens.slice(at + 2, at + 9).findIndex(({ text }) => text === '(');
      const maker = open < 1 ? '' : dottedBefore(tokens, at + 2 + open);
      if (isBlockingMaker(maker, imports)) clients.set(tokens[at]?.text ?? '', maker);
    }
  }
  return clients;
});

function isBlockingMaker(maker: string, imports: readonly PythonImport[]): boolean {
  const [head] = maker.split('.');
  const source = imports.find(({ name }) => name === head);
  return (
    source !== undefined &&
    SYNC_CLIENTS.some(([module, name]) => module.test(source.module) && name.test(maker))
  );
}

/** Functions that only begin work elsewhere, and so may be called where nothing may block. */
const HARMLESS = new Set([
  'close',
  'get_secret_value',
  'pipeline',
  'register_script',
  'pubsub',
  'table',
  'collection',
  'begin',
  'add',
  'add_all',
  'identify',
  'check_needs_rehash',
  'needs_update',
  'get_collection',
  'expunge',
  'from_',
  'select',
  'eq',
]);
const CPU_BOUND =
  /^(?:bcrypt\.(?:hashpw|checkpw|gensalt)|hashlib\.(?:scrypt|pbkdf2_hmac)|joblib\.load|pickle\.load|pd\.read_\w+|pandas\.read_\w+)$|\.(?:predict|predict_proba)$/;
const LOOPS = /^asyncio\.run$|\.run_until_complete$/;
const SYNC_SESSION = /\b(?:Session|SessionDep|Connection)\b/;

function blockingCalls(
  { program, imports }: PythonFile,
  files: readonly PythonFile[],
  { found, own }: Body,
  clients: ReadonlyMap<string, string>,
): AsyncFault[] {
  const { tokens } = program;
  const sessions = new Set(
    found.parameters.filter((parameter) => isSyncSession(parameter.type, files)).map(({ name }) => name),
  );
  const faults: AsyncFault[] = [];
  for (const at of own) {
    if (tokens[at]?.text !== '(' || tokens[at - 1]?.kind !== 'word') continue;
    const name = dottedBefore(tokens, at);
    const first = at - 2 * name.split('.').length + 1;
    if (isAwaited(program, first) || name === '') continue;
    const path = name.split('.');
    const [head = ''] = path[0] === 'self' ? path.slice(1) : path;
    const isCall = path.length > 1 && !HARMLESS.has(path.at(-1) ?? '');
    const isClient =
      isCall &&
      (clients.has(head) || sessions.has(head)) &&
      !found.parameters.some((parameter) => parameter.name === head && !sessions.has(head));
    const isMaker = name.endsWith('connect') && isBlockingMaker(name, imports);
    if (!isClient && !isMaker && !CPU_BOUND.test(name) && !LOOPS.test(name)) continue;
    if (CPU_BOUND.test(name) && /lifespan|startup|load|main|reload/i.test(found.name)) continue;
    faults.push({
      start: tokens[first]?.start ?? 0,
      end: tokens[at]?.start ?? 0,
      why: `\`${name}\` blocks the event loop in \`${found.name}\`.`,
    });
  }
  return faults;
}

/** A parameter of SQLAlchemy's synchronous session type, straight or by an alias of the answer. */
function isSyncSession(type: string, files: readonly PythonFile[]): boolean {
  if (/Async|asyncpg/.test(type) || !SYNC_SESSION.test(type)) return false;
  const imports = files.flatMap((file) => file.imports);
  const isFrom = (name: string): boolean =>
    new RegExp(`\\b${name}\\b`).test(type) &&
    imports.some(
      (found) =>
        found.name === name && /^(?:sqlalchemy(?:\.orm|\.engine)?|sqlmodel|psycopg2?)$/.test(found.module),
    );
  if (isFrom('Session') || isFrom('Connection')) return true;
  return (
    /\bSessionDep\b/.test(type) &&
    files.some(({ program: { code } }) => /SessionDep\s*=\s*Annotated\[\s*Session\b/.test(code)) &&
    !imports.some(({ name }) => name === 'AsyncSession')
  );
}

/** True if the call is awaited, itself or as part of a longer chain, or handed over as an argument to something that is. */
function isAwaited({ tokens, partner }: Program, first: number): boolean {
  const before = tokens[first - 1]?.text;
  if (before === 'await' || before === 'with' || before === 'for' || before === 'in' || before === '@')
    return before === 'await' || tokens[first - 2]?.text === 'async' || before === '@';
  for (let here = first - 1; here >= Math.max(0, first - 60); here--) {
    const jump = partner[here] ?? -1;
    if (jump >= 0 && jump < here) {
      here = jump;
      continue;
    }
    if (jump > first) {
      const name = dottedBefore(tokens, here);
      if (
        /to_thread|run_sync|run_in_executor|run_in_threadpool|create_task|gather|ensure_future|wait_for|TaskGroup|add_task|partial/.test(
          name,
        )
      )
        return true;
      return tokens[here]?.text === '(' && name === '' && tokens[here - 1]?.text === 'await';
    }
    if (tokens[here]?.text === 'lambda') return true;
    if (tokens[here + 1]?.startsLine) return false;
  }
  return false;
}

/** Statements that call one of the answer's coroutines and do nothing with it. */
function lostCoroutines(
  program: Program,
  { found, own }: Body,
  coroutines: ReadonlySet<string>,
): AsyncFault[] {
  const { tokens, partner } = program;
  return own.flatMap((at) => {
    const token = tokens[at];
    if (
      token?.kind !== 'word' ||
      !token.startsLine ||
      (tokens[at - 1]?.text !== ':' && isOpenEnded(program, at))
    )
      return [];
    let open = at + 1;
    while (tokens[open]?.text === '.' && tokens[open + 1]?.kind === 'word') open += 2;
    const close = partner[open] ?? -1;
    if (tokens[open]?.text !== '(' || close < open || endOfStatement(program, at) !== close) return [];
    const name = dottedBefore(tokens, open);
    const isOwn = name.split('.').length <= 2 && (name.startsWith('self.') || !name.includes('.'));
    if (!isOwn || !coroutines.has(name.split('.').at(-1) ?? '')) return [];
    return [
      {
        start: token.start,
        end: tokens[close]?.end ?? token.end,
        why: `\`${name}\` is a coroutine that \`${found.name}\` never awaits.`,
      },
    ];
  });
}

/** True if the line goes on a statement of the line above. */
const isOpenEnded = ({ tokens, partner }: Program, at: number): boolean => {
  for (let here = at - 1; here >= Math.max(0, at - 200); here--) {
    const jump = partner[here] ?? -1;
    if (jump >= 0 && jump < here) here = jump;
    else if (jump > at) return true;
    if (tokens[here]?.startsLine) return false;
  }
  return false;
};
