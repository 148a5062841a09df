import type { Answer, Span } from '../answers/answer.ts';
import { spanInBlock } from '../answers/code-blocks.ts';
import type { Scorer } from './scorer.ts';
import { httpInterface } from '../answers/http/http-interface.ts';
import { remoteCallsIn } from '../answers/http/services.ts';
import { matches } from '../answers/prefilter/match.ts';
import { sqlOf } from '../answers/sql.ts';
import { offeredBlocks } from '../answers/offered.ts';
import { isUnder, statementsOf } from '../answers/statements.ts';
import { tableHeadOf } from '../answers/table-heads.ts';
import { codePlaces } from './shared/signs.ts';
import { broken, evidenceAt, kept, notApplicable } from './shared/verdicts.ts';

/**
 * Kept if the answer sets a rate limit for what it offers: a number of calls in a window of time, and for whom it holds
 * (user, key, address, tenant, plan). With `params.tiers: true` it must give limits for at least two tiers of users. Limits
 * that are left to somebody else without a number do not count, and neither do those that are only suggested ("I would put a
 * limit on this route, say 10 an hour"). Not applicable without an interface that clients
 * call: HTTP, gRPC, or a database that lets them in.
 */
export const rateLimits: Scorer = {
  id: 'rate-limits',
  version: 2,
  score(answer, { params }) {
    if (!isReached(answer)) return notApplicable('Nobody outside calls what the answer offers.');
    const limits = [...inText(answer), ...inCode(answer), ...ofWindows(answer), ...inSql(answer)];
    const places = limits.map(({ span, why }) => evidenceAt(span, why));
    if (limits.length === 0) return broken('No rate limit is set in numbers.');
    const scoped = limits.filter(({ isScoped }) => isScoped);
    if (scoped.length === 0) return broken('A rate limit is set, but not for whom it holds.', places);
    if (params['tiers'] === true && new Set(limits.flatMap(({ tiers }) => tiers)).size < 2)
      return broken('The rate limits make no difference between tiers of users.', places);
    return kept('Rate limits are set in numbers, and for whom they hold.', places);
  },
};

interface Limit {
  readonly span: Span;
  readonly why: string;
  readonly isScoped: boolean;
  readonly tiers: readonly string[];
}

const UNIT =
  '(?:s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|sekunden?|minuten?|stunden?|heures?|minutos?|segundos?|horas?)';
const MEASURED = '(?!\\d|[.,]\\d|\\s*(?:ms|s|secs?|seconds?|minutes?|mins?|[kmgt]i?b|%|px|bytes?)\\b)';
const RATE = new RegExp(
  `\\b(?:\\d[\\d,._]*|two|three|four|five|six|ten|twelve|twenty|thirty|fifty|sixty)${MEASURED}\\s*(?:k\\s*)?(?:[\\p{L}-]+\\s+){0,4}?(?:(?:per|an?|each|every|in|within|pro|par|por)\\s+|/\\s*)(?:\\d+[\\s-]*)?${UNIT}\\b|\\b\\d[\\d,._]*\\s*(?:rpm|rps|rph)\\b`,
  'iu',
);
const LIMITING =
  /\b(?:rate|limit\w*|throttl\w*|quotas?|caps?|capped|at most|max(?:imum)?|allow(?:s|ed|ance)?|no more than|up to|429|brute|attempts?|token bucket|sliding window|begrenz\w*|höchstens|límite|limite)\b/i;
const HEADING = /\b(?:rate|limit\w*|throttl\w*|quotas?)\b/i;
const SCOPE =
  /\b(?:per|by|each|every|for (?:each|every|the)|pro|par|por)[- ]+(?:[\w-]+ )?(?:users?|clients?|callers?|customers?|keys?|api[- ]keys?|ips?|ip address(?:es)?|address(?:es)?|tenants?|accounts?|org\w*|compan(?:y|ies)|tokens?|sessions?|members?|plans?|tiers?|username|sender|device|merchant|identity|benutzer|nutzer|usuario|utilisateur)\b|\b(?:X-API-Key|get_remote_address|key_func|req\.ip|user_id|user\.id|userId|api_key|client_ip|remote_addr|RemoteAddr|PER_USER|PER_IP|PER_KEY)\b|["'`][\w:-]{0,40}\b(?:ip|user|key|account|email|client|tenant)\b[\w:-]{0,20}[:{$]|["'`][\w:-]{0,40}[{$#]{1,3}(?:\w+\.){0,2}(?:ip|user|user_?id|key|api_?key|account|email|client|client_?id|tenant)\b/i;
const TIER =
  /\b(free|pro|premium|basic|standard|plus|team|business|enterprise|gold|silver|anonymous|unauthenticated|authenticated|guests?|admins?|partners?|internal|trial|paid)\b/gi;

const tiersIn = (text: string): string[] => [...text.matchAll(TIER)].map(([word]) => word.toLowerCase());

function inText(answer: Answer): Limit[] {
  return statementsOf(answer).flatMap((statement): Limit[] => {
    const { span } = statement;
    // A row says its numbers; what they are stands in the head of the table.
    const head = tableHeadOf(statement);
    const text = head === '' ? statement.text : `${head} | ${statement.text}`;
    const isRate = RATE.test(statement.text) || (WINDOW_COLUMN.test(head) && /\d/.test(statement.text));
    if (!isRate || isLoad(text)) return [];
    const tiers = tiersIn(text);
    const isPolicy =
      isUnder(statement, HEADING) ||
      LIMITING.test(text) ||
      SCOPE.test(text) ||
      (head !== '' && tiers.length > 0);
    if (!isPolicy || LEFT_OPEN.test(withRate(text)) || LEFT_OUT.test(statement.block.text)) return [];
    return [{ span, why: 'a rate limit', isScoped: SCOPE.test(text) || tiers.length > 0, tiers }];
  });
}

/** What is between the semicolons that hold the rate; the rest of a sentence may speak of what would be without it. */
const withRate = (text: string): string => text.split(/;\s/).find((part) => RATE.test(part)) ?? text;

const WINDOW_COLUMN = new RegExp(`\\b(?:per|/)\\s*(?:\\d+\\s*)?${UNIT}\\b|/\\s*${UNIT}\\b`, 'i');

/** A limit that is left for another day, or that is only suggested with a number to go by, is not set. */
const LEFT_OPEN =
  /\b(?:still open|(?:left|leave|leaving) (?:it |this |that |them )?out|not (?:included|implemented|shown|covered|built)|missing|later|next steps?|out of scope|to-?do|could|would|should (?:add|put|have|get)|consider(?:ing)?|I(?: would|['’]d) (?:also )?(?:add|put|suggest|recommend)|say,? \d+|something like|(?:is|are) (?:plenty|enough|a good start))\b/i;

/** Said of the numbers in the sentence before. */
const LEFT_OUT = /\b(?:I|we)(?:['’]ve| have)? left (?:it|this|that|them) out\b/i;

/** A throughput that the service bears or is tested with. */
const isLoad = (text: string): boolean =>
  /\b(?:k6|locust|wrk|vegeta|load test|benchmark|throughput|capacity|sustain\w*|handles?|serves?|peak|traffic|expect(?:ed)?|arriv\w+|redirects?|writes?|reads?|queries)\b/i.test(
    text,
  ) && !/\b(?:rate.?limit\w*|throttl\w*|quotas?|429)\b/i.test(text);

const SETTINGS =
  /(?:over|limit|allow|hit|throttl|attempt|rate)\w*\([^()\n]{0,80},\s*\d[\d_]*\s*,\s*\d[\d_]*\s*\)|["'`]\d[\d_]*\s*(?:\/|per)\s*(?:\d+\s*)?(?:s|sec|second|m|min|minute|h|hour|d|day)s?["'`]|\b(?:RateLimiter|rateLimit|rate_limit|RateLimit|Throttle|ThrottlerModule|limiter|Limiter|slowDown|NewLimiter|TokenBucket|SlidingWindow|limit_req_zone|DEFAULT_THROTTLE_RATES)\w*\W[^\n]{0,80}?\d[\d_]*|\b(?:limits?|LIMITS?|\w+_LIMIT|LIMIT_\w+|MAX_(?:ATTEMPTS|FAIL\w*|TRIES|HITS|LOGINS?|REQUESTS)|QUOTAS?|PLANS?|PER_(?:USER|IP|KEY)|max_requests|requests_per_(?:minute|second|hour)|[pP]ermitLimit|[tT]okenLimit|RATE_LIMITS?)\b\s*(?::[^=\n]{1,60})?[=:]\s*[[{(]?[^\n]{0,80}?\d[\d_]*/;
const WINDOW =
  /\b(?:[wW]indow\w*|WINDOW\w*|per_?(?:minute|second|hour)|seconds|minutes|ttl|expire\w*|EXPIRE|PEXPIRE|minute|hour|second|rate=|period|interval|PERIOD)\b|["'`]\d+\/\w+["'`]/i;
const LIMITER =
  /(?:rate|Rate|RATE)[-_ ]?(?:limit|Limit|LIMIT)|throttl|Throttl|THROTTL|slowapi|\blimiter\b|\b429\b|TooManyRequests|TOO_MANY|\bLimiter\b|\blimit_req\b/;

function inCode(answer: Answer): Limit[] {
  const code = answer.turns.flatMap((turn) =>
    offeredBlocks(turn).filter(({ role }) => role === 'implementation'),
  );
  const isLimiting = code.filter((block) => LIMITER.test(block.code));
  const hasWindow = isLimiting.some((block) => WINDOW.test(block.code));
  const isScoped = isLimiting.some((block) => SCOPE.test(block.code));
  return code.flatMap((block): Limit[] => {
    const match = isLimiting.length > 0 && hasWindow ? SETTINGS.exec(block.code) : null;
    if (
      match === null ||
      (!LIMITER.test(block.code) &&
        !/^(?:limits?|quotas?|plans?|per_|rate|max_|permitLimit|tokenLimit|\w+\()/i.test(match[0]))
    )
      return [];
    const tiers = tiersIn(block.code.slice(match.index, match.index + 300));
    return [
      {
        span: spanInBlock(block, match.index, match.index + match[0].length),
        why: 'a rate limit in code',
        isScoped: isScoped || tiers.length > 0,
        tiers,
      },
    ];
  });
}

/** Rows of the last while that are counted before another is let in: `count(*) … interval '10 seconds') >= 20`. */
const COUNTED =
  /\bcount\(\s*\*\s*\)(?:(?!\bcount\()[\s\S]){0,300}?\binterval\s*'\d+\s*\w+'[^;']{0,40}?>=?\s*\d+/i;
const OF_ONE = /\b\w*(?:user|sender|author|account|owner|key|tenant|ip)\w*\s*=/i;

/** Clients call an HTTP interface, a gRPC service, or a database whose policies let them in. */
const isReached = (answer: Answer): boolean =>
  httpInterface(answer).kind !== 'none' ||
  remoteCallsIn(answer).length > 0 ||
  sqlOf(answer).some(({ text }) => matches(LETS_IN, text));
const LETS_IN =
  /^\s*create\s+policy\b[^;]{0,400}?(?:\bto\s+(?:authenticated|anon|public)\b|\bauth\.(?:uid|jwt|role)\()/i;

/** A counter in Redis that runs out, and is compared: `incr`, `expire`, `count <= 5`. */
const COUNTER =
  /\b(?:incr(?:by)?|decr(?:by)?|zadd|zcard)\b[\s\S]{0,400}?(?:\bp?expire(?:at)?\b|["']EX["'])[\s\S]{0,400}?\s[<>]=?\s+[\w.]/i;
/** A number that is named after its window: `pointsPerMinute`. */
const NAMED_AFTER_WINDOW =
  /\b\w+(?:Per(?:Second|Minute|Hour|Day)|_per_(?:second|minute|hour|day)|_PER_(?:SECOND|MINUTE|HOUR|DAY))\b/;
const REFUSES =
  /\b429\b|\btoo[_ ]?many|\brate[-_ ]?limit|\blimit(?:ed|er)\b|\bexceed|\bout[_ ]of[_ ](?:points|tokens|quota|calls|budget|credits?)\b|\bthrottl/i;
/** What 429 says: "one export a day". */
const SAID_WITH_429 = new RegExp(
  `\\b429\\b[^\\n]{0,120}\\b(?:\\d+|one|once|two|three|five|ten|last)\\b[^\\n]{0,30}\\b${UNIT}\\b`,
  'i',
);

/** Limits that code sets by a window of time, without a limiter of a known name. */
const ofWindows = (answer: Answer): Limit[] =>
  [
    { pattern: COUNTER, besides: COUNTER },
    { pattern: NAMED_AFTER_WINDOW, besides: REFUSES },
    { pattern: SAID_WITH_429, besides: SAID_WITH_429 },
  ].flatMap(({ pattern, besides }) => {
    const all = codePlaces(answer, pattern, ['implementation', 'data'], ({ code }) => matches(besides, code));
    if (all.length === 0) return [];
    const scoped = codePlaces(
      answer,
      pattern,
      ['implementation'],
      ({ code }) => matches(besides, code) && matches(SCOPE, code),
    );
    return all.map(({ span }): Limit => ({
      span,
      why: 'a rate limit in code',
      isScoped: scoped.length > 0,
      tiers: [],
    }));
  });

const inSql = (answer: Answer): Limit[] =>
  codePlaces(answer, COUNTED, ['implementation', 'data']).map(({ span, text }) => ({
    span,
    why: 'a rate limit in SQL',
    isScoped: OF_ONE.test(text),
    tiers: [],
  }));
