import { allMatches, firstMatch, matches } from '../answers/prefilter/match.ts';
import type { Answer, CodeBlock } from '../answers/answer.ts';
import { spanInBlock } from '../answers/code-blocks.ts';
import type { Evidence, Scorer, Verdict } from './scorer.ts';
import { isUnder, statementsOf, type Statement } from '../answers/statements.ts';
import { broken, evidenceAt, kept } from './shared/verdicts.ts';

/**
 * Required packages, extensions, services or set-up steps are stated. Imports state nothing, nor do things the user
 * named, nor what only the tests need.
 */
export const dependenciesNoted: Scorer = {
  id: 'dependencies-noted',
  version: 1,
  truncated: 'kept-if-found',
  score(answer): Verdict {
    const blocks = answer.turns.flatMap((turn) => turn.blocks.filter((block) => !block.quotesUser));
    const found = [
      ...blocks.flatMap(stepIn),
      ...statementsOf(answer).flatMap((one) => requirementIn(one)),
      ...stackOf(answer),
    ];
    return found[0] === undefined
      ? broken('No package, extension, service or set-up step is stated as required.')
      : kept(`What is required is stated: ${found[0].why}.`, found);
  },
};

const INSTALL =
  /\b(?:(?:pip3?|pipx|conda|mamba|brew|gem|cargo|composer|nuget|dotnet|apt|apt-get|apk|dnf|yum|choco|winget) (?:-\S+ )*(?:install|add|require)|(?:npm|pnpm) (?:i|install|add)|yarn add|bun (?:add|install)|uv (?:add|pip install)|poetry add|go (?:get|install)|python -m pip install|helm (?:install|repo add)|docker (?:run|compose up|pull)|docker-compose up|bundle add|npx (?:prisma|supabase|drizzle\S*) \w+|supabase (?:init|start|link|functions|db)|create extension)\b/i;
const RUN =
  /(?<![\w-])(?:celery (?:-A |worker|beat)|uvicorn [\w.]+:|gunicorn [\w.-]+|hypercorn [\w.]+:|arq [\w.]+|rq worker|dramatiq \w|sidekiq|python manage\.py (?:migrate|runserver|create\w+)|alembic (?:upgrade|init|revision)|flask run|go run|kubectl apply|terraform apply|prisma migrate|createdb|redis-server|docker compose up)(?![\w-])/i;
const MANIFEST =
  /^[ \t]*(?:"(?:dev)?dependencies"\s*:|dependencies\s*=|\[(?:project|tool\.poetry\.dependencies|dependencies|dev-dependencies)\]|require \(|module \S+$)/im;

function stepIn(block: CodeBlock): Evidence[] {
  const { code, role, language } = block;
  if (role === 'diagram' || role === 'test') return [];
  const at = (match: RegExpExecArray | null, why: string): Evidence[] =>
    match === null ? [] : [evidenceAt(spanInBlock(block, match.index, match.index + match[0].length), why)];
  const text =
    language === 'sql' || language === 'shell' || language === 'dockerfile' || language === '' ? code : '';
  const extension = /\bcreate\s+extension\b[^;\n]*/i.exec(code);
  if (extension !== null && !isCommented(code, extension.index)) return at(extension, 'a database extension');
  const install = firstMatch(INSTALL, text);
  if (install !== null) return at(install, `\`${install[0]}\``);
  if (language === 'dockerfile') return [evidenceAt(block.span, 'a Dockerfile')];
  const manifest =
    language === 'json' || language === 'toml' || language === 'go' || language === ''
      ? firstMatch(MANIFEST, code)
      : null;
  if (manifest !== null) return at(manifest, 'a list of dependencies');
  if (
    /requirements.*\.txt|go\.mod|package\.json|pyproject|Gemfile/i.test(`${block.tag} ${code.slice(0, 80)}`)
  ) {
    return [evidenceAt(block.span, 'a list of dependencies')];
  }
  if (SERVER_CONFIG.test(block.tag.trim())) return [evidenceAt(block.span, 'a configuration of a server')];
  if (
    language === 'yaml' &&
    /^[ \t]*(?:image|services|apiVersion|containers|initContainers)\s*:/m.test(code)
  ) {
    return [evidenceAt(block.span, 'a deployment manifest')];
  }
  const packages = code
    .split('\n')
    .filter((line) => /^\s*[\w.-]+(?:\[[\w,-]+\])?\s*(?:==|>=|~=|\^)\s*\d/.test(line)).length;
  if (packages >= 2) return [evidenceAt(block.span, 'a list of packages')];
  return role === 'shell' ? at(firstMatch(RUN, code), 'a command that sets it up or starts it') : [];
}

/** Tags of blocks that set up a server or the system around the code. */
const SERVER_CONFIG =
  /^(?:nginx|apacheconf|apache|caddyfile|caddy|haproxy|traefik|systemd|crontab|cron|hcl|terraform|tf|bicep)\b/i;

function isCommented(code: string, at: number): boolean {
  const line = code.slice(code.lastIndexOf('\n', at - 1) + 1, at);
  return /^\s*(?:--|#|\/\/)/.test(line);
}

const PRODUCT =
  '(?:PostgreSQL|Postgres|PG|MySQL|MariaDB|SQLite|MongoDB|Redis|Valkey|Python|Node(?:\\.js)?|Go|Java|Django|DRF|FastAPI|Flask|Express|NestJS|SQLAlchemy|Pydantic|TypeScript|Kafka|RabbitMQ|Elasticsearch|OpenSearch|Docker|Kubernetes|Celery|Rails|Ruby|PHP|Laravel|\\.NET|Rust)';
const VERSION = new RegExp(
  String.raw`\b${PRODUCT} ?(?:v|version )?\d+(?:\.\d+)*(?:\+| ?(?:or|and) (?:later|newer|above|higher|up|greater)| ?or ?>)|\b(?:needs?|requires?|require[sd]?|minimum|at least|from|since|targets?)\b.{0,30}\b${PRODUCT} ?(?:v|version )?\d+`,
  'i',
);
const REQUIRES =
  /\b(?:dependenc(?:y|ies)(?: to (?:add|install))?|requirements?|prerequisites?|packages?(?: to install| needed| required)?|set-?up(?: steps)?|installation|install(?: these| first| with)?|installier\w*|(?:you|we|it)(?:['’]ll| will)? needs?|also needed|Pakete|zu installieren|instalar|instalad|paquetes|installer|installez|paquets|Abhängigkeiten|Voraussetzungen|dependencias|requisitos|dépendances|prérequis|dependências|dipendenze)\s*(?:\([^)]*\)\s*)?[:：]/i;
const REQUIRES_TITLE =
  /^\W*(?:\d+[.)]?\s*)?(?:dependencies|requirements|prerequisites?|packages|installation|install|getting started|what you need|stack|tech(?:nology)? stack|Abhängigkeiten|Voraussetzungen|dependencias|dépendances|依赖|依存|安装|环境准备)\b/iu;
const NEEDS =
  /\b(?:you(?:['’]ll| will)? need|needs?|requires?|required|depends? on|relies on|rely on|install(?:ed|ing)?|add) (?:the |a |an |to (?:install|enable|add) )?(?:`[^`]+`|\w+(?:[ -]\w+){0,2} )?(?:packages?|extensions?|librar(?:y|ies)|modules?|plugins?|drivers?|dependenc(?:y|ies)|services?|server|broker|buckets?)\b/i;
const STANDARD =
  /\b(?:(?:only|just|nothing (?:but|beyond|outside)) (?:\w+ )?(?:the )?(?:python |go )?standard library|standard library (?:only|is enough|suffices)|(?:no|without|free of|zero) (?:extra |third-party |external |new |additional |further |other )?(?:dependenc(?:y|ies)|packages))\b/i;
const PINS =
  /\b(?:pin(?:ned|s)?|same|matching|identical) (?:the )?(?:same |exact )?(?:\w+(?:-\w+)* )?version\b/i;
const SETS_UP =
  /\b(?:enable|switch on|turn on|turn off|disable|install|create|provision|configure)\b.{0,60}\b(?:extension|pg_\w+|btree_gin|citext|pgcrypto|pgvector|postgis|lifecycle rule|service account|public access|project settings|dashboard|bucket|replication|plug-?in|AOF|append-?only|appendonly|noeviction|plan quota)\b|\b(?:appendonly yes|maxmemory-policy|init container)\b|\bplan\b.{0,30}\bquota\b|\bquota\b.{0,40}\bplan\b/i;

function requirementIn(statement: Statement): Evidence[] {
  const { text, span, block } = statement;
  if (isUnder(statement, /\btest(?:s|ing)?\b/i) || /\b(?:tests?|fixtures?|test suite)\b/i.test(text))
    return [];
  const found = (why: string): Evidence[] => [evidenceAt(span, why)];
  if (matches(INSTALL, text)) return found('an install line');
  if (matches(REQUIRES, text) || (isTitled(statement) && text.length > 3))
    return found('a list of what is needed');
  if (matches(VERSION, text)) return found('a version that is needed');
  if (matches(STANDARD, text)) return found('nothing beyond the standard library');
  if (matches(PINS, text)) return found('a version to pin');
  if (matches(RUN, text)) return found('a command that starts it');
  if (matches(NEEDS, text) && !/\b(?:needs?|requires?|required?) no\b/i.test(text))
    return found('something that is needed');
  if (matches(NEEDS_RIGHTS, text)) return found('rights that are needed');
  if (isUnder(statement, SET_UP_TITLE) && block.kind === 'item') return found('a list of set-up steps');
  return matches(SETS_UP, text) ? found('a set-up step') : [];
}

const NEEDS_RIGHTS =
  /\b(?:roles?|users?|accounts?|principals?|polic(?:y|ies)|keys?|tokens?)\b.{0,40}\b(?:needs?|requires?|must have|has to have)\b.{0,20}`\w+:\w+`|\b(?:IAM|bucket) (?:role|policy|permissions?|rights)\b.{0,40}\b(?:needs?|requires?|must|allows?)\b/i;
/** Titles of what has to be set up outside the code. */
const SET_UP_TITLE =
  /\b(?:set-?ups?|setting up|provisioning|prerequisites?|before you start)\b|(?<!\p{L})(?:Einrichtung|Einrichten|Voraussetzungen|instalación|preparación|requisitos previos|mise en place|prérequis)(?!\p{L})/iu;

const isTitled = ({ block }: Statement): boolean => REQUIRES_TITLE.test(block.headings.at(-1) ?? '');

const SERVICES =
  /\b(?:PostgreSQL|Postgres|MySQL|MariaDB|MongoDB|Redis|Valkey|Memcached|Kafka|RabbitMQ|NATS|Celery|RQ|arq|Dramatiq|Sidekiq|BullMQ|Temporal|SQS|SNS|EventBridge|Kinesis|Lambda|DynamoDB|ElastiCache|CloudFront|ALB|NLB|Route ?53|RDS|Aurora|ECS|EKS|S3|GCS|MinIO|Elasticsearch|OpenSearch|Typesense|Meilisearch|Nginx|Traefik|PgBouncer|Kubernetes|Vault|Prometheus|Grafana|Supabase|Firebase|Cloudflare|FastAPI|Django|Flask|Express|Fastify|NestJS|Gin|Echo|chi|pgx|Go|Python|Node|Triton|BentoML|ONNX Runtime|ClickHouse|Cassandra|DataLoader|graphql-yoga|GraphQL Yoga|Apollo Server|Prisma|Drizzle|SQLAlchemy|Pydantic|Alembic|Pillow|boto3)\b/g;
const STATES_STACK =
  /\b(?:assum(?:e|ed|es|ing|ptions?)|stack|I(?:['’]ll| will| would|['’]d)? (?:use|chose|choose|picked|build|go with|run)|built (?:on|with)|runs on|based on|services?|components?|one deployment|using)\b/i;
const ALTERNATIVES = /\b(?:but|instead of|rather than|unlike|alternatively|versus|vs)\b/i;
const PARTS_TITLE =
  /\b(?:architecture|components?|services|infrastructure|overview|cost|building blocks|stack|decisions?|choices)\b/i;

/** Two services that the user did not name, in a sentence that states the stack; or three under a title of parts. */
function stackOf(answer: Answer): Evidence[] {
  const byUser = namesIn(answer.user.join('\n'));
  const news = (text: string): string[] => [...namesIn(text)].filter((name) => !byUser.has(name));
  const stated = statementsOf(answer).flatMap((statement) => {
    if (!matches(STATES_STACK, statement.text) || isUnder(statement, /\btest/i)) return [];
    const names = news(statement.text.split(ALTERNATIVES, 1)[0] ?? '');
    return names.length >= 2
      ? [evidenceAt(statement.span, `the stack, with ${names.slice(0, 3).join(', ')}`)]
      : [];
  });
  if (stated.length > 0) return stated;
  const listed = statementsOf(answer).filter((statement) => isUnder(statement, PARTS_TITLE));
  const names = new Set(listed.flatMap(({ text }) => news(text)));
  const first = listed.find(({ text }) => news(text).length > 0);
  return names.size >= 3 && first !== undefined
    ? [evidenceAt(first.span, `the services, with ${[...names].slice(0, 3).join(', ')}`)]
    : [];
}

const namesIn = (text: string): Set<string> =>
  new Set([...allMatches(SERVICES, text)].map(([name]) => (name === 'Postgres' ? 'PostgreSQL' : name)));
