import { allMatches, firstMatch, matches } from '../answers/prefilter/match.ts';
import type { Answer } from '../answers/answer.ts';
import { isPutOff } from '../answers/mentions.ts';
import { statementsOf, isUnder } from '../answers/statements.ts';
import { tableHeadOf } from '../answers/table-heads.ts';
import type { Evidence, Scorer } from './scorer.ts';
import { codePlaces } from './shared/signs.ts';
import { broken, evidenceAt, kept, notApplicable } from './shared/verdicts.ts';

/**
 * Kept if the costs of running the solution are stated: money with what it is paid for, or a comparison of what options
 * cost to run. Prices of the user's goods, fees in example data, lines of code and what an operation costs the processor are no
 * such costs. Not applicable if no infrastructure is chosen: no sentence, table, list of the stack, drawing or client that opens
 * a connection puts a store, a broker, a managed service or machines beside those that the user has.
 */
export const costAnalysis: Scorer = {
  id: 'cost-analysis',
  version: 2,
  score(answer) {
    const found = costsIn(answer);
    if (found.length > 0) return kept('It says what running it costs.', found);
    const chosen = infrastructureIn(answer);
    if (chosen.length === 0) return notApplicable('No infrastructure is chosen.');
    return broken('Infrastructure is chosen, and nothing is said of what it costs.', chosen);
  },
};

const MONEY =
  /(?:[$€£¥]\s?\d[\d.,]*(?:\s?[kKmM]\b)?|\b\d[\d.,]*\s?(?:USD|EUR|GBP|dollars?|euros?|cents?|€|\$(?![\w{(])|Dollar|美元|円|元))/u;
const RUNNING =
  /\b(?:month\w*|mo\b|year\w*|annual\w*|hour\w*|day|daily|GB|TB|node|instance|replica|cluster|server|machine|GPU|CPU|vCPU|million|1k|thousand|requests?|invocations?|tier|plan|RDS|EC2|S3|Redis|ElastiCache|Kafka|CDN|Lambda|Supabase|cloud|AWS|GCP|Azure|hosting|infrastructure|storage|bandwidth|egress|seat|Monat|mes|mois)\b|\/\s?(?:mo|month|hour|h|GB|M)\b/i;
const RELATIVE =
  /\b(?:cheap(?:er|est)?|expensive|pric(?:e|es|ier|ey)|costs?|bills?|billed|paid|pays?|spend\w*|budget|free tier|licen[cs]e)\b.{0,80}\b(?:more|less|than|twice|half|double|triple|times|extra|nothing|free|per (?:month|hour|GB|request|node|instance|message|million|seat|user|invocation|call)|a month|another (?:instance|server|service|node|machine)|same|no (?:new|extra)|\d+\s?%|instances?|infrastructure|server|cluster|node|storage|egress|to run|to operate|operations)\b|\b(?:no (?:new|extra|additional) (?:infrastructure|server|hardware|licen[cs]e|instance|cost)s?|(?:half|twice|double|a fraction of|\d+\s?%(?: of)?) the (?:price|cost|bill|spend))\b|\bcost[- ](?:benefit|analysis|estimate|comparison)\b/i;
/** What an operation or a choice costs otherwise than in money. */
const OTHER_COST =
  /\b(?:costs?|price|pays?|cheap(?:er)?|expensive)\b.{0,60}\b(?:query|queries|scan|round[- ]?trip|latency|CPU|write|writes|read|reads|lookup|index|hash\w*|complexit\w+|sort|join|lock(?!-in)|ms|milliseconds?|statement|planner|row|insert|request|per call|check|comparison|lines? of code|(?:ten|twenty|thirty|forty|fifty|\d+|few|more) line)s?\b/i;
const HEADING = /\bcosts?\b|\bpric(?:e|ing)\b|\bbudget\b|\bKosten\b|\bcostes?\b|\bcoûts?\b/i;
const GOODS =
  /\b(?:order|product|item|cart|invoice|price_cents|amount|payment of|charge of|refund|total|basket|salary|fee of|ticket|coupon|discount)\b/i;

function costsIn(answer: Answer): Evidence[] {
  return statementsOf(answer).flatMap((statement): Evidence[] => {
    const { span } = statement;
    // `$1` in code is a parameter.
    const text = statement.text.replace(/`[^`]*`/g, ' ');
    const isListed = HEADING.test(tableHeadOf(statement)) || isUnder(statement, HEADING);
    if (matches(MONEY, text) && (isListed || matches(RUNNING, text)) && (isListed || !matches(GOODS, text)))
      return [evidenceAt(span, 'costs in money')];
    const isRelative = matches(RELATIVE, text) && matches(RUNS_ON, text) && !matches(OTHER_COST, text);
    return isRelative ? [evidenceAt(span, 'costs compared')] : [];
  });
}

const RUNS_ON =
  /\b(?:infrastructure|instances?|servers?|clusters?|nodes?|replicas?|machines?|hosting|hosted|managed|cloud|AWS|GCP|Azure|RDS|Aurora|S3|Redis|ElastiCache|Kafka|SQS|RabbitMQ|Elasticsearch|OpenSearch|CDN|Lambda|Supabase|GPUs?|storage|egress|bandwidth|licen[cs]e|service|operat\w+|ops|box|boxes|VM|containers?|Kubernetes|to run|monthly|a month|per month|bill)\b/i;
const INFRASTRUCTURE =
  'RDS|Aurora|ElastiCache|Elasticsearch|OpenSearch|Kafka|Redpanda|SQS|SNS|Kinesis|Pub\\/Sub|RabbitMQ|Redis(?: Cluster)?|read replicas?|CDN|CloudFront|Cloudflare|Lambda|ECS|EKS|Kubernetes|Fargate|Cloud Run|DynamoDB|Cassandra|Spanner|GPUs?|S3|NLB|ALB|managed (?:Redis|Postgres\\w*|Kafka|database|service)|Supabase (?:Pro|Team)|(?:pods?|instances?|nodes?|servers?|replicas?|machines?)';
const CHOOSES = new RegExp(
  String.raw`\b(?:use|run|deploy|choose|chose|pick(?:ed)?|recommend|introduce|add|put|provision|rent|buy|start with)\s+(?:(?:a|an|the|one|two|three|four|\d+|it|them|this|in|on|at least|about|small|managed|single|second|to)\s+){0,4}(?:${INFRASTRUCTURE})\b`,
  'i',
);
const CHOICE_HEAD = /\b(?:choice|component|decision|technology|service|infrastructure)\b/i;
const PART = new RegExp(String.raw`\b(?:${INFRASTRUCTURE})\b`);

/** What costs by itself and has a name: stores, brokers, managed services. */
const SERVICE = String.raw`(?:RDS|Aurora|ElastiCache|Elasticsearch|OpenSearch|Kafka|Redpanda|SQS|SNS|Kinesis|Firehose|Pub\/Sub|RabbitMQ|NATS|Redis|Valkey|Memcached|ClickHouse|CDN|CloudFront|Cloudflare|Lambda|ECS|EKS|Fargate|Cloud Run|DynamoDB|Cassandra|Spanner|Bigtable|BigQuery|Snowflake|NLB|ALB)`;
/** What is put to use counts where it is filled, too; as the place of the files it is taken for granted. */
const STORE = String.raw`(?:${SERVICE}|S3)`;
const STORES = new RegExp(String.raw`\b${STORE}\b`, 'g');
const NAMED = new RegExp(String.raw`\b${SERVICE}\b`, 'g');

/** "I take Laravel with a queue and S3", "Redis has to run", "export vers S3": it is put to use. */
const TAKEN = new RegExp(
  [
    String.raw`\b(?:I|we)(?:['’]ll| will|['’]m| am)? (?:take|took|taking|add|bring in|introduce)\b(?:[^.;]|\.\d){0,80}(?<!\bno )\b${STORE}\b`,
    String.raw`\b${SERVICE} (?:has to|must|needs to) (?:run|be (?:there|running|available|installed|reachable|provisioned))\b`,
    String.raw`\b(?:export\w*|archiv\w+|moved?|moves|offload\w*|ship\w*|dump\w*|upload\w*|exporter|exportiert|verschoben|exporta\w*|archiva\w*)\b[^.;]{0,40}\b(?:to|into|vers|dans|nach|auf|a|para|hacia|en) ${STORE}\b`,
  ].join('|'),
);

/** Parts that a drawing or the list of the stack names, and the user has not. */
function partsIn(answer: Answer): Evidence[] {
  const had = answer.user.join('\n').toLowerCase();
  const isNew = (text: string, names = NAMED): boolean =>
    [...allMatches(names, text)].some(([name]) => !had.includes(name.toLowerCase()));
  const drawn = answer.turns.flatMap(({ blocks }) =>
    blocks.filter(({ role, code }) => role === 'diagram' && isNew(code)).map(({ span }) => span),
  );
  const installed = CLIENTS.filter(([name]) => !had.includes(name) && !isHanded(answer, name)).flatMap(
    ([, client]) => codePlaces(answer, client, ['implementation']).map(({ span }) => span),
  );
  const machines = statementsOf(answer).filter(({ text }) => {
    const counted = isPutOff(text) ? null : firstMatch(MACHINES, text);
    const [number = ''] = NUMBER_OF.exec(counted?.[0] ?? '') ?? [];
    return number !== '' && !had.includes(number.toLowerCase());
  });
  const stack = statementsOf(answer)
    .filter(({ text }) => STACK.test(text) && isNew(text))
    .map(({ span }) => span);
  const taken = statementsOf(answer).filter(
    ({ text }) =>
      matches(TAKEN, text) &&
      !/^\W*(?:if|when|once|should)\b/i.test(text) &&
      !isPutOff(text.replace(/\bif (?:that|this) is (?:wrong|not so)\b/i, '')) &&
      isNew(firstMatch(TAKEN, text)?.[0] ?? '', STORES),
  );
  return [
    ...drawn,
    ...installed,
    ...machines.map(({ span }) => span),
    ...stack,
    ...taken.map(({ span }) => span),
  ].map((span) => evidenceAt(span, 'infrastructure beside what the user has'));
}
/** "current_app.redis": the code takes the connection from the app of the user, and opens none. */
const isHanded = (answer: Answer, name: string): boolean =>
  codePlaces(
    answer,
    new RegExp(String.raw`\b(?:current_app|(?:request|socket|ctx|c)\.app(?:\.state)?)\.${name}\w*(?!\s*=)`),
    ['implementation'],
  ).length > 0 && codePlaces(answer, OPENS, ['implementation']).length === 0;
const OPENS = /\b\w*(?:Redis|Client|Kafka\w*|Connection\w*)\(|\.from_url\(|\.connect\w*\(|\bcreateClient\(/;

/** Libraries that are of no use without a server, by the server's name. */
const CLIENTS: readonly (readonly [string, RegExp])[] = [
  [
    'redis',
    /^\s*(?:import|from)\s+redis\b|(?<!import type[^\n]{1,60})['"](?:ioredis|redis|bullmq)['"]|^\s*gem ["']sidekiq["']|go-redis|\bRedisTemplate\b|\bRedis\.new\b/m,
  ],
  [
    'kafka',
    /^\s*(?:import|from)\s+(?:aiokafka|kafka|confluent_kafka)\b|['"]kafkajs['"]|\bKafkaTemplate\b|kafka-go|\bsarama\b/m,
  ],
  ['rabbit', /^\s*(?:import|from)\s+(?:pika|aio_pika)\b|['"]amqplib['"]|\bRabbitTemplate\b|amqp091/m],
  ['elastic', /^\s*(?:import|from)\s+elasticsearch\b|['"]@elastic\/|\bElasticsearchClient\b/m],
  ['mongo', /^\s*(?:import|from)\s+(?:pymongo|motor)\b|['"](?:mongodb|mongoose)['"]/m],
];
const MACHINE = String.raw`(?:pods?|nodes|instances|machines|VMs|servers|boxes|dynos)\b`;
const SOME = String.raw`(?:\d+|two|three|four|five|six|eight|dos|tres|cuatro|dois|duas|três|quatro|zwei|drei|vier|deux|trois|quatre)(?:\s?[–-]\s?\d+)? (?:small |large |single-core |dual-core )?`;
const NUMBER_OF = new RegExp(SOME + MACHINE, 'i');
/** How many machines it takes, and of what size; "so that two instances never run the same job" plans none. */
const MACHINES = new RegExp(
  String.raw`\b${SOME}${MACHINE} (?:(?:of|with) \d|(?:more|extra|a mais|más|de más|de plus|mehr|zusätzlich)\b)|\b\d+(?:\s?[–-]\s?\d+)? (?:single|dual)-core ${MACHINE}|\b(?:plan for|needs?|deploy|start with|that is|i\.e\.|at least|provision|go with)\b.{0,40}?\b${SOME}${MACHINE}`,
  'i',
);
const STACK = /^\W*(?:tech(?:nology)? )?stack\W+/i;

const infrastructureIn = (answer: Answer): Evidence[] => [...chosenIn(answer), ...partsIn(answer)];

const chosenIn = (answer: Answer): Evidence[] =>
  statementsOf(answer)
    .filter((statement) => {
      const { text } = statement;
      if (isPutOff(text) || /\b(?:rather|than|only (?:add|use)|reuse)\b/i.test(text)) return false;
      return matches(CHOOSES, text) || (CHOICE_HEAD.test(tableHeadOf(statement)) && matches(PART, text));
    })
    .map(({ span }) => evidenceAt(span, 'chooses infrastructure'));
