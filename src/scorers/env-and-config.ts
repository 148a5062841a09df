import { firstMatch, matches } from '../answers/prefilter/match.ts';
import type { Answer, CodeBlock } from '../answers/answer.ts';
import { spanInBlock } from '../answers/code-blocks.ts';
import type { Evidence, Scorer, Verdict } from './scorer.ts';
import { statementsOf, type Statement } from '../answers/statements.ts';
import { broken, evidenceAt, kept, notApplicable } from './shared/verdicts.ts';

/** At least one environment variable or configuration setting that the solution needs is named, in code or prose. */
export const envAndConfig: Scorer = {
  id: 'env-and-config',
  version: 2,
  truncated: 'kept-if-found',
  score(answer): Verdict {
    const blocks = answer.turns.flatMap((turn) => turn.blocks.filter((block) => !block.quotesUser));
    const found = [...blocks.flatMap(settingIn), ...statementsOf(answer).flatMap(settingNamed)];
    if (found[0] !== undefined) return kept(`Configuration is named: ${found[0].why}.`, found);
    const works = blocks.some(({ role }) => role === 'implementation' || role === 'test');
    if (!works && !speaksOfDeployment(answer))
      return notApplicable('There is no code, and nothing is deployed.');
    return broken('No environment variable or configuration setting is named.');
  },
};

interface Sign {
  readonly pattern: RegExp;
  readonly what: string;
}

const IN_CODE: readonly Sign[] = [
  {
    pattern:
      /\b(?:os\.environ|os\.getenv|environ\.get|process\.env\b|import\.meta\.env|Deno\.env|Bun\.env|os\.Getenv|os\.LookupEnv|System\.getenv|Environment\.GetEnvironmentVariable|ENV\[|ENV\.fetch|std::env|env::var|getenv)\W{0,3}["'`]?\w*/,
    what: 'reads an environment variable',
  },
  {
    pattern:
      /\bclass \w+\((?:\w+\.)?BaseSettings\)|\bfrom decouple import|\benviron\.Env\(|\bviper\.\w+\(|\b(?:env|envconfig|conf|koanf):"[A-Z]|@Value\("\$\{|@ConfigurationProperties|\bconfigService\.(?:get|getOrThrow)\b/,
    what: 'declares settings',
  },
  {
    pattern:
      /(?<![\w.])(?:settings|config|cfg|conf|env|appConfig|app_config)\.(?!update\b|get\b|py\b|ts\b|js\b|go\b|json\b|ya?ml\b|toml\b)[A-Za-z_]\w*|\b(?:get_settings|getConfig|load_config|loadConfig)\(\)|(?<![\w.>:$])(?:env|config)\(\s*["'][\w.]+["']|\b_?[cC]onfiguration(?:\["|\.Get\w+[(<])|\bIOptions(?:Snapshot|Monitor)?<|\bRails\.(?:configuration\.|application\.credentials|application\.config)|\bApplication\.(?:fetch_env|get_env)!?\(|\bconfig\.get\(\s*["']|\bapp\.config\[/,
    what: 'reads a setting',
  },
  { pattern: /\b(?:\w+\.)?conf\.update\(\s*\w+/, what: 'configures the worker' },
  {
    pattern:
      /^[ \t]*(?:set\s+(?:local\s+|session\s+)?|alter\s+(?:role|database|system|user)\s[^;\n]{1,80}\bset\s+)(?!search_path|transaction|role\b|constraints|names)[a-z_.]+\s*(?:=|to)\s*\S+/im,
    what: 'sets a server setting',
  },
  {
    pattern:
      /["'`]SET\s+(?:LOCAL\s+|SESSION\s+)?(?!search_path|TRANSACTION|ROLE\b)[a-z_.]+\s*(?:=|TO)\s*\S+/i,
    what: 'sets a server setting',
  },
];
/** PostgreSQL settings as keyword arguments of a connection or in a dictionary. */
const SERVER_SETTING =
  /\b(?:statement_timeout|lock_timeout|idle_in_transaction_session_timeout|plan_cache_mode|statement_cache_size|prepared_statement_cache_size|work_mem|maintenance_work_mem|shared_buffers|effective_cache_size|max_connections|random_page_cost|synchronous_commit|wal_level|max_wal_size|autovacuum_\w+|fastupdate|hnsw\.\w+|maxmemory(?:-policy)?|appendonly|appendfsync|notify-keyspace-events|client_max_body_size|worker_connections|proxy_(?:read|send|connect)_timeout|proxy_buffering|keepalive_timeout|visibility_timeout|task_acks_late|noeviction|(?:allkeys|volatile)-l[rf]u|volatile-ttl|worker_prefetch_multiplier|terminationGracePeriodSeconds|GOMAXPROCS|GOMEMLIMIT|NODE_ENV|NODE_OPTIONS|UV_THREADPOOL_SIZE|OMP_NUM_THREADS|PROMETHEUS_MULTIPROC_DIR|ALLOWED_HOSTS|INSTALLED_APPS|DATA_UPLOAD_MAX_MEMORY_SIZE|CELERY_\w+|REST_FRAMEWORK|ATOMIC_REQUESTS|CONN_MAX_AGE|DEFAULT_\w+_(?:RATES|CLASSES)|max_prepared_statements|pool_mode)\b/;
/** Files that list packages or describe a project hold no setting of the solution. */
const MANIFEST =
  /^[ \t]*\[{1,2}(?:workspace\.|target\.[^\]\n]{1,80}\.)?(?:dependencies|dev-dependencies|build-dependencies|package|lib|bin|bench|features|project|build-system|tool\.(?:poetry|uv|pdm|hatch|setuptools|ruff|mypy|pytest)|versions|libraries|plugins|bundles)\b/m;
const CONFIGURATION_LANGUAGES = new Set(['env', 'ini', 'toml', 'nginx', 'hcl']);

function settingIn(block: CodeBlock): Evidence[] {
  const found: Evidence[] = [];
  const { code, language, role } = block;
  const add = (start: number, length: number, what: string): void => {
    found.push(evidenceAt(spanInBlock(block, start, start + length), what));
  };
  if (role === 'diagram') return found;
  const text = uncommented(code, language);
  for (const { pattern, what } of IN_CODE) {
    const match = firstMatch(pattern, text);
    if (match !== null) add(match.index, match[0].length, `\`${match[0].trim().slice(0, 60)}\` ${what}`);
  }
  const setting = firstMatch(SERVER_SETTING, text);
  if (setting !== null) add(setting.index, setting[0].length, `\`${setting[0]}\` is set`);
  const variable = variableOf(language, text);
  if (variable !== undefined)
    add(variable.at, variable.name.length, `\`${variable.name}\` is an environment variable`);
  else if (CONFIGURATION_LANGUAGES.has(language) && /[=:{]/.test(code) && !matches(MANIFEST, code))
    add(0, code.length, `a configuration file (${language})`);
  return found;
}

function variableOf(language: string, code: string): { at: number; name: string } | undefined {
  const pattern =
    language === 'dockerfile'
      ? /^[ \t]*(?:ENV|ARG)[ \t]+([A-Z]\w+)/m
      : language === 'yaml'
        ? /^[ \t]*(?:-[ \t]*(?:\{[ \t]*)?name:[ \t]*)?([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)\b/m
        : language === 'shell' || language === 'env'
          ? /(?:^|export[ \t]+|-e[ \t]+|[ \t;])([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)=\S/m
          : undefined;
  const match = pattern?.exec(code);
  const name = match?.[1];
  return match && name !== undefined ? { at: match.index + match[0].indexOf(name), name } : undefined;
}

/** Blanks out comments, one for one: a setting that only a comment names is none. */
function uncommented(code: string, language: string): string {
  const blank = (comment: string): string => comment.replace(/[^\n]/g, ' ');
  if (language === 'sql' || language === 'lua') return code.replace(/--[^\n]*/g, blank);
  if (/^(?:python|shell|yaml|dockerfile|ruby|toml|env|ini)$/.test(language))
    return code.replace(/(?:^|\s)#[^\n]*/g, blank);
  return code.replace(/(?:^|\s)\/\/[^\n]*/g, blank);
}

const VARIABLE =
  /`(?:\$\{?)?([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)\}?(?:\s*=[^`]*)?`|\b([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)=\S/;
const VARIABLE_WORDS =
  /\b(?:env(?:ironment)?(?: ?var(?:iable)?s?)?|config(?:ur\w*)?|settings?|set|export|defaults? to|secret(?:s| manager| store)?|Umgebungsvariable\w*|variables? (?:d['’]environnement|de entorno|de ambiente)|переменн\w+ окружения)\b|环境变量|環境変数/iu;
const VARIABLE_ENDING =
  /_(?:URL|URI|DSN|HOST|PORT|KEY|SECRETS?|DIR|PATH|FILE|BUCKET|REGION|TTL|TIMEOUT|LIMIT|THREADS|WORKERS|ENV|LEVEL|ISSUER|AUDIENCE|NAME|USER|PASSWORD|DATABASE|TABLE|STREAM|TOPIC|QUEUE|VERSION|TOKEN|SIZE|SECONDS|MINUTES|DAYS|ENABLED|MODE|SHA256|CONCURRENCY)$/;
const NO_VARIABLE =
  /^(?:INVALID|MISSING|BAD|UNKNOWN|EXPIRED|DUPLICATE|NO|NOT|TOO|UNSUPPORTED|FORBIDDEN|SELECT|INSERT|UPDATE|CREATE|DROP|ALTER|UNIQUE|FOR|SET|HTTP|GET|POST)(?:_|$)/;
const SETTING_WORDS =
  /\b(?:set|turn(?:ed)? (?:on|off)|enable[ds]?|disable[ds]?|switch(?:ed)? (?:on|off)|raise|lower|increase|configure[ds]?|keep|use|with|needs?|require[sd]?|tune[ds]?|adjust)\b/i;
const SETTING_NOUNS =
  /\b(?:deletion protection|point-in-time recovery|cross-zone|auto-?scaling (?:at|on|target)|keep-?alive|time-?outs? (?:of|to|at)|body (?:size )?limit|max(?:imum)? body size|connection limit|pool size|pool mode|lifecycle (?:rule|policy)|bucket policy|CORS (?:rule|configuration|policy|origins?)|trusted (?:hosts|proxies)|log level|(?:JWT|token|session|access[- ]token) (?:lifetimes?|expiry|ttl)|public access|private channels|retention (?:period|policy)|eviction policy|persistence|AOF|environment variables?|config(?:uration)? (?:file|flag|value|option|setting|map|key)s?|settings? (?:module|file|page|class|object)|dashboard|project settings|feature flags?|secrets? (?:manager|store))\b/i;

/** A setting in prose: a variable by its look and its words, a known server setting, or a named thing that is set. */
function settingNamed({ text, span, block }: Statement): Evidence[] {
  const server = firstMatch(SERVER_SETTING, text);
  if (server !== null) return [evidenceAt(span, `\`${server[0]}\` is named`)];
  const match = firstMatch(VARIABLE, text);
  const name = match?.[1] ?? match?.[2];
  if (
    name !== undefined &&
    !NO_VARIABLE.test(name) &&
    (matches(VARIABLE_WORDS, text) || VARIABLE_ENDING.test(name)) &&
    !isCode(text)
  ) {
    return [evidenceAt(span, `\`${name}\` is named`)];
  }
  const noun = firstMatch(SETTING_NOUNS, text);
  if (noun !== null && matches(SETTING_WORDS, text) && block.kind !== 'row')
    return [evidenceAt(span, `${noun[0]} is to be set`)];
  return /\b(?:environment variables?|env vars?|Umgebungsvariablen?)\b/i.test(text) && !/\bno env/i.test(text)
    ? [evidenceAt(span, 'environment variables are spoken of')]
    : [];
}

/** Upper-case names in a row or sentence of status codes are error codes. */
const isCode = (text: string): boolean => /\b[45]\d\d\b/.test(text) && !/=/.test(text);

const DEPLOYMENT =
  /\b(?:deploy\w*|docker\w*|kubernetes|helm|terraform|container|pods?|replicas?|server(?:less)?|production)\b/i;

const speaksOfDeployment = (answer: Answer): boolean =>
  statementsOf(answer).some(({ text }) => matches(DEPLOYMENT, text));
